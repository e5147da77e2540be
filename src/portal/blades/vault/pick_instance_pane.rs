//! *Restore* on a vault: asks which backup instance.

use super::view_model::PickRow;
use crate::{
    base::ArmId,
    engine::query::Instances,
    portal::{
        blades::answered::NoAnswer,
        controls::{
            Button, ButtonKind, Column, ContextPane, Direction, EmptyState, Glyph, Grid, PaneSize, RowBlock,
        },
        route::Route,
        session::{navigate, use_query},
    },
};
use leptos::prelude::*;
use std::{collections::BTreeSet, sync::Arc};

#[component]
pub fn PickInstancePane(vault: ArmId, open: RwSignal<bool>) -> impl IntoView {
    let instances = use_query(move || open.get().then(|| Instances { vault: vault.clone() }));
    let rows = Signal::derive(move || {
        instances.map(|rows| rows.iter().map(PickRow::new).collect::<Vec<_>>()).unwrap_or_default()
    });
    let ticked = RwSignal::new(BTreeSet::<String>::new());
    let close = move |()| {
        open.set(false);
        ticked.set(BTreeSet::new());
    };
    let select = move |()| {
        if let Some(id) = ticked.with_untracked(|ticked| ticked.first().cloned()) {
            close(());
            navigate(&Route::Restore { instance: ArmId::new(id) });
        }
    };
    let footer = move || {
        view! {
            <Button
                kind=ButtonKind::Primary
                on_click=select
                disabled_reason=move || ticked.with(BTreeSet::is_empty).then(|| "Choose a backup instance first.".to_string())
            >"Select"</Button>
            <Button on_click=close>"Cancel"</Button>
        }
    };
    let columns = || {
        vec![
            Column::text("Backup instance", |row: &PickRow| row.name.clone()),
            Column::text("Datasource", |row: &PickRow| row.datasource.clone()),
            Column::text("Latest restore point", |row: &PickRow| row.latest.clone()).unsorted(),
        ]
    };
    let block = || -> RowBlock<PickRow> { Arc::new(|row: &PickRow| row.blocked.clone()) };
    view! {
        <ContextPane open on_close=close title="Select backup instance" size=PaneSize::Large footer>
            {move || instances.failure().map(|failure| view! { <NoAnswer failure retry=move |()| instances.refresh()/> })}
            <Grid
                caption="Backup instances"
                columns=columns()
                rows
                row_key=|row: &PickRow| row.key.clone()
                loading=move || instances.is_loading()
                selection=ticked
                single_choice=true
                row_block=block()
                filter=true
                sorted_by=("Backup instance", Direction::Ascending)
                empty=|| view! { <EmptyState glyph=Glyph::Instance title="No backup instances to display"/> }
            />
        </ContextPane>
    }
}
