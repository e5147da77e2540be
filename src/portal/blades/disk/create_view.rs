//! *Create a managed disk*.

use super::{
    form::DiskForm,
    size_pane::SizePane,
    view_model::{performance_text, zone_text},
};
use crate::{
    base::ArmId,
    engine::{compute::DiskSku, query::SnapshotDetail, resources::ResourceKind},
    portal::{
        blades::{
            answered::Answered,
            create_wizard::view::{Wizard, wizard_blade},
            project_details::view::{ProjectDetails, RegionField},
        },
        controls::{
            Button, ButtonKind, Choice, Crumb, Field, FormSection, MessageBar, NumberBox, Select, TextBox,
            Tone,
        },
        route::{BrowseList, Route},
        session::{navigate, use_query},
        shell::BladeFrame,
    },
};
use leptos::prelude::*;

const TITLE: &str = "Create a managed disk";

/// The wizard, for an empty disk or for one that is made of a snapshot.
#[component]
pub fn CreateDiskBlade(snapshot: Option<ArmId>) -> impl IntoView {
    let Some(snapshot) = snapshot else { return wizard(DiskForm::default()).into_any() };
    let asked = snapshot.clone();
    let answer = use_query(move || Some(SnapshotDetail { snapshot: asked.clone() }));
    // The wizard is opened once, with what is known of the snapshot then.
    let facts = Memo::new(move |before: Option<&Option<_>>| {
        let known = before.cloned().flatten();
        known.or_else(|| answer.map(|view| (view.region, view.row.size_gib)))
    });
    (move || match facts.get() {
        Some((region, size_gib)) => {
            wizard(DiskForm::from_snapshot(snapshot.clone(), region, size_gib)).into_any()
        }
        None => view! {
            <BladeFrame title=TITLE crumbs=crumbs() on_close=|()| navigate(&list())>
                <Answered answer ready=|_| ()/>
            </BladeFrame>
        }
        .into_any(),
    })
    .into_any()
}

fn list() -> Route {
    Route::Browse(BrowseList::Kind(ResourceKind::Disk))
}

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("Home", Route::Home.href()), Crumb::new("Disks", list().href())]
}

fn wizard(fresh: DiskForm) -> impl IntoView {
    let source = fresh.snapshot.clone();
    let wizard = Wizard::open(fresh, |kept| kept.snapshot == source);
    wizard_blade(TITLE, crumbs(), list(), wizard, |wizard, _| view! { <Basics wizard/> }.into_any())
}

#[component]
fn Basics(wizard: Wizard<DiskForm>) -> impl IntoView {
    view! {
        <div class="pt-page pt-page--form">
            <p class="pt-text">
                "Select the disk type and size needed for your workload. Azure disks are designed for 99.999% availability. "
                "Azure managed disks encrypt your data at rest, by default, using Storage Service Encryption."
            </p>
            <ProjectDetails project=wizard.project show_errors=wizard.reviewed/>
            <DiskDetails wizard/>
            <MessageBar tone=Tone::Information>
                "Encryption, Networking and Advanced have no settings here: every disk is encrypted with a platform-managed key and is not shared. To fill it with an image of your own, create it empty and choose Upload image on its page."
            </MessageBar>
        </div>
    }
}

#[component]
fn DiskDetails(wizard: Wizard<DiskForm>) -> impl IntoView {
    let form = wizard.own;
    let name_error = move || {
        let due = wizard.name_touched.get() || wizard.reviewed.get();
        form.with(DiskForm::name_error).filter(|_| due).or_else(|| wizard.name_refused())
    };
    let zones: Vec<Choice> = std::iter::once(None)
        .chain((1..=3).map(Some))
        .map(|zone| Choice::new(zone.unwrap_or_default().to_string(), zone_text(zone)))
        .collect();
    let choose_zone = move |zone: String| {
        let zone = zone.parse().ok().filter(|zone| *zone > 0);
        form.update(|form| form.zone = zone);
    };
    let source = move || {
        form.with(|form| match &form.snapshot {
            Some(snapshot) => format!("Snapshot {}", snapshot.name()),
            None => "None (empty disk)".to_string(),
        })
    };
    view! {
        <FormSection title="Disk details">
            <Field label="Disk name" required=true error=name_error>
                <TextBox
                    value=move || form.with(|form| form.name.clone())
                    on_change=move |name: String| form.update(|form| form.name = name)
                    on_blur=move |()| wizard.name_touched.set(true)
                />
            </Field>
            <RegionField
                value=move || form.with(|form| form.region)
                on_change=move |region| form.update(|form| form.region = region)
            />
            <Field label="Availability zone" error=move || form.with(DiskForm::place_error)>
                <Select
                    value=move || form.with(|form| form.zone.unwrap_or_default().to_string())
                    on_change=choose_zone
                    choices=zones
                />
            </Field>
            <dl class="pt-summary"><dt>"Source"</dt><dd>{source}</dd></dl>
            <SizeFields form/>
        </FormSection>
    }
}

#[component]
fn SizeFields(form: RwSignal<DiskForm>) -> impl IntoView {
    let kinds: Vec<Choice> =
        DiskSku::ALL.into_iter().map(|sku| Choice::new(sku.arm_name(), sku.display_name())).collect();
    let choose = move |name: String| {
        if let Some(sku) = DiskSku::ALL.into_iter().find(|sku| sku.arm_name() == name) {
            form.update(|form| form.sku = sku);
        }
    };
    let choosing = RwSignal::new(false);
    let performance = move || {
        form.with(|form| {
            let tier = form.sku.tier(form.size_gib()?);
            form.size_error().is_none().then(|| performance_text(&tier))
        })
    };
    view! {
        <Field label="Storage type" required=true>
            <Select
                value=move || form.with(|form| form.sku.arm_name().to_string())
                on_change=choose
                choices=kinds
            />
        </Field>
        <Field label="Size (GiB)" required=true error=move || form.with(DiskForm::size_error) hint=performance>
            <NumberBox
                value=move || form.with(|form| form.size.clone())
                on_change=move |size: String| form.update(|form| form.size = size)
                min=1
            />
            <Button kind=ButtonKind::Link on_click=move |()| choosing.set(true)>"Change size"</Button>
        </Field>
        <SizePane
            open=choosing
            sku=Signal::derive(move || form.with(|form| form.sku))
            on_choose=move |size_gib: u32| form.update(|form| form.size = size_gib.to_string())
        />
    }
}
