//! Buttons: primary, secondary, danger and link-like; a disabled one says why.

use leptos::prelude::*;

use super::{
    element_id::ElementId,
    icon::{Glyph, Icon},
    spinner::Spinner,
    tooltip::DisabledReason,
};

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    Primary,
    #[default]
    Secondary,
    Danger,
    Link,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "pt-button pt-button--primary",
            Self::Secondary => "pt-button",
            Self::Danger => "pt-button pt-button--danger",
            Self::Link => "pt-button pt-button--link",
        }
    }
}

/// A button. With a reason it stays focusable but does nothing, and the reason is its description.
#[component]
pub fn Button(
    /// How much it asks to be pressed.
    #[prop(optional)]
    kind: ButtonKind,
    /// Runs on click, Enter or Space unless disabled or busy.
    #[prop(optional, into)]
    on_click: Option<Callback<()>>,
    /// Why the button cannot be used now; `None` enables it.
    #[prop(optional, into)]
    disabled_reason: Signal<Option<String>>,
    /// Shows a spinner and ignores clicks.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// A glyph before the text.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// The id, to focus the button from outside.
    #[prop(optional)]
    id: Option<ElementId>,
    /// Takes the focus when the pane or dialog around it opens.
    #[prop(optional)]
    autofocus: bool,
    /// The accessible name, where it must say more than the text; starts with the text.
    #[prop(optional, into)]
    aria_label: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let id = id.unwrap_or_else(ElementId::new);
    let press = move |_| {
        let blocked = busy.get_untracked() || disabled_reason.with_untracked(Option::is_some);
        if let (false, Some(on_click)) = (blocked, on_click) {
            on_click.run(());
        }
    };
    view! {
        <span class="pt-button-host">
            <button
                type="button"
                id=id.to_string()
                class=kind.class()
                aria-label=aria_label
                aria-disabled=move || disabled_reason.with(Option::is_some).then_some("true")
                aria-describedby=move || disabled_reason.with(Option::is_some).then(|| id.part("reason"))
                aria-busy=move || busy.get().then_some("true")
                data-autofocus=autofocus.then_some("")
                on:click=press
            >
                {move || busy.get().then(|| view! { <Spinner/> })}
                {glyph.map(|glyph| view! { <Icon glyph/> })}
                <span class="pt-button__text">{children()}</span>
            </button>
            <DisabledReason anchor=id reason=disabled_reason/>
        </span>
    }
}

/// A button that is only a glyph; the label is its name and tooltip.
#[component]
pub fn IconButton(
    /// The picture.
    #[prop(into)]
    glyph: Signal<Glyph>,
    /// The accessible name, also shown as tooltip.
    #[prop(into)]
    label: Signal<String>,
    /// Runs on click, Enter or Space.
    #[prop(into)]
    on_click: Callback<()>,
    /// Whether a toggle is on; `None` for a plain button.
    #[prop(optional, into)]
    pressed: Signal<Option<bool>>,
    /// An extra class, for size and colour.
    #[prop(optional, into)]
    class: String,
    /// The id, to focus the button from outside.
    #[prop(optional)]
    id: Option<ElementId>,
) -> impl IntoView {
    let id = id.unwrap_or_else(ElementId::new);
    view! {
        <button
            type="button"
            id=id.to_string()
            class=format!("pt-icon-button {class}")
            aria-label=move || label.get()
            title=move || label.get()
            aria-pressed=move || pressed.get().map(|on| on.to_string())
            on:click=move |_| on_click.run(())
        >
            {move || view! { <Icon glyph=glyph.get()/> }}
        </button>
    }
}
