//! The docked footers of wizards and panes.

use leptos::prelude::*;

use super::button::{Button, ButtonKind};

/// A bar of buttons that stays at the bottom while the content scrolls.
#[component]
pub fn Footer(children: Children) -> impl IntoView {
    view! { <div class="pt-footer">{children()}</div> }
}

/// The footer of a create wizard: Review + create, < Previous, Next : tab >.
#[component]
pub fn WizardFooter(
    /// The tabs' names, left to right; the last one is the review.
    #[prop(into)]
    titles: Vec<String>,
    /// Index of the chosen tab.
    #[prop(into)]
    selected: Signal<usize>,
    /// Runs with the index to go to.
    #[prop(into)]
    on_select: Callback<usize>,
    /// The primary button before the last tab.
    #[prop(default = "Review + create".into(), into)]
    review_label: String,
    /// The primary button on the last tab.
    #[prop(default = "Create".into(), into)]
    finish_label: String,
    /// Runs when the primary button of the last tab is pressed.
    #[prop(into)]
    on_finish: Callback<()>,
    /// Why the last button cannot be pressed.
    #[prop(optional, into)]
    finish_disabled_reason: Signal<Option<String>>,
    /// The submission is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Links after the buttons ("Download a template for automation").
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let last = titles.len().saturating_sub(1);
    let on_last = Memo::new(move |_| selected.get() >= last);
    let next_title = move || titles.get(selected.get() + 1).map(|title| format!("Next : {title} >"));
    let primary = move || {
        if on_last.get() {
            let finish_label = finish_label.clone();
            view! {
                <Button kind=ButtonKind::Primary on_click=on_finish disabled_reason=finish_disabled_reason busy>
                    {finish_label}
                </Button>
            }
            .into_any()
        } else {
            let review_label = review_label.clone();
            view! {
                <Button kind=ButtonKind::Primary on_click=move |_| on_select.run(last)>{review_label}</Button>
            }
            .into_any()
        }
    };
    view! {
        <Footer>
            {primary}
            <Button
                on_click=move |_| on_select.run(selected.get_untracked().saturating_sub(1))
                disabled_reason=move || (selected.get() == 0).then(|| "This is the first tab.".to_string())
            >"< Previous"</Button>
            <Button
                on_click=move |_| on_select.run((selected.get_untracked() + 1).min(last))
                disabled_reason=move || on_last.get().then(|| "This is the last tab.".to_string())
            >{move || next_title().unwrap_or_else(|| "Next >".to_string())}</Button>
            {children.map(|children| view! { <span class="pt-footer__links">{children()}</span> })}
        </Footer>
    }
}

/// The footer of the required-steps wizards: Next or the final button, then Previous.
#[component]
pub fn StepFooter(
    /// How many steps there are.
    count: usize,
    /// Index of the step that is shown.
    #[prop(into)]
    selected: Signal<usize>,
    /// Runs with the index to go to.
    #[prop(into)]
    on_select: Callback<usize>,
    /// What is missing before the next step can be opened.
    #[prop(optional, into)]
    next_disabled_reason: Signal<Option<String>>,
    /// The primary button of the last step ("Configure backup").
    #[prop(into)]
    finish_label: String,
    /// The primary button of the step before the last, where it is not "Next" ("Review + restore").
    #[prop(default = "Next".into(), into)]
    review_label: String,
    /// Runs when the final button is pressed.
    #[prop(into)]
    on_finish: Callback<()>,
    /// Why the final button cannot be pressed.
    #[prop(optional, into)]
    finish_disabled_reason: Signal<Option<String>>,
    /// The submission is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Links after the buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let last = count.saturating_sub(1);
    let on_last = Memo::new(move |_| selected.get() >= last);
    let before_last = Memo::new(move |_| selected.get() + 1 == last);
    let label = move || match (on_last.get(), before_last.get()) {
        (true, _) => finish_label.clone(),
        (false, true) => review_label.clone(),
        (false, false) => "Next".to_string(),
    };
    let press = move |_| {
        if on_last.get_untracked() {
            on_finish.run(());
        } else {
            on_select.run((selected.get_untracked() + 1).min(last));
        }
    };
    let reason =
        Signal::derive(
            move || {
                if on_last.get() { finish_disabled_reason.get() } else { next_disabled_reason.get() }
            },
        );
    view! {
        <Footer>
            <Button kind=ButtonKind::Primary on_click=press disabled_reason=reason busy>{label}</Button>
            <Button
                on_click=move |_| on_select.run(selected.get_untracked().saturating_sub(1))
                disabled_reason=move || (selected.get() == 0).then(|| "This is the first step.".to_string())
            >"Previous"</Button>
            {children.map(|children| view! { <span class="pt-footer__links">{children()}</span> })}
        </Footer>
    }
}
