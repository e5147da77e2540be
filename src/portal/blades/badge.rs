//! What a state means at a glance: the view models' side of a tone.

/// The kind of news a state is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Badge {
    Success,
    Warning,
    Error,
    InProgress,
    Stopped,
    Neutral,
}

#[cfg(target_arch = "wasm32")]
impl From<Badge> for crate::portal::controls::Tone {
    fn from(badge: Badge) -> Self {
        match badge {
            Badge::Success => Self::Success,
            Badge::Warning => Self::Warning,
            Badge::Error => Self::Error,
            Badge::InProgress => Self::InProgress,
            Badge::Stopped => Self::Stopped,
            Badge::Neutral => Self::Neutral,
        }
    }
}

#[cfg(target_arch = "wasm32")]
impl From<Badge> for leptos::prelude::Signal<crate::portal::controls::Tone> {
    fn from(badge: Badge) -> Self {
        Self::stored(badge.into())
    }
}
