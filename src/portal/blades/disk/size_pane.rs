//! *Select a disk size*: the tiers of a kind of disk with what each can do.

use super::view_model::TierLine;
use crate::{
    engine::compute::DiskSku,
    portal::{
        blades::pick_pane::PickPane,
        controls::{Column, Direction, EmptyState, Glyph, Grid},
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Lets a person choose among the tiers; kinds without tiers take any size.
#[component]
pub fn SizePane(
    open: RwSignal<bool>,
    #[prop(into)] sku: Signal<DiskSku>,
    /// Gets the size of the chosen tier. Units: GiB.
    #[prop(into)]
    on_choose: Callback<u32>,
) -> impl IntoView {
    let ticked = RwSignal::new(BTreeSet::<String>::new());
    let lines = Signal::derive(move || TierLine::all(sku.get()));
    let pick = move |key: String| {
        if let Ok(size_gib) = key.parse() {
            on_choose.run(size_gib);
        }
    };
    view! {
        <PickPane
            open
            title="Select a disk size"
            subtitle=move || Some(sku.get().display_name().to_string())
            noun="size"
            verb="OK"
            ticked
            on_pick=pick
        >
            <p class="pt-text">"Any size between two tiers can be entered too; it has the performance and the price of the larger one."</p>
            <Grid
                caption="Disk sizes"
                columns=columns()
                rows=lines
                row_key=|line: &TierLine| line.key.clone()
                selection=ticked
                single_choice=true
                uncounted=true
                sorted_by=("Size", Direction::Ascending)
                empty=|| view! {
                    <EmptyState
                        glyph=Glyph::Disk
                        title="This kind of disk has no tiers"
                        text="Enter the size itself: performance is provisioned apart from it."
                    />
                }
            />
        </PickPane>
    }
}

fn columns() -> Vec<Column<TierLine>> {
    vec![
        Column::text("Size", |line: &TierLine| line.size.clone())
            .sorted_by(|one, other| one.size_gib.cmp(&other.size_gib))
            .numeric(),
        Column::text("Disk tier", |line: &TierLine| line.tier.to_string()).unsorted(),
        Column::text("Provisioned IOPS", |line: &TierLine| line.iops.clone()).numeric().unsorted(),
        Column::text("Provisioned throughput", |line: &TierLine| line.throughput.clone())
            .numeric()
            .unsorted(),
    ]
}
