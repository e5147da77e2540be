//! The wizard's state: what was entered, what the engine says of it, and what the buttons do.

use super::form::PolicyForm;
use crate::{
    base::ArmId,
    engine::{
        limits,
        policy::{DatasourceType, PolicyError, RetentionRule, ScheduledBackups},
        query::{KeptPoints, KeptPointsView, PolicyPreview, PreviewRun},
        refusal::Refusal,
        request::Command,
    },
    portal::{
        blades::{
            configure_backup::form::ConfigureForm,
            refused::{reason_of, use_refusal},
        },
        draft,
        route::{MenuItem, Route},
        session::{Loaded, Session, navigate, use_query, use_session},
    },
    rpc::Made,
};
use leptos::prelude::*;

pub const STEPS: [&str; 3] = ["Basics", "Schedule + retention", "Review + create"];
pub const REVIEW: usize = 2;

/// Handles of the wizard's signals; every part of it gets a copy.
#[derive(Clone, Copy)]
pub struct Wizard {
    session: Session,
    pub vault: StoredValue<ArmId>,
    pub datasource_type: DatasourceType,
    pub form: RwSignal<PolicyForm>,
    pub step: RwSignal<usize>,
    /// The name was left once: from here on it says what is wrong with it.
    pub name_left: RwSignal<bool>,
    pub adding: RwSignal<bool>,
    pub busy: RwSignal<bool>,
    pub preview: Loaded<Vec<PreviewRun>>,
    /// The points there would be now, had the policy run for long.
    pub kept: Loaded<KeptPointsView>,
    refusal: Memo<Option<Refusal>>,
}

impl Wizard {
    pub fn open(vault: ArmId, datasource_type: DatasourceType) -> Wizard {
        let key = PolicyForm::draft_key(&vault, datasource_type);
        let drafted =
            draft::load::<PolicyForm>(&key).unwrap_or_else(|| PolicyForm::proposed(datasource_type));
        let form = RwSignal::new(drafted);
        let vault = StoredValue::new(vault);
        // Reaches outside: the draft in the tab's storage follows what was entered.
        Effect::new(move || form.with(|form| draft::keep(&key, form)));
        let preview = use_query(move || {
            let ScheduledBackups { schedule, retention } = form.with(PolicyForm::backups)?;
            Some(PolicyPreview { datasource_type, schedule, retention, runs: limits::POLICY_PREVIEW_RUNS })
        });
        let kept = use_query(move || {
            let ScheduledBackups { schedule, retention } = form.with(PolicyForm::backups)?;
            Some(KeptPoints { datasource_type, schedule, retention })
        });
        let refusal = use_refusal(move || vault.with_value(|vault| form.with(|form| form.command(vault))));
        Wizard {
            session: use_session(),
            vault,
            datasource_type,
            form,
            step: RwSignal::new(0),
            name_left: RwSignal::new(false),
            adding: RwSignal::new(false),
            busy: RwSignal::new(false),
            preview,
            kept,
            refusal,
        }
    }

    /// The rules, while all of them are right.
    pub fn rules(self) -> Vec<RetentionRule> {
        self.form.with(|form| form.retention().unwrap_or_default())
    }

    /// The next runs, while schedule and rules are right.
    pub fn runs(self) -> Vec<PreviewRun> {
        let right = self.form.with(|form| form.backups().is_some());
        right.then(|| self.preview.ready()).flatten().unwrap_or_default()
    }

    /// What the policy would keep, while schedule and rules are right.
    pub fn kept_points(self) -> Option<KeptPointsView> {
        let right = self.form.with(|form| form.backups().is_some());
        right.then(|| self.kept.ready()).flatten()
    }

    /// What is wrong with the name, once it was left; a taken name shows at once.
    pub fn name_error(self) -> Option<String> {
        let taken = self.refusal.with(|refusal| match refusal {
            Some(refusal @ Refusal::Policy(PolicyError::PolicyNameTaken { .. })) => {
                Some(refusal.explain().message)
            }
            _ => None,
        });
        let shown = self.name_left.get() || self.step.get() == REVIEW;
        taken.or_else(|| shown.then(|| self.form.with(PolicyForm::name_error)).flatten())
    }

    pub fn schedule_is_wrong(self) -> bool {
        self.form.with(|form| form.error().is_some())
    }

    /// What stands between here and the policy.
    pub fn problem(self) -> Option<String> {
        let entered = self.form.with(|form| {
            let name = form.name_error().map(|error| format!("Policy name: {error}"));
            name.or_else(|| form.error())
        });
        entered.or_else(|| reason_of(self.refusal))
    }

    fn list(self) -> Route {
        Route::Vault { id: self.vault.get_value(), item: MenuItem::BackupPolicies }
    }

    fn draft_key(self) -> String {
        self.vault.with_value(|vault| PolicyForm::draft_key(vault, self.datasource_type))
    }

    fn forget(self) {
        draft::forget(&self.draft_key());
    }

    /// Gives the wizard up, and goes back to where it was asked for.
    pub fn close(self) {
        self.forget();
        let waiting = take_waiting(&self.vault.get_value(), self.datasource_type, None);
        navigate(&waiting.unwrap_or_else(|| self.list()));
    }

    /// The policy, once everything is entered.
    pub fn command(self) -> Option<Command> {
        self.vault.with_value(|vault| self.form.with(|form| form.command(vault)))
    }

    pub fn create(self) {
        let vault = self.vault.get_value();
        let Some(command) = untrack(|| self.command()) else { return };
        let name = self.form.with_untracked(|form| form.name.clone());
        let notice = self.session.notices.begin(&format!("Creating backup policy {name}"), vault.name());
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let result = self.session.submit_under(notice, command).await;
            let _ = self.busy.try_set(false);
            match result {
                Ok(receipt) => {
                    let policy = match receipt.made {
                        Made::Resource(id) => id,
                        _ => vault.child("backupPolicies", &name),
                    };
                    let link = Route::Policy { id: policy.clone() };
                    notice.succeed(&format!("Backup policy {name} created"), vault.name(), Some(link));
                    draft::forget(&PolicyForm::draft_key(&vault, self.datasource_type));
                    let list = Route::Vault { id: vault.clone(), item: MenuItem::BackupPolicies };
                    navigate(&take_waiting(&vault, self.datasource_type, Some(policy)).unwrap_or(list));
                }
                Err(failure) => notice.fail(&format!("Creating backup policy {name}"), &failure),
            }
        });
    }
}

/// The Configure Backup wizard, if it waits for a policy; it gets the one that was made.
fn take_waiting(vault: &ArmId, datasource_type: DatasourceType, made: Option<ArmId>) -> Option<Route> {
    let key = ConfigureForm::draft_key(vault, datasource_type);
    let mut form = draft::load::<ConfigureForm>(&key).filter(|form| form.awaits_policy)?;
    form.awaits_policy = false;
    form.policy = made.or(form.policy);
    draft::keep(&key, &form);
    Some(Route::ConfigureBackup { vault: vault.clone(), datasource_type })
}
