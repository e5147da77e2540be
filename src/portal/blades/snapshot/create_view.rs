//! *Create snapshot*.

use super::form::SnapshotForm;
use crate::{
    base::ArmId,
    engine::{
        compute::SnapshotSku,
        query::{ResourceRow, Resources},
        resources::ResourceKind,
    },
    portal::{
        blades::{
            create_wizard::view::{Wizard, wizard_blade},
            project_details::view::ProjectDetails,
        },
        controls::{Choice, Crumb, Field, FormSection, RadioGroup, Select, TextBox},
        route::{BrowseList, Route},
        session::use_query,
    },
};
use leptos::prelude::*;

/// The wizard, for a disk or for one that is chosen in it.
#[component]
pub fn CreateSnapshotBlade(disk: Option<ArmId>) -> impl IntoView {
    let back = match &disk {
        Some(disk) => Route::of_resource(disk),
        None => Route::Browse(BrowseList::Kind(ResourceKind::Snapshot)),
    };
    let list = Route::Browse(BrowseList::Kind(ResourceKind::Snapshot));
    let crumbs = vec![Crumb::new("Home", Route::Home.href()), Crumb::new("Snapshots", list.href())];
    let wizard = Wizard::open(SnapshotForm::of(disk.clone()), |kept| disk.is_none() || kept.disk == disk);
    wizard_blade("Create snapshot", crumbs, back, wizard, |wizard, _| view! { <Basics wizard/> }.into_any())
}

#[component]
fn Basics(wizard: Wizard<SnapshotForm>) -> impl IntoView {
    view! {
        <div class="pt-page pt-page--form">
            <p class="pt-text">
                "Take a snapshot of a disk to use as a backup or to troubleshoot an issue. An incremental snapshot takes only "
                "what has changed since the one before; whichever is deleted, the others stay whole."
            </p>
            <ProjectDetails project=wizard.project show_errors=wizard.reviewed/>
            <SnapshotDetails wizard/>
        </div>
    }
}

#[component]
fn SnapshotDetails(wizard: Wizard<SnapshotForm>) -> impl IntoView {
    let form = wizard.own;
    let name_error = move || {
        let due = wizard.name_touched.get() || wizard.reviewed.get();
        form.with(SnapshotForm::name_error).filter(|_| due).or_else(|| wizard.name_refused())
    };
    let kinds = vec![
        Choice::new("full", "Full").with_detail("Make a complete read-only copy of the disk."),
        Choice::new("incremental", "Incremental")
            .with_detail("Save on storage costs by a partial copy of the disk."),
    ];
    view! {
        <FormSection title="Instance details">
            <Field label="Name" required=true error=name_error>
                <TextBox
                    value=move || form.with(|form| form.name.clone())
                    on_change=move |name: String| form.update(|form| form.name = name)
                    on_blur=move |()| wizard.name_touched.set(true)
                />
            </Field>
            <DiskField wizard/>
            <Field label="Snapshot type" required=true>
                <RadioGroup
                    value=move || form.with(|form| if form.incremental { "incremental" } else { "full" }.to_string())
                    on_change=move |kind: String| form.update(|form| form.incremental = kind == "incremental")
                    choices=kinds
                />
            </Field>
            <Field label="Storage type" required=true error=move || form.with(SnapshotForm::sku_error)>
                <Select
                    value=move || form.with(|form| form.sku.arm_name().to_string())
                    on_change=move |name: String| {
                        let sku = SnapshotSku::ALL.into_iter().find(|sku| sku.arm_name() == name);
                        form.update(|form| form.sku = sku.unwrap_or(form.sku));
                    }
                    choices=SnapshotSku::ALL.map(|sku| Choice::new(sku.arm_name(), sku.display_name())).to_vec()
                />
            </Field>
        </FormSection>
    }
}

#[component]
fn DiskField(wizard: Wizard<SnapshotForm>) -> impl IntoView {
    let form = wizard.own;
    let disks = use_query(|| Some(Resources { kind: Some(ResourceKind::Disk), group: None }));
    let choices = move || {
        let choice =
            |row: &ResourceRow| Choice::new(row.id.key(), format!("{} ({})", row.name, row.group_name));
        disks.map(|rows| rows.iter().map(choice).collect::<Vec<_>>()).unwrap_or_default()
    };
    let choose = move |key: String| {
        let found = disks.map(|rows| rows.iter().find(|row| row.id.key() == key).cloned()).flatten();
        if let Some(row) = found {
            form.update(|form| (form.disk, form.region) = (Some(row.id), row.region));
        }
    };
    view! {
        <Field
            label="Source disk"
            required=true
            error=move || form.with(SnapshotForm::disk_error).filter(|_| wizard.reviewed.get())
        >
            <Select
                value=move || form.with(|form| form.disk.as_ref().map(ArmId::key).unwrap_or_default())
                on_change=choose
                choices
                placeholder="Select a disk"
            />
        </Field>
    }
}
