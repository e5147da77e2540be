//! The overview of a snapshot, with the chain it belongs to.

use super::frame::SnapshotFrame;
use crate::{
    base::ArmId,
    engine::{
        query::{SnapshotDetail, SnapshotView},
        request::Command as EngineCommand,
        resources::ResourceKind,
    },
    portal::{
        blades::{
            answered::Answered,
            disk::{
                delete_dialog::DeleteDialog,
                snapshot_grid::SnapshotGrid,
                view_model::{delete_snapshot_question, kind_text},
            },
            image::verify_pane::{VerifiedImage, VerifyPane},
            storage_account::view_model::provisioning_text,
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
pub fn SnapshotOverview(snapshot: ArmId) -> impl IntoView {
    let asked = snapshot.clone();
    let answer = use_query(move || Some(SnapshotDetail { snapshot: asked.clone() }));
    let (session, exported) = (use_session(), StoredValue::new(snapshot.clone()));
    let (deleting, verifying) = (RwSignal::new(false), RwSignal::new(false));
    let label = format!("The snapshot {}", snapshot.name());
    let verified = vec![VerifiedImage { label, image: snapshot.clone() }];
    let missing = move || {
        answer.failure().map(|_| "The snapshot cannot be read; see the message on this page.".to_string())
    };
    let create = Route::CreateDisk { snapshot: Some(snapshot.clone()) };
    let commands = vec![
        Command::link(Glyph::Plus, "Create disk", create.href()),
        Command::run(Glyph::Download, "Export VHD", move || session.export_disk(exported.get_value())),
        Command::run(Glyph::Shield, "Verify", move || verifying.set(true)).disabled_when(missing),
        Command::run(Glyph::Delete, "Delete", move || deleting.set(true)).disabled_when(missing),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
    ];
    let (own, command) = (snapshot.clone(), EngineCommand::DeleteSnapshot { snapshot: snapshot.clone() });
    let question = move || {
        let chain = answer.map(|view| view.chain.clone()).unwrap_or_default();
        delete_snapshot_question(&own, &chain)
    };
    let name = snapshot.name().to_string();
    view! {
        <SnapshotFrame snapshot item=MenuItem::Overview>
            <CommandBar commands refreshing=move || answer.is_loading()/>
            <Answered answer ready=|view| view! { <Facts view/> }/>
            <VerifyPane open=verifying images=Signal::stored(verified)/>
            <DeleteDialog
                open=deleting
                kind=ResourceKind::Snapshot
                name
                question=Signal::derive(question)
                command
            />
        </SnapshotFrame>
    }
}

#[component]
fn Facts(view: Signal<SnapshotView>) -> impl IntoView {
    let text = move |part: fn(&SnapshotView) -> String| Signal::derive(move || view.with(part));
    let link = |part: fn(&SnapshotView) -> Route| Signal::derive(move || view.with(part).href());
    let group =
        |view: &SnapshotView| Route::ResourceGroup { id: view.group.clone(), item: MenuItem::Overview };
    let subscription = |view: &SnapshotView| Route::Subscription {
        id: ArmId::subscription(view.subscription),
        item: MenuItem::Overview,
    };
    let disk = move || {
        let (disk, exists) = view.with(|view| (view.disk.clone(), view.disk_exists));
        match exists {
            true => {
                view! { <a href=Route::of_resource(&disk).href()>{disk.name().to_string()}</a> }.into_any()
            }
            false => format!("{} (deleted)", disk.name()).into_any(),
        }
    };
    let tags_page =
        Route::Snapshot { id: view.with_untracked(|view| view.row.id.clone()), item: MenuItem::Tags };
    let tags = Signal::derive(move || view.with(|view| view.tags.clone()));
    let left = vec![
        Essential::link("Resource group", text(|view| view.group_name.clone()), link(group)),
        Essential::text("Location", text(|view| view.region.display_name().into())),
        Essential::link("Subscription", text(|view| view.subscription_name.clone()), link(subscription)),
        Essential::copyable("Subscription ID", text(|view| view.subscription.to_string())),
        Essential::view("Source disk", move || disk.into_any()),
        Essential::view("Tags", move || view! { <TagList tags/> }.into_any())
            .with_action("edit", tags_page.href()),
    ];
    let right = vec![
        Essential::text("Time created", text(|view| format::moment(view.row.created_at))),
        Essential::text("Disk size", text(|view| format!("{} GiB", format::count(view.row.size_gib.into())))),
        Essential::text("Takes", text(|view| view.row.used.to_string())),
        Essential::text("Snapshot type", text(|view| kind_text(view.row.incremental).into())),
        Essential::text("Storage type", text(|view| view.row.sku.display_name().into())),
        Essential::text("Provisioning state", text(|view| provisioning_text(view.provisioning).into())),
    ];
    let rows = Signal::derive(move || view.with(|view| view.chain.clone()));
    view! {
        <Essentials left right/>
        <Tabs tabs=vec![Tab::new("Snapshots of the same disk")] selected=0_usize on_select=|_| () label="Snapshot">
            <SnapshotGrid rows empty=|| ()/>
        </Tabs>
    }
}
