//! Filter pills, and the call-out that edits one.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    button::{Button, ButtonKind, IconButton},
    callout::{Align, on_leave, place_below},
    check_box::{CheckBox, RadioGroup},
    element_id::ElementId,
    focus::focus_first,
    icon::Glyph,
    select::Choice,
};

/// A round label: "Datasource type : All"; a button if it does something.
#[component]
pub fn Pill(
    /// What it is about.
    #[prop(into)]
    field: Signal<String>,
    /// The word between field and value, such as "equals" or ":".
    #[prop(default = ":".into(), into)]
    operator: Signal<String>,
    /// The value, in bold.
    #[prop(into)]
    value: Signal<String>,
    /// Runs on click.
    #[prop(optional, into)]
    on_click: Option<Callback<()>>,
    /// Shows a ✕ ("Remove filter Location"); the Delete key does the same.
    #[prop(optional, into)]
    on_remove: Option<Callback<()>>,
    /// Whether its editor is open.
    #[prop(optional, into)]
    expanded: Signal<Option<bool>>,
    /// The id of the button, to anchor a call-out.
    #[prop(optional)]
    id: Option<ElementId>,
) -> impl IntoView {
    let text = view! {
        <span>{move || field.get()} " " {move || operator.get()} " "</span>
        <strong>{move || value.get()}</strong>
    };
    let body = match on_click {
        Some(on_click) => view! {
            <button
                type="button"
                id=id.map(|id| id.to_string())
                class="pt-pill__text"
                aria-haspopup=move || expanded.get().map(|_| "dialog")
                aria-expanded=move || expanded.get().map(|open| open.to_string())
                on:click=move |_| on_click.run(())
                on:keydown=move |event| if let ("Delete", Some(on_remove)) = (event.key().as_str(), on_remove) {
                    on_remove.run(());
                }
            >{text}</button>
        }
        .into_any(),
        None => view! { <span class="pt-pill__text">{text}</span> }.into_any(),
    };
    view! {
        <span class="pt-pill" class:pt-pill--active=move || expanded.get() == Some(true)>
            {body}
            {on_remove.map(|on_remove| view! {
                <IconButton
                    glyph=Glyph::Close
                    label=move || format!("Remove filter {}", field.get())
                    class="pt-pill__remove"
                    on_click=on_remove
                />
            })}
        </span>
    }
}

/// A pill that opens an editor: one value of several, committed at once, or several with Apply.
#[component]
pub fn FilterPill(
    /// The field that is filtered by.
    #[prop(into)]
    field: String,
    /// The values with their labels.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// The chosen values; none means all.
    #[prop(into)]
    selected: Signal<Vec<String>>,
    /// Runs with the newly chosen values.
    #[prop(into)]
    on_apply: Callback<Vec<String>>,
    /// One value only.
    #[prop(optional)]
    single: bool,
    /// Shows a ✕ on the pill.
    #[prop(optional, into)]
    on_remove: Option<Callback<()>>,
) -> impl IntoView {
    let id = ElementId::new();
    let open = RwSignal::new(false);
    let value = Signal::derive(move || summary(&choices.get(), &selected.get()));
    let name = field.clone();
    let operator = if single { ":" } else { "equals" };
    let pill = match on_remove {
        Some(on_remove) => view! {
            <Pill field operator value id on_click=move |_| open.update(|open| *open = !*open)
                expanded=move || Some(open.get()) on_remove/>
        }
        .into_any(),
        None => view! {
            <Pill field operator value id on_click=move |_| open.update(|open| *open = !*open)
                expanded=move || Some(open.get())/>
        }
        .into_any(),
    };
    view! {
        {pill}
        {move || open.get().then(|| view! {
            <PillEditor anchor=id field=name.clone() choices selected on_apply single open/>
        })}
    }
}

/// "All", the one label, or "3 selected".
fn summary(choices: &[Choice], selected: &[String]) -> String {
    match selected {
        [] => "All".to_string(),
        [one] => {
            let chosen = choices.iter().find(|choice| choice.value == *one);
            chosen.map_or_else(|| one.clone(), |choice| choice.label.clone())
        }
        many => format!("{} selected", many.len()),
    }
}

#[component]
fn PillEditor(
    anchor: ElementId,
    field: String,
    choices: Signal<Vec<Choice>>,
    selected: Signal<Vec<String>>,
    on_apply: Callback<Vec<String>>,
    single: bool,
    open: RwSignal<bool>,
) -> impl IntoView {
    let panel = NodeRef::<html::Div>::new();
    let draft = RwSignal::new(selected.get_untracked());
    // Reaches outside: shows the call-out in the top layer and moves the focus into it.
    Effect::new(move |_| {
        if let (Some(panel), Some(anchor)) = (panel.get(), anchor.element()) {
            place_below(&panel, &anchor, Align::Start);
            focus_first(&panel, ".pt-callout__body", "h2");
        }
    });
    let parts = move || {
        let panel = panel.get_untracked().map(|panel| panel.unchecked_into::<HtmlElement>());
        panel.into_iter().chain(anchor.element()).collect()
    };
    on_leave(parts, move || open.set(false));
    let close = move || {
        open.set(false);
        anchor.focus();
    };
    let apply = move |values: Vec<String>| {
        on_apply.run(values);
        close();
    };
    let body = if single {
        let legend = field.clone();
        let value = move || draft.get().first().cloned().unwrap_or_default();
        view! {
            <RadioGroup value=value choices aria_label=legend on_change=move |value: String| draft.set(vec![value])/>
        }
        .into_any()
    } else {
        view! { <ManyChoices choices draft/> }.into_any()
    };
    let label = format!("Filter {field}");
    view! {
        <div
            node_ref=panel
            class="pt-callout"
            role="dialog"
            aria-label=label
            popover="manual"
            on:keydown=move |event| if event.key() == "Escape" {
                event.stop_propagation();
                event.prevent_default();
                close();
            }
        >
            <h2 class="pt-callout__title">{field}</h2>
            <div class="pt-callout__body">{body}</div>
            <div class="pt-callout__buttons">
                <Button kind=ButtonKind::Primary on_click=move |_| apply(draft.get_untracked())>"Apply"</Button>
                <Button on_click=move |_| close()>"Cancel"</Button>
            </div>
        </div>
    }
}

/// A tri-state "All" box above one box for each value. An empty draft means all.
#[component]
fn ManyChoices(choices: Signal<Vec<Choice>>, draft: RwSignal<Vec<String>>) -> impl IntoView {
    let all = move || draft.with(Vec::is_empty);
    let toggle = move |value: String, on: bool| {
        let every: Vec<String> = choices.get_untracked().into_iter().map(|choice| choice.value).collect();
        draft.update(|draft| {
            let ticked =
                |other: &String| if *other == value { on } else { draft.is_empty() || draft.contains(other) };
            let kept: Vec<String> = every.iter().filter(|other| ticked(other)).cloned().collect();
            *draft = if kept.len() == every.len() { Vec::new() } else { kept };
        });
    };
    let line = move |choice: Choice| {
        let (own, changed) = (choice.value.clone(), choice.value);
        view! {
            <CheckBox
                label=choice.label
                checked=move || draft.with(|draft| draft.is_empty() || draft.contains(&own))
                on_change=move |on: bool| toggle(changed.clone(), on)
            />
        }
    };
    view! {
        <CheckBox label="All" checked=all mixed=move || !all() on_change=move |_: bool| draft.set(Vec::new())/>
        {move || choices.get().into_iter().map(line).collect_view()}
    }
}

/// A row of pills.
#[component]
pub fn PillBar(children: Children) -> impl IntoView {
    view! { <div class="pt-pills">{children()}</div> }
}
