//! The system-assigned identity of a vault, and the roles it holds.

use super::{frame::VaultFrame, role_line::RoleLine, view_model::protected};
use crate::{
    base::ArmId,
    engine::{
        query::{IdentityAssignments, RoleAssignmentRow, VaultDetail, VaultView},
        request,
    },
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{
            answered::Answered,
            refused::{reason_of, use_refusal},
        },
        controls::{
            Choice, Column, Command, CommandBar, CopyButton, Dialog, EmptyState, Field, Glyph, Grid,
            MessageBar, RadioGroup, StatusCell, Tone,
        },
        format::counted,
        route::MenuItem,
        session::{use_query, use_session},
    },
};
use leptos::prelude::*;

#[component]
pub fn IdentityBlade(vault: ArmId) -> impl IntoView {
    let id = vault.clone();
    let vault = StoredValue::new(vault);
    let detail = use_query(move || Some(VaultDetail { vault: vault.get_value() }));
    let roles = use_query(move || Some(IdentityAssignments { vault: vault.get_value() }));
    // What was chosen and not yet saved.
    let wanted = RwSignal::new(None::<bool>);
    let asking = RwSignal::new(false);
    let stored = Memo::new(move |_| detail.map(|vault| vault.identity.is_some()));
    let changed = Memo::new(move |_| wanted.get().filter(|wanted| Some(*wanted) != stored.get()));
    let save = save_identity(vault, wanted);
    let refusal = use_refusal(move || {
        let system_assigned = changed.get()?;
        Some(request::Command::SetVaultIdentity { vault: vault.get_value(), system_assigned })
    });
    let unchanged = move || changed.get().is_none().then(|| "Nothing was changed.".to_string());
    let commands = vec![
        Command::run(Glyph::Save, "Save", move || match changed.get_untracked() {
            Some(false) => asking.set(true),
            Some(true) => save.run(true),
            None => (),
        })
        .disabled_when(move || unchanged().or_else(|| reason_of(refusal))),
        Command::run(Glyph::Undo, "Discard", move || wanted.set(None)).disabled_when(unchanged),
        Command::separator(),
        Command::run(Glyph::Refresh, "Refresh", move || {
            detail.refresh();
            roles.refresh();
        }),
    ];
    view! {
        <VaultFrame vault=id item=MenuItem::Identity>
        <CommandBar commands refreshing=move || detail.is_loading()/>
        <Answered answer=detail ready=move |shown| view! {
            <div class="pt-page">
                <Status shown wanted/>
                {move || (stored.get() == Some(true)).then(|| view! {
                    <h2 class="pt-section-title">"Azure role assignments"</h2>
                    <p class="pt-text">
                        "Roles of this identity. A new role assignment can need up to 30 minutes to take effect."
                    </p>
                    <Answered answer=roles ready=move |rows| view! { <Roles rows/> }/>
                })}
            </div>
            <SwitchOff shown open=asking save/>
        }/>
        </VaultFrame>
    }
}

/// Gives the command; the choice is forgotten once it is carried out.
fn save_identity(vault: StoredValue<ArmId>, wanted: RwSignal<Option<bool>>) -> Callback<bool> {
    let session = use_session();
    Callback::new(move |system_assigned: bool| {
        let vault = vault.get_value();
        let word = if system_assigned { "on" } else { "off" };
        let doing = format!("Switching {word} the system-assigned identity of {}", vault.name());
        let done = format!("System-assigned identity of {} switched {word}", vault.name());
        let command = request::Command::SetVaultIdentity { vault, system_assigned };
        session.perform(command, doing, done, None, move |_| {
            let _ = wanted.try_set(None);
        });
    })
}

#[component]
fn Status(shown: Signal<VaultView>, wanted: RwSignal<Option<bool>>) -> impl IntoView {
    let on = move || wanted.get().unwrap_or_else(|| shown.with(|vault| vault.identity.is_some()));
    let value = move || if on() { "on" } else { "off" }.to_string();
    let choices = vec![Choice::new("off", "Off"), Choice::new("on", "On")];
    let object =
        Memo::new(move |_| shown.with(|vault| vault.identity.map(|identity| identity.0.to_string())));
    view! {
        <h2 class="pt-section-title">"System assigned"</h2>
        <p class="pt-text">
            "A system-assigned managed identity belongs to this vault alone and goes with it. Azure Backup uses it to reach the storage accounts that the vault protects."
        </p>
        <Field label="Status">
            <RadioGroup value choices horizontal=true on_change=move |value: String| wanted.set(Some(value == "on"))/>
        </Field>
        {move || object.get().map(|object| view! {
            <dl class="pt-summary">
                <dt>"Object (principal) ID"</dt>
                <dd>{object.clone()} " " <CopyButton value=object label="Copy Object ID"/></dd>
            </dl>
        })}
    }
}

#[component]
fn Roles(rows: Signal<Vec<RoleAssignmentRow>>) -> impl IntoView {
    let lines = Signal::derive(move || rows.with(|rows| rows.iter().map(RoleLine::new).collect::<Vec<_>>()));
    let columns = vec![
        Column::text("Role", |line: &RoleLine| line.role.to_string()),
        Column::link("Resource name", |line: &RoleLine| line.scope.clone(), |line| line.scope_href.clone()),
        Column::text("Resource type", |line: &RoleLine| line.scope_type.clone()).secondary(),
        Column::view(
            "Effect",
            |line: &RoleLine| view! { <StatusCell tone=line.badge text=line.effect.clone()/> },
        )
        .searched_by(|line| line.effect.clone()),
    ];
    view! {
        <Grid
            caption="Azure role assignments"
            columns
            rows=lines
            row_key=|line: &RoleLine| line.key.clone()
            empty=|| view! {
                <EmptyState glyph=Glyph::Identity title="No role assignments"
                    text="Assign roles to this identity under Access control (IAM) of a storage account, or with Assign missing roles while configuring backup."/>
            }
        />
    }
}

/// Switching off cannot be taken back: another identity is another principal.
#[component]
fn SwitchOff(shown: Signal<VaultView>, open: RwSignal<bool>, save: Callback<bool>) -> impl IntoView {
    let instances = move || counted(shown.with(protected) as u64, "backup instance", "backup instances");
    view! {
        <Dialog
            open
            title="Switch off the system-assigned identity"
            action_label="Switch off"
            destructive=true
            on_action=move |()| {
                open.set(false);
                save.run(false);
            }
            on_cancel=move |()| open.set(false)
        >
            <MessageBar tone=Tone::Warning>
                "Backups and restores of " {instances} " in this vault will fail."
            </MessageBar>
            <p>
                "Switching it on again later makes another identity with another Object ID: every role has to be assigned anew."
            </p>
            <ViewRequest commands=move || {
                let vault = shown.with(|vault| vault.id.clone());
                vec![request::Command::SetVaultIdentity { vault, system_assigned: false }]
            }/>
        </Dialog>
    }
}
