//! The search box in the top bar: groups of results under it.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::portal::{
    arrange::split_at_match,
    controls::{
        Align, Axis, ElementId, Glyph, Icon, announce, element_by_id, match_width, on_leave, place_below,
        roving_target,
    },
};

/// The id of the search field, for the G+/ shortcut.
pub const GLOBAL_SEARCH_ID: &str = "pt-global-search";

/// One result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchHit {
    pub glyph: Glyph,
    pub label: String,
    /// Quiet text at the right: type or group.
    pub detail: String,
    pub href: String,
    /// Opens in a new tab.
    pub external: bool,
}

/// Results of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchGroup {
    pub title: String,
    pub hits: Vec<SearchHit>,
}

/// What the parts of the search share.
#[derive(Clone, Copy)]
struct Search {
    list: ElementId,
    query: RwSignal<String>,
    open: RwSignal<bool>,
    active: RwSignal<usize>,
    groups: Signal<Vec<SearchGroup>>,
    on_query: Callback<String>,
}

impl Search {
    fn hits(self) -> Vec<SearchHit> {
        self.groups
            .with_untracked(|groups| groups.iter().flat_map(|group| group.hits.iter().cloned()).collect())
    }

    /// The id of the highlighted line, if there is one.
    fn highlighted(self) -> Option<String> {
        let count: usize = self.groups.with(|groups| groups.iter().map(|group| group.hits.len()).sum());
        let active = self.active.get();
        (self.open.get() && active < count).then(|| self.list.part(active))
    }

    fn ask(self, text: String) {
        self.query.set(text.clone());
        self.active.set(0);
        self.open.set(true);
        self.on_query.run(text);
    }

    fn close(self) {
        self.open.set(false);
    }

    fn follow(self, index: usize) {
        let Some(hit) = self.hits().into_iter().nth(index) else { return };
        self.close();
        self.query.set(String::new());
        if hit.external {
            let _ = window().open_with_url_and_target_and_features(&hit.href, "_blank", "noopener");
        } else {
            let _ = window().location().set_href(&hit.href);
        }
    }

    fn on_key(self, event: &KeyboardEvent) {
        match event.key().as_str() {
            "Escape" => {
                event.prevent_default();
                self.close();
            }
            "Enter" if self.open.get_untracked() => {
                event.prevent_default();
                self.follow(self.active.get_untracked());
            }
            key @ ("ArrowDown" | "ArrowUp") => {
                event.prevent_default();
                let target =
                    roving_target(key, self.active.get_untracked(), self.hits().len(), Axis::Vertical);
                match target {
                    Some(target) if self.open.get_untracked() => self.active.set(target),
                    _ => self.open.set(true),
                }
            }
            _ => (),
        }
    }
}

/// An editable combobox over everything; the answers come from outside.
#[component]
pub fn GlobalSearch(
    /// The answers to the last query, in groups; the recent ones while it is empty.
    #[prop(into)]
    groups: Signal<Vec<SearchGroup>>,
    /// Runs at every change of the text.
    #[prop(into)]
    on_query: Callback<String>,
) -> impl IntoView {
    let search = Search {
        list: ElementId::new(),
        query: RwSignal::new(String::new()),
        open: RwSignal::new(false),
        active: RwSignal::new(0),
        groups,
        on_query,
    };
    // Reaches outside: tells the number of results through the live region.
    Effect::new(move |_| {
        let count: usize = groups.with(|groups| groups.iter().map(|group| group.hits.len()).sum());
        if search.open.get() && search.query.with(|query| !query.is_empty()) {
            announce(&format!("{count} results"));
        }
    });
    view! {
        <div class="pt-global-search" role="search">
            <Icon glyph=Glyph::Search/>
            <input
                type="text"
                id=GLOBAL_SEARCH_ID
                class="pt-global-search__input"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                placeholder="Search resources, services, and docs (G+/)"
                aria-label="Search resources, services, and docs (G+/)"
                aria-autocomplete="list"
                aria-expanded=move || search.open.get().to_string()
                aria-controls=move || search.open.get().then(|| search.list.to_string())
                aria-activedescendant=move || search.highlighted()
                prop:value=search.query
                on:click=move |_| search.open.set(true)
                on:input=move |event| search.ask(event_target_value(&event))
                on:keydown=move |event| search.on_key(&event)
            />
            <Show when=move || search.open.get()>
                <SearchPanel search/>
            </Show>
        </div>
    }
}

#[component]
fn SearchPanel(search: Search) -> impl IntoView {
    let panel = NodeRef::<html::Div>::new();
    // Reaches outside: shows the answers in the top layer, as wide as the field.
    Effect::new(move |_| {
        if let (Some(panel), Some(field)) = (panel.get(), element_by_id(GLOBAL_SEARCH_ID)) {
            match_width(&panel, &field);
            place_below(&panel, &field, Align::Start);
        }
    });
    let parts = move || {
        let panel = panel.get_untracked().map(|panel| panel.unchecked_into::<HtmlElement>());
        panel.into_iter().chain(element_by_id(GLOBAL_SEARCH_ID)).collect()
    };
    on_leave(parts, move || search.close());
    let groups = move || {
        let mut first = 0;
        let group = |group: SearchGroup| {
            let start = first;
            first += group.hits.len();
            view! { <SearchGroupLines search group start/> }
        };
        search.groups.get().into_iter().filter(|group| !group.hits.is_empty()).map(group).collect_view()
    };
    let nothing = move || search.groups.with(|groups| groups.iter().all(|group| group.hits.is_empty()));
    view! {
        <div node_ref=panel class="pt-menu pt-search-panel" popover="manual">
            <div id=search.list.to_string() role="listbox" aria-label="Search results">{groups}</div>
            <Show when=nothing>
                <p class="pt-listbox__nothing">
                    {move || if search.query.with(String::is_empty) {
                        "Type to search for resources, services and documentation."
                    } else {
                        "No results were found."
                    }}
                </p>
            </Show>
        </div>
    }
}

#[component]
fn SearchGroupLines(search: Search, group: SearchGroup, start: usize) -> impl IntoView {
    let id = ElementId::new();
    let count = group.hits.len();
    let line = |(offset, hit): (usize, SearchHit)| {
        let index = start + offset;
        view! {
            <div
                id=search.list.part(index)
                class="pt-menu__item"
                class:pt-menu__item--active=move || search.active.get() == index
                role="option"
                aria-selected=move || (search.active.get() == index).to_string()
                on:pointerdown=|event| event.prevent_default()
                on:click=move |_| search.follow(index)
            >
                <Icon glyph=hit.glyph tinted=true/>
                <span class="pt-menu__label">
                    {highlight(&hit.label, &search.query.get_untracked())}
                    {hit.external.then(|| view! { <span class="pt-visually-hidden">" (opens in new tab)"</span> })}
                </span>
                <span class="pt-search-panel__detail">{hit.detail}</span>
            </div>
        }
    };
    view! {
        <div role="group" aria-labelledby=id.to_string()>
            <div id=id.to_string() class="pt-search-panel__title" role="presentation">
                {group.title} " " <span class="pt-muted">{format!("({count})")}</span>
            </div>
            {group.hits.into_iter().enumerate().map(line).collect_view()}
        </div>
    }
}

/// The label with the part that matches the query in bold.
fn highlight(label: &str, query: &str) -> AnyView {
    let parts = split_at_match(label, query);
    let parts = parts.map(|(before, bold, after)| (before.to_string(), bold.to_string(), after.to_string()));
    match parts {
        Some((before, bold, after)) => view! { {before} <strong>{bold}</strong> {after} }.into_any(),
        None => label.to_string().into_any(),
    }
}
