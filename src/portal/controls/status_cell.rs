//! A status: a glyph whose shape tells it, and always a text.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// What kind of news a status, bar or notification carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    #[default]
    Information,
    Success,
    Warning,
    Error,
    InProgress,
    Stopped,
    Neutral,
}

impl Tone {
    /// The glyph of this tone; `None` where the text stands alone.
    pub fn glyph(self) -> Option<Glyph> {
        Some(match self {
            Self::Information => Glyph::Information,
            Self::Success => Glyph::Success,
            Self::Warning => Glyph::Warning,
            Self::Error => Glyph::Error,
            Self::InProgress => Glyph::InProgress,
            Self::Stopped => Glyph::Stopped,
            Self::Neutral => return None,
        })
    }

    /// The last part of a class name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::InProgress => "progress",
            Self::Stopped => "stopped",
            Self::Neutral => "neutral",
        }
    }
}

/// The tinted glyph of a tone; turns while in progress.
#[component]
pub fn ToneIcon(
    /// Which one.
    tone: Tone,
    /// Edge length in CSS pixels.
    #[prop(default = 16)]
    size: u16,
) -> impl IntoView {
    tone.glyph().map(|glyph| {
        view! {
            <span class=format!("pt-tone pt-tone--{}", tone.name())>
                <Icon glyph size tinted=true/>
            </span>
        }
    })
}

/// Glyph and text of a state; `children` may add links after it.
#[component]
pub fn StatusCell(
    /// The tone, for the glyph.
    #[prop(into)]
    tone: Signal<Tone>,
    /// The state in words.
    #[prop(into)]
    text: Signal<String>,
    /// Makes the text a link.
    #[prop(optional, into)]
    href: Option<String>,
    /// What follows the text, such as a link.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let label = match href {
        Some(href) => view! { <a href=href>{move || text.get()}</a> }.into_any(),
        None => view! { <span>{move || text.get()}</span> }.into_any(),
    };
    view! {
        <span class="pt-status">
            {move || view! { <ToneIcon tone=tone.get()/> }}
            {label}
            {children.map(|children| view! { <span class="pt-status__more">{children()}</span> })}
        </span>
    }
}
