//! Menus: a list of actions in a call-out, opened from a button.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::portal::roving::Axis;

use super::{
    callout::{Align, on_leave, place_below},
    element_id::ElementId,
    focus::{rove, visible_matches},
    icon::{Glyph, Icon},
};

/// What choosing a menu item does.
#[derive(Clone)]
pub enum MenuAction {
    /// Runs the callback.
    Run(Callback<()>),
    /// Follows a link.
    Follow(String),
}

/// One line of a menu.
#[derive(Clone)]
pub struct MenuItem {
    pub label: String,
    pub glyph: Option<Glyph>,
    /// Why it cannot be chosen now.
    pub disabled_reason: Option<String>,
    pub action: MenuAction,
}

impl MenuItem {
    /// An item that runs something.
    pub fn run(label: impl Into<String>, on_select: impl Fn() + Send + Sync + 'static) -> Self {
        let action = MenuAction::Run(Callback::new(move |()| on_select()));
        Self { label: label.into(), glyph: None, disabled_reason: None, action }
    }

    /// An item that leads to an address.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            glyph: None,
            disabled_reason: None,
            action: MenuAction::Follow(href.into()),
        }
    }

    /// With a glyph before the label.
    pub fn with_glyph(mut self, glyph: Glyph) -> Self {
        self.glyph = Some(glyph);
        self
    }

    /// Disabled while there is a reason.
    pub fn disabled_because(mut self, reason: Option<impl Into<String>>) -> Self {
        self.disabled_reason = reason.map(Into::into);
        self
    }
}

/// A button that opens a menu below itself.
#[component]
pub fn MenuButton(
    /// The accessible name; also the text unless `children` are given.
    #[prop(into)]
    label: Signal<String>,
    /// The lines, asked for when the menu opens; without any it does not.
    #[prop(into)]
    items: Signal<Vec<MenuItem>>,
    /// The button's class, `pt-button` unless given.
    #[prop(optional, into)]
    class: Option<String>,
    /// Which edge of the button the menu is in line with.
    #[prop(optional)]
    align: Align,
    /// Why the menu cannot be opened now.
    #[prop(optional, into)]
    disabled_reason: Signal<Option<String>>,
    /// Tabindex for toolbars that rove.
    #[prop(optional, into)]
    tabindex: Signal<Option<&'static str>>,
    /// The children say it all: the label only names the menu.
    #[prop(optional)]
    named_by_content: bool,
    /// What the button shows instead of the label.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let id = ElementId::new();
    let open = RwSignal::new(None::<Entry>);
    let named_by_text = named_by_content || children.is_none();
    let content = children.map_or_else(|| labelled_content(label), |children| children());
    let enter = move |entry| {
        let has_lines = items.with_untracked(|items| !items.is_empty());
        if has_lines && disabled_reason.with_untracked(Option::is_none) {
            open.set(Some(entry));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if let Some(entry) = Entry::of_key(&event.key()) {
            event.prevent_default();
            event.stop_propagation();
            enter(entry);
        }
    };
    let toggle =
        move |_| if open.with_untracked(Option::is_some) { open.set(None) } else { enter(Entry::First) };
    let close = move |give_back: bool| close_menu(open, id, give_back);
    view! {
        <span class="pt-menu-host">
            <button
                type="button"
                id=id.to_string()
                class=class.unwrap_or_else(|| "pt-button".to_string())
                aria-haspopup="menu"
                aria-expanded=move || open.with(Option::is_some).to_string()
                aria-label=move || (!named_by_text).then(|| label.get())
                title=move || (!named_by_text).then(|| label.get())
                aria-disabled=move || disabled_reason.with(Option::is_some).then_some("true")
                aria-describedby=move || disabled_reason.with(Option::is_some).then(|| id.part("reason"))
                tabindex=tabindex
                on:click=toggle
                on:keydown=on_key
            >
                {content}
            </button>
            <super::tooltip::DisabledReason anchor=id reason=disabled_reason/>
            {move || open.get().map(|entry| view! { <MenuPanel anchor=id label items entry align close/> })}
        </span>
    }
}

fn close_menu(open: RwSignal<Option<Entry>>, button: ElementId, give_back: bool) {
    open.set(None);
    if give_back {
        button.focus();
    }
}

/// The label and a chevron.
fn labelled_content(label: Signal<String>) -> AnyView {
    view! {
        <span class="pt-button__text">{move || label.get()}</span>
        <Icon glyph=Glyph::ChevronDown size=12/>
    }
    .into_any()
}

/// Which item has the focus when the menu opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    First,
    Last,
}

impl Entry {
    /// The arrow keys that open a menu.
    fn of_key(key: &str) -> Option<Self> {
        match key {
            "ArrowDown" => Some(Self::First),
            "ArrowUp" => Some(Self::Last),
            _ => None,
        }
    }
}

#[component]
fn MenuPanel(
    anchor: ElementId,
    label: Signal<String>,
    items: Signal<Vec<MenuItem>>,
    entry: Entry,
    align: Align,
    /// Closes the menu; `true` gives the focus back to the button.
    #[prop(into)]
    close: Callback<bool>,
) -> impl IntoView {
    let panel = NodeRef::<html::Div>::new();
    // Reaches outside: shows the panel in the top layer and moves the focus into it.
    Effect::new(move |_| {
        if let (Some(panel), Some(anchor)) = (panel.get(), anchor.element()) {
            place_below(&panel, &anchor, align);
            let stops = visible_matches(&panel, "[role=menuitem]");
            let stop = if entry == Entry::First { stops.first() } else { stops.last() };
            if let Some(stop) = stop {
                let _ = stop.focus();
            }
        }
    });
    let parts = move || {
        let panel = panel.get_untracked().map(|panel| panel.unchecked_into::<HtmlElement>());
        panel.into_iter().chain(anchor.element()).collect()
    };
    on_leave(parts, move || close.run(false));
    let on_key = move |event: KeyboardEvent| {
        event.stop_propagation();
        let Some(panel) = panel.get_untracked() else { return };
        match event.key().as_str() {
            "Escape" => {
                event.prevent_default();
                close.run(true);
            }
            "Tab" => close.run(false),
            key => {
                let stops = visible_matches(&panel, "[role=menuitem]");
                if rove(&stops, key, Axis::Vertical) || jump_to_letter(&stops, key) {
                    event.prevent_default();
                }
            }
        }
    };
    let lines = items.get_untracked();
    view! {
        <div
            node_ref=panel
            class="pt-menu"
            role="menu"
            popover="manual"
            aria-label=move || label.get()
            on:keydown=on_key
        >
            {lines.into_iter().map(|item| view! { <MenuLine item close/> }).collect_view()}
        </div>
    }
}

/// Moves the focus to the next item whose text starts with the typed character.
fn jump_to_letter(stops: &[HtmlElement], key: &str) -> bool {
    let mut letters = key.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else { return false };
    if letter == ' ' {
        return false;
    }
    let active = document().active_element();
    let current = stops.iter().position(|stop| active.as_ref() == Some(stop.as_ref())).unwrap_or(0);
    let wanted = letter.to_lowercase().to_string();
    let starts = |stop: &&HtmlElement| {
        stop.text_content().unwrap_or_default().trim().to_lowercase().starts_with(&wanted)
    };
    let found = stops.iter().cycle().skip(current + 1).take(stops.len()).find(starts);
    if let Some(found) = found {
        let _ = found.focus();
    }
    found.is_some()
}

#[component]
fn MenuLine(item: MenuItem, close: Callback<bool>) -> impl IntoView {
    let id = ElementId::new();
    let reason = item.disabled_reason.clone();
    let disabled = reason.is_some();
    let content = view! {
        <span class="pt-menu__glyph">{item.glyph.map(|glyph| view! { <Icon glyph/> })}</span>
        <span class="pt-menu__label">
            {item.label.clone()}
            {reason.map(|reason| view! { <span class="pt-menu__reason" id=id.part("reason")>{reason}</span> })}
        </span>
    };
    match item.action {
        MenuAction::Follow(href) if !disabled => view! {
            <a class="pt-menu__item" role="menuitem" tabindex="-1" href=href on:click=move |_| close.run(true)>
                {content}
            </a>
        }
        .into_any(),
        action => view! {
            <button
                type="button"
                class="pt-menu__item"
                role="menuitem"
                tabindex="-1"
                aria-disabled=disabled.then_some("true")
                on:click=move |_| if !disabled {
                    close.run(true);
                    if let MenuAction::Run(run) = &action {
                        run.run(());
                    }
                }
            >
                {content}
            </button>
        }
        .into_any(),
    }
}
