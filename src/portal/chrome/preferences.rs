//! What a person prefers, kept in this browser: theme, pop-ups, prices of reports, who is signed in.

use crate::{
    engine::{rbac::PERSONAS, usage::cost::Prices},
    portal::session::Session,
};
use leptos::prelude::*;

/// Colours of the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    /// As it is stored and as the style sheets know it.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn parse(text: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.name() == text)
    }
}

/// Signals of the preferences; writing one keeps it.
#[derive(Clone, Copy)]
pub struct Preferences {
    pub theme: RwSignal<Theme>,
    pub pop_ups: RwSignal<bool>,
    /// What reports reckon costs with.
    pub prices: RwSignal<Prices>,
}

const THEME: &str = "vault-lab.theme";
const POP_UPS: &str = "vault-lab.pop-ups";
const PRICES: &str = "vault-lab.prices";
const PERSONA: &str = "vault-lab.persona";

/// The preferences of this page.
///
/// # Panics
/// Outside the app: a bug.
pub fn use_preferences() -> Preferences {
    expect_context::<Preferences>()
}

impl Preferences {
    /// Reads what was kept, and keeps every later change.
    pub fn load(session: Session) -> Preferences {
        let theme = read(THEME).and_then(|text| Theme::parse(&text)).unwrap_or(Theme::Auto);
        let pop_ups = read(POP_UPS).as_deref() != Some("off");
        let prices = read(PRICES).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let preferences = Preferences {
            theme: RwSignal::new(theme),
            pop_ups: RwSignal::new(pop_ups),
            prices: RwSignal::new(prices),
        };
        if let Some(persona) =
            read(PERSONA).and_then(|name| PERSONAS.iter().find(|persona| persona.name == name))
        {
            session.persona.set(persona);
        }
        // Reaches outside: the document's theme and the browser's storage.
        Effect::new(move || {
            let theme = preferences.theme.get();
            if let Some(root) = document().document_element() {
                let _ = root.set_attribute("data-theme", theme.name());
            }
            keep(THEME, theme.name());
        });
        Effect::new(move || keep(POP_UPS, if preferences.pop_ups.get() { "on" } else { "off" }));
        Effect::new(move || {
            if let Ok(text) = preferences.prices.with(serde_json::to_string) {
                keep(PRICES, &text);
            }
        });
        Effect::new(move || keep(PERSONA, session.persona.get().name));
        preferences
    }
}

/// Nothing where the browser keeps nothing for this page.
fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

fn keep(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden storage only forgets a preference.
        let _ = storage.set_item(key, value);
    }
}
