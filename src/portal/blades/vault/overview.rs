//! The overview of a vault: commands, essentials, tiles and recent jobs.

use super::{
    frame::vault_list,
    jobs::{JobGrid, keep_moving},
    view_model::{CountLine, instance_counts, job_counts},
};
use crate::{
    base::ArmId,
    engine::{
        limits,
        query::{Jobs, VaultDetail, VaultView},
        request,
    },
    portal::{
        blades::{
            answered::Answered,
            refused::{reason_of, use_refusal},
        },
        controls::{
            Command, CommandBar, Dialog, EmptyState, Essential, Essentials, Glyph, MessageBar, Tile,
            TileGrid, TileLine, Tone,
        },
        route::{MenuItem, Route},
        session::{navigate, use_query, use_session},
    },
};
use leptos::prelude::*;

/// How many jobs the overview lists.
const RECENT_JOBS: usize = 10;

#[component]
pub fn OverviewPage(vault: StoredValue<ArmId>) -> impl IntoView {
    let detail = use_query(move || Some(VaultDetail { vault: vault.get_value() }));
    let jobs = use_query(move || {
        Some(Jobs {
            vault: vault.get_value(),
            instance: None,
            window: limits::JOB_LIST_WINDOW,
            operation: None,
            status: None,
        })
    });
    keep_moving(jobs);
    let asking = RwSignal::new(false);
    let page = |item: MenuItem| Route::Vault { id: vault.get_value(), item }.href();
    let refresh = move || {
        detail.refresh();
        jobs.refresh();
    };
    let commands = vec![
        Command::link(Glyph::Plus, "Backup", Route::ConfigureBackup { vault: vault.get_value() }.href()),
        Command::link(Glyph::Restore, "Restore", page(MenuItem::BackupInstances)),
        Command::separator(),
        Command::run(Glyph::Delete, "Delete", move || asking.set(true)),
        Command::run(Glyph::Refresh, "Refresh", refresh),
    ];
    let recent = Signal::derive(move || {
        jobs.map(|rows| rows.iter().take(RECENT_JOBS).cloned().collect::<Vec<_>>()).unwrap_or_default()
    });
    view! {
        <CommandBar commands refreshing=move || detail.is_loading()/>
        <Answered answer=detail ready=move |shown| view! {
            <VaultEssentials vault=shown/>
            <div class="pt-page">
                <Tiles vault=shown/>
                <h2 class="pt-section-title">"Recent jobs"</h2>
                <JobGrid vault rows=recent caption="Recent jobs" loading=move || jobs.is_loading()
                    empty=|| view! { <EmptyState glyph=Glyph::Job title="No jobs in the last 7 days"/> }/>
            </div>
        }/>
        <DeleteDialog vault open=asking/>
    }
}

#[component]
fn VaultEssentials(vault: Signal<VaultView>) -> impl IntoView {
    let text = move |part: fn(&VaultView) -> String| Signal::derive(move || vault.with(part));
    let left = vec![
        Essential::link(
            "Resource group",
            text(|vault| vault.group_name.clone()),
            text(|vault| Route::of_resource(&vault.group).href()),
        ),
        Essential::text("Location", text(|vault| vault.region.display_name().to_string())),
        Essential::link(
            "Subscription",
            text(|vault| vault.subscription_name.clone()),
            text(|vault| {
                let id = ArmId::subscription(vault.subscription);
                Route::Subscription { id, item: MenuItem::Overview }.href()
            }),
        ),
        Essential::copyable("Subscription ID", text(|vault| vault.subscription.to_string())),
    ];
    let right = vec![
        Essential::link(
            "Backup storage redundancy",
            text(|vault| vault.redundancy.display_name().to_string()),
            text(|vault| page_href(vault, MenuItem::Properties)),
        ),
        Essential::text("Soft delete", text(|vault| format!("On, {} days", vault.soft_delete_days))),
        Essential::link(
            "Identity",
            text(|vault| if vault.identity.is_some() { "System assigned" } else { "None" }.to_string()),
            text(|vault| page_href(vault, MenuItem::Identity)),
        ),
        Essential::link(
            "Tags",
            text(|vault| match vault.tags.len() {
                0 => "Add tags".to_string(),
                _ => {
                    let pair = |(name, value): (&String, &String)| format!("{name} : {value}");
                    vault.tags.iter().map(pair).collect::<Vec<_>>().join(", ")
                }
            }),
            text(|vault| page_href(vault, MenuItem::Tags)),
        ),
    ];
    view! { <Essentials left right/> }
}

fn page_href(vault: &VaultView, item: MenuItem) -> String {
    Route::Vault { id: vault.id.clone(), item }.href()
}

#[component]
fn Tiles(vault: Signal<VaultView>) -> impl IntoView {
    let line = |line: CountLine| TileLine::link(line.badge.into(), line.label, line.count, line.href);
    let jobs = Signal::derive(move || vault.with(job_counts).into_iter().map(line).collect::<Vec<_>>());
    let instances =
        Signal::derive(move || vault.with(instance_counts).into_iter().map(line).collect::<Vec<_>>());
    view! {
        <TileGrid>
            <Tile title="Jobs" subtitle="Backup and restore, last 7 days".to_string() lines=jobs/>
            <Tile title="Backup instances" subtitle="Protection status now".to_string() lines=instances/>
        </TileGrid>
    }
}

/// *Delete*: says at once why it cannot be, or asks once more.
#[component]
fn DeleteDialog(vault: StoredValue<ArmId>, open: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let command = move || request::Command::DeleteBackupVault { vault: vault.get_value() };
    let refusal = use_refusal(move || open.get().then(command));
    let name = move || vault.with_value(|id| id.name().to_string());
    let delete = move |()| {
        open.set(false);
        let (doing, done) =
            (format!("Deleting Backup vault {}", name()), format!("Backup vault {} deleted", name()));
        session.perform(command(), doing, done, Some(vault_list()), |_| navigate(&vault_list()));
    };
    let body = move || {
        match refusal.get() {
        Some(refusal) => {
            let words = refusal.explain();
            view! {
                <MessageBar tone=Tone::Error>
                    <p>{words.message}</p>
                    <p>{words.cause}</p>
                    <p>{words.action}</p>
                </MessageBar>
            }
            .into_any()
        }
        None => view! {
            <p>"Do you want to delete the Backup vault " <strong>{name()}</strong> "? This cannot be undone here."</p>
        }
        .into_any(),
    }
    };
    view! {
        <Dialog
            open
            title="Delete Backup vault"
            action_label="Delete"
            destructive=true
            on_action=delete
            on_cancel=move |()| open.set(false)
            action_disabled_reason=move || reason_of(refusal)
        >
            {body}
        </Dialog>
    }
}
