//! The bar at the top: menu button, brand, search, header buttons, account.

use leptos::prelude::*;

use crate::portal::controls::{Align, Glyph, Icon, MenuButton, MenuItem};

/// The id of the button that opens the portal menu.
pub const PORTAL_MENU_BUTTON_ID: &str = "pt-portal-menu-button";

/// One of the buttons at the right.
#[derive(Clone)]
pub struct TopBarButton {
    pub glyph: Glyph,
    pub label: String,
    /// The number on the badge.
    pub badge: Signal<Option<u32>>,
    /// Something runs: a ring turns around the glyph.
    pub busy: Signal<bool>,
    /// Stays in the bar on narrow screens instead of moving into the "…" menu.
    pub stays: bool,
    pub on_click: Callback<()>,
}

impl TopBarButton {
    /// A button without a badge.
    pub fn new(glyph: Glyph, label: impl Into<String>, on_click: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            glyph,
            label: label.into(),
            badge: Signal::stored(None),
            busy: Signal::stored(false),
            stays: false,
            on_click: Callback::new(move |()| on_click()),
        }
    }

    /// With a number on it while there is one; stays on narrow screens.
    pub fn with_badge(mut self, badge: impl Fn() -> Option<u32> + Send + Sync + 'static) -> Self {
        self.badge = Signal::derive(badge);
        self.stays = true;
        self
    }

    /// With a turning ring while the closure says so.
    pub fn busy_when(mut self, busy: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        self.busy = Signal::derive(busy);
        self
    }
}

/// The bar at the top of the page.
#[component]
pub fn TopBar(
    /// The product's name; also the way home.
    #[prop(default = "Vault Lab".into(), into)]
    brand: String,
    /// Whether the portal menu is open.
    #[prop(into)]
    menu_open: Signal<bool>,
    /// Runs on ☰.
    #[prop(into)]
    on_menu: Callback<()>,
    /// The global search.
    #[prop(into)]
    search: ViewFn,
    /// The buttons at the right.
    buttons: Vec<TopBarButton>,
    /// The fictional person's name.
    #[prop(into)]
    user: Signal<String>,
    /// The directory's name.
    #[prop(into)]
    directory: Signal<String>,
    /// The lines of the account menu.
    #[prop(into)]
    account_items: Signal<Vec<MenuItem>>,
) -> impl IntoView {
    let folded_items = folded_items(&buttons);
    let initial =
        move || user.with(|user| user.chars().next().map(|letter| letter.to_uppercase().to_string()));
    view! {
        <header class="pt-top-bar">
            <div class="pt-top-bar__start">
                <button
                    type="button"
                    id=PORTAL_MENU_BUTTON_ID
                    class="pt-top-bar__button"
                    aria-label="Portal menu"
                    aria-expanded=move || menu_open.get().to_string()
                    on:click=move |_| on_menu.run(())
                >
                    <Icon glyph=Glyph::Menu/>
                </button>
                <a class="pt-top-bar__brand" href="#home">{brand}</a>
            </div>
            <div class="pt-top-bar__search">{search.run()}</div>
            <div class="pt-top-bar__end">
                {buttons.into_iter().map(|button| view! { <HeaderButton button/> }).collect_view()}
                <span class="pt-top-bar__folded">
                    <MenuButton label="More" items=folded_items class="pt-top-bar__button" align=Align::End>
                        <Icon glyph=Glyph::More/>
                    </MenuButton>
                </span>
                <MenuButton
                    label="Account"
                    items=account_items
                    class="pt-top-bar__account"
                    align=Align::End
                    named_by_content=true
                >
                    <span class="pt-visually-hidden">"Account: "</span>
                    <span class="pt-top-bar__who">
                        <span class="pt-top-bar__user">{move || user.get()}</span>
                        <span class="pt-top-bar__directory">{move || directory.get()}</span>
                    </span>
                    <span class="pt-top-bar__avatar" aria-hidden="true">{initial}</span>
                </MenuButton>
            </div>
        </header>
    }
}

/// The lines of "…": what does not fit on narrow screens.
fn folded_items(buttons: &[TopBarButton]) -> Signal<Vec<MenuItem>> {
    let folded: Vec<TopBarButton> = buttons.iter().filter(|button| !button.stays).cloned().collect();
    Signal::derive(move || {
        let item = |button: &TopBarButton| {
            let on_click = button.on_click;
            MenuItem::run(button.label.clone(), move || on_click.run(())).with_glyph(button.glyph)
        };
        folded.iter().map(item).collect::<Vec<_>>()
    })
}

#[component]
fn HeaderButton(button: TopBarButton) -> impl IntoView {
    let TopBarButton { glyph, label, badge, busy, stays, on_click } = button;
    let tooltip = label.clone();
    let name = move || match (badge.get(), busy.get()) {
        (Some(count), false) => format!("{label}, {count} new"),
        (Some(count), true) => format!("{label}, {count} new, working"),
        (None, true) => format!("{label}, working"),
        (None, false) => label.clone(),
    };
    view! {
        <button
            type="button"
            class="pt-top-bar__button"
            class:pt-top-bar__button--folds=!stays
            aria-label=name
            title=tooltip
            on:click=move |_| on_click.run(())
        >
            <Icon glyph/>
            <Show when=move || busy.get()>
                <span class="pt-top-bar__ring" aria-hidden="true"></span>
            </Show>
            {move || badge.get().map(|count| view! {
                <span class="pt-top-bar__badge" aria-hidden="true">{if count > 99 { "99+".to_string() } else { count.to_string() }}</span>
            })}
        </button>
    }
}
