//! The pane *Prices*.

use super::price_form::{PriceForm, Rate};
use crate::{
    engine::usage::cost::Prices,
    portal::{
        chrome::use_preferences,
        controls::{Button, ButtonKind, ContextPane, Field, PaneSize, TextBox},
    },
};
use leptos::prelude::*;

/// Prices are kept among the preferences of this browser.
#[component]
pub fn PricePane(open: RwSignal<bool>) -> impl IntoView {
    let saved = use_preferences().prices;
    let form = RwSignal::new(PriceForm::of(&saved.get_untracked()));
    // Each opening begins with what is saved.
    let begin = move || form.set(PriceForm::of(&saved.get_untracked()));
    let close = move |()| open.set(false);
    let blocked = move || saved.with(|saved| form.with(|form| form.blocked(saved)));
    let save = move |()| {
        if let Some(prices) = form.with_untracked(PriceForm::prices) {
            saved.set(prices);
            close(());
        }
    };
    let restore = move |()| form.set(PriceForm::of(&Prices::default()));
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=save disabled_reason=Signal::derive(blocked)>"Save"</Button>
            <Button on_click=close>"Cancel"</Button>
            <Button kind=ButtonKind::Link on_click=restore>"Restore defaults"</Button>
        }
    };
    view! {
        <ContextPane
            open
            on_close=close
            title="Prices"
            subtitle=Signal::stored(Some("Simulated, in US dollars".to_string()))
            size=PaneSize::Medium
            footer
        >
            {begin()}
            <p class="pt-text">
                "Real prices differ by region, agreement and time. Those here are for practice; put in your own. They are \
                 kept in this browser, and no backup depends on them."
            </p>
            {Rate::ALL.into_iter().map(|rate| view! { <RateField rate form/> }).collect_view()}
        </ContextPane>
    }
}

#[component]
fn RateField(rate: Rate, form: RwSignal<PriceForm>) -> impl IntoView {
    view! {
        <Field
            label=rate.label()
            required=true
            hint=rate.hint().map(str::to_string)
            error=Signal::derive(move || form.with(|form| form.error(rate)))
        >
            <TextBox
                value=Signal::derive(move || form.with(|form| form.text(rate)))
                on_change=move |text: String| form.update(|form| form.set_text(rate, text))
            />
        </Field>
    }
}
