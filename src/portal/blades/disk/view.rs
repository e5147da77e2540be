//! The overview of a disk, and the list of its snapshots.

use super::{
    delete_dialog::DeleteDialog,
    frame::DiskFrame,
    image_pane::ImagePane,
    snapshot_grid::SnapshotGrid,
    view_model::{sections, state_text, zone_text},
    work_pane::{ResizePane, WorkPane},
};
use crate::{
    base::{ArmId, ByteSize},
    engine::{
        query::{DiskDetail, DiskView},
        request::Command as EngineCommand,
        resources::ResourceKind,
    },
    portal::{
        blades::{
            answered::Answered,
            image::verify_pane::{VerifiedImage, VerifyPane},
            storage_account::overview_view::SectionCard,
            tags::view::TagList,
        },
        controls::{Command, CommandBar, Essential, Essentials, Glyph, Tab, Tabs},
        format,
        route::{MenuItem, Route},
        session::{use_query, use_session},
    },
};
use leptos::prelude::*;

/// The overview.
#[component]
pub fn DiskOverview(disk: ArmId) -> impl IntoView {
    let asked = disk.clone();
    let answer = use_query(move || Some(DiskDetail { disk: asked.clone() }));
    let (working, resizing, deleting) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let (session, exported) = (use_session(), StoredValue::new(disk.clone()));
    let missing = move || {
        answer.failure().map(|_| "The disk cannot be read; see the message on this page.".to_string())
    };
    let (imaging, verifying) = (RwSignal::new(false), RwSignal::new(false));
    let written = move || {
        let is_written = answer.map(|view| view.used > ByteSize::ZERO);
        let words = "Something was written on this disk already: an image needs an empty one.";
        missing().or_else(|| is_written.filter(|written| *written).map(|_| words.to_string()))
    };
    let commands = vec![
        Command::link(
            Glyph::Plus,
            "Create snapshot",
            Route::CreateSnapshot { disk: Some(disk.clone()) }.href(),
        ),
        Command::run(Glyph::Wrench, "Simulate work", move || working.set(true)).disabled_when(missing),
        Command::run(Glyph::Edit, "Resize", move || resizing.set(true)).disabled_when(missing),
        Command::run(Glyph::Upload, "Upload image", move || imaging.set(true)).disabled_when(written),
        Command::run(Glyph::Download, "Export VHD", move || session.export_disk(exported.get_value())),
        Command::run(Glyph::Shield, "Verify", move || verifying.set(true)).disabled_when(missing),
        Command::separator(),
        Command::run(Glyph::Delete, "Delete", move || deleting.set(true)).disabled_when(missing),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
    ];
    let (own, question) = (disk.clone(), format!("Delete the disk '{}'? Its snapshots stay.", disk.name()));
    let command = EngineCommand::DeleteDisk { disk: disk.clone() };
    view! {
        <DiskFrame disk item=MenuItem::Overview>
            <CommandBar commands refreshing=move || answer.is_loading()/>
            <Answered answer ready=move |view| view! {
                <Facts view/>
                <ResizePane view open=resizing/>
            }/>
            <WorkPane disk=own.clone() open=working/>
            <ImagePane disk=own.clone() open=imaging/>
            <VerifyPane open=verifying images=Signal::derive(move || answer.map(verified_images).unwrap_or_default())/>
            <DeleteDialog
                open=deleting
                kind=ResourceKind::Disk
                name=own.name().to_string()
                question=question
                command
            />
        </DiskFrame>
    }
}

/// The disk, and the snapshot it was made of while that is there.
fn verified_images(view: &DiskView) -> Vec<VerifiedImage> {
    let own = VerifiedImage { label: format!("The disk {}", view.name), image: view.id.clone() };
    let source = view
        .made_of
        .iter()
        .filter(|_| view.source_exists)
        .map(|id| VerifiedImage { label: format!("The snapshot {}", id.name()), image: id.clone() });
    std::iter::once(own).chain(source).collect()
}

#[component]
fn Facts(view: Signal<DiskView>) -> impl IntoView {
    let text = move |part: fn(&DiskView) -> String| Signal::derive(move || view.with(part));
    let link = |part: fn(&DiskView) -> Route| Signal::derive(move || view.with(part).href());
    let group = |view: &DiskView| Route::ResourceGroup { id: view.group.clone(), item: MenuItem::Overview };
    let subscription = |view: &DiskView| Route::Subscription {
        id: ArmId::subscription(view.subscription),
        item: MenuItem::Overview,
    };
    let tags_page = Route::Disk { id: view.with_untracked(|view| view.id.clone()), item: MenuItem::Tags };
    let tags = Signal::derive(move || view.with(|view| view.tags.clone()));
    let left = vec![
        Essential::link("Resource group", text(|view| view.group_name.clone()), link(group)),
        Essential::text("Disk state", text(|view| state_text(view).into())),
        Essential::text("Location", text(|view| view.region.display_name().into())),
        Essential::link("Subscription", text(|view| view.subscription_name.clone()), link(subscription)),
        Essential::copyable("Subscription ID", text(|view| view.subscription.to_string())),
        Essential::view("Tags", move || view! { <TagList tags/> }.into_any())
            .with_action("edit", tags_page.href()),
    ];
    let right = vec![
        Essential::text("Time created", text(|view| format::moment(view.created_at))),
        Essential::text("Disk size", text(|view| format!("{} GiB", format::count(view.size_gib.into())))),
        Essential::text("Storage type", text(|view| view.sku.display_name().into())),
        Essential::text("Managed by", text(|view| view.managed_by.clone().unwrap_or_else(|| "-".into()))),
        Essential::text("Availability zone", text(|view| zone_text(view.zone))),
        Essential::text(
            "Performance tier",
            text(|view| {
                let tier = view.sku.tier(view.size_gib).name;
                if tier.is_empty() { "-".into() } else { tier.into() }
            }),
        ),
    ];
    let shown = move || {
        view.with(sections).into_iter().map(|section| view! { <SectionCard section/> }).collect_view()
    };
    view! {
        <Essentials left right/>
        <Tabs tabs=vec![Tab::new("Properties")] selected=0_usize on_select=|_| () label="Disk">
            <div class="pt-page"><div class="pt-property-cards">{shown}</div></div>
        </Tabs>
    }
}

/// The snapshots of a disk.
#[component]
pub fn DiskSnapshots(disk: ArmId) -> impl IntoView {
    let asked = disk.clone();
    let answer = use_query(move || Some(DiskDetail { disk: asked.clone() }));
    let create = Route::CreateSnapshot { disk: Some(disk.clone()) }.href();
    let commands = vec![
        Command::link(Glyph::Plus, "Create snapshot", create.clone()),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
    ];
    let grid = move |view: Signal<DiskView>| {
        let rows = Signal::derive(move || view.with(|view| view.snapshots.clone()));
        let href = create.clone();
        let empty =
            move || view! { <a class="pt-button pt-button--primary" href=href.clone()>"Create snapshot"</a> };
        view! { <SnapshotGrid rows empty/> }
    };
    view! {
        <DiskFrame disk item=MenuItem::Snapshots>
            <CommandBar commands refreshing=move || answer.is_loading()/>
            <Answered answer ready=grid/>
        </DiskFrame>
    }
}
