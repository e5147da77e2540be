//! Links that leave the product.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// A link to another site: new tab, marked for eye and ear.
#[component]
pub fn ExternalLink(
    /// The address.
    #[prop(into)]
    href: String,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="pt-external-link" href=href target="_blank" rel="noopener noreferrer">
            {children()}
            <Icon glyph=Glyph::External size=12/>
            <span class="pt-visually-hidden">" (opens in new tab)"</span>
        </a>
    }
}
