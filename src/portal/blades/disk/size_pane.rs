//! *Select a disk size*: the tiers of a kind of disk with what each can do.

use super::view_model::TierLine;
use crate::{
    engine::compute::DiskSku,
    portal::controls::{
        Button, ButtonKind, Column, ContextPane, Direction, EmptyState, Glyph, Grid, PaneSize,
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
    let select = move |()| {
        let chosen = ticked.with_untracked(|ticked| ticked.first().and_then(|key| key.parse().ok()));
        if let Some(size_gib) = chosen {
            open.set(false);
            on_choose.run(size_gib);
        }
    };
    let footer = move || {
        let missing = move || ticked.with(BTreeSet::is_empty).then(|| "Choose a size first.".to_string());
        view! {
            <Button kind=ButtonKind::Primary on_click=select disabled_reason=missing>"OK"</Button>
            <Button on_click=move |()| open.set(false)>"Cancel"</Button>
        }
    };
    view! {
        <ContextPane
            open
            on_close=move |()| open.set(false)
            title="Select a disk size"
            subtitle=move || Some(sku.get().display_name().to_string())
            size=PaneSize::Large
            footer
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
        </ContextPane>
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
