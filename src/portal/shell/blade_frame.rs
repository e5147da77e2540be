//! The frame of a blade: breadcrumb, title, close button, content.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::portal::controls::{Breadcrumb, Crumb, Glyph, Icon, IconButton};

/// What the browser tab says after the blade's name.
const TITLE_SUFFIX: &str = "Vault Lab (simulator)";

/// A blade: its place, name and content. Sets the browser tab's title and takes the focus when it appears.
#[component]
pub fn BladeFrame(
    /// The resource's name, or the blade's title.
    #[prop(into)]
    title: Signal<String>,
    /// The page of the resource, shown as "<resource> | <item>".
    #[prop(optional, into)]
    item: Signal<Option<String>>,
    /// The resource type, under the title.
    #[prop(optional, into)]
    subtitle: Signal<Option<String>>,
    /// The blade's picture; create pages have none.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// From Home to the parent.
    #[prop(optional, into)]
    crumbs: Signal<Vec<Crumb>>,
    /// Runs on ✕; without it there is no ✕ (Home).
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    /// Buttons after the title (favourite, copy link, …).
    #[prop(optional, into)]
    title_actions: Option<ViewFn>,
    /// The resource menu at the left.
    #[prop(optional, into)]
    menu: Option<ViewFn>,
    /// The focus stays where it is when the blade appears (a switch inside the resource menu).
    #[prop(optional)]
    keep_focus: bool,
    children: Children,
) -> impl IntoView {
    // Reaches outside: the browser tab's title.
    Effect::new(move |_| {
        let name = match item.get() {
            Some(item) => format!("{} | {item}", title.get()),
            None => title.get(),
        };
        document().set_title(&format!("{name} - {TITLE_SUFFIX}"));
    });
    let content = NodeRef::<html::Div>::new();
    // Reaches outside: a newly shown blade begins at its beginning, also where it takes over the elements of another.
    Effect::new(move |_| {
        if let Some(content) = content.get() {
            content.set_scroll_top(0);
        }
    });
    let has_menu = menu.is_some();
    let menu_open = RwSignal::new(false);
    view! {
        <div class="pt-blade" class:pt-blade--with-menu=has_menu>
            <Breadcrumb crumbs/>
            <div class="pt-blade__head">
                {has_menu.then(|| view! { <MenuToggle menu_open/> })}
                {glyph.map(|glyph| view! { <span class="pt-blade__glyph"><Icon glyph size=32 tinted=true/></span> })}
                <div class="pt-blade__titles">
                    <BladeTitle title item keep_focus/>
                    {move || subtitle.get().map(|text| view! { <p class="pt-blade__subtitle">{text}</p> })}
                </div>
                {title_actions.map(|actions| view! { <div class="pt-blade__actions">{actions.run()}</div> })}
                {on_close.map(|on_close| view! {
                    <IconButton glyph=Glyph::Close label="Close" class="pt-close-button pt-blade__close" on_click=on_close/>
                })}
            </div>
            <div class="pt-blade__body">
                {menu.map(|menu| view! { <MenuHost menu menu_open/> })}
                <div node_ref=content class="pt-blade__content" id="pt-blade-content">{children()}</div>
            </div>
        </div>
    }
}

/// The blade's name. Takes the focus when it appears.
#[component]
fn BladeTitle(title: Signal<String>, item: Signal<Option<String>>, keep_focus: bool) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    // Reaches outside: a newly shown blade takes the focus.
    Effect::new(move |_| {
        if let (Some(heading), false) = (heading.get(), keep_focus) {
            let _ = heading.focus();
        }
    });
    view! {
        <h1 node_ref=heading id="pt-blade-title" class="pt-blade__title" tabindex="-1">
            {move || title.get()}
            {move || item.get().map(|item| view! { <span class="pt-blade__item">" | " {item}</span> })}
        </h1>
    }
}

/// On narrow screens: the button that lays the resource menu over the content.
#[component]
fn MenuToggle(menu_open: RwSignal<bool>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="pt-icon-button pt-blade__menu-button"
            aria-label="Resource menu"
            aria-expanded=move || menu_open.get().to_string()
            aria-controls="pt-blade-menu"
            on:click=move |_| menu_open.update(|open| *open = !*open)
        >
            <Icon glyph=Glyph::Menu/>
        </button>
    }
}

/// Holds the resource menu: a column on wide screens, a layer over the content on narrow ones.
#[component]
fn MenuHost(menu: ViewFn, menu_open: RwSignal<bool>) -> impl IntoView {
    let fold_after_link = move |event: ev::MouseEvent| {
        let link = event.target().and_then(|target| target.dyn_into::<Element>().ok()?.closest("a").ok()?);
        if link.is_some() {
            menu_open.set(false);
        }
    };
    view! {
        <div
            id="pt-blade-menu"
            class="pt-blade__menu"
            class:pt-blade__menu--open=menu_open
            on:click=fold_after_link
            on:keydown=move |event| if event.key() == "Escape" { menu_open.set(false) }
        >
            {menu.run()}
        </div>
    }
}
