//! Backup policies of a vault.

use super::{frame::VaultFrame, policy_line::PolicyLine};
use crate::{
    base::ArmId,
    engine::policy::DatasourceType,
    engine::{
        query::{Policies, PolicyRow},
        request,
    },
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{
            answered::Answered,
            refused::{reason_of, use_refusal},
        },
        controls::{Column, Command, CommandBar, Dialog, Direction, EmptyState, Glyph, Grid},
        route::{MenuItem, Route},
        session::{use_query, use_session},
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

#[component]
pub fn PoliciesBlade(vault: ArmId) -> impl IntoView {
    let id = vault.clone();
    let vault = StoredValue::new(vault);
    let policies = use_query(move || Some(Policies { vault: vault.get_value() }));
    let ticked = RwSignal::new(BTreeSet::<String>::new());
    let asking = RwSignal::new(false);
    // Gone with its policy: a deleted policy is no longer the chosen one.
    let chosen = Memo::new(move |_| {
        let key = ticked.with(|ticked| ticked.first().cloned())?;
        policies.map(|rows| rows.iter().find(|row| row.id.key() == key).map(|row| row.id.clone())).flatten()
    });
    let command = move || Some(request::Command::DeleteBackupPolicy { policy: chosen.get()? });
    let refusal = use_refusal(command);
    let commands = vec![
        Command::link(
            Glyph::Plus,
            "Add",
            Route::CreatePolicy {
                vault: vault.get_value(),
                datasource_type: DatasourceType::DataLakeStorage,
            }
            .href(),
        ),
        Command::separator(),
        Command::run(Glyph::Delete, "Delete", move || asking.set(true)).disabled_when(move || {
            chosen
                .with(Option::is_none)
                .then(|| "Choose a policy first.".to_string())
                .or_else(|| reason_of(refusal))
        }),
        Command::run(Glyph::Refresh, "Refresh", move || policies.refresh()),
    ];
    view! {
        <VaultFrame vault=id item=MenuItem::BackupPolicies>
        <CommandBar commands refreshing=move || policies.is_loading()/>
        <Answered answer=policies ready=move |rows| view! { <PolicyGrid vault rows ticked/> }/>
        <DeletePolicy chosen open=asking/>
        </VaultFrame>
    }
}

#[component]
fn PolicyGrid(
    vault: StoredValue<ArmId>,
    rows: Signal<Vec<PolicyRow>>,
    ticked: RwSignal<BTreeSet<String>>,
) -> impl IntoView {
    let lines =
        Signal::derive(move || rows.with(|rows| rows.iter().map(PolicyLine::new).collect::<Vec<_>>()));
    let columns = vec![
        Column::link("Policy name", |line: &PolicyLine| line.name.clone(), |line| line.href.clone()),
        Column::text("Datasource type", |line: &PolicyLine| line.datasource_type.to_string()).secondary(),
        Column::text("Datastore", |line: &PolicyLine| line.datastore.to_string()).secondary(),
        Column::text("Schedule", |line: &PolicyLine| line.schedule.clone()),
        Column::text("Retention", |line: &PolicyLine| line.retention.clone()).secondary(),
        Column::text("Instances", |line: &PolicyLine| line.instances.to_string())
            .sorted_by(|left, right| left.instances.cmp(&right.instances))
            .numeric(),
    ];
    let add =
        Route::CreatePolicy { vault: vault.get_value(), datasource_type: DatasourceType::DataLakeStorage }
            .href();
    let empty = move || {
        let add = add.clone();
        view! {
            <EmptyState
                glyph=Glyph::Policy
                title="No backup policies to display"
                text="A backup policy says when backups start and how long they are kept."
            >
                <a class="pt-button pt-button--primary" href=add>"Add"</a>
            </EmptyState>
        }
    };
    view! {
        <div class="pt-page">
            <Grid
                caption="Backup policies"
                columns
                rows=lines
                row_key=|line: &PolicyLine| line.key.clone()
                selection=ticked
                single_choice=true
                filter=true
                sorted_by=("Policy name", Direction::Ascending)
                empty
            />
        </div>
    }
}

#[component]
fn DeletePolicy(chosen: Memo<Option<ArmId>>, open: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let name =
        move || chosen.with(|chosen| chosen.as_ref().map(|id| id.name().to_string()).unwrap_or_default());
    let delete = move |()| {
        open.set(false);
        let Some(policy) = chosen.get_untracked() else { return };
        let (doing, done) = (
            format!("Deleting backup policy {}", policy.name()),
            format!("Backup policy {} deleted", policy.name()),
        );
        session.perform(request::Command::DeleteBackupPolicy { policy }, doing, done, None, |_| ());
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
            <p>"Do you want to delete the backup policy " <strong>{name}</strong> "?"</p>
            <ViewRequest commands=move || {
                let delete = |policy| request::Command::DeleteBackupPolicy { policy };
                chosen.get().map(delete).into_iter().collect()
            }/>
        </Dialog>
    }
}
