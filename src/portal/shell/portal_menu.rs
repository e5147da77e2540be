//! The ☰ menu: a flyout over the left edge.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::top_bar::PORTAL_MENU_BUTTON_ID;
use crate::portal::controls::{Glyph, Icon, element_by_id, focus_first, on_leave};

/// One place the menu leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalMenuEntry {
    pub glyph: Glyph,
    pub label: String,
    pub href: String,
}

impl PortalMenuEntry {
    /// A place with its picture and address.
    pub fn new(glyph: Glyph, label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { glyph, label: label.into(), href: href.into() }
    }
}

/// The flyout; closes on Escape, on a press outside and when a link is followed.
#[component]
pub fn PortalMenu(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Runs when it wants to close.
    #[prop(into)]
    on_close: Callback<()>,
    /// The places above the line.
    #[prop(into)]
    entries: Signal<Vec<PortalMenuEntry>>,
    /// The places under "FAVORITES".
    #[prop(into)]
    favorites: Signal<Vec<PortalMenuEntry>>,
    /// The address of the blade that is shown.
    #[prop(optional, into)]
    current: Signal<String>,
) -> impl IntoView {
    let open = Memo::new(move |_| open.get());
    view! {
        <Show when=move || open.get()>
            <Flyout on_close entries favorites current/>
        </Show>
    }
}

#[component]
fn Flyout(
    on_close: Callback<()>,
    entries: Signal<Vec<PortalMenuEntry>>,
    favorites: Signal<Vec<PortalMenuEntry>>,
    current: Signal<String>,
) -> impl IntoView {
    let menu = NodeRef::<html::Nav>::new();
    // Reaches outside: the focus goes into the menu.
    Effect::new(move |_| {
        if let Some(menu) = menu.get() {
            focus_first(&menu, "ul", "a");
        }
    });
    let parts = move || {
        let menu = menu.get_untracked().map(|menu| menu.unchecked_into::<HtmlElement>());
        menu.into_iter().chain(element_by_id(PORTAL_MENU_BUTTON_ID)).collect()
    };
    on_leave(parts, move || on_close.run(()));
    let line = move |entry: PortalMenuEntry| {
        let href = entry.href.clone();
        let here = move || current.with(|current| *current == href).then_some("page");
        view! {
            <li>
                <a class="pt-portal-menu__item" href=entry.href aria-current=here on:click=move |_| on_close.run(())>
                    <Icon glyph=entry.glyph size=18 tinted=true/>
                    <span>{entry.label}</span>
                </a>
            </li>
        }
    };
    view! {
        <nav
            node_ref=menu
            class="pt-portal-menu"
            aria-label="Portal menu"
            on:keydown=move |event| if event.key() == "Escape" {
                event.prevent_default();
                on_close.run(());
                if let Some(button) = element_by_id(PORTAL_MENU_BUTTON_ID) {
                    let _ = button.focus();
                }
            }
        >
            <ul class="pt-portal-menu__list">{move || entries.get().into_iter().map(line).collect_view()}</ul>
            <h2 class="pt-portal-menu__heading"><Icon glyph=Glyph::StarFilled size=12/> "FAVORITES"</h2>
            <ul class="pt-portal-menu__list">{move || favorites.get().into_iter().map(line).collect_view()}</ul>
        </nav>
    }
}
