//! The overview of a vault.

use super::{
    frame::VaultFrame,
    pick_instance_pane::PickInstancePane,
    soft_delete_form::soft_delete_text,
    view_model::{CountLine, alert_lines, instance_lines, job_lines, restore_reason, unusable_reason},
};
use crate::{
    base::ArmId,
    engine::policy::DatasourceType,
    engine::{
        query::{PageRequest, VaultDetail, VaultView},
        request::Command as Ask,
        resources::ResourceKind,
    },
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{
            answered::{Answered, NoAnswer},
            instance::view_model::refusal_reason,
            jobs::{
                view::{JobGrid, follow_progress},
                view_model::JobFilter,
            },
            refused::use_refusal,
        },
        controls::{
            Command, CommandBar, Dialog, Essential, Essentials, Glyph, StatusBar, Tile, TileGrid, TileLine,
            Tone,
        },
        format::{counted, moment},
        now::use_now,
        route::{BrowseList, MenuItem, Route},
        session::{Loaded, navigate, use_query, use_session},
    },
};
use leptos::prelude::*;

/// Jobs that the overview lists itself.
const JOBS_SHOWN: usize = 10;

#[component]
pub fn VaultOverviewBlade(vault: ArmId) -> impl IntoView {
    let id = StoredValue::new(vault.clone());
    let detail = use_query(move || Some(VaultDetail { vault: id.get_value() }));
    let restoring = RwSignal::new(false);
    let deleting = RwSignal::new(false);
    let picked = vault.clone();
    view! {
        <VaultFrame vault item=MenuItem::Overview>
            <CommandBar commands=commands(id, detail, restoring, deleting)/>
            <Answered answer=detail ready=move |view| view! { <OverviewPage view/> }/>
        </VaultFrame>
        <PickInstancePane vault=picked open=restoring/>
        <DeleteVault vault=id open=deleting/>
    }
}

fn commands(
    vault: StoredValue<ArmId>,
    detail: Loaded<VaultView>,
    restoring: RwSignal<bool>,
    deleting: RwSignal<bool>,
) -> Vec<Command> {
    let delete = use_refusal(move || Some(Ask::DeleteBackupVault { vault: vault.get_value() }));
    let gone = move || detail.failure().map(|_| "The vault could not be read.".to_string());
    let configure = move || {
        navigate(&Route::ConfigureBackup {
            vault: vault.get_value(),
            datasource_type: DatasourceType::DataLakeStorage,
        })
    };
    vec![
        Command::run(Glyph::Plus, "Backup", configure)
            .disabled_when(move || gone().or_else(|| detail.map(unusable_reason).flatten())),
        Command::run(Glyph::Restore, "Restore", move || restoring.set(true))
            .disabled_when(move || gone().or_else(|| detail.map(restore_reason).flatten())),
        Command::separator(),
        Command::run(Glyph::Delete, "Delete", move || deleting.set(true)).disabled_when(move || {
            gone().or_else(|| delete.with(|refusal| refusal.as_ref().map(refusal_reason)))
        }),
        Command::run(Glyph::Refresh, "Refresh", move || detail.refresh()),
    ]
}

#[component]
fn DeleteVault(vault: StoredValue<ArmId>, open: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let name = vault.with_value(|id| id.name().to_string());
    let delete = move |()| {
        open.set(false);
        let id = vault.get_value();
        session.perform(
            Ask::DeleteBackupVault { vault: id.clone() },
            format!("Deleting Backup vault {}", id.name()),
            format!("Backup vault {} deleted", id.name()),
            None,
            |_| navigate(&Route::Browse(BrowseList::Kind(ResourceKind::BackupVault))),
        );
    };
    view! {
        <Dialog
            open
            title="Delete confirmation"
            action_label="Delete"
            on_action=delete
            on_cancel=move |()| open.set(false)
            destructive=true
        >
            <p>"The Backup vault " <strong>{name.clone()}</strong> " will be permanently deleted."</p>
            <ViewRequest commands=move || vec![Ask::DeleteBackupVault { vault: vault.get_value() }]/>
        </Dialog>
    }
}

#[component]
fn OverviewPage(view: Signal<VaultView>) -> impl IntoView {
    let id = Memo::new(move |_| view.with(|view| view.id.clone()));
    let jobs =
        use_query(move || Some(JobFilter::default().question(&id.get(), PageRequest::first(JOBS_SHOWN))));
    follow_progress(jobs);
    let recent = Signal::derive(move || jobs.map(|page| page.rows.clone()).unwrap_or_default());
    let all = move || Route::Vault { id: id.get(), item: MenuItem::BackupJobs }.href();
    view! {
        {move || view.with(unusable_reason).map(|text| view! { <StatusBar tone=Tone::InProgress>{text}</StatusBar> })}
        <VaultEssentials view/>
        <div class="pt-page">
            <Tiles view/>
            <h2 class="pt-section-title">"Recent jobs " <a href=all>"View all"</a></h2>
            {move || jobs.failure().map(|failure| view! { <NoAnswer failure retry=move |()| jobs.refresh()/> })}
            <JobGrid caption="Recent jobs" jobs=recent now=use_now() loading=move || jobs.is_loading()/>
        </div>
    }
}

#[component]
fn Tiles(view: Signal<VaultView>) -> impl IntoView {
    let line = |line: CountLine| TileLine::link(line.badge.into(), line.label, line.count, line.href);
    let jobs = move || view.with(job_lines).into_iter().map(line).collect::<Vec<_>>();
    let instances = move || view.with(instance_lines).into_iter().map(line).collect::<Vec<_>>();
    let alerts = move || view.with(alert_lines).into_iter().map(line).collect::<Vec<_>>();
    let nothing = move || view.with(|view| view.instances.is_empty());
    let configure = move || {
        Route::ConfigureBackup {
            vault: view.with(|view| view.id.clone()),
            datasource_type: DatasourceType::DataLakeStorage,
        }
        .href()
    };
    view! {
        <TileGrid>
            <Tile
                title="Jobs"
                subtitle="Backup and restore, last 7 days"
                lines=jobs
            />
            <Tile title="Alerts" subtitle="Fired and not closed, last 15 days" lines=alerts/>
            <Tile
                title="Backup instances"
                subtitle="Protection status now"
                lines=instances
            >
                {move || nothing().then(|| view! {
                    <p>"Nothing is protected yet. " <a href=configure()>"Configure backup"</a></p>
                })}
            </Tile>
            <Tile title="Backup policies" subtitle="Schedules and retention">
                <p>
                    <a href=move || Route::Vault { id: view.with(|view| view.id.clone()), item: MenuItem::BackupPolicies }.href()>
                        {move || counted(view.with(|view| view.policies) as u64, "policy", "policies")}
                    </a>
                </p>
            </Tile>
        </TileGrid>
    }
}

#[component]
fn VaultEssentials(view: Signal<VaultView>) -> impl IntoView {
    let text = move |read: fn(&VaultView) -> String| Signal::derive(move || view.with(read));
    let overview = |id: &ArmId| Route::of_resource(id).href();
    let left = vec![
        Essential::link(
            "Resource group",
            text(|view| view.group_name.clone()),
            Signal::derive(move || view.with(|view| overview(&view.group))),
        ),
        Essential::text("Location", text(|view| view.region.display_name().to_string())),
        Essential::link(
            "Subscription",
            text(|view| view.subscription_name.clone()),
            Signal::derive(move || view.with(|view| overview(&ArmId::subscription(view.subscription)))),
        ),
        Essential::copyable("Subscription ID", text(|view| view.subscription.to_string())),
    ];
    let right = vec![
        Essential::text("Backup storage redundancy", text(|view| view.redundancy.display_name().to_string())),
        Essential::text("Soft delete", text(|view| soft_delete_text(view.soft_delete))),
        Essential::link(
            "Identity",
            text(|view| if view.identity.is_some() { "System assigned" } else { "None" }.to_string()),
            text(|view| Route::Vault { id: view.id.clone(), item: MenuItem::Identity }.href()),
        ),
        Essential::text("Created", text(|view| moment(view.created_at))),
    ];
    view! { <Essentials left right/> }
}
