//! The page of a backup policy.

use super::{
    preview::{PreviewGrid, RuleGrid},
    view_model::{UserLine, is_stale, vault_of},
};
use crate::{
    base::ArmId,
    engine::{
        query::{PolicyDetail, PolicyView},
        request,
    },
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{
            answered::Answered,
            backup_words::{policy_datastore, policy_sentence},
            refused::{reason_of, use_refusal},
        },
        controls::{
            Column, Command, CommandBar, Crumb, Dialog, EmptyState, Essential, Essentials, Glyph, Grid,
        },
        format::{counted, moment},
        now::{on_tick, use_now},
        route::{MenuItem, Route},
        session::{Loaded, navigate, use_query, use_session},
        shell::BladeFrame,
    },
};
use leptos::prelude::*;
use std::time::Duration;

/// How often the preview is checked against the clock, in real time.
const PREVIEW_EVERY: Duration = Duration::from_secs(3);

/// *Policy details*.
#[component]
pub fn PolicyBlade(id: ArmId) -> impl IntoView {
    let vault = vault_of(&id);
    let list = Route::Vault { id: vault.clone(), item: MenuItem::BackupPolicies };
    let crumbs = vec![
        Crumb::new("Home", Route::Home.href()),
        Crumb::new(vault.name(), Route::Vault { id: vault.clone(), item: MenuItem::Overview }.href()),
        Crumb::new("Backup policies", list.href()),
    ];
    let title = id.name().to_string();
    let policy = StoredValue::new(id);
    let detail = use_query(move || Some(PolicyDetail { policy: policy.get_value() }));
    keep_ahead(detail);
    let asking = RwSignal::new(false);
    let refusal =
        use_refusal(move || Some(request::Command::DeleteBackupPolicy { policy: policy.get_value() }));
    let commands = vec![
        Command::run(Glyph::Delete, "Delete", move || asking.set(true))
            .disabled_when(move || reason_of(refusal)),
        Command::run(Glyph::Refresh, "Refresh", move || detail.refresh()),
    ];
    let closed = list.clone();
    view! {
        <BladeFrame title subtitle="Backup policy" glyph=Glyph::Policy crumbs on_close=move |()| navigate(&closed)>
            <CommandBar commands refreshing=move || detail.is_loading()/>
            <Answered answer=detail ready=move |view| view! {
                <PolicyEssentials view/>
                <PolicyTables view/>
            }/>
            <DeletePolicy policy open=asking/>
        </BladeFrame>
    }
}

/// Asks again once the first run of the preview is past.
fn keep_ahead(detail: Loaded<PolicyView>) {
    let now = use_now();
    on_tick(PREVIEW_EVERY, move || {
        let now = now.get_untracked();
        if detail
            .state
            .with_untracked(|state| state.as_ready().is_some_and(|view| is_stale(&view.preview, now)))
        {
            detail.refresh();
        }
    });
}

#[component]
fn PolicyEssentials(view: Signal<PolicyView>) -> impl IntoView {
    let text = move |part: fn(&PolicyView) -> String| Signal::derive(move || view.with(part));
    let left = vec![
        Essential::link(
            "Vault",
            text(|view| view.vault.name().to_string()),
            text(|view| Route::Vault { id: view.vault.clone(), item: MenuItem::Overview }.href()),
        ),
        Essential::text("Datasource type", text(|view| view.row.datasource_type.display_name().to_string())),
        Essential::text("Datastore", text(|view| policy_datastore(&view.row))),
    ];
    let right = vec![
        Essential::text("Created", text(|view| moment(view.row.created_at))),
        Essential::text(
            "Used by",
            text(|view| counted(view.row.instances as u64, "backup instance", "backup instances")),
        ),
    ];
    view! { <Essentials left right/> }
}

#[component]
fn PolicyTables(view: Signal<PolicyView>) -> impl IntoView {
    let instances = Signal::derive(move || {
        view.with(|view| view.instances.iter().map(UserLine::new).collect::<Vec<_>>())
    });
    let columns =
        vec![Column::link("Backup instance", |line: &UserLine| line.name.clone(), |line| line.href.clone())];
    view! {
        <div class="pt-page">
            <h2 class="pt-section-title">"Backup schedule"</h2>
            <p class="pt-text">{move || view.with(|view| policy_sentence(&view.row))}</p>
            <h2 class="pt-section-title">"Retention rules"</h2>
            <RuleGrid rules=move || view.with(|view| view.row.rules().to_vec())/>
            <h2 class="pt-section-title">"Next runs"</h2>
            <p class="pt-text pt-muted">"As if each run succeeded and there had been none before."</p>
            <PreviewGrid runs=move || view.with(|view| view.preview.clone())/>
            <h2 class="pt-section-title">"Backup instances"</h2>
            <Grid
                caption="Backup instances that use this policy"
                columns
                rows=instances
                row_key=|line: &UserLine| line.key.clone()
                uncounted=true
                empty=|| view! { <EmptyState glyph=Glyph::Instance title="No backup instance uses this policy"/> }
            />
        </div>
    }
}

#[component]
fn DeletePolicy(policy: StoredValue<ArmId>, open: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let name = policy.with_value(|id| id.name().to_string());
    let delete = move |()| {
        open.set(false);
        let id = policy.get_value();
        let list = Route::Vault { id: vault_of(&id), item: MenuItem::BackupPolicies };
        session.perform(
            request::Command::DeleteBackupPolicy { policy: id.clone() },
            format!("Deleting backup policy {}", id.name()),
            format!("Backup policy {} deleted", id.name()),
            None,
            move |_| navigate(&list),
        );
    };
    view! {
        <Dialog
            open
            title="Delete backup policy"
            action_label="Delete"
            destructive=true
            on_action=delete
            on_cancel=move |()| open.set(false)
        >
            <p>"Do you want to delete the backup policy " <strong>{name.clone()}</strong> "?"</p>
            <ViewRequest commands=move || vec![request::Command::DeleteBackupPolicy { policy: policy.get_value() }]/>
        </Dialog>
    }
}
