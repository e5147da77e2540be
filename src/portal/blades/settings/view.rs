//! *Portal settings*.

use crate::portal::{
    chrome::{Theme, use_preferences},
    controls::{Button, CheckBox, Choice, Crumb, Field, FormSection, Glyph, RadioGroup},
    route::Route,
    session::{navigate, use_session},
    shell::BladeFrame,
};
use leptos::prelude::*;

/// Theme, pop-ups, and what concerns the simulation.
#[component]
pub fn SettingsBlade() -> impl IntoView {
    let preferences = use_preferences();
    let session = use_session();
    let themes = vec![
        Choice::new("auto", "Same as this device"),
        Choice::new("light", "Light"),
        Choice::new("dark", "Dark"),
    ];
    let crumbs = vec![Crumb::new("Home", Route::Home.href())];
    view! {
        <BladeFrame title="Portal settings" glyph=Glyph::Gear crumbs on_close=|()| navigate(&Route::Home)>
            <div class="pt-page pt-page--form">
                <FormSection title="Appearance">
                    <Field label="Theme">
                        <RadioGroup
                            value=Signal::derive(move || preferences.theme.get().name().to_string())
                            on_change=move |name: String| {
                                if let Some(theme) = Theme::parse(&name) {
                                    preferences.theme.set(theme);
                                }
                            }
                            choices=themes
                        />
                    </Field>
                </FormSection>
                <FormSection title="Notifications">
                    <CheckBox
                        checked=preferences.pop_ups
                        on_change=move |on| preferences.pop_ups.set(on)
                        label="Show pop-up notifications"
                    />
                </FormSection>
                <FormSection
                    title="Simulation"
                    text="Everything lives in this browser only. The scenario menu in the simulation bar starts another world."
                >
                    <Button on_click=move |_| session.export()>"Export this world"</Button>
                </FormSection>
                <p class="pt-muted">"Vault Lab is not affiliated with Microsoft."</p>
            </div>
        </BladeFrame>
    }
}
