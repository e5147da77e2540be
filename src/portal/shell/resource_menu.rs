//! The menu of a resource's pages.

use leptos::prelude::*;

use crate::portal::controls::{ElementId, Glyph, Icon, IconButton, announce};

/// One page of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceMenuItem {
    pub glyph: Glyph,
    pub label: String,
    pub href: String,
}

impl ResourceMenuItem {
    /// A page with its picture and address.
    pub fn new(glyph: Glyph, label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { glyph, label: label.into(), href: href.into() }
    }
}

/// Pages under a heading that folds them away; the first group has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceMenuGroup {
    pub title: Option<String>,
    pub items: Vec<ResourceMenuItem>,
}

impl ResourceMenuGroup {
    /// The pages on top, without a heading.
    pub fn top(items: Vec<ResourceMenuItem>) -> Self {
        Self { title: None, items }
    }

    /// Pages under a heading.
    pub fn new(title: impl Into<String>, items: Vec<ResourceMenuItem>) -> Self {
        Self { title: Some(title.into()), items }
    }

    /// The same group with only the pages whose name contains the text.
    fn matching(&self, wanted: &str) -> Self {
        let wanted = wanted.trim().to_lowercase();
        let items = self.items.iter().filter(|item| item.label.to_lowercase().contains(&wanted)).cloned();
        Self { title: self.title.clone(), items: items.collect() }
    }
}

/// The menu at the left of a resource: search, groups, the current page.
#[component]
pub fn ResourceMenu(
    /// The resource's name, for the landmark "<resource> menu".
    #[prop(into)]
    resource: Signal<String>,
    /// The groups of pages.
    #[prop(into)]
    groups: Signal<Vec<ResourceMenuGroup>>,
    /// The address of the page that is shown.
    #[prop(into)]
    current: Signal<String>,
    /// Groups start folded unless they hold the current page.
    #[prop(optional)]
    folded: bool,
) -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let hidden = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        let wanted = wanted.get();
        let matching = groups.get().iter().map(|group| group.matching(&wanted)).collect::<Vec<_>>();
        matching.into_iter().filter(|group| !group.items.is_empty()).collect::<Vec<_>>()
    });
    let search = move |text: String| {
        wanted.set(text);
        let count: usize = shown.with_untracked(|groups| groups.iter().map(|group| group.items.len()).sum());
        announce(&format!("{count} pages"));
    };
    let glyph = Signal::derive(move || if hidden.get() { Glyph::Menu } else { Glyph::HideMenu });
    let label = Signal::derive(move || if hidden.get() { "Show menu" } else { "Hide menu" }.to_string());
    view! {
        <nav
            class="pt-resource-menu"
            class:pt-resource-menu--hidden=hidden
            id="pt-resource-menu"
            aria-label=move || format!("{} menu", resource.get())
        >
            <div class="pt-resource-menu__head">
                <span class="pt-search-box" hidden=move || hidden.get()>
                    <Icon glyph=Glyph::Search size=14/>
                    <input
                        type="search"
                        class="pt-search-box__input"
                        placeholder="Search"
                        aria-label="Search menu"
                        data-menu-search=""
                        prop:value=wanted
                        on:input=move |event| search(event_target_value(&event))
                    />
                </span>
                <IconButton glyph label on_click=move |_| hidden.update(|hidden| *hidden = !*hidden)/>
            </div>
            <div class="pt-resource-menu__groups" hidden=move || hidden.get()>
                {move || shown
                    .get()
                    .into_iter()
                    .map(|group| {
                        let searching = wanted.with_untracked(|wanted| !wanted.is_empty());
                        let open = !folded || searching || group.items.iter().any(|item| item.href == current.get_untracked());
                        view! { <MenuGroup group current open/> }
                    })
                    .collect_view()}
            </div>
        </nav>
    }
}

#[component]
fn MenuGroup(group: ResourceMenuGroup, current: Signal<String>, open: bool) -> impl IntoView {
    let id = ElementId::new();
    let open = RwSignal::new(open);
    let heading = group.title.map(|title| {
        view! {
            <button
                type="button"
                class="pt-resource-menu__group"
                aria-expanded=move || open.get().to_string()
                aria-controls=id.to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {move || {
                    let glyph = if open.get() { Glyph::ChevronDown } else { Glyph::ChevronRight };
                    view! { <Icon glyph size=12/> }
                }}
                {title}
            </button>
        }
    });
    let line = move |item: ResourceMenuItem| {
        let href = item.href.clone();
        let here = move || current.with(|current| *current == href).then_some("page");
        view! {
            <li>
                <a class="pt-resource-menu__item" href=item.href aria-current=here>
                    <Icon glyph=item.glyph size=18 tinted=true/>
                    <span>{item.label}</span>
                </a>
            </li>
        }
    };
    view! {
        {heading}
        <ul id=id.to_string() class="pt-resource-menu__list" hidden=move || !open.get()>
            {group.items.into_iter().map(line).collect_view()}
        </ul>
    }
}
