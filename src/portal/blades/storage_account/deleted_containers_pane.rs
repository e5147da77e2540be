//! *Show deleted containers*: taking a container back with everything in it.

use super::deleted_containers::DeletedContainerLine;
use crate::{
    base::ArmId,
    engine::query::{ContainerRow, DeletedContainers},
    portal::{
        blades::{answered::NoAnswer, pick_pane::PickPane},
        controls::{Column, Direction, EmptyState, Glyph, Grid, RowBlock},
        session::{use_query, use_session},
    },
};
use leptos::prelude::*;
use std::{collections::BTreeSet, sync::Arc};

#[component]
pub fn DeletedContainersPane(
    account: ArmId,
    containers: Signal<Vec<ContainerRow>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let session = use_session();
    let account = StoredValue::new(account);
    let answer = use_query(move || open.get().then(|| DeletedContainers { account: account.get_value() }));
    let rows = Signal::derive(move || {
        answer.map(|rows| rows.iter().map(DeletedContainerLine::new).collect::<Vec<_>>()).unwrap_or_default()
    });
    let ticked = RwSignal::new(BTreeSet::<String>::new());
    let line_of =
        move |key: &str| rows.with_untracked(|rows| rows.iter().find(|line| line.key == key).cloned());
    let commands = move |key: String| {
        line_of(&key).map(|line| line.undeletes(&account.get_value())).into_iter().collect::<Vec<_>>()
    };
    let undelete = move |key: String| {
        let Some(line) = line_of(&key) else { return };
        let (doing, done) =
            (format!("Undeleting container {}", line.name), format!("Undeleted container {}", line.name));
        session.perform(line.undeletes(&account.get_value()), doing, done, None, |_| ());
    };
    let block = move || -> RowBlock<DeletedContainerLine> {
        Arc::new(move |line: &DeletedContainerLine| {
            let names: Vec<String> =
                containers.with_untracked(|rows| rows.iter().map(|row| row.name.clone()).collect());
            line.blocked(&names)
        })
    };
    view! {
        <PickPane
            open
            title="Deleted containers"
            subtitle="A container comes back under its own name, with everything in it"
            noun="container"
            verb="Undelete"
            ticked
            on_pick=undelete
            commands=Callback::new(commands)
        >
            {move || answer.failure().map(|failure| view! {
                <NoAnswer failure retry=move |()| answer.refresh()/>
            })}
            <Grid
                caption="Deleted containers"
                columns=columns()
                rows
                row_key=|line: &DeletedContainerLine| line.key.clone()
                loading=move || answer.is_loading()
                selection=ticked
                single_choice=true
                row_block=block()
                filter=true
                sorted_by=("Name", Direction::Ascending)
                empty=|| view! {
                    <EmptyState
                        glyph=Glyph::Container
                        title="No deleted containers"
                        text="Deleted containers are kept where soft delete for containers is switched on under Data protection."
                    />
                }
            />
        </PickPane>
    }
}

fn columns() -> Vec<Column<DeletedContainerLine>> {
    vec![
        Column::text("Name", |line: &DeletedContainerLine| line.name.clone()),
        Column::text("Deleted", |line: &DeletedContainerLine| line.deleted.clone()).unsorted(),
        Column::text("Time left", |line: &DeletedContainerLine| line.days_left.clone()).unsorted(),
    ]
}
