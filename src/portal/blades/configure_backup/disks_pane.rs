//! Choosing disks, and the resource group of their snapshots.

use super::{
    view_model::{DiskRow, mixed_subscriptions},
    wizard::{Candidate, Wizard},
};
use crate::{
    base::ArmId,
    engine::query::ResourceGroups,
    portal::{
        blades::answered::NoAnswer,
        controls::{
            Button, ButtonKind, Choice, Column, ContextPane, EmptyState, Field, Glyph, Grid, MessageBar,
            PaneSize, RowBlock, Select, Tone,
        },
        session::use_query,
    },
};
use leptos::prelude::*;
use std::{collections::BTreeSet, sync::Arc};

/// Disks in the vault's region, in all subscriptions; those that cannot be protected say why.
#[component]
pub fn DisksPane(wizard: Wizard, open: RwSignal<bool>) -> impl IntoView {
    let ticked = RwSignal::new(BTreeSet::<String>::new());
    let rows = Signal::derive(move || {
        wizard.disks.map(|disks| disks.iter().map(DiskRow::new).collect::<Vec<_>>()).unwrap_or_default()
    });
    // The pane opens with what is in the list already.
    let begin = move || ticked.set(wizard.chosen_keys());
    let mixed = move || {
        let ticked = ticked.get();
        let ids = wizard.disks.map(|disks| {
            let chosen = disks.iter().filter(|disk| ticked.contains(&disk.id.key()));
            chosen.map(|disk| disk.id.clone()).collect::<Vec<ArmId>>()
        });
        mixed_subscriptions(&ids.unwrap_or_default())
    };
    let select = move |()| {
        wizard.choose_disks(&ticked.get_untracked());
        open.set(false);
    };
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=select disabled_reason=mixed>"Select"</Button>
            <Button on_click=move |()| open.set(false)>"Cancel"</Button>
        }
    };
    view! {
        <ContextPane
            open
            on_close=move |()| open.set(false)
            title="Select disks"
            subtitle="Disks in the location of the vault, of one subscription at a time"
            size=PaneSize::Large
            footer
        >
            {begin()}
            {move || wizard.disks.failure().map(|failure| view! {
                <NoAnswer failure retry=move |()| wizard.disks.refresh()/>
            })}
            {move || mixed().map(|text| view! { <MessageBar tone=Tone::Error announce=true>{text}</MessageBar> })}
            <DiskGrid wizard rows ticked/>
        </ContextPane>
    }
}

#[component]
fn DiskGrid(wizard: Wizard, rows: Signal<Vec<DiskRow>>, ticked: RwSignal<BTreeSet<String>>) -> impl IntoView {
    let columns = vec![
        Column::text("Disk", |row: &DiskRow| row.name.clone()),
        Column::text("Resource group", |row: &DiskRow| row.group_name.clone()).secondary(),
        Column::text("Subscription", |row: &DiskRow| row.subscription_name.clone()).secondary(),
        Column::text("Storage type", |row: &DiskRow| row.sku.to_string()).secondary(),
        Column::text("Size", |row: &DiskRow| row.size.clone()).numeric().unsorted(),
        Column::text("Not available because", |row: &DiskRow| row.reason.clone().unwrap_or_default())
            .unsorted()
            .secondary(),
    ];
    let block: RowBlock<DiskRow> = Arc::new(|row: &DiskRow| row.reason.clone());
    view! {
        <Grid
            caption="Disks"
            columns
            rows
            row_key=|row: &DiskRow| row.key.clone()
            loading=move || wizard.disks.is_loading()
            selection=ticked
            row_block=block
            filter=true
            empty=|| view! {
                <EmptyState
                    glyph=Glyph::Disk
                    title="No disks to display"
                    text="There is no disk in the location of the vault that you can see."
                />
            }
        />
    }
}

/// Where the snapshots go: one group for the whole list, of the subscription of the disks.
#[component]
pub fn SnapshotGroupField(wizard: Wizard) -> impl IntoView {
    let groups = use_query(|| Some(ResourceGroups { subscription: None }));
    let disks = move || {
        let id = |one: &Candidate| one.datasource.id.clone();
        wizard.candidates.with(|candidates| candidates.iter().map(id).collect::<Vec<ArmId>>())
    };
    let choices = Signal::derive(move || {
        let subscription = disks().first().and_then(ArmId::subscription_id);
        let rows = groups.ready().unwrap_or_default();
        let mine = rows.into_iter().filter(|row| row.id.subscription_id() == subscription);
        mine.map(|row| Choice::new(row.id.as_str(), row.name)).collect::<Vec<_>>()
    });
    let chosen = move || wizard.snapshot_group.get().map(|id| id.to_string()).unwrap_or_default();
    let left = RwSignal::new(false);
    let error = move || {
        let missing = left.get() && wizard.snapshot_group.with(Option::is_none);
        missing.then(|| "Select a snapshot resource group.".to_string())
    };
    // Whoever may delete in the group of the disk could delete the disk with its backups.
    let shared = move || {
        let group = wizard.snapshot_group.get()?;
        disks().into_iter().find(|disk| group.contains(disk)).map(|disk| {
            format!(
                "{} lies in this resource group too. Keep snapshots in a group of their own: whoever may delete the group could delete the disk and its backups at once.",
                disk.name()
            )
        })
    };
    view! {
        <div class="pt-page--form">
            <Field
                label="Snapshot resource group"
                required=true
                error
                hint="In the subscription of the disks. It cannot be changed later."
            >
                <Select
                    value=chosen
                    on_change=move |id: String| wizard.snapshot_group.set(Some(ArmId::new(id)))
                    choices
                    placeholder="Select a resource group"
                    on_blur=move |()| left.set(true)
                />
            </Field>
        </div>
        {move || shared().map(|text| view! { <MessageBar tone=Tone::Warning>{text}</MessageBar> })}
    }
}
