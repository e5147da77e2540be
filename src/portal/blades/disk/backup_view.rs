//! The page *Backup* of a disk: who protects it, or the way to have it protected.

use super::frame::DiskFrame;
use crate::{
    base::ArmId,
    engine::{
        policy::DatasourceType,
        query::{InstanceRow, ProtectionOf},
    },
    portal::{
        blades::{answered::Answered, backup_words::protection_badge},
        controls::{
            Button, ButtonKind, EmptyState, Essential, Essentials, Glyph, MessageBar, StatusCell, Tone,
        },
        format::moment,
        route::{MenuItem, Route},
        session::{navigate, use_query},
    },
};
use leptos::prelude::*;

#[component]
pub fn DiskBackup(disk: ArmId) -> impl IntoView {
    let asked = disk.clone();
    let protection = use_query(move || Some(ProtectionOf { datasource: asked.clone() }));
    view! {
        <DiskFrame disk item=MenuItem::Backup>
            <Answered answer=protection ready=|found| view! { <Protection found/> }/>
        </DiskFrame>
    }
}

#[component]
fn Protection(found: Signal<Option<InstanceRow>>) -> impl IntoView {
    move || match found.get() {
        Some(row) => view! { <Protected row/> }.into_any(),
        None => view! { <Unprotected/> }.into_any(),
    }
}

#[component]
fn Protected(row: InstanceRow) -> impl IntoView {
    let tone = Tone::from(protection_badge(row.state));
    let status = row.state.display_name();
    let left = vec![
        Essential::link("Backup instance", row.name.clone(), Route::Instance { id: row.id.clone() }.href()),
        Essential::link("Policy", row.policy_name.clone(), Route::Policy { id: row.policy.clone() }.href()),
    ];
    let right = vec![
        Essential::view("Protection status", move || view! { <StatusCell tone text=status/> }.into_any()),
        Essential::text(
            "Latest restore point",
            row.latest_point.map_or_else(|| "None yet".to_string(), moment),
        ),
    ];
    view! {
        <Essentials left right/>
        <div class="pt-page">
            <MessageBar>
                "Backups of this disk are snapshots in a resource group of your subscription. Whoever may delete there "
                "can destroy them: neither soft delete nor immutability of the vault covers them."
            </MessageBar>
        </div>
    }
}

#[component]
fn Unprotected() -> impl IntoView {
    let configure = |()| navigate(&Route::ChooseVault { datasource_type: DatasourceType::Disk });
    view! {
        <EmptyState
            glyph=Glyph::Instance
            title="This disk is not protected"
            text="A Backup vault in its location can take snapshots of it by a schedule, and delete them when their time has come."
        >
            <Button kind=ButtonKind::Primary on_click=configure>"Configure backup"</Button>
        </EmptyState>
    }
}
