//! The wizard's state: what was entered, what the engine says of it, and what the buttons do.

use super::{
    form::{ConfigureForm, Datasource, WholeList},
    view_model::{DatasourceRow, Validation, step_locked, step_missing},
};
use crate::{
    base::ArmId,
    engine::{
        policy::DatasourceType,
        protection::{ContainerSelection, access::NeededRole},
        query::{
            BackupReadiness, Policies, PolicyRow, ProtectableAccount, ProtectableAccounts, ProtectableDisk,
            ProtectableDisks, Readiness, VaultDetail, VaultView,
        },
        request::Command,
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
    pub datasource_type: DatasourceType,
    pub detail: Loaded<VaultView>,
    pub policies: Loaded<Vec<PolicyRow>>,
    pub accounts: Loaded<Vec<ProtectableAccount>>,
    pub disks: Loaded<Vec<ProtectableDisk>>,
    /// Where the snapshots of disks are to be kept.
    pub snapshot_group: RwSignal<Option<ArmId>>,
    pub step: RwSignal<usize>,
    pub policy: RwSignal<Option<ArmId>>,
    /// The chosen policy, if it still exists.
    pub chosen_policy: Memo<Option<PolicyRow>>,
    /// What holds for all datasources.
    pub list: Memo<WholeList>,
    pub candidates: RwSignal<Vec<Candidate>>,
    pub rows: Memo<Vec<DatasourceRow>>,
    /// Keys of the ticked rows.
    pub ticked: RwSignal<BTreeSet<String>>,
    pub busy: RwSignal<bool>,
    owner: StoredValue<Option<Owner>>,
}

impl Wizard {
    /// Takes up the draft of this vault's wizard, or starts an empty one.
    pub fn open(vault: ArmId, datasource_type: DatasourceType) -> Wizard {
        let key = ConfigureForm::draft_key(&vault, datasource_type);
        let form: ConfigureForm = draft::load(&key).unwrap_or_default();
        let vault = StoredValue::new(vault);
        let policies = use_query(move || Some(Policies { vault: vault.get_value() }));
        let policy = RwSignal::new(form.policy.clone());
        let candidates = RwSignal::new(Vec::<Candidate>::new());
        let snapshot_group = RwSignal::new(form.snapshot_group.clone());
        let chosen_policy = Memo::new(move |_| {
            let wanted = policy.get()?;
            let fits = |row: &&PolicyRow| row.id == wanted && row.datasource_type == datasource_type;
            policies.map(|policies| policies.iter().find(fits).cloned()).flatten()
        });
        let list = Memo::new(move |_| WholeList {
            datasource_type,
            snapshot_group: snapshot_group.get(),
            scheduled: chosen_policy
                .with(|policy| policy.as_ref().is_none_or(|policy| policy.scheduled.is_some())),
        });
        let now = use_now();
        let rows = Memo::new(move |_| {
            let row = |one: &Candidate| {
                list.with(|list| DatasourceRow::new(&one.datasource, list, &validation(one), now.get()))
            };
            candidates.with(|candidates| candidates.iter().map(row).collect::<Vec<_>>())
        });
        let wizard = Wizard {
            session: use_session(),
            vault,
            datasource_type,
            detail: use_query(move || Some(VaultDetail { vault: vault.get_value() })),
            policies,
            accounts: use_query(move || {
                let wanted = datasource_type != DatasourceType::Disk;
                wanted.then(|| ProtectableAccounts { vault: vault.get_value(), datasource_type })
            }),
            disks: use_query(move || {
                let wanted = datasource_type == DatasourceType::Disk;
                wanted.then(|| ProtectableDisks { vault: vault.get_value() })
            }),
            snapshot_group,
            step: RwSignal::new(form.step.min(super::view_model::REVIEW)),
            policy,
            chosen_policy,
            list,
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
                snapshot_group: self.snapshot_group.get(),
                awaits_policy: false,
            };
            draft::keep(&self.draft_key(), &form);
        });
    }

    fn draft_key(self) -> String {
        self.vault.with_value(|vault| ConfigureForm::draft_key(vault, self.datasource_type))
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
            datasource: datasource.id.clone(),
            parameters: self.list.with(|list| datasource.parameters(list)),
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

    /// Roles that *Assign missing roles* gives: those of the ticked rows, or of all when none is ticked.
    pub fn missing_roles(self) -> Vec<NeededRole> {
        let ticked = self.ticked.get();
        let chosen = |row: &&DatasourceRow| ticked.is_empty() || ticked.contains(&row.key);
        let assignable = |row: &&DatasourceRow| row.readiness.assignable;
        self.rows.with(|rows| {
            let rows = rows.iter().filter(chosen).filter(assignable);
            rows.flat_map(|row| row.readiness.missing.clone()).collect()
        })
    }

    /// Roles the template lists: all that are needed for the ticked rows, or for all when none is ticked.
    pub fn needed_roles(self) -> Vec<NeededRole> {
        let ticked = self.ticked.get_untracked();
        let list = self.list.get_untracked();
        self.candidates.with_untracked(|candidates| {
            let chosen =
                |one: &&Candidate| ticked.is_empty() || ticked.contains(&one.datasource.instance_name);
            let chosen = candidates.iter().filter(chosen);
            chosen.flat_map(|one| one.datasource.needed_roles(&list)).collect()
        })
    }

    /// Makes the list of disks what was ticked in the picker.
    pub fn choose_disks(self, keys: &BTreeSet<String>) {
        let disks = untrack(|| self.disks.ready()).unwrap_or_default();
        self.choose(keys, disks, |disk| &disk.id, Datasource::of_disk);
    }

    /// Makes the list of storage accounts with blobs what was ticked in the picker.
    pub fn choose_accounts(self, keys: &BTreeSet<String>) {
        let accounts = untrack(|| self.accounts.ready()).unwrap_or_default();
        self.choose(keys, accounts, |account| &account.id, Datasource::of_account);
    }

    /// What is in the list already stays as it is.
    fn choose<T>(
        self,
        keys: &BTreeSet<String>,
        offered: Vec<T>,
        id: fn(&T) -> &ArmId,
        datasource: fn(&T, &[Datasource]) -> Datasource,
    ) {
        self.candidates.update(|candidates| {
            candidates.retain(|candidate| keys.contains(&candidate.datasource.id.key()));
        });
        for one in offered.iter().filter(|one| keys.contains(&id(one).key())) {
            let others = self.datasources();
            if !others.iter().any(|other| other.id == *id(one)) {
                self.add(datasource(one, &others));
            }
        }
    }

    /// Keys of the resources in the list.
    pub fn chosen_keys(self) -> BTreeSet<String> {
        self.datasources().iter().map(|datasource| datasource.id.key()).collect()
    }

    /// Other containers for a datasource of the list, which is validated anew.
    pub fn set_containers(self, instance_name: &str, containers: ContainerSelection) {
        let mut datasources = self.datasources();
        let Some(changed) = datasources.iter_mut().find(|one| one.instance_name == instance_name) else {
            return;
        };
        changed.containers = Some(containers);
        self.candidates.set(Vec::new());
        datasources.into_iter().for_each(|datasource| self.add(datasource));
    }

    /// The containers chosen for a datasource of the list.
    pub fn containers_chosen(self, instance_name: &str) -> Option<ContainerSelection> {
        let datasources = self.datasources();
        datasources.into_iter().find(|one| one.instance_name == instance_name)?.containers
    }

    /// Whether each datasource has containers of its own to choose.
    pub fn asks_for_containers(self) -> bool {
        self.list.with(|list| list.scheduled && list.datasource_type != DatasourceType::Disk)
    }

    /// Names of the containers that an account of the picker has today.
    pub fn containers_of(self, account: &ArmId) -> Vec<String> {
        let found = |accounts: &Vec<ProtectableAccount>| {
            accounts.iter().find(|one| one.id == *account).map(|one| one.containers.clone())
        };
        self.accounts.map(found).flatten().unwrap_or_default()
    }

    fn datasources(self) -> Vec<Datasource> {
        self.candidates
            .with_untracked(|candidates| candidates.iter().map(|one| one.datasource.clone()).collect())
    }

    /// The policies of the vault that are for this type of datasource.
    pub fn fitting_policies(self) -> Vec<PolicyRow> {
        let mut policies = self.policies.ready().unwrap_or_default();
        policies.retain(|row| row.datasource_type == self.datasource_type);
        policies
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
        let (vault, datasource_type) = (self.vault.get_value(), self.datasource_type);
        navigate(&Route::CreatePolicy { vault, datasource_type });
    }

    /// Gives the wizard up.
    pub fn close(self) {
        draft::forget(&self.draft_key());
        navigate(&Route::Vault { id: self.vault.get_value(), item: MenuItem::Overview });
    }

    /// One for each datasource.
    pub fn commands(self) -> Vec<Command> {
        let Some(policy) = self.policy.get() else { return Vec::new() };
        let (vault, list) = (self.vault.get_value(), self.list.get());
        self.datasources().iter().map(|datasource| datasource.command(&vault, &policy, &list)).collect()
    }

    /// Configures protection of all datasources, one after the other, under one notification. Those that
    /// were refused stay in the wizard.
    pub fn submit(self) {
        let Some(policy) = self.policy.get_untracked() else { return };
        let vault = self.vault.get_value();
        let (datasources, list) = (self.datasources(), self.list.get_untracked());
        let count = datasources.len();
        let items = crate::portal::format::counted(count as u64, "item", "items");
        let notice = self.session.notices.begin(&format!("Configuring backup for {items}"), vault.name());
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let mut failures = Vec::new();
            for datasource in datasources {
                match self.session.submit_under(notice, datasource.command(&vault, &policy, &list)).await {
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
            Some(ContainerSelection::Listed(names)) => Some(names.join(", ")),
            Some(ContainerSelection::AllExcept { .. }) | None => None,
        }
    }
}
