//! The page *Object replication*.

use super::{
    advanced_pane::AdvancedSettingsPane, create_pane::CreatePolicyPane, form::PolicyForm,
    view_model::PolicyLine,
};
use crate::{
    base::ArmId,
    engine::{query::ReplicationPolicies, request::Command as EngineCommand},
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{
            answered::Answered,
            refused::{reason_of, use_refusal},
            storage_account::frame::StorageAccountFrame,
        },
        controls::{
            Column, Command, CommandBar, Dialog, EmptyState, Glyph, Grid, MenuItem as RowAction, MessageBar,
            RowMenu, Tone,
        },
        route::MenuItem,
        session::{use_query, use_session},
    },
};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn ObjectReplicationPage(account: ArmId) -> impl IntoView {
    let id = account.clone();
    let answer = use_query(move || Some(ReplicationPolicies { account: id.clone() }));
    let deleting = RwSignal::new(None::<PolicyLine>);
    let (form, creating) = (RwSignal::new(PolicyForm::default()), RwSignal::new(false));
    let (edited, advanced) = (RwSignal::new(None::<bool>), RwSignal::new(false));
    let create = move || {
        form.set(PolicyForm::default());
        creating.set(true);
    };
    let set_advanced = move || {
        edited.set(None);
        advanced.set(true);
    };
    let commands = vec![
        Command::run(Glyph::Plus, "Create replication rules", create),
        Command::run(Glyph::Gear, "Advanced settings", set_advanced),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
    ];
    let (source, setting) = (account.clone(), account.clone());
    let lines =
        move || answer.map(|rows| rows.iter().map(PolicyLine::new).collect::<Vec<_>>()).unwrap_or_default();
    view! {
        <StorageAccountFrame account item=MenuItem::ObjectReplication>
            <CommandBar commands refreshing=move || answer.is_loading()/>
            <Answered answer ready=move |_| view! {
                <div class="pt-page">
                    <p class="pt-text">
                        "Object replication copies block blobs to another account as they change. Vaulted backup makes a "
                        "policy of its own, with a rule for each protected container, and copies through it to the vault; "
                        "a restore of such a backup makes one on its target for as long as it runs. "
                        "A policy of your own copies containers of this account to another one, some minutes after each change."
                    </p>
                    <PolicyGrid lines=Signal::derive(lines) deleting/>
                </div>
            }/>
            <CreatePolicyPane account=source form open=creating/>
            <AdvancedSettingsPane account=setting edited open=advanced/>
            <DeletePolicy deleting/>
        </StorageAccountFrame>
    }
}

#[component]
fn PolicyGrid(lines: Signal<Vec<PolicyLine>>, deleting: RwSignal<Option<PolicyLine>>) -> impl IntoView {
    let columns = vec![
        Column::text("Policy", |line: &PolicyLine| line.name.clone()),
        Column::text("Created by", |line: &PolicyLine| line.maker.to_string()),
        Column::text("Source account", |line: &PolicyLine| line.source.clone()).secondary(),
        Column::text("Destination account", |line: &PolicyLine| line.destination.clone()).secondary(),
        Column::text("Rules", |line: &PolicyLine| line.rules.clone()).unsorted(),
        Column::text("Containers", |line: &PolicyLine| line.containers.clone()).unsorted(),
        Column::text("Changes", |line: &PolicyLine| line.copied.clone()).unsorted().secondary(),
        Column::text("Created", |line: &PolicyLine| line.created.clone()).unsorted().secondary(),
    ];
    let row_menu: RowMenu<PolicyLine> = Arc::new(move |line: &PolicyLine| {
        let line = line.clone();
        vec![RowAction::run("Delete", move || deleting.set(Some(line.clone())))]
    });
    view! {
        <Grid
            caption="Object replication policies"
            columns
            rows=lines
            row_key=|line: &PolicyLine| line.id.key()
            row_menu
            empty=|| view! {
                <EmptyState
                    glyph=Glyph::Storage
                    title="No object replication policies"
                    text="Vaulted backup makes one when it is configured. Create one to copy containers to another account."
                />
            }
        />
    }
}

#[component]
fn DeletePolicy(deleting: RwSignal<Option<PolicyLine>>) -> impl IntoView {
    let session = use_session();
    let command = move || {
        deleting.with(|line| {
            line.as_ref().map(|line| EngineCommand::DeleteReplicationPolicy { policy: line.id.clone() })
        })
    };
    let refusal = use_refusal(command);
    let delete = move |()| {
        let Some(command) = untrack(command) else { return };
        deleting.set(None);
        session.perform(
            command,
            "Deleting object replication policy",
            "Deleted object replication policy",
            None,
            |_| (),
        );
    };
    view! {
        <Dialog
            open=move || deleting.with(Option::is_some)
            title="Delete object replication policy"
            action_label="Delete"
            destructive=true
            on_action=delete
            on_cancel=move |()| deleting.set(None)
        >
            <p>{move || deleting.with(|line| line.as_ref().map(|line| line.question))}</p>
            {move || reason_of(refusal).map(|text| view! { <MessageBar tone=Tone::Error>{text}</MessageBar> })}
            <ViewRequest commands=move || command().into_iter().collect()/>
        </Dialog>
    }
}
