//! The overview of a disk, and the list of its snapshots.

use super::{
    attach_pane::{AttachPane, DetachDialog},
    delete_dialog::DeleteDialog,
    frame::DiskFrame,
    image_pane::ImagePane,
    resize_pane::ResizePane,
    snapshot_grid::SnapshotGrid,
    view_model::{attach_blocked, detach_blocked, image_blocked, sections, state_text, zone_text},
    work_pane::WorkPane,
};
use crate::{
    base::ArmId,
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
        session::{Loaded, use_query, use_session},
    },
};
use leptos::prelude::*;

/// What lies over the overview while it is open.
#[derive(Clone, Copy, Default)]
struct Panes {
    work: RwSignal<bool>,
    resize: RwSignal<bool>,
    image: RwSignal<bool>,
    verify: RwSignal<bool>,
    attach: RwSignal<bool>,
    detach: RwSignal<bool>,
    delete: RwSignal<bool>,
}

/// The overview.
#[component]
pub fn DiskOverview(disk: ArmId) -> impl IntoView {
    let asked = disk.clone();
    let answer = use_query(move || Some(DiskDetail { disk: asked.clone() }));
    let panes = Panes::default();
    let commands = overview_commands(&disk, answer, panes);
    let workload = Signal::derive(move || answer.map(|view| view.workload).flatten());
    let machine = Signal::derive(move || answer.map(|view| view.managed_by.clone()).flatten());
    let machine = Signal::derive(move || machine.get().unwrap_or_default());
    let images = Signal::derive(move || answer.map(verified_images).unwrap_or_default());
    let (own, question) = (disk.clone(), format!("Delete the disk '{}'? Its snapshots stay.", disk.name()));
    let command = EngineCommand::DeleteDisk { disk: disk.clone() };
    view! {
        <DiskFrame disk item=MenuItem::Overview>
            <CommandBar commands refreshing=move || answer.is_loading()/>
            <Answered answer ready=move |view| view! {
                <Facts view/>
                <ResizePane view open=panes.resize/>
            }/>
            <WorkPane disk=own.clone() workload open=panes.work/>
            <AttachPane disk=own.clone() open=panes.attach/>
            <DetachDialog disk=own.clone() machine open=panes.detach/>
            <ImagePane disk=own.clone() open=panes.image/>
            <VerifyPane open=panes.verify images/>
            <DeleteDialog
                open=panes.delete
                kind=ResourceKind::Disk
                name=own.name().to_string()
                question=question
                command
            />
        </DiskFrame>
    }
}

/// The commands, each with why it cannot be used.
fn overview_commands(disk: &ArmId, answer: Loaded<DiskView>, panes: Panes) -> Vec<Command> {
    let (session, exported) = (use_session(), StoredValue::new(disk.clone()));
    let missing = move || {
        answer.failure().map(|_| "The disk cannot be read; see the message on this page.".to_string())
    };
    let blocked = move |reason: fn(&DiskView) -> Option<String>| {
        move || missing().or_else(|| answer.map(reason).flatten())
    };
    let open =
        |glyph, label: &'static str, pane: RwSignal<bool>| Command::run(glyph, label, move || pane.set(true));
    vec![
        Command::link(
            Glyph::Plus,
            "Create snapshot",
            Route::CreateSnapshot { disk: Some(disk.clone()) }.href(),
        ),
        open(Glyph::Wrench, "Simulate work", panes.work).disabled_when(missing),
        open(Glyph::Edit, "Resize", panes.resize).disabled_when(missing),
        open(Glyph::Upload, "Upload image", panes.image).disabled_when(blocked(image_blocked)),
        Command::run(Glyph::Download, "Export VHD", move || session.export_disk(exported.get_value())),
        open(Glyph::Shield, "Verify", panes.verify).disabled_when(missing),
        Command::separator(),
        open(Glyph::Delete, "Delete", panes.delete).disabled_when(missing),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
        // The longest name comes last: where there is little room it is in the menu.
        Command::separator(),
        open(Glyph::Link, "Attach to virtual machine", panes.attach).disabled_when(blocked(attach_blocked)),
        open(Glyph::Stopped, "Detach", panes.detach).disabled_when(blocked(detach_blocked)),
    ]
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
