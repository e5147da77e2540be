//! Tiles of an overview.

use leptos::prelude::*;

use super::status_cell::{Tone, ToneIcon};

/// One counted line of a tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TileLine {
    pub tone: Tone,
    pub label: String,
    pub href: Option<String>,
    pub count: String,
}

impl TileLine {
    /// A line that leads somewhere.
    pub fn link(tone: Tone, label: impl Into<String>, count: impl ToString, href: impl Into<String>) -> Self {
        Self { tone, label: label.into(), href: Some(href.into()), count: count.to_string() }
    }
}

/// A framed box with a title and counted lines, or any content.
#[component]
pub fn Tile(
    /// The heading.
    #[prop(into)]
    title: String,
    /// A quiet line under it.
    #[prop(optional, into)]
    subtitle: Signal<Option<String>>,
    /// The counted lines.
    #[prop(optional, into)]
    lines: Signal<Vec<TileLine>>,
    /// What follows the lines.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let line = |line: TileLine| {
        let label = match line.href {
            Some(href) => view! { <a href=href>{line.label}</a> }.into_any(),
            None => view! { <span>{line.label}</span> }.into_any(),
        };
        view! {
            <li class="pt-tile__line">
                <ToneIcon tone=line.tone/>
                {label}
                <span class="pt-tile__count">{line.count}</span>
            </li>
        }
    };
    let list = move || {
        lines.with(|lines| !lines.is_empty()).then(|| {
            view! { <ul class="pt-tile__lines">{lines.get().into_iter().map(line).collect_view()}</ul> }
        })
    };
    view! {
        <section class="pt-tile">
            <h2 class="pt-tile__title">{title}</h2>
            {move || subtitle.get().map(|subtitle| view! { <p class="pt-tile__subtitle">{subtitle}</p> })}
            {list}
            {children.map(|children| children())}
        </section>
    }
}

/// Lays tiles out in as many columns as fit.
#[component]
pub fn TileGrid(children: Children) -> impl IntoView {
    view! { <div class="pt-tiles">{children()}</div> }
}
