//! The path to a blade.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// One step of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    pub label: String,
    pub href: String,
}

impl Crumb {
    /// A step with its address.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// The links that lead to a blade, each followed by a ">".
#[component]
pub fn Breadcrumb(
    /// From Home to the parent of the blade.
    #[prop(into)]
    crumbs: Signal<Vec<Crumb>>,
) -> impl IntoView {
    let item = |crumb: Crumb| {
        view! {
            <li class="pt-breadcrumb__item">
                <a href=crumb.href>{crumb.label}</a>
                <Icon glyph=Glyph::ChevronRight size=12/>
            </li>
        }
    };
    view! {
        <nav class="pt-breadcrumb" aria-label="Breadcrumb">
            <ol class="pt-breadcrumb__list">{move || crumbs.get().into_iter().map(item).collect_view()}</ol>
        </nav>
    }
}
