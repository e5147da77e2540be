//! Coloured bars: one line under a blade's header, or a box inside content.

use leptos::prelude::*;

use super::{
    button::IconButton,
    element_id::ElementId,
    icon::Glyph,
    status_cell::{Tone, ToneIcon},
};

/// A message inside content: glyph, text, optional close button.
#[component]
pub fn MessageBar(
    /// Colour and glyph.
    #[prop(optional)]
    tone: Tone,
    /// Shows a close button which runs this.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    /// Announces the text when it appears: assertively for errors, else politely.
    #[prop(optional)]
    announce: bool,
    /// Takes the focus from outside (an error summary).
    #[prop(optional)]
    id: Option<ElementId>,
    children: Children,
) -> impl IntoView {
    let role = announce.then_some(if tone == Tone::Error { "alert" } else { "status" });
    view! {
        <div
            id=id.map(|id| id.to_string())
            tabindex=id.map(|_| "-1")
            class=format!("pt-message-bar pt-message-bar--{}", tone.name())
            role=role
        >
            <ToneIcon tone/>
            <div class="pt-message-bar__text">{children()}</div>
            {on_close.map(|on_close| view! {
                <IconButton glyph=Glyph::Close label="Close message" on_click=on_close/>
            })}
        </div>
    }
}

/// What must be corrected before a form can be sent; each line leads to its field.
#[component]
pub fn ErrorSummary(
    /// The sentence above the lines.
    #[prop(default = "Validation failed. Required information is missing or not valid.".into(), into)]
    title: Signal<String>,
    /// The lines: text and the id of the field; nothing is shown while there are none.
    #[prop(into)]
    errors: Signal<Vec<(String, ElementId)>>,
    /// The id, to move the focus here when validation fails.
    #[prop(optional)]
    id: Option<ElementId>,
) -> impl IntoView {
    let id = id.unwrap_or_else(ElementId::new);
    let line = |(text, field): (String, ElementId)| {
        view! {
            <li>
                <button type="button" class="pt-button pt-button--link" on:click=move |_| field.focus()>{text}</button>
            </li>
        }
    };
    move || {
        errors.with(|errors| !errors.is_empty()).then(|| {
            view! {
                <MessageBar tone=Tone::Error announce=true id>
                    {move || title.get()}
                    <ul class="pt-message-bar__list">{errors.get().into_iter().map(line).collect_view()}</ul>
                </MessageBar>
            }
        })
    }
}

/// The bar under a blade's header; the whole bar may be a link.
#[component]
pub fn StatusBar(
    /// Colour and glyph.
    #[prop(optional)]
    tone: Tone,
    /// Where the bar leads.
    #[prop(optional, into)]
    href: Option<String>,
    children: Children,
) -> impl IntoView {
    let class = format!("pt-status-bar pt-message-bar--{}", tone.name());
    let content = view! {
        <ToneIcon tone/>
        <div class="pt-message-bar__text">{children()}</div>
    };
    match href {
        Some(href) => view! { <a class=class href=href>{content}</a> }.into_any(),
        None => view! { <div class=class>{content}</div> }.into_any(),
    }
}
