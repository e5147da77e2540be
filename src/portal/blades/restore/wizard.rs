//! The wizard's state: what was entered, what the engine says of it, and what the buttons do.

use super::{
    form::{Destination, RestoreForm},
    moment_form::Window,
    view_model::{Check, REVIEW, default_subscription, newest, step_locked, step_missing},
};
use crate::{
    base::{ArmId, SimTime},
    engine::{
        ids::PointSeq,
        policy::DatasourceType,
        protection::access::NeededRole,
        query::{
            BlobRestoreView, BlobRestores, InstanceDetail, InstanceView, PointContents, PointRow, PointView,
            Readiness, RestoreReadiness, RestoreTarget, RestoreTargets, VaultDetail, VaultView,
        },
        request::Command,
        restore::{RestoreDestination, RestoreSource, disk, vaulted_storage},
        storage::RestoreRange,
    },
    portal::{
        blades::instance::{
            points::{PointList, use_points},
            view_model::PointRange,
        },
        draft,
        failure::FailureText,
        now::use_now,
        route::{MenuItem, Route},
        session::{Loadable, Loaded, Session, navigate, use_query, use_session},
    },
    rpc::Made,
};
use leptos::prelude::*;

/// Handles of the wizard's signals; every part of it gets a copy.
#[derive(Clone, Copy)]
pub struct Wizard {
    session: Session,
    pub instance: StoredValue<ArmId>,
    pub detail: Loaded<InstanceView>,
    pub vault: Loaded<VaultView>,
    pub points: PointList,
    pub targets: Loaded<Vec<RestoreTarget>>,
    /// What the chosen point holds.
    pub contents: Loaded<PointView>,
    pub step: RwSignal<usize>,
    /// What a person chose; the newest one stands until then.
    pub chosen: RwSignal<Option<PointSeq>>,
    pub point: Memo<Option<PointSeq>>,
    /// Whether operational or vaulted backup was chosen, where there are both.
    tier: RwSignal<Option<bool>>,
    /// The moment that a person chose, or the last one there was when the wizard opened.
    pub time: RwSignal<Option<SimTime>>,
    /// The restorable window, where there is operational backup.
    pub window: Loaded<BlobRestoreView>,
    /// What is brought back.
    source: Memo<Option<RestoreSource>>,
    pub destination: RwSignal<Option<Destination>>,
    /// Whether *Validate* was pressed for what is entered now.
    pub validated: RwSignal<bool>,
    readiness: Loaded<Readiness>,
    pub now: Signal<Option<SimTime>>,
    pub busy: RwSignal<bool>,
}

impl Wizard {
    /// Takes up the draft of this instance's wizard, or starts an empty one.
    pub fn open(instance: ArmId) -> Wizard {
        let form: RestoreForm = draft::load(&RestoreForm::draft_key(&instance)).unwrap_or_default();
        let session = use_session();
        let instance = StoredValue::new(instance);
        let points = use_points(instance, PointRange::All);
        let chosen = RwSignal::new(form.point);
        let point =
            Memo::new(move |_| chosen.get().or_else(|| points.page.map(|page| newest(&page.rows)).flatten()));
        let destination = RwSignal::new(form.destination);
        let validated = RwSignal::new(form.validated);
        let detail = use_query(move || Some(InstanceDetail { instance: instance.get_value() }));
        let tier = RwSignal::new(form.operational);
        let time = RwSignal::new(form.time);
        let window = use_query(move || {
            let account =
                detail.map(|view| view.continuous.map(|_| view.row.datasource.clone())).flatten()?;
            Some(BlobRestores { account })
        });
        let source = Memo::new(move |_| {
            let operational = detail.map(|view| is_operational(view, tier.get())).unwrap_or(false);
            if !operational {
                return point.get().map(RestoreSource::Point);
            }
            let (first, last) = window.map(|view| view.window).flatten()?;
            Some(RestoreSource::Time(time.get().unwrap_or(last).clamp(first, last)))
        });
        let readiness = use_query(move || {
            let destination = destination.get().filter(|_| validated.get())?;
            Some(RestoreReadiness {
                instance: instance.get_value(),
                source: source.get()?,
                destination: destination.to,
                principal: session.persona.get().id,
            })
        });
        let wizard = Wizard {
            session,
            instance,
            detail,
            vault: use_query(move || detail.map(|view| VaultDetail { vault: view.vault.clone() })),
            points,
            targets: use_query(move || {
                let account = detail.map(|view| view.row.datasource_type != DatasourceType::Disk)?;
                account.then(|| RestoreTargets { instance: instance.get_value() })
            }),
            contents: use_query(move || {
                Some(PointContents { instance: instance.get_value(), point: point.get()? })
            }),
            step: RwSignal::new(form.step.min(REVIEW)),
            chosen,
            point,
            tier,
            time,
            window,
            source,
            destination,
            validated,
            readiness,
            now: use_now(),
            busy: RwSignal::new(false),
        };
        wizard.keep_draft();
        wizard.stand_still();
        wizard
    }

    /// The moment does not move on with the clock: it is the last one there was when the wizard opened.
    fn stand_still(self) {
        // Reaches outside: what is asked about it is asked once, not at every tick.
        Effect::new(move || {
            let last = self.restorable().map(|window| window.last);
            if let (None, Some(last)) = (self.time.get_untracked(), last) {
                self.time.set(Some(last));
            }
        });
    }

    fn keep_draft(self) {
        // Reaches outside: the draft in the tab's storage follows what was entered.
        Effect::new(move || {
            let form = RestoreForm {
                step: self.step.get(),
                point: self.chosen.get(),
                operational: self.tier.get(),
                time: self.time.get(),
                destination: self.destination.get(),
                validated: self.validated.get(),
            };
            draft::keep(&self.draft_key(), &form);
        });
    }

    fn draft_key(self) -> String {
        self.instance.with_value(RestoreForm::draft_key)
    }

    /// The row of the chosen point.
    pub fn point_row(self) -> Option<PointRow> {
        let point = self.point.get()?;
        let listed = self.points.page.map(|page| page.rows.iter().find(|row| row.seq == point).cloned());
        // A point beyond the list is still found by its contents.
        listed.flatten().or_else(|| self.contents.map(|view| view.row.clone()))
    }

    /// Chooses another point; what was validated was another one.
    pub fn choose_point(self, point: PointSeq) {
        self.chosen.set(Some(point));
        self.validated.set(false);
    }

    /// Chooses another moment; what was validated was another one.
    pub fn choose_time(self, time: SimTime) {
        self.time.set(Some(time));
        self.validated.set(false);
    }

    /// Chooses operational or vaulted backup; the one goes back in place, the other elsewhere.
    pub fn choose_tier(self, operational: bool) {
        self.tier.set(Some(operational));
        self.choose_destination(None);
    }

    /// Whether blobs are put back in place.
    pub fn is_operational(self) -> bool {
        self.detail.map(|view| is_operational(view, self.tier.get())).unwrap_or(false)
    }

    /// Whether there is operational backup and vaulted backup too.
    pub fn has_both_tiers(self) -> bool {
        let scheduled = |view: &InstanceView| view.parameters.containers().is_some();
        self.detail.map(|view| view.continuous.is_some() && scheduled(view)).unwrap_or(false)
    }

    /// The moments that can be restored.
    pub fn restorable(self) -> Option<Window> {
        let (first, last) = self.window.map(|view| view.window).flatten()?;
        Some(Window { first, last })
    }

    /// The moment that is restored, in an operational restore.
    pub fn moment(self) -> Option<SimTime> {
        self.source.get().and_then(RestoreSource::time)
    }

    /// The ranges that are put back, in an operational restore.
    pub fn ranges(self) -> Option<Vec<RestoreRange>> {
        match self.destination.get()?.to {
            RestoreDestination::InPlace { ranges } => Some(ranges),
            RestoreDestination::Account { .. } | RestoreDestination::Disk { .. } => None,
        }
    }

    pub fn choose_destination(self, destination: impl Into<Option<Destination>>) {
        self.destination.set(destination.into());
        self.validated.set(false);
    }

    /// The roles that the vault needs for what is entered.
    pub fn needed_roles(self) -> Vec<NeededRole> {
        let Some(destination) = self.destination.get_untracked() else { return Vec::new() };
        match destination.to {
            RestoreDestination::Account { account, .. } => vaulted_storage::needed_roles(&account),
            RestoreDestination::Disk { group, .. } => {
                let parameters = untrack(|| self.detail.map(|view| view.parameters.clone()));
                parameters.map(|parameters| disk::needed_roles(&parameters, &group)).unwrap_or_default()
            }
            RestoreDestination::InPlace { .. } => {
                let account = untrack(|| self.detail.map(|view| view.row.datasource.clone()));
                account.map(|account| vaulted_storage::needed_roles(&account)).unwrap_or_default()
            }
        }
    }

    /// The roles that *Validate* found missing.
    pub fn missing_roles(self) -> Vec<NeededRole> {
        match self.check() {
            Check::Known(Readiness::RoleAssignmentNotDone { missing, .. }) => missing,
            _ => Vec::new(),
        }
    }

    /// Whether it is a disk that is restored.
    pub fn is_disk(self) -> bool {
        self.detail.map(|view| view.row.datasource_type == DatasourceType::Disk).unwrap_or(false)
    }

    /// Name of the subscription to start with.
    pub fn subscription(self) -> String {
        let source = self.detail.map(|view| view.row.datasource.clone());
        let name = |targets: &Vec<RestoreTarget>| source.map(|source| default_subscription(targets, &source));
        self.targets.map(name).flatten().unwrap_or_default()
    }

    /// Asks, or asks once more.
    pub fn validate(self) {
        if self.validated.get_untracked() {
            self.readiness.refresh();
        } else {
            self.validated.set(true);
        }
    }

    pub fn check(self) -> Check {
        if !self.validated.get() || self.destination.with(Option::is_none) {
            return Check::NotAsked;
        }
        self.readiness.state.with(|state| match state {
            Loadable::Loading => Check::Running,
            Loadable::Ready(readiness) => Check::Known(readiness.clone()),
            Loadable::Failed(failure) => Check::Failed(FailureText::of(failure).message),
        })
    }

    /// What the step that is shown still needs.
    pub fn missing(self, step: usize) -> Option<String> {
        let (point, destination) = (self.source.get().is_some(), self.destination.with(Option::is_some));
        step_missing(step, point, destination, &self.check())
    }

    /// What stands between here and a step.
    pub fn locked(self, step: usize) -> Option<String> {
        let (point, destination) = (self.source.get().is_some(), self.destination.with(Option::is_some));
        step_locked(step, point, destination, &self.check())
    }

    /// Gives the wizard up.
    pub fn close(self) {
        draft::forget(&self.draft_key());
        navigate(&Route::Instance { id: self.instance.get_value() });
    }

    /// The restore, once everything is chosen.
    pub fn command(self) -> Option<Command> {
        let (source, instance) = (self.source.get()?, self.instance.get_value());
        self.destination.get().map(|destination| destination.command(&instance, source))
    }

    /// Starts the restore and goes to where it can be tracked.
    pub fn submit(self) {
        let (Some(destination), Some(source)) =
            (self.destination.get_untracked(), self.source.get_untracked())
        else {
            return;
        };
        let instance = self.instance.get_value();
        let vault = untrack(|| self.detail.map(|view| view.vault.clone()));
        let title = format!("Triggering restore for {}", instance.name());
        let notice = self.session.notices.begin(&title, "");
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let result = self.session.submit_under(notice, destination.command(&instance, source)).await;
            self.busy.set(false);
            match result {
                Ok(receipt) => {
                    let job = match receipt.made {
                        Made::Job { vault, guid } => Some(Route::Job { vault, guid }),
                        Made::Nothing | Made::Resource(_) | Made::Deployment { .. } => None,
                    };
                    notice.succeed("Restore triggered. Track it in Backup jobs", instance.name(), job);
                    draft::forget(&self.draft_key());
                    navigate(&match vault {
                        Some(id) => Route::Vault { id, item: MenuItem::BackupJobs },
                        None => Route::Instance { id: instance },
                    });
                }
                Err(failure) => notice.fail(&title, &failure),
            }
        });
    }
}

/// Whether blobs are put back in place: as chosen, and where there is a choice.
fn is_operational(view: &InstanceView, chosen: Option<bool>) -> bool {
    view.continuous.is_some() && chosen.unwrap_or(true)
}
