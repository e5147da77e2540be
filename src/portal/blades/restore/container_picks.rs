//! The pane *Add/Edit containers*: which containers of the restore point, and which paths in them.

use super::{
    form::{DestinationForm, check_picks},
    wizard::Wizard,
};
use crate::portal::{
    blades::answered::NoAnswer,
    controls::{
        Button, ButtonKind, Column, ContextPane, EmptyState, Field, FieldError, Glyph, Grid, PaneSize,
        TextArea,
    },
    format::count,
};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Handles of the pane's signals.
#[derive(Clone, Copy)]
struct Picker {
    ticked: RwSignal<BTreeSet<String>>,
    /// Prefixes of every container that was ever ticked here: unticking forgets nothing.
    prefixes: RwSignal<BTreeMap<String, String>>,
}

impl Picker {
    fn picks(self) -> BTreeMap<String, String> {
        let ticked = self.ticked.get();
        self.prefixes.with(|prefixes| {
            ticked
                .into_iter()
                .map(|name| (name.clone(), prefixes.get(&name).cloned().unwrap_or_default()))
                .collect()
        })
    }
}

#[component]
pub fn ContainerPicksPane(
    wizard: Wizard,
    form: RwSignal<DestinationForm>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let picker = Picker { ticked: RwSignal::new(BTreeSet::new()), prefixes: RwSignal::new(BTreeMap::new()) };
    let submitted = RwSignal::new(false);
    // The pane starts at each opening from what was picked before.
    let begin = move || {
        let picks = form.with_untracked(|form| form.picks.clone());
        picker.ticked.set(picks.keys().cloned().collect());
        picker.prefixes.set(picks);
        submitted.set(false);
    };
    let error = Memo::new(move |_| check_picks(&picker.picks()).err());
    let select = move |()| {
        submitted.set(true);
        if error.get_untracked().is_none() {
            form.update(|form| form.picks = untrack(|| picker.picks()));
            open.set(false);
        }
    };
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=select>"Select"</Button>
            <Button on_click=move |()| open.set(false)>"Cancel"</Button>
        }
    };
    // Too much is said at once; that nothing is picked only when it is submitted.
    let shown_error = move || {
        let empty = picker.ticked.with(BTreeSet::is_empty);
        error.get().filter(|_| submitted.get() || !empty)
    };
    view! {
        <ContextPane
            open
            on_close=move |()| open.set(false)
            title="Add/Edit containers"
            subtitle="Up to 100 containers, each with up to 5 prefixes"
            size=PaneSize::Large
            footer
        >
            {begin()}
            <PointContainers wizard picker/>
            <div aria-live="polite">
                {move || shown_error().map(|text| view! { <FieldError id="pt-picks-error" text/> })}
            </div>
            <Prefixes picker/>
        </ContextPane>
    }
}

/// A container of the restore point: name, files, size.
type ContentRow = (String, String, String);

#[component]
fn PointContainers(wizard: Wizard, picker: Picker) -> impl IntoView {
    let contents = wizard.contents;
    let rows = Signal::derive(move || {
        let row = |(name, files, size): &(String, u64, crate::base::ByteSize)| -> ContentRow {
            (name.clone(), count(*files), size.to_string())
        };
        contents.map(|view| view.containers.iter().map(row).collect::<Vec<_>>()).unwrap_or_default()
    });
    let columns = vec![
        Column::text("Container", |row: &ContentRow| row.0.clone()),
        Column::text("Files", |row: &ContentRow| row.1.clone()).numeric().unsorted(),
        Column::text("Size", |row: &ContentRow| row.2.clone()).numeric().unsorted(),
    ];
    view! {
        {move || contents.failure().map(|failure| view! { <NoAnswer failure retry=move |()| contents.refresh()/> })}
        <Grid
            caption="Containers of the restore point"
            columns
            rows
            row_key=|row: &ContentRow| row.0.clone()
            loading=move || contents.is_loading()
            selection=picker.ticked
            filter=true
            empty=|| view! {
                <EmptyState
                    glyph=Glyph::Container
                    title="No containers to display"
                    text="The restore point holds no container that you may see."
                />
            }
        />
    }
}

#[component]
fn Prefixes(picker: Picker) -> impl IntoView {
    let names = move || picker.ticked.get().into_iter().collect::<Vec<_>>();
    let field = move |name: String| {
        let (own, changed) = (name.clone(), name.clone());
        view! {
            <Field
                label=format!("Prefixes of {name}")
                hint="Optional, one a line. Only files whose path starts with one of them are restored."
            >
                <TextArea
                    value=move || picker.prefixes.with(|prefixes| prefixes.get(&own).cloned().unwrap_or_default())
                    on_change=move |text: String| picker.prefixes.update(|prefixes| {
                        prefixes.insert(changed.clone(), text);
                    })
                    rows=2
                />
            </Field>
        }
    };
    view! { <For each=names key=String::clone children=field/> }
}
