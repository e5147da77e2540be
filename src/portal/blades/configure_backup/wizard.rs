//! The wizard's state: what was entered, what the engine says of it, and what the buttons do.

use super::{
    form::{ConfigureForm, Datasource},
    view_model::{DatasourceRow, Validation, step_locked, step_missing},
};
use crate::{
    base::ArmId,
    engine::{
        protection::ContainerSelection,
        query::{
            BackupReadiness, Policies, PolicyRow, ProtectableAccount, ProtectableAccounts, Readiness,
            VaultDetail, VaultView,
        },
    },
    portal::{
        draft,
        now::use_now,
        route::{MenuItem, Route},
        session::{Loadable, Loaded, Session, navigate, use_query, use_session},
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// One datasource with its live readiness.
#[derive(Clone)]
pub struct Candidate {
    pub datasource: Datasource,
    readiness: Loaded<Readiness>,
}

/// Handles of the wizard's signals; every part of it gets a copy.
#[derive(Clone, Copy)]
pub struct Wizard {
    session: Session,
    pub vault: StoredValue<ArmId>,
    pub detail: Loaded<VaultView>,
    pub policies: Loaded<Vec<PolicyRow>>,
    pub accounts: Loaded<Vec<ProtectableAccount>>,
    pub step: RwSignal<usize>,
    pub policy: RwSignal<Option<ArmId>>,
    /// The chosen policy, if it still exists.
    pub chosen_policy: Memo<Option<PolicyRow>>,
    pub candidates: RwSignal<Vec<Candidate>>,
    pub rows: Memo<Vec<DatasourceRow>>,
    /// Keys of the ticked rows.
    pub ticked: RwSignal<BTreeSet<String>>,
    pub busy: RwSignal<bool>,
    owner: StoredValue<Option<Owner>>,
}

impl Wizard {
    /// Takes up the draft of this vault's wizard, or starts an empty one.
    pub fn open(vault: ArmId) -> Wizard {
        let form: ConfigureForm = draft::load(&ConfigureForm::draft_key(&vault)).unwrap_or_default();
        let vault = StoredValue::new(vault);
        let policies = use_query(move || Some(Policies { vault: vault.get_value() }));
        let policy = RwSignal::new(form.policy.clone());
        let candidates = RwSignal::new(Vec::<Candidate>::new());
        let now = use_now();
        let rows = Memo::new(move |_| {
            let row = |one: &Candidate| DatasourceRow::new(&one.datasource, &validation(one), now.get());
            candidates.with(|candidates| candidates.iter().map(row).collect::<Vec<_>>())
        });
        let wizard = Wizard {
            session: use_session(),
            vault,
            detail: use_query(move || Some(VaultDetail { vault: vault.get_value() })),
            policies,
            accounts: use_query(move || Some(ProtectableAccounts { vault: vault.get_value() })),
            step: RwSignal::new(form.step.min(super::view_model::REVIEW)),
            policy,
            chosen_policy: Memo::new(move |_| {
                let wanted = policy.get()?;
                policies.map(|policies| policies.iter().find(|row| row.id == wanted).cloned()).flatten()
            }),
            candidates,
            rows,
            ticked: RwSignal::new(BTreeSet::new()),
            busy: RwSignal::new(false),
            owner: StoredValue::new(Owner::current()),
        };
        form.datasources.into_iter().for_each(|datasource| wizard.add(datasource));
        wizard.keep_draft();
        wizard
    }

    fn keep_draft(self) {
        // Reaches outside: the draft in the tab's storage follows what was entered.
        Effect::new(move || {
            let form = ConfigureForm {
                step: self.step.get(),
                policy: self.policy.get(),
                datasources: self.candidates.with(|candidates| {
                    candidates.iter().map(|candidate| candidate.datasource.clone()).collect()
                }),
                awaits_policy: false,
            };
            draft::keep(&self.draft_key(), &form);
        });
    }

    fn draft_key(self) -> String {
        self.vault.with_value(ConfigureForm::draft_key)
    }

    /// Adds a datasource; its validation starts at once and stays live.
    pub fn add(self, datasource: Datasource) {
        let asked = datasource.clone();
        let ask = move || {
            use_query(move || {
                let present = self
                    .candidates
                    .with(|candidates| candidates.iter().any(|candidate| candidate.datasource == asked));
                present.then(|| self.question(&asked))
            })
        };
        let Some(readiness) = self.owner.with_value(|owner| owner.as_ref().map(|owner| owner.with(ask)))
        else {
            return;
        };
        self.candidates.update(|candidates| candidates.push(Candidate { datasource, readiness }));
    }

    fn question(self, datasource: &Datasource) -> BackupReadiness {
        BackupReadiness {
            vault: self.vault.get_value(),
            policy: self.policy.get(),
            instance_name: datasource.instance_name.clone(),
            datasource: datasource.account.clone(),
            containers: datasource.containers.clone(),
            principal: self.session.persona.get().id,
        }
    }

    /// Takes the ticked datasources off the list.
    pub fn remove_ticked(self) {
        let ticked = self.ticked.get_untracked();
        self.ticked.set(BTreeSet::new());
        self.candidates.update(|candidates| {
            candidates.retain(|candidate| !ticked.contains(&candidate.datasource.instance_name));
        });
    }

    pub fn revalidate(self) {
        self.candidates.with_untracked(|candidates| {
            candidates.iter().for_each(|candidate| candidate.readiness.refresh())
        });
    }

    /// Accounts that *Assign missing roles* acts on: those of the ticked rows, or of all when none is ticked.
    pub fn accounts_missing_roles(self) -> Vec<ArmId> {
        let ticked = self.ticked.get();
        let chosen = |row: &&DatasourceRow| ticked.is_empty() || ticked.contains(&row.key);
        let missing = |row: &&DatasourceRow| row.readiness.refusal.is_some() && row.readiness.assignable;
        self.rows
            .with(|rows| rows.iter().filter(chosen).filter(missing).map(|row| row.account.clone()).collect())
    }

    /// What the step that is shown still needs.
    pub fn missing(self, step: usize) -> Option<String> {
        let chosen = self.chosen_policy.with(Option::is_some);
        self.rows.with(|rows| step_missing(step, chosen, rows))
    }

    /// What stands between here and a step.
    pub fn locked(self, step: usize) -> Option<String> {
        let chosen = self.chosen_policy.with(Option::is_some);
        self.rows.with(|rows| step_locked(step, chosen, rows))
    }

    /// Leaves for the policy wizard, which comes back here.
    pub fn create_policy(self) {
        let mut form: ConfigureForm = draft::load(&self.draft_key()).unwrap_or_default();
        form.awaits_policy = true;
        draft::keep(&self.draft_key(), &form);
        navigate(&Route::CreatePolicy { vault: self.vault.get_value() });
    }

    /// Gives the wizard up.
    pub fn close(self) {
        draft::forget(&self.draft_key());
        navigate(&Route::Vault { id: self.vault.get_value(), item: MenuItem::Overview });
    }

    /// Configures protection of all datasources, one after the other, under one notification. Those that
    /// were refused stay in the wizard.
    pub fn submit(self) {
        let Some(policy) = self.policy.get_untracked() else { return };
        let vault = self.vault.get_value();
        let datasources: Vec<Datasource> = self
            .candidates
            .with_untracked(|candidates| candidates.iter().map(|one| one.datasource.clone()).collect());
        let count = datasources.len();
        let items = crate::portal::format::counted(count as u64, "item", "items");
        let notice = self.session.notices.begin(&format!("Configuring backup for {items}"), vault.name());
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let mut failures = Vec::new();
            for datasource in datasources {
                match self.session.submit(datasource.command(&vault, &policy)).await {
                    Ok(_) => self.candidates.update(|candidates| {
                        candidates.retain(|candidate| candidate.datasource != datasource);
                    }),
                    Err(failure) => failures.push(failure),
                }
            }
            self.busy.set(false);
            let instances = Route::Vault { id: vault.clone(), item: MenuItem::BackupInstances };
            match failures.first() {
                None => {
                    notice.succeed("Backup configured successfully", vault.name(), Some(instances.clone()));
                    draft::forget(&self.draft_key());
                    navigate(&instances);
                }
                Some(failure) => {
                    notice.fail(&format!("Configuring backup for {} of {items}", failures.len()), failure);
                }
            }
        });
    }
}

fn validation(candidate: &Candidate) -> Validation {
    candidate.readiness.state.with(|state| match state {
        Loadable::Loading => Validation::Running,
        Loadable::Ready(readiness) => Validation::Known(readiness.clone()),
        Loadable::Failed(failure) => Validation::Failed(failure.clone()),
    })
}

impl Candidate {
    /// Names of the containers that are listed, for the review.
    pub fn container_names(&self) -> Option<String> {
        match &self.datasource.containers {
            ContainerSelection::Listed(names) => Some(names.join(", ")),
            ContainerSelection::AllExcept { .. } => None,
        }
    }
}
