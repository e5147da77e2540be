//! What is kept, and why, against a naive model: it writes down every slot and strikes off what has expired.

use crate::{disk_site::DiskSite, lab::Lab, schedule::at, site::Site};
use RetentionTag::{Daily, Default, Monthly, Weekly, Yearly};
use chrono::{Datelike, Days, Months, NaiveDate};
use proptest::{collection::vec, prelude::*};
use std::collections::{BTreeMap, BTreeSet};
use vault_lab::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        Command,
        limits::{DISK_CLEANUP_DELAY, SNAPSHOTS_PER_DISK_MAX},
        policy::{
            RetentionTag, ScheduleFrequency,
            verdict::{KeepReason, Obstacle},
        },
        query::WhyKept,
        resources::LockLevel,
    },
};

/// A deleted instance is taken back before it is purged.
const DELETED_DAYS: u64 = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Configured,
    Suspended,
    Stopped,
    Deleted,
}

#[derive(Clone, Debug)]
enum Step {
    Wait { days: u64 },
    Become(Standing),
    Lock(bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    use Standing::*;
    let standing = prop::sample::select(vec![Configured, Configured, Suspended, Stopped, Deleted]);
    vec(
        prop_oneof![
            4 => (1..13u64).prop_map(|days| Step::Wait { days }),
            1 => (30..120u64).prop_map(|days| Step::Wait { days }),
            3 => standing.prop_map(Step::Become),
            1 => any::<bool>().prop_map(Step::Lock),
        ],
        1..14,
    )
}

/// Every slot there was and what is left of it.
struct Model {
    is_disk: bool,
    /// Hours of the day at which backups start.
    hours: &'static [i64],
    rules: &'static [RetentionTag],
    standing: Standing,
    is_locked: bool,
    /// Dates that have had a point, by schedule.
    dates: Vec<NaiveDate>,
    left: BTreeMap<SimTime, RetentionTag>,
}

impl Model {
    fn tag(&self, date: NaiveDate) -> RetentionTag {
        let had = |is_same: &dyn Fn(NaiveDate) -> bool| self.dates.iter().any(|other| is_same(*other));
        let week = |date: NaiveDate| date - Days::new(u64::from(date.weekday().num_days_from_sunday()));
        let rule = |tag| self.rules.contains(&tag);
        match () {
            () if rule(Yearly) && !had(&|other| other.year() == date.year()) => Yearly,
            () if rule(Monthly)
                && !had(&|other| (other.year(), other.month()) == (date.year(), date.month())) =>
            {
                Monthly
            }
            () if rule(Weekly) && !had(&|other| week(other) == week(date)) => Weekly,
            () if rule(Daily) && !had(&|other| other == date) => Daily,
            () => Default,
        }
    }

    fn expiry(&self, made: SimTime, tag: RetentionTag) -> SimTime {
        let days = |days| made + SimSpan::from_days(days);
        let months = |months| SimTime::from_utc(made.utc() + Months::new(months));
        match (tag, self.is_disk) {
            (Default, true) => days(2),
            (Daily, true) => days(5),
            (Weekly, true) => days(17),
            (Default, false) => days(7),
            (Weekly, false) => days(28),
            (Monthly, false) => months(12),
            (Yearly, false) => months(120),
            other => panic!("{other:?} is no rule"),
        }
    }

    fn removal(&self, made: SimTime, tag: RetentionTag) -> SimTime {
        self.expiry(made, tag) + if self.is_disk { DISK_CLEANUP_DELAY } else { SimSpan::ZERO }
    }

    /// Some days pass, from an afternoon to another.
    fn wait(&mut self, from: SimTime, days: u64) {
        let now = from + SimSpan::from_days(days as i64);
        for day in 0..=days {
            let date = from.utc().date_naive() + Days::new(day);
            let midnight = SimTime::from_utc(date.and_hms_opt(0, 0, 0).expect("midnight").and_utc());
            for hour in self.hours {
                let slot = midnight + SimSpan::from_hours(*hour);
                if self.standing == Standing::Configured && slot > from && slot <= now {
                    let tag = self.tag(date);
                    self.dates.push(date);
                    self.left.insert(slot, tag);
                }
            }
        }
        if matches!(self.standing, Standing::Stopped | Standing::Deleted) || self.is_disk && self.is_locked {
            return;
        }
        let newest = self.newest();
        let removals: BTreeMap<_, _> =
            self.left.iter().map(|(slot, tag)| (*slot, self.removal(*slot, *tag))).collect();
        self.left.retain(|slot, _| removals[slot] > now || Some(*slot) == newest);
    }

    /// The point that stays however old it is.
    fn newest(&self) -> Option<SimTime> {
        let stays = self.is_disk || self.standing == Standing::Suspended;
        self.left.keys().next_back().copied().filter(|_| stays)
    }

    fn reasons(&self, slot: SimTime, expires: SimTime, now: SimTime) -> BTreeSet<KeepReason> {
        let removal = expires + if self.is_disk { DISK_CLEANUP_DELAY } else { SimSpan::ZERO };
        let is_newest = self.newest() == Some(slot);
        let suspended = self.standing == Standing::Suspended;
        [
            (now < expires, KeepReason::RuleKeeps),
            (expires <= now && now < removal, KeepReason::AwaitsCleanup),
            (is_newest && self.is_disk, KeepReason::NewestOfDisk),
            (is_newest && suspended, KeepReason::NewestWhileSuspended),
            (self.standing == Standing::Stopped, KeepReason::StoppedForGood),
            (removal <= now && self.is_locked && self.is_disk, KeepReason::Obstacle(Obstacle::Lock)),
        ]
        .into_iter()
        .filter_map(|(holds, reason)| holds.then_some(reason))
        .collect()
    }
}

/// An instance in its lab, with the group that its snapshots lie in.
struct Protected<'a> {
    lab: &'a mut Lab,
    vault: ArmId,
    instance: ArmId,
    snapshots: Option<ArmId>,
}

impl Protected<'_> {
    fn run(mut self, mut model: Model, steps: &[Step]) {
        self.lab.advance_to(at("2026-09-14T15:00:00Z"));
        let (mut lock, mut left) = (None, DELETED_DAYS);
        for step in steps {
            match step {
                Step::Wait { days } => {
                    // Nothing of a deleted instance is left after a fortnight.
                    let days = if model.standing == Standing::Deleted { left.min(*days) } else { *days };
                    left = if model.standing == Standing::Deleted { left - days } else { DELETED_DAYS };
                    model.wait(self.lab.now(), days);
                    self.lab.advance_days(days as i64);
                    self.check(&model);
                }
                Step::Become(next) => self.change(&mut model, *next),
                Step::Lock(wanted) => {
                    let Some(group) = self.snapshots.clone().filter(|_| *wanted != model.is_locked) else {
                        continue;
                    };
                    match lock.take() {
                        None => lock = Some(self.lab.lock(&group, LockLevel::CanNotDelete)),
                        Some(lock) => drop(self.lab.do_(Command::DeleteLock { lock })),
                    }
                    model.is_locked = *wanted;
                }
            }
        }
    }

    /// Suspends, stops, resumes, deletes or undeletes, where that can be done.
    fn change(&mut self, model: &mut Model, next: Standing) {
        use Standing::*;
        let instance = self.instance.clone();
        let (commands, after) = match (model.standing, next) {
            (Configured, Suspended) => (vec![Command::SuspendBackups { instance }], Suspended),
            (Configured, Stopped) => (vec![Command::StopProtection { instance }], Stopped),
            (Suspended | Stopped, Configured) => (vec![Command::ResumeProtection { instance }], Configured),
            (Configured | Suspended | Stopped, Deleted) if !model.left.is_empty() && !model.is_locked => {
                (vec![Command::DeleteBackupInstance { instance }], Deleted)
            }
            // Undeleted, it is one whose protection is stopped.
            (Deleted, _) => {
                let instance = self.vault.child("deletedBackupInstances", instance.name());
                (vec![Command::UndeleteBackupInstance { instance }], Stopped)
            }
            (standing, _) => (Vec::new(), standing),
        };
        commands.into_iter().for_each(|command| drop(self.lab.do_(command)));
        model.standing = after;
    }

    fn check(&self, model: &Model) {
        let now = self.lab.now();
        let points: Vec<_> = self.lab.state.points.values().cloned().collect();
        let shown: BTreeMap<SimTime, RetentionTag> =
            points.iter().map(|point| (point.slot.expect("made by the schedule"), point.tag)).collect();
        assert_eq!(shown, model.left, "{now}, {:?}", model.standing);
        for point in points {
            assert_eq!(point.expires_at, model.expiry(point.created_at, point.tag));
            if model.standing == Standing::Deleted {
                continue;
            }
            let why = self.lab.ask(WhyKept { instance: self.instance.clone(), point: point.seq });
            let expected = model.reasons(point.slot.expect("a slot"), point.expires_at, now);
            assert_eq!(why.reasons.iter().copied().collect::<BTreeSet<_>>(), expected, "{now}: {point:?}");
            let is_bound = !expected
                .iter()
                .any(|reason| !matches!(reason, KeepReason::RuleKeeps | KeepReason::AwaitsCleanup));
            let removal = is_bound.then(|| model.removal(point.created_at, point.tag));
            assert_eq!(why.removal, removal, "{now}: {point:?}");
        }
    }
}

fn model(is_disk: bool, hours: &'static [i64], rules: &'static [RetentionTag]) -> Model {
    Model {
        is_disk,
        hours,
        rules,
        standing: Standing::Configured,
        is_locked: false,
        dates: Vec::new(),
        left: BTreeMap::new(),
    }
}

fn on_a_lake(steps: &[Step]) {
    let Site { mut lab, vault, instance, .. } = Site::protected();
    let protected = Protected { lab: &mut lab, vault, instance, snapshots: None };
    protected.run(model(false, &[20], &[Weekly, Monthly, Yearly]), steps);
}

/// As many steps as a disk has room for: nothing of it goes while its group is locked, and at so many snapshots backups
/// fail.
fn until_full(steps: &[Step]) -> &[Step] {
    let backups = |step: &Step| if let Step::Wait { days } = step { 2 * (*days as usize + 1) } else { 0 };
    let mut taken = 0;
    let fits = steps.iter().take_while(|step| {
        taken += backups(step);
        taken < SNAPSHOTS_PER_DISK_MAX
    });
    &steps[..fits.count()]
}

fn on_a_disk(steps: &[Step]) {
    let rules = [(Default, 2), (Daily, 5), (Weekly, 17)];
    let DiskSite { mut lab, vault, instance, snapshots, .. } =
        DiskSite::protected_by(ScheduleFrequency::Hourly(12), &rules);
    let protected = Protected { lab: &mut lab, vault, instance, snapshots: Some(snapshots) };
    protected.run(model(true, &[8, 20], &[Daily, Weekly]), steps);
}

#[test]
fn every_reason_comes_up() {
    use Standing::*;
    let become_ = |standing| [Step::Become(standing), Step::Wait { days: 40 }];
    let mut steps = vec![Step::Wait { days: 9 }];
    steps.extend(
        [Suspended, Configured, Stopped, Configured, Deleted, Stopped, Configured].map(become_).concat(),
    );
    steps.extend([Step::Lock(true), Step::Wait { days: 20 }, Step::Lock(false), Step::Wait { days: 2 }]);
    on_a_lake(&steps);
    on_a_disk(&steps);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_lake_keeps_what_a_naive_model_keeps(steps in steps()) {
        on_a_lake(&steps);
    }

    #[test]
    fn a_disk_keeps_what_a_naive_model_keeps(steps in steps()) {
        on_a_disk(until_full(&steps));
    }
}
