//! The section *Azure Backup*: who backs the account up, or the pickers that have it backed up.

use super::backup_form::{BackupForm, Pick, no_vault, policy_hint, policy_picks, vault_picks};
use crate::{
    base::ArmId,
    engine::{
        policy::DatasourceType,
        query::{
            BackupReadiness, InstanceRow, Instances, Policies, PolicyRow, ProtectionOf, Readiness,
            ResourceRow, Resources, VaultDetail,
        },
        request::Command,
        resources::ResourceKind,
    },
    portal::{
        blades::{
            backup_words::{ReadinessText, readiness_text},
            missing_roles::{MissingRolesPane, ReadinessDetails},
        },
        controls::{
            Button, ButtonKind, CheckBox, Choice, Field, FormSection, MessageBar, Select, StatusCell, Tone,
        },
        draft,
        now::use_now,
        route::{CreateForm, MenuItem, Route},
        session::{Loaded, navigate, use_query, use_session},
    },
};
use leptos::prelude::*;

/// Handles of what is picked, and of what the engine says of it.
#[derive(Clone, Copy)]
pub struct Backup {
    account: StoredValue<ArmId>,
    pub form: RwSignal<BackupForm>,
    protection: Loaded<Option<InstanceRow>>,
    vaults: Loaded<Vec<ResourceRow>>,
    policies: Loaded<Vec<PolicyRow>>,
    instances: Loaded<Vec<InstanceRow>>,
    answer: Loaded<Readiness>,
    readiness: Memo<Option<ReadinessText>>,
}

impl Backup {
    pub fn new(account: ArmId) -> Backup {
        let session = use_session();
        let account = StoredValue::new(account);
        let form = RwSignal::new(
            account.with_value(|account| draft::load(&BackupForm::draft_key(account))).unwrap_or_default(),
        );
        // Reaches outside: the draft in the tab's storage follows what was picked.
        Effect::new(move || {
            let key = account.with_value(BackupForm::draft_key);
            form.with(
                |form: &BackupForm| if form.on { draft::keep(&key, form) } else { draft::forget(&key) },
            );
        });
        let on = Memo::new(move |_| form.with(|form| form.on));
        let vault = Memo::new(move |_| form.with(|form| form.vault.clone()));
        let instances = use_query(move || vault.get().map(|vault| Instances { vault }));
        let question = Memo::new(move |_| -> Option<BackupReadiness> {
            let instances = instances.ready()?;
            let principal = session.persona.get().id;
            account.with_value(|account| form.with(|form| form.question(account, &instances, principal)))
        });
        let answer = use_query(move || question.get());
        let now = use_now();
        Backup {
            account,
            form,
            protection: use_query(move || Some(ProtectionOf { datasource: account.get_value() })),
            vaults: use_query(move || {
                let kind = Some(ResourceKind::BackupVault);
                on.get().then(|| Resources { kind, ..Resources::default() })
            }),
            policies: use_query(move || vault.get().map(|vault| Policies { vault })),
            instances,
            answer,
            readiness: Memo::new(move |_| {
                question.with(Option::is_some).then_some(())?;
                answer.map(|readiness| readiness_text(readiness, now.get()))
            }),
        }
    }

    /// Why it cannot be saved; nothing also while the box is not ticked.
    pub fn missing(self) -> Option<String> {
        self.readiness.with(|readiness| self.form.with(|form| form.missing(readiness.as_ref())))
    }

    /// What *Save* does about it.
    pub fn command(self) -> Option<Command> {
        let instances = self.instances.ready().unwrap_or_default();
        self.account.with_value(|account| self.form.with(|form| form.command(account, &instances)))
    }

    pub fn is_on(self) -> bool {
        self.form.with(|form| form.on)
    }

    pub fn discard(self) {
        let _ = self.form.try_set(BackupForm::default());
    }
}

#[component]
pub fn AzureBackupSection(backup: Backup, is_lake: Signal<bool>) -> impl IntoView {
    let vaulted = move |kind| {
        let choose = move |()| navigate(&Route::ChooseVault { datasource_type: kind });
        view! { <p><Button on_click=choose>"Configure vaulted backup"</Button></p> }
    };
    // Only another answer builds the section anew.
    let protection = Memo::new(move |_| backup.protection.ready());
    view! {
        <FormSection title="Azure Backup">
            {move || match protection.get() {
                None => ().into_any(),
                Some(Some(row)) => view! { <Protected row/> }.into_any(),
                Some(None) if is_lake.get() => vaulted(DatasourceType::DataLakeStorage).into_any(),
                Some(None) => view! {
                    <Operational backup/>
                    {vaulted(DatasourceType::Blob)}
                }
                .into_any(),
            }}
        </FormSection>
    }
}

#[component]
fn Protected(row: InstanceRow) -> impl IntoView {
    view! {
        <p class="pt-text">
            {format!("Protected as {} under the policy {}. ", row.name, row.policy_name)}
            {row.operational.then_some(
                "Operational backup needs the settings below: less of them takes restore points away. ",
            )}
            <a href=Route::Instance { id: row.id.clone() }.href()>"Manage backup settings"</a>
        </p>
    }
}

/// The box, and below it what it needs.
#[component]
fn Operational(backup: Backup) -> impl IntoView {
    let on = Memo::new(move |_| backup.is_on());
    view! {
        <CheckBox
            label="Enable operational backup with Azure Backup"
            checked=on
            on_change=move |on| backup.form.update(|form| form.on = on)
        />
        <p class="pt-text pt-muted pt-check-text">
            "Blobs can be put back to any moment of the last days, in the account itself. The vault manages it; nothing is copied there."
        </p>
        <Show when=move || on.get()>
            <div class="pt-check-text"><Pickers backup/></div>
        </Show>
    }
}

#[component]
fn Pickers(backup: Backup) -> impl IntoView {
    // The list knows the region, and reads no blobs for it as the detail does.
    let accounts =
        use_query(|| Some(Resources { kind: Some(ResourceKind::StorageAccount), ..Resources::default() }));
    let vaults = Memo::new(move |_| {
        let own = |rows: &Vec<ResourceRow>| {
            backup.account.with_value(|id| rows.iter().find(|row| row.id == *id).map(|row| row.region))
        };
        let region = accounts.map(own).flatten();
        backup.vaults.map(|rows| vault_picks(rows, region)).unwrap_or_default()
    });
    let policies = Memo::new(move |_| backup.policies.map(|rows| policy_picks(rows)).unwrap_or_default());
    let none = move || backup.vaults.map(|_| vaults.with(|picks| no_vault(picks))).flatten();
    let chosen = |id: Option<ArmId>| id.map(|id| id.to_string()).unwrap_or_default();
    let vault = move || backup.form.with(|form| form.vault.clone());
    let reach = move || {
        let policy = backup.form.with(|form| form.policy.clone());
        backup.policies.map(|rows| policy_hint(rows, policy.as_ref())).flatten()
    };
    view! {
        {move || none().map(|text| view! {
            <MessageBar tone=Tone::Warning>
                {text} " " <a href=Route::Create(CreateForm::BackupVault).href()>"Create a vault"</a>
            </MessageBar>
        })}
        <Field label="Backup vault" required=true>
            <Select
                value=Signal::derive(move || chosen(vault()))
                on_change=move |id: String| backup.form.update(|form| form.choose_vault(ArmId::new(id)))
                choices=Signal::derive(move || vaults.with(|picks| choices(picks)))
                placeholder="Select a vault"
            />
            {move || vault().map(|id| {
                let identity = Route::Vault { id, item: MenuItem::Identity }.href();
                view! { <a href=identity>"Manage identity"</a> }
            })}
        </Field>
        <Show when=move || vault().is_some()>
            <Field label="Backup policy" required=true hint=Signal::derive(reach)>
                <Select
                    value=Signal::derive(move || chosen(backup.form.with(|form| form.policy.clone())))
                    on_change=move |id: String| backup.form.update(|form| form.policy = Some(ArmId::new(id)))
                    choices=Signal::derive(move || policies.with(|picks| choices(picks)))
                    placeholder="Select a policy"
                />
                {move || vault().map(|vault| {
                    let create = Route::CreatePolicy { vault, datasource_type: DatasourceType::Blob }.href();
                    view! { <a href=create>"Create new"</a> }
                })}
            </Field>
        </Show>
        <ReadinessLine backup/>
    }
}

fn choices(picks: &[Pick]) -> Vec<Choice> {
    let choice = |pick: &Pick| {
        // A native list has no room for a reason of its own.
        let label = match &pick.blocked {
            Some(reason) => format!("{} – {reason}", pick.label),
            None => pick.label.clone(),
        };
        Choice::new(pick.id.as_str(), label).disabled_because(pick.blocked.clone())
    };
    picks.iter().map(choice).collect()
}

/// What the engine says of the choice, and what helps.
#[component]
fn ReadinessLine(backup: Backup) -> impl IntoView {
    let assigning = RwSignal::new(false);
    let vault = Memo::new(move |_| backup.form.with(|form| form.vault.clone()));
    let detail = use_query(move || vault.get().map(|vault| VaultDetail { vault }));
    let missing = move || {
        backup.readiness.with(|text| text.as_ref().map(|text| text.missing.clone()).unwrap_or_default())
    };
    let shown = move |text: ReadinessText| {
        let (assignable, waiting) = (text.assignable, text.waiting);
        let explained = (text.refusal.is_some() && !assignable && !waiting).then(|| text.clone());
        view! {
            <StatusCell tone=text.badge text=text.text.clone()>
                {assignable.then(|| view! {
                    <Button kind=ButtonKind::Link on_click=move |()| assigning.set(true)>"Assign missing roles"</Button>
                })}
                {waiting.then(|| view! {
                    <Button kind=ButtonKind::Link on_click=move |()| backup.answer.refresh()>"Revalidate"</Button>
                })}
            </StatusCell>
            {explained.map(|text| view! { <ReadinessDetails text/> })}
        }
    };
    view! {
        {move || backup.readiness.get().map(|text| view! {
            <Field label="Backup readiness">{shown(text)}</Field>
        })}
        <MissingRolesPane
            open=assigning
            identity=Signal::derive(move || detail.map(|vault| vault.identity).flatten())
            missing=Signal::derive(missing)
            on_assigned=move |()| backup.answer.refresh()
        />
    }
}
