//! *Restore* on a vault: asks which backup instance.

use super::view_model::PickRow;
use crate::{
    base::ArmId,
    engine::query::Instances,
    portal::{
        blades::{answered::NoAnswer, pick_pane::PickPane},
        controls::{Column, Direction, EmptyState, Glyph, Grid, RowBlock},
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
    let pick = move |id: String| navigate(&Route::Restore { instance: ArmId::new(id) });
    let columns = || {
        vec![
            Column::text("Backup instance", |row: &PickRow| row.name.clone()),
            Column::text("Datasource", |row: &PickRow| row.datasource.clone()),
            Column::text("Latest restore point", |row: &PickRow| row.latest.clone()).unsorted(),
        ]
    };
    let block = || -> RowBlock<PickRow> { Arc::new(|row: &PickRow| row.blocked.clone()) };
    view! {
        <PickPane open title="Select backup instance" noun="backup instance" ticked on_pick=pick>
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
        </PickPane>
    }
}
