//! The list of backup policies.

use super::view_model::{PolicyLine, delete_reason, in_use_reason};
use crate::{
    base::ArmId,
    engine::{query::Policies, request::Command as Ask},
    portal::{
        blades::{answered::NoAnswer, vault::frame::VaultFrame},
        controls::{
            Button, ButtonKind, Column, Command, CommandBar, Dialog, Direction, EmptyState, Glyph, Grid,
            MenuItem as Line, RowMenu,
        },
        route::{MenuItem, Route},
        session::{Session, navigate, use_query, use_session},
    },
};
use leptos::prelude::*;
use std::{collections::BTreeSet, sync::Arc};

/// *Backup policies* of a vault.
#[component]
pub fn PoliciesBlade(vault: ArmId) -> impl IntoView {
    let id = StoredValue::new(vault.clone());
    let policies = use_query(move || Some(Policies { vault: id.get_value() }));
    let lines = Signal::derive(move || {
        policies.map(|rows| rows.iter().map(PolicyLine::new).collect::<Vec<_>>()).unwrap_or_default()
    });
    let ticked = RwSignal::new(BTreeSet::<String>::new());
    let chosen = Memo::new(move |_| {
        let ticked = ticked.get();
        lines.with(|lines| lines.iter().find(|line| ticked.contains(&line.key)).cloned())
    });
    let deleting = RwSignal::new(None::<PolicyLine>);
    let add = move || navigate(&Route::CreatePolicy { vault: id.get_value() });
    let commands = vec![
        Command::run(Glyph::Plus, "Add", add),
        Command::run(Glyph::Refresh, "Refresh", move || policies.refresh()),
        Command::separator(),
        Command::run(Glyph::Delete, "Delete", move || deleting.set(chosen.get_untracked()))
            .disabled_when(move || chosen.with(|line| delete_reason(line.as_ref()))),
    ];
    let row_menu: RowMenu<PolicyLine> = Arc::new(move |line: &PolicyLine| {
        let deleted = line.clone();
        vec![
            Line::link("View details", line.href.clone()),
            Line::run("Delete", move || deleting.set(Some(deleted.clone())))
                .disabled_because(in_use_reason(line)),
        ]
    });
    view! {
        <VaultFrame vault item=MenuItem::BackupPolicies>
            <CommandBar commands/>
            <div class="pt-page">
                {move || policies.failure().map(|failure| view! { <NoAnswer failure retry=move |()| policies.refresh()/> })}
                <Grid
                    caption="Backup policies"
                    columns=columns()
                    rows=lines
                    row_key=|line: &PolicyLine| line.key.clone()
                    loading=move || policies.is_loading()
                    selection=ticked
                    single_choice=true
                    row_menu
                    filter=true
                    sorted_by=("Policy name", Direction::Ascending)
                    empty=move || view! {
                        <EmptyState
                            glyph=Glyph::Policy
                            title="No backup policies to display"
                            text="A backup policy says when backups start and how long they are kept."
                        >
                            <Button kind=ButtonKind::Primary on_click=move |()| add()>"Add"</Button>
                        </EmptyState>
                    }
                />
            </div>
        </VaultFrame>
        <DeletePolicy deleting/>
    }
}

fn columns() -> Vec<Column<PolicyLine>> {
    vec![
        Column::link("Policy name", |line: &PolicyLine| line.name.clone(), |line| line.href.clone()),
        Column::text("Datasource type", |line: &PolicyLine| line.datasource_type.to_string()).secondary(),
        Column::text("Datastore(s)", |line: &PolicyLine| line.datastore.to_string()).secondary(),
        Column::text("Schedule", |line: &PolicyLine| line.schedule.clone()),
        Column::text("Retention", |line: &PolicyLine| line.retention.clone()).secondary(),
        Column::text("Instances", |line: &PolicyLine| line.instances.to_string())
            .sorted_by(|left, right| left.instances.cmp(&right.instances))
            .numeric(),
    ]
}

#[component]
fn DeletePolicy(deleting: RwSignal<Option<PolicyLine>>) -> impl IntoView {
    let session = use_session();
    let name = move || deleting.with(|line| line.as_ref().map(|line| line.name.clone()));
    let delete = move |()| {
        if let Some(line) = deleting.get_untracked() {
            delete_policy(session, &line.id, || ());
        }
        deleting.set(None);
    };
    view! {
        <Dialog
            open=move || deleting.with(Option::is_some)
            title="Delete confirmation"
            action_label="Delete"
            on_action=delete
            on_cancel=move |()| deleting.set(None)
            destructive=true
        >
            <p>"The backup policy " <strong>{name}</strong> " will be permanently deleted."</p>
        </Dialog>
    }
}

/// Deletes a policy, with a notification; `after` runs when it is gone.
pub fn delete_policy(session: Session, policy: &ArmId, after: impl FnOnce() + 'static) {
    let name = policy.name();
    session.perform(
        Ask::DeleteBackupPolicy { policy: policy.clone() },
        format!("Deleting backup policy {name}"),
        format!("Backup policy {name} deleted"),
        None,
        move |_| after(),
    );
}
