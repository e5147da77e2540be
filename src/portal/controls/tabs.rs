//! Tabs of three kinds: content tabs, the free tabs of a create wizard, and numbered required steps.

use leptos::{html, prelude::*};
use web_sys::KeyboardEvent;

use crate::portal::roving::Axis;

use super::{
    element_id::ElementId,
    focus::{rove, visible_matches},
    icon::{Glyph, Icon},
    tooltip::DisabledReason,
};

/// One tab.
#[derive(Clone)]
pub struct Tab {
    pub label: Signal<String>,
    /// Marks the tab with a red cross and "has errors".
    pub has_errors: Signal<bool>,
    /// Required steps only: a tick instead of the number.
    pub complete: Signal<bool>,
    /// Required steps only: why the step cannot be opened yet.
    pub disabled_reason: Signal<Option<String>>,
}

impl Tab {
    /// A plain tab.
    pub fn new(label: impl Into<Signal<String>>) -> Self {
        Self {
            label: label.into(),
            has_errors: Signal::stored(false),
            complete: Signal::stored(false),
            disabled_reason: Signal::stored(None),
        }
    }

    /// Marked while the closure finds errors on it.
    pub fn with_errors(mut self, has_errors: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        self.has_errors = Signal::derive(has_errors);
        self
    }

    /// Ticked while the closure says that its step is done.
    pub fn complete_when(mut self, complete: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        self.complete = Signal::derive(complete);
        self
    }

    /// Disabled while the closure says what is missing before it.
    pub fn disabled_when(mut self, reason: impl Fn() -> Option<String> + Send + Sync + 'static) -> Self {
        self.disabled_reason = Signal::derive(reason);
        self
    }
}

/// How a strip of tabs looks and behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Content,
    Wizard,
    Steps,
}

/// Tabs inside a blade; `children` is the panel of the chosen one.
#[component]
pub fn Tabs(
    /// The tabs, left to right.
    tabs: Vec<Tab>,
    /// Index of the chosen tab.
    #[prop(into)]
    selected: Signal<usize>,
    /// Runs with the index a person chose.
    #[prop(into)]
    on_select: Callback<usize>,
    /// The strip's accessible name.
    #[prop(into)]
    label: String,
    /// The panel; read `selected` inside to choose what to show.
    children: Children,
) -> impl IntoView {
    view! { <TabStrip tabs selected on_select label kind=Kind::Content>{children()}</TabStrip> }
}

/// The tabs of a create wizard: every tab may be opened at any time.
#[component]
pub fn WizardTabs(
    /// The tabs, left to right; the last one is the review.
    tabs: Vec<Tab>,
    /// Index of the chosen tab.
    #[prop(into)]
    selected: Signal<usize>,
    /// Runs with the index a person chose.
    #[prop(into)]
    on_select: Callback<usize>,
    /// The strip's accessible name.
    #[prop(default = "Steps".into(), into)]
    label: String,
    /// The panel; read `selected` inside to choose what to show.
    children: Children,
) -> impl IntoView {
    view! { <TabStrip tabs selected on_select label kind=Kind::Wizard>{children()}</TabStrip> }
}

/// Numbered steps: those ahead of the first incomplete one are disabled and say what is missing.
#[component]
pub fn StepTabs(
    /// The steps, left to right.
    tabs: Vec<Tab>,
    /// Index of the step that is shown.
    #[prop(into)]
    selected: Signal<usize>,
    /// Runs with the index a person chose.
    #[prop(into)]
    on_select: Callback<usize>,
    /// The strip's accessible name.
    #[prop(default = "Steps".into(), into)]
    label: String,
    /// The panel; read `selected` inside to choose what to show.
    children: Children,
) -> impl IntoView {
    view! { <TabStrip tabs selected on_select label kind=Kind::Steps>{children()}</TabStrip> }
}

#[component]
fn TabStrip(
    tabs: Vec<Tab>,
    selected: Signal<usize>,
    on_select: Callback<usize>,
    label: String,
    kind: Kind,
    children: Children,
) -> impl IntoView {
    let id = ElementId::new();
    let strip = NodeRef::<html::Div>::new();
    let on_key = move |event: KeyboardEvent| {
        if let Some(strip) = strip.get_untracked()
            && rove(&visible_matches(&strip, "[role=tab]"), &event.key(), Axis::Horizontal)
        {
            event.prevent_default();
        }
    };
    // Reaches outside: keeps the chosen tab in view where the strip scrolls.
    Effect::new(move |_| {
        let chosen = id.part(selected.get());
        if let Some(tab) = super::element_id::element_by_id(&chosen) {
            keep_in_view(&tab);
        }
    });
    let class = match kind {
        Kind::Content => "pt-tabs",
        Kind::Wizard => "pt-tabs pt-tabs--wizard",
        Kind::Steps => "pt-tabs pt-tabs--steps",
    };
    view! {
        <div class=class>
            <div node_ref=strip class="pt-tabs__strip" role="tablist" aria-label=label on:keydown=on_key>
                {tabs
                    .into_iter()
                    .enumerate()
                    .map(|(index, tab)| view! { <TabButton strip=id index tab selected on_select kind/> })
                    .collect_view()}
            </div>
            <div
                id=id.part("panel")
                class="pt-tabs__panel"
                role="tabpanel"
                tabindex="-1"
                aria-labelledby=move || id.part(selected.get())
            >
                {children()}
            </div>
        </div>
    }
}

#[component]
fn TabButton(
    strip: ElementId,
    index: usize,
    tab: Tab,
    selected: Signal<usize>,
    on_select: Callback<usize>,
    kind: Kind,
) -> impl IntoView {
    let chosen = move || selected.get() == index;
    let reason_anchor = ElementId::new();
    let disabled = move || tab.disabled_reason.with(Option::is_some);
    let choose = move |_| {
        if tab.disabled_reason.with_untracked(Option::is_none) {
            on_select.run(index);
        }
    };
    view! {
        <span id=reason_anchor.to_string() class="pt-tabs__slot" role="presentation">
            <button
                type="button"
                id=strip.part(index)
                class="pt-tabs__tab"
                role="tab"
                tabindex=move || if chosen() { "0" } else { "-1" }
                aria-selected=move || chosen().to_string()
                aria-controls=move || chosen().then(|| strip.part("panel"))
                aria-disabled=move || disabled().then_some("true")
                aria-describedby=move || disabled().then(|| reason_anchor.part("reason"))
                on:click=choose
            >
                {(kind == Kind::Steps).then(|| view! { <StepNumber index has_errors=tab.has_errors complete=tab.complete/> })}
                {move || (kind != Kind::Steps && tab.has_errors.get())
                    .then(|| view! { <Icon glyph=Glyph::Error tinted=true size=14/> })}
                <span class="pt-tabs__label" data-label=move || tab.label.get()>{move || tab.label.get()}</span>
                {move || tab.has_errors.get().then(|| view! { <span class="pt-visually-hidden">" has errors"</span> })}
            </button>
            <DisabledReason anchor=reason_anchor reason=tab.disabled_reason/>
        </span>
    }
}

#[component]
fn StepNumber(index: usize, has_errors: Signal<bool>, complete: Signal<bool>) -> impl IntoView {
    move || match (has_errors.get(), complete.get()) {
        (true, _) => view! {
            <span class="pt-step pt-step--error" aria-hidden="true"><Icon glyph=Glyph::Close size=12/></span>
        }
        .into_any(),
        (false, true) => view! {
            <span class="pt-step pt-step--done" aria-hidden="true"><Icon glyph=Glyph::Check size=12/></span>
            <span class="pt-visually-hidden">"Completed: "</span>
        }
        .into_any(),
        (false, false) => view! { <span class="pt-step">{index + 1}</span> }.into_any(),
    }
}

/// Scrolls only the strip; `scrollIntoView` would move the whole page.
fn keep_in_view(tab: &web_sys::HtmlElement) {
    let Some(strip) = tab.closest("[role=tablist]").ok().flatten() else { return };
    let (tab, bounds) = (tab.get_bounding_client_rect(), strip.get_bounding_client_rect());
    let overhang = if tab.right() > bounds.right() {
        tab.right() - bounds.right()
    } else if tab.left() < bounds.left() {
        tab.left() - bounds.left()
    } else {
        return;
    };
    strip.set_scroll_left(strip.scroll_left() + overhang as i32);
}
