//! The Essentials block of an overview: two columns of label and value.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    copy_button::CopyButton,
    element_id::ElementId,
    icon::{Glyph, Icon},
};

/// One line of the Essentials.
#[derive(Clone)]
pub struct Essential {
    label: String,
    /// A small link after the label: its text and address.
    action: Option<(String, String)>,
    value: Arc<dyn Fn() -> AnyView + Send + Sync>,
}

impl Essential {
    /// A line whose value is any markup.
    pub fn view(label: impl Into<String>, value: impl Fn() -> AnyView + Send + Sync + 'static) -> Self {
        Self { label: label.into(), action: None, value: Arc::new(value) }
    }

    /// A line of text; an empty text shows as "-".
    pub fn text(label: impl Into<String>, text: impl Into<Signal<String>>) -> Self {
        let text = text.into();
        Self::view(label, move || {
            view! { <span>{move || text.with(|text| if text.is_empty() { "-".to_string() } else { text.clone() })}</span> }
                .into_any()
        })
    }

    /// A line whose value is a link.
    pub fn link(
        label: impl Into<String>,
        text: impl Into<Signal<String>>,
        href: impl Into<Signal<String>>,
    ) -> Self {
        let (text, href) = (text.into(), href.into());
        Self::view(label, move || view! { <a href=href>{move || text.get()}</a> }.into_any())
    }

    /// A line of text with a copy button.
    pub fn copyable(label: impl Into<String>, text: impl Into<Signal<String>>) -> Self {
        let (label, text) = (label.into(), text.into());
        let name = label.clone();
        Self::view(label, move || {
            view! {
                <span class="pt-copyable">
                    <span class="pt-copyable__text">{move || text.get()}</span>
                    <CopyButton value=text label=format!("Copy {name}")/>
                </span>
            }
            .into_any()
        })
    }

    /// Adds a link in brackets after the label: "Resource group (move)".
    pub fn with_action(mut self, text: impl Into<String>, href: impl Into<String>) -> Self {
        self.action = Some((text.into(), href.into()));
        self
    }
}

/// Two columns of properties under a heading that folds them away.
#[component]
pub fn Essentials(
    /// The general properties.
    left: Vec<Essential>,
    /// At most five that are special to this type.
    #[prop(optional)]
    right: Vec<Essential>,
    /// Links at the right of the heading: text and address.
    #[prop(optional)]
    links: Vec<(String, String)>,
) -> impl IntoView {
    let id = ElementId::new();
    let open = RwSignal::new(true);
    let glyph = move || if open.get() { Glyph::ChevronUp } else { Glyph::ChevronDown };
    view! {
        <section class="pt-essentials" aria-label="Essentials">
            <div class="pt-essentials__head">
                <button
                    type="button"
                    class="pt-essentials__toggle"
                    aria-expanded=move || open.get().to_string()
                    aria-controls=id.to_string()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {move || view! { <Icon glyph=glyph() size=12/> }}
                    "Essentials"
                </button>
                <span class="pt-essentials__links">
                    {links.into_iter().map(|(text, href)| view! { <a href=href>{text}</a> }).collect_view()}
                </span>
            </div>
            <div id=id.to_string() class="pt-essentials__columns" hidden=move || !open.get()>
                <EssentialColumn lines=left/>
                <EssentialColumn lines=right/>
            </div>
        </section>
    }
}

#[component]
fn EssentialColumn(lines: Vec<Essential>) -> impl IntoView {
    let line = |line: Essential| {
        view! {
            <div class="pt-essentials__line">
                <dt>
                    {line.label}
                    {line.action.map(|(text, href)| view! { " (" <a href=href>{text}</a> ")" })}
                </dt>
                <dd>{(line.value)()}</dd>
            </div>
        }
    };
    (!lines.is_empty())
        .then(|| view! { <dl class="pt-essentials__list">{lines.into_iter().map(line).collect_view()}</dl> })
}
