//! *Restore parameters* of an operational restore: all blobs, some containers, or ranges of names.

use super::{
    in_place_form::{InPlaceForm, InPlaceMode},
    wizard::Wizard,
};
use crate::{
    base::{ArmId, SimTime},
    engine::{
        query::{BlobRestorePreview, BlobRestorePreviewView, ContainerRow, Containers},
        storage::RestoreRange,
    },
    portal::{
        blades::answered::NoAnswer,
        controls::{
            Button, Choice, Column, Direction, EmptyState, Field, FieldError, Glyph, Grid, IconButton,
            MessageBar, RadioGroup, TextBox, Tone,
        },
        format::{count, counted, duration},
        session::{Loaded, use_query},
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

#[component]
pub fn InPlaceTarget(wizard: Wizard) -> impl IntoView {
    let start = wizard.destination.with_untracked(|destination| destination.as_ref().map(InPlaceForm::of));
    let form = RwSignal::new(start.unwrap_or_default());
    let ticked = RwSignal::new(form.with_untracked(|form| form.containers.clone()));
    let entered = Memo::new(move |_| InPlaceForm { containers: ticked.get(), ..form.get() });
    // Reaches outside: the wizard's destination follows what is entered, and only when it changes.
    Effect::new(move |before: Option<InPlaceForm>| {
        let entered = entered.get();
        let known = wizard.destination.with_untracked(Option::is_some);
        if before.as_ref().is_some_and(|before| *before != entered) || !known {
            wizard.choose_destination(entered.destination());
        }
        entered
    });
    let account = Signal::derive(move || wizard.detail.map(|view| view.row.datasource.clone()));
    view! {
        <InPlaceFields account form ticked/>
        <Expected account time=Signal::derive(move || wizard.moment()) ranges=Signal::derive(move || wizard.ranges())/>
    }
}

/// Which blobs are put back; `ticked` are the names of the containers.
#[component]
pub fn InPlaceFields(
    account: Signal<Option<ArmId>>,
    form: RwSignal<InPlaceForm>,
    ticked: RwSignal<BTreeSet<String>>,
) -> impl IntoView {
    let entered = Memo::new(move |_| InPlaceForm { containers: ticked.get(), ..form.get() });
    let error = move || entered.with(|form| form.ranges().err());
    // Only another mode builds the fields anew, not every letter.
    let mode = Memo::new(move |_| form.with(|form| form.mode));
    let choose = move |label: String| {
        form.update(|form| form.mode = InPlaceMode::parse(&label).unwrap_or_default());
    };
    let modes: Vec<Choice> =
        InPlaceMode::ALL.into_iter().map(|mode| Choice::new(mode.label(), mode.label())).collect();
    view! {
        <MessageBar tone=Tone::Warning>
            "The blobs are put back in place: what was written to them after the chosen moment is undone, and blobs that came "
            "later are deleted. Until the restore has ended they can be neither read nor written, and it cannot be cancelled."
        </MessageBar>
        <Field label="Blobs to restore" required=true>
            <RadioGroup
                value=move || form.with(|form| form.mode.label().to_string())
                on_change=choose
                choices=modes
            />
        </Field>
        {move || match mode.get() {
            InPlaceMode::All => ().into_any(),
            InPlaceMode::Containers => view! { <ContainerChoice account ticked/> }.into_any(),
            InPlaceMode::Ranges => view! { <RangeLines form/><Touched account entered/> }.into_any(),
        }}
        <div aria-live="polite">
            {move || error().map(|text| view! { <FieldError id="pt-ranges-error" text/> })}
        </div>
    }
}

fn containers_of(account: Signal<Option<ArmId>>) -> Loaded<Vec<ContainerRow>> {
    use_query(move || account.get().map(|account| Containers { account }))
}

#[component]
fn ContainerChoice(account: Signal<Option<ArmId>>, ticked: RwSignal<BTreeSet<String>>) -> impl IntoView {
    let containers = containers_of(account);
    let columns = vec![
        Column::text("Container", |row: &ContainerRow| row.name.clone()),
        Column::text("Blobs", |row: &ContainerRow| count(row.files)).numeric().unsorted(),
        Column::text("Size", |row: &ContainerRow| row.size.to_string()).numeric().unsorted(),
    ];
    view! {
        {move || containers.failure().map(|failure| view! {
            <NoAnswer failure retry=move |()| containers.refresh()/>
        })}
        <Grid
            caption="Containers"
            columns
            rows=Signal::derive(move || containers.ready().unwrap_or_default())
            row_key=|row: &ContainerRow| row.name.clone()
            loading=move || containers.is_loading()
            selection=ticked
            filter=true
            sorted_by=("Container", Direction::Ascending)
            empty=|| view! {
                <EmptyState
                    glyph=Glyph::Container
                    title="No containers to display"
                    text="The storage account has none, or you may not list them. A container that was deleted has to be undeleted first."
                />
            }
        />
    }
}

/// One line for each range, and an empty one behind the last.
#[component]
fn RangeLines(form: RwSignal<InPlaceForm>) -> impl IntoView {
    if form.with_untracked(|form| form.ranges.is_empty()) {
        form.update(|form| form.ranges.push((String::new(), String::new())));
    }
    let indices = move || 0..form.with(|form| form.ranges.len());
    let add = move |()| form.update(|form| form.ranges.push((String::new(), String::new())));
    let full = move || {
        let most = crate::engine::limits::POINT_IN_TIME_RESTORE_RANGES_MAX;
        form.with(|form| form.ranges.len() >= most).then(|| format!("A restore takes at most {most} ranges."))
    };
    view! {
        <p class="pt-text">
            "A bound is container/blob or a container. Names are compared character by character: the start belongs to the range, "
            "the end does not, and nothing is a wildcard."
        </p>
        <For each=indices key=|index| *index let:index>
            <RangeLine form index/>
        </For>
        <p><Button glyph=Glyph::Plus on_click=add disabled_reason=full>"Add range"</Button></p>
    }
}

#[component]
fn RangeLine(form: RwSignal<InPlaceForm>, index: usize) -> impl IntoView {
    let range = Memo::new(move |_| form.with(|form| form.ranges.get(index).cloned().unwrap_or_default()));
    let number = index + 1;
    let change = move |edit: &dyn Fn(&mut (String, String))| {
        form.update(|form| form.ranges.get_mut(index).into_iter().for_each(edit));
    };
    let remove = move |()| {
        form.update(|form| {
            if index < form.ranges.len() {
                form.ranges.remove(index);
            }
        });
    };
    view! {
        <div class="pt-range">
            <div class="pt-range__bound">
                <TextBox
                    value=move || range.with(|range| range.0.clone())
                    on_change=move |text: String| change(&move |range| range.0 = text.clone())
                    aria_label=format!("Start of range {number}")
                />
            </div>
            <span aria-hidden="true">"–"</span>
            <div class="pt-range__bound">
                <TextBox
                    value=move || range.with(|range| range.1.clone())
                    on_change=move |text: String| change(&move |range| range.1 = text.clone())
                    aria_label=format!("End of range {number}")
                />
            </div>
            <IconButton glyph=Glyph::Delete label=format!("Remove range {number}") on_click=remove/>
        </div>
    }
}

/// The containers that the ranges reach into, so that nobody is surprised by *container10*.
#[component]
fn Touched(account: Signal<Option<ArmId>>, entered: Memo<InPlaceForm>) -> impl IntoView {
    let containers = containers_of(account);
    let touched = move || {
        let names: Vec<String> =
            containers.map(|rows| rows.iter().map(|row| row.name.clone()).collect()).unwrap_or_default();
        entered.with(|form| form.touched(&names))
    };
    view! {
        <p class="pt-text" role="status">
            {move || match touched().as_slice() {
                [] => String::new(),
                names => format!("These ranges reach into: {}.", names.join(", ")),
            }}
        </p>
    }
}

/// What the restore would change, had it begun now. The simulator's own: Azure tells only afterwards.
#[component]
pub fn Expected(
    account: Signal<Option<ArmId>>,
    time: Signal<Option<SimTime>>,
    ranges: Signal<Option<Vec<RestoreRange>>>,
) -> impl IntoView {
    let preview = use_query(move || {
        Some(BlobRestorePreview { account: account.get()?, time: time.get()?, ranges: ranges.get()? })
    });
    let shown = move || {
        preview.map(|BlobRestorePreviewView { outcome, duration: takes }| match outcome {
            Ok(counts) => {
                let text = format!(
                    "Expected: {} blobs put back, {} brought back, {} removed. It takes about {}.",
                    count(counts.reverted + counts.moved),
                    count(counts.brought_back),
                    count(counts.removed),
                    duration(*takes)
                );
                let left = (counts.left > 0).then(|| {
                    format!(
                        " {} immutable and stay as they are.",
                        counted(counts.left, "blob is", "blobs are")
                    )
                });
                (Tone::Information, text + &left.unwrap_or_default())
            }
            Err(failure) => {
                let words = failure.explain();
                (Tone::Error, format!("The restore would fail: {} {}", words.message, words.action))
            }
        })
    };
    view! {
        <div role="status">
            {move || shown().map(|(tone, text)| view! { <MessageBar tone>{text}</MessageBar> })}
        </div>
    }
}
