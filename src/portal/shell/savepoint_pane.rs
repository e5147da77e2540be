//! *Savepoints*: the moments one can go back to, the one that one is at, and a name for the present one.

use leptos::prelude::*;

use crate::portal::{
    controls::{ElementId, Field, Glyph, IconButton, Modal, TextBox},
    savepoints::SavepointLine,
};

/// What the pane shows.
#[derive(Clone, Copy)]
pub struct SavepointPaneState {
    /// What the clock reads.
    pub clock: Signal<String>,
    pub name: Signal<String>,
    /// What is wrong with the name.
    pub name_error: Signal<Option<String>>,
    /// Most characters of a name.
    pub name_length: u32,
    /// The newest first.
    pub lines: Signal<Vec<SavepointLine>>,
    /// Whether the present is not one of them.
    pub has_moved: Signal<bool>,
    /// Why nothing can be done now.
    pub busy: Signal<Option<String>>,
    /// What went wrong last.
    pub trouble: Signal<Option<String>>,
}

/// What its controls do.
#[derive(Clone, Copy)]
pub struct SavepointPaneActions {
    pub close: Callback<()>,
    pub set_name: Callback<String>,
    /// Saves the present moment under the name.
    pub save: Callback<()>,
    pub go: Callback<u32>,
    pub rename: Callback<u32>,
    pub delete: Callback<u32>,
    pub forget_all: Callback<()>,
}

/// The pane above the bar.
#[component]
pub fn SavepointPane(
    /// What it shows.
    state: SavepointPaneState,
    /// What its controls do.
    actions: SavepointPaneActions,
) -> impl IntoView {
    let title = ElementId::new();
    let trouble = state.trouble;
    view! {
        <Modal
            class="pt-sim-pane pt-savepoints"
            labelled_by=title.to_string()
            on_dismiss=actions.close
            light_dismiss=true
            body=".pt-sim-pane__body"
        >
            <div class="pt-sim-pane__head">
                <h2 id=title.to_string() tabindex="-1">"Savepoints"</h2>
                <IconButton glyph=Glyph::Close label="Close" on_click=actions.close/>
            </div>
            <div class="pt-sim-pane__body">
                <p>
                    "One is taken before each action and each run of the clock; the last 50 are kept, and those with a name until you delete them. Going back loses nothing: what was done since then can be gone to again."
                </p>
                <SaveForm state actions/>
                <p class="pt-savepoints__trouble" role="alert">{move || trouble.get()}</p>
                <MomentList state actions/>
            </div>
        </Modal>
    }
}

#[component]
fn SaveForm(state: SavepointPaneState, actions: SavepointPaneActions) -> impl IntoView {
    let busy = state.busy;
    view! {
        <form
            class="pt-sim-pane__form pt-savepoints__form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if busy.with_untracked(Option::is_none) {
                    actions.save.run(());
                }
            }
        >
            <Field label="Name of this moment" error=state.name_error>
                <TextBox value=state.name on_change=actions.set_name max_length=state.name_length/>
            </Field>
            <button
                type="submit"
                class="pt-sim__button pt-sim__button--accent"
                title=move || busy.get()
                aria-disabled=move || busy.with(Option::is_some).then_some("true")
            >"Save this moment"</button>
        </form>
    }
}

#[component]
fn MomentList(state: SavepointPaneState, actions: SavepointPaneActions) -> impl IntoView {
    let SavepointPaneState { clock, lines, has_moved, busy, .. } = state;
    let title = ElementId::new();
    let is_empty = Memo::new(move |_| lines.with(Vec::is_empty));
    view! {
        <h3 id=title.to_string()>"Moments, the newest first"</h3>
        <Show when=move || is_empty.get()>
            <p>"There are none yet: nothing has been done in this simulation. The first action takes one."</p>
        </Show>
        <ol class="pt-sim-pane__events" aria-labelledby=title.to_string()>
            <Show when=move || has_moved.get() && !is_empty.get()>
                <li class="pt-savepoints__line pt-savepoints__line--here" aria-current="true">
                    <span class="pt-sim-pane__what">"Now"</span>
                    <span class="pt-sim-pane__when">{move || clock.get()}</span>
                    <span class="pt-savepoints__here">"You are here"</span>
                </li>
            </Show>
            // What a savepoint keeps grows while the clock runs: a button is not made anew for that while somebody is about
            // to press it.
            <For each=move || lines.get() key=|line| (line.id, line.title.clone(), line.is_here, line.is_aside) let:line>
                <MomentRow line lines busy actions/>
            </For>
        </ol>
        <Show when=move || !is_empty.get()>
            <button
                type="button"
                class="pt-sim__button pt-savepoints__forget"
                title=move || busy.get()
                aria-disabled=move || busy.with(Option::is_some).then_some("true")
                on:click=move |_| if busy.with_untracked(Option::is_none) { actions.forget_all.run(()) }
            >"Forget all savepoints"</button>
        </Show>
    }
}

#[component]
fn MomentRow(
    line: SavepointLine,
    lines: Signal<Vec<SavepointLine>>,
    busy: Signal<Option<String>>,
    actions: SavepointPaneActions,
) -> impl IntoView {
    let SavepointLine { id, title, when, is_named, is_here, is_aside, .. } = line;
    let details =
        move || lines.with(|lines| lines.iter().find(|line| line.id == id).map(|line| line.details.clone()));
    let button = move |text: &'static str, name: String, run: Callback<u32>| {
        view! {
            <button
                type="button"
                class="pt-sim__button"
                aria-label=format!("{text}: {name}")
                title=move || busy.get()
                aria-disabled=move || busy.with(Option::is_some).then_some("true")
                on:click=move |_| if busy.with_untracked(Option::is_none) { run.run(id) }
            >{text}</button>
        }
    };
    let name = format!("{title}, {when}");
    let go = (!is_here).then(|| button("Go to", name.clone(), actions.go));
    let rename = button(if is_named { "Rename" } else { "Keep" }, name.clone(), actions.rename);
    let delete = is_named.then(|| button("Delete", name.clone(), actions.delete));
    view! {
        <li
            class="pt-savepoints__line"
            class:pt-savepoints__line--aside=is_aside
            class:pt-savepoints__line--here=is_here
            aria-current=is_here.then_some("true")
        >
            <span class="pt-sim-pane__what">{title}</span>
            <span class="pt-sim-pane__when">{when}</span>
            <span class="pt-savepoints__details">{details}</span>
            {is_here.then(|| view! { <span class="pt-savepoints__here">"You are here"</span> })}
            <span class="pt-savepoints__buttons">{go}{rename}{delete}</span>
        </li>
    }
}
