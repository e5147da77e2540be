//! A drop-down with a search box: for long lists.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent};

use crate::portal::roving::{Axis, roving_target};

use super::{
    callout::{Align, match_width, on_leave, place_below},
    element_id::{ElementId, element_by_id},
    field::FieldWiring,
    icon::{Glyph, Icon},
    select::Choice,
};

/// Most lines shown at once; typing narrows the list.
const LINES_MAX: usize = 100;

/// What the parts of one combobox share.
#[derive(Clone, Copy)]
struct Picker {
    field: ElementId,
    list: ElementId,
    open: RwSignal<bool>,
    typed: RwSignal<Option<String>>,
    active: RwSignal<usize>,
    value: Signal<String>,
    choices: Signal<Vec<Choice>>,
    matching: Memo<Vec<Choice>>,
    on_change: Callback<String>,
}

impl Picker {
    fn new(
        field: ElementId,
        value: Signal<String>,
        choices: Signal<Vec<Choice>>,
        on_change: Callback<String>,
    ) -> Self {
        let typed = RwSignal::new(None::<String>);
        let matching = Memo::new(move |_| {
            let wanted = typed.get().unwrap_or_default().trim().to_lowercase();
            let fits = |choice: &Choice| choice.label.to_lowercase().contains(&wanted);
            choices.with(|choices| {
                choices.iter().filter(|choice| fits(choice)).take(LINES_MAX).cloned().collect()
            })
        });
        let (open, active) = (RwSignal::new(false), RwSignal::new(0));
        Self { field, list: ElementId::new(), open, typed, active, value, choices, matching, on_change }
    }

    /// What the field shows: the text being typed, else the label of the chosen value.
    fn text(self) -> String {
        let chosen_label = || {
            self.choices.with(|choices| {
                let chosen = choices.iter().find(|choice| self.value.with(|value| *value == choice.value));
                chosen.map(|choice| choice.label.clone()).unwrap_or_default()
            })
        };
        self.typed.get().unwrap_or_else(chosen_label)
    }

    /// The id of the highlighted line, if there is one.
    fn highlighted(self) -> Option<String> {
        let active = self.active.get();
        (self.open.get() && active < self.matching.with(Vec::len)).then(|| self.list.part(active))
    }

    fn narrow(self, typed: String) {
        self.typed.set(Some(typed));
        self.active.set(0);
        self.show();
    }

    fn show(self) {
        if !self.open.get_untracked() {
            self.active.set(0);
            self.open.set(true);
        }
    }

    /// Closes the list and shows the chosen value again.
    fn restore(self) {
        self.open.set(false);
        self.typed.set(None);
    }

    fn choose(self, index: usize) {
        let choice = self.matching.with_untracked(|matching| matching.get(index).cloned());
        if let Some(choice) = choice.filter(|choice| choice.disabled_reason.is_none()) {
            self.on_change.run(choice.value);
            self.restore();
        }
    }

    fn on_key(self, event: &KeyboardEvent) {
        let open = self.open.get_untracked();
        match event.key().as_str() {
            "Escape" if open => {
                event.stop_propagation();
                event.prevent_default();
                self.restore();
            }
            "Enter" if open => {
                event.prevent_default();
                self.choose(self.active.get_untracked());
            }
            "ArrowDown" | "ArrowUp" if !open => {
                event.prevent_default();
                self.show();
            }
            key @ ("ArrowDown" | "ArrowUp") => {
                let count = self.matching.with_untracked(Vec::len);
                if let Some(target) = roving_target(key, self.active.get_untracked(), count, Axis::Vertical) {
                    event.prevent_default();
                    self.active.set(target);
                }
            }
            _ => (),
        }
    }
}

/// An editable combobox: typing narrows the list, the value is always one of the choices.
#[component]
pub fn Combobox(
    /// The chosen value.
    #[prop(into)]
    value: Signal<String>,
    /// Runs with the newly chosen value.
    #[prop(into)]
    on_change: Callback<String>,
    /// The values to choose from.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// Grey text while nothing is chosen.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// The accessible name, outside a `Field`.
    #[prop(optional, into)]
    aria_label: Option<String>,
    /// Greys the field out.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Said in the list when nothing matches.
    #[prop(default = "No results found".into(), into)]
    nothing: Signal<String>,
) -> impl IntoView {
    let wiring = FieldWiring::here();
    let picker = Picker::new(wiring.id, value, choices, on_change);
    view! {
        <span class="pt-select">
            <input
                type="text"
                id=wiring.id.to_string()
                class="pt-input pt-input--select"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-autocomplete="list"
                aria-expanded=move || picker.open.get().to_string()
                aria-controls=move || picker.open.get().then(|| picker.list.to_string())
                aria-activedescendant=move || picker.highlighted()
                aria-label=aria_label
                aria-required=wiring.required.then_some("true")
                aria-invalid=move || wiring.invalid.get().then_some("true")
                aria-describedby=wiring.described_by
                placeholder=placeholder
                disabled=disabled
                prop:value=move || picker.text()
                on:click=move |_| picker.show()
                on:focus=select_text
                on:input=move |event| picker.narrow(event_target_value(&event))
                on:keydown=move |event| picker.on_key(&event)
            />
            <Icon glyph=Glyph::ChevronDown size=12/>
            <Show when=move || picker.open.get()>
                <PickerList picker nothing/>
            </Show>
        </span>
    }
}

/// So that typing replaces the chosen value instead of adding to it.
fn select_text(event: ev::FocusEvent) {
    event_target::<HtmlInputElement>(&event).select();
}

#[component]
fn PickerList(picker: Picker, nothing: Signal<String>) -> impl IntoView {
    let panel = NodeRef::<html::Div>::new();
    // Reaches outside: shows the list in the top layer, as wide as the field.
    Effect::new(move |_| {
        if let (Some(panel), Some(field)) = (panel.get(), picker.field.element()) {
            match_width(&panel, &field);
            place_below(&panel, &field, Align::Start);
        }
    });
    // Reaches outside: keeps the highlighted line in view.
    Effect::new(move |_| {
        let line = element_by_id(&picker.list.part(picker.active.get()));
        if let (Some(line), Some(panel)) = (line, panel.get()) {
            scroll_to_line(&panel, &line);
        }
    });
    let parts = move || {
        let panel = panel.get_untracked().map(|panel| panel.unchecked_into::<HtmlElement>());
        panel.into_iter().chain(picker.field.element()).collect()
    };
    on_leave(parts, move || picker.restore());
    let lines = move || {
        let matching = picker.matching.get().into_iter().enumerate();
        matching.map(|(index, choice)| view! { <PickerLine picker index choice/> }).collect_view()
    };
    view! {
        <div node_ref=panel class="pt-menu pt-listbox" popover="manual">
            <div id=picker.list.to_string() role="listbox" aria-label="Choices">{lines}</div>
            <Show when=move || picker.matching.with(Vec::is_empty)>
                <p class="pt-listbox__nothing" role="status">{move || nothing.get()}</p>
            </Show>
        </div>
    }
}

#[component]
fn PickerLine(picker: Picker, index: usize, choice: Choice) -> impl IntoView {
    let note = choice.disabled_reason.clone().or(choice.detail);
    view! {
        <div
            id=picker.list.part(index)
            class="pt-menu__item"
            class:pt-menu__item--active=move || picker.active.get() == index
            role="option"
            aria-selected=move || picker.value.with(|value| *value == choice.value).to_string()
            aria-disabled=choice.disabled_reason.is_some().then_some("true")
            on:pointerdown=|event| event.prevent_default()
            on:click=move |_| picker.choose(index)
        >
            <span class="pt-menu__label">
                {choice.label}
                {note.map(|note| view! { <span class="pt-menu__reason">{note}</span> })}
            </span>
        </div>
    }
}

/// Scrolls only the list.
fn scroll_to_line(panel: &HtmlElement, line: &HtmlElement) {
    let (panel_bounds, bounds) = (panel.get_bounding_client_rect(), line.get_bounding_client_rect());
    if bounds.bottom() > panel_bounds.bottom() {
        panel.set_scroll_top(panel.scroll_top() + (bounds.bottom() - panel_bounds.bottom()) as i32);
    } else if bounds.top() < panel_bounds.top() {
        panel.set_scroll_top(panel.scroll_top() - (panel_bounds.top() - bounds.top()) as i32);
    }
}
