//! The snapshots of a disk, the newest first.

use super::{
    chain_view::ChainPicture,
    view_model::{SnapshotLine, chain_sentence, snapshot_line},
};
use crate::{
    engine::query::SnapshotRow,
    portal::controls::{Column, Direction, EmptyState, Glyph, Grid},
};
use leptos::prelude::*;

/// A chain of snapshots, with what each of them takes.
#[component]
pub fn SnapshotGrid(
    #[prop(into)] rows: Signal<Vec<SnapshotRow>>,
    /// What an empty list offers.
    #[prop(into)]
    empty: ViewFn,
) -> impl IntoView {
    let lines = move || rows.with(|rows| rows.iter().map(snapshot_line).collect::<Vec<_>>());
    let by_used = |one: &SnapshotLine, other: &SnapshotLine| one.row.used.cmp(&other.row.used);
    let by_created = |one: &SnapshotLine, other: &SnapshotLine| one.row.created_at.cmp(&other.row.created_at);
    let columns = vec![
        Column::link("Name", |line: &SnapshotLine| line.name.clone(), |line| line.href.clone()),
        Column::text("Time created", |line: &SnapshotLine| line.created.clone()).sorted_by(by_created),
        Column::text("Snapshot type", |line: &SnapshotLine| line.kind.to_string()).secondary(),
        Column::text("Storage type", |line: &SnapshotLine| line.storage.to_string()).secondary(),
        Column::text("Disk size", |line: &SnapshotLine| line.size.clone()).numeric().secondary(),
        Column::text("Takes", |line: &SnapshotLine| line.used.clone()).sorted_by(by_used).numeric(),
    ];
    let total = move || {
        rows.with(|rows| (!rows.is_empty()).then(|| chain_sentence(rows)))
            .map(|text| view! { <p class="pt-text">{text}</p> })
    };
    let empty = StoredValue::new(empty);
    view! {
        <div class="pt-page">
            {total}
            <ChainPicture rows/>
            <Grid
                caption="Snapshots"
                columns
                rows=Signal::derive(lines)
                row_key=|line: &SnapshotLine| line.key.clone()
                sorted_by=("Time created", Direction::Descending)
                empty=move || view! {
                    <EmptyState
                        glyph=Glyph::Snapshot
                        title="No snapshots to display"
                        text="A snapshot holds the disk as it is at one moment."
                    >
                        {empty.with_value(ViewFn::run)}
                    </EmptyState>
                }
            />
        </div>
    }
}
