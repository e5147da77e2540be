//! Time that is run in quiet lanes leads to what deciding every single timer leads to, row by row.
//!
//! Four disks in one vault, under policies of all kinds and zones, and between runs of a few days to most of a year a person
//! who backs up by hand, takes roles and locks away and puts them back, deletes and takes snapshots, writes on disks.

use crate::{
    disk_site::{DiskSite, Setup, create_disk, disk_id, in_days},
    lab::Lab,
};
use futures::executor::block_on;
use std::{cell::Cell, rc::Rc};
use vault_lab::{
    base::{ArmId, Seed, SimSpan, SimTime},
    engine::{
        self, Command, Request, State,
        compute::SnapshotSku,
        monitor::{StopCondition, StopConditions, Tally},
        next_due,
        policy::{
            DatasourceType, RetentionTag, Schedule, ScheduleFrequency, ScheduledBackups, TimeOfDay, TimeZone,
        },
        protection::PolicyParameters,
        rbac::Role,
        resources::{LockLevel, Tags},
    },
    runtime::{Ledger, Pace, SliceEnd, World},
    store::MemoryStorage,
};

const DISKS: u64 = 4;
const WORLDS: u64 = 8;
const RUNS: u64 = 5;

/// Each timer by itself.
fn decided(mut state: State, until: SimTime) -> (State, Tally, u64) {
    let (mut tally, mut fired) = (Tally::default(), 0);
    while let Some(key) = next_due(&state).filter(|(due, _)| *due <= until) {
        let action = state.timers.get(&key).cloned().expect("it is due");
        let request = Request::of_timer(&state, key.0, key.1);
        let events = engine::decide(&state, &request).expect("due timers are never refused");
        engine::apply(&mut state, &request, &events);
        tally.count(&state, &action, &events);
        fired += 1;
    }
    let request = Request::of_time(&state, until);
    engine::apply(&mut state, &request, &[]);
    (state, tally, fired)
}

fn world_of(state: State) -> World<MemoryStorage> {
    let ledger = block_on(Ledger::open(Rc::new(MemoryStorage::new()))).expect("memory opens");
    block_on(World::found(Rc::new(ledger), state)).expect("memory takes a world")
}

/// The way the clock runs, in stretches that end after as many questions as `patience` says.
fn run(state: State, until: SimTime, patience: u64) -> (State, Tally, u64) {
    let mut world = world_of(state);
    let (mut tally, mut fired) = (Tally::default(), 0);
    loop {
        let mut asked = 0;
        let spent = async || {
            asked += 1;
            asked >= patience
        };
        let advanced = block_on(world.advance(until, &StopConditions::new(), spent));
        tally.add(advanced.tally);
        fired += advanced.fired;
        match advanced.end {
            SliceEnd::Spent => {}
            SliceEnd::Reached => break (world.state().clone(), tally, fired),
            other => panic!("{other:?}"),
        }
    }
}

struct Estate {
    seed: Seed,
    site: DiskSite,
    step: u64,
}

impl Estate {
    fn new(seed: Seed) -> Estate {
        let setup = Setup { seed: seed.0, ..Setup::default() };
        let mut estate = Estate { seed, site: DiskSite::of(setup), step: 0 };
        for number in 0..DISKS {
            estate.add_disk(number);
        }
        estate.site.lab.advance(60);
        for number in 0..DISKS {
            estate.protect(number);
        }
        estate.site.lab.advance(5);
        estate
    }

    fn pick(&mut self, label: &str, bound: u64) -> u64 {
        self.step += 1;
        self.seed.below(label, self.step, bound)
    }

    fn disk(&self, number: u64) -> ArmId {
        disk_id(&self.site.disks, &format!("disk-{number}"))
    }

    fn instance(&self, number: u64) -> ArmId {
        self.site.vault.child("backupInstances", &format!("of-{number}"))
    }

    fn add_disk(&mut self, number: u64) {
        let command = create_disk(&self.site.disks, &format!("disk-{number}"), &Setup::default());
        self.site.lab.do_(command);
        let disk = self.disk(number);
        self.site.grant(Role::DiskBackupReader, &disk);
        if self.pick("written", 2) == 0 {
            self.site.lab.do_(Command::RewriteDisk { disk, per_mille: 30 });
        }
    }

    fn protect(&mut self, number: u64) {
        let schedule = self.schedule();
        let days = 1 + self.pick("days", 12) as u32;
        let mut rules = vec![(RetentionTag::Default, days)];
        if self.pick("weekly", 2) == 0 {
            rules.push((RetentionTag::Weekly, days.max(7) + self.pick("weeks", 40) as u32));
        }
        let (vault, name) = (self.site.vault.clone(), format!("policy-{number}"));
        let policy = vault.child("backupPolicies", &name);
        self.site.lab.do_(Command::CreateBackupPolicy {
            vault: vault.clone(),
            name,
            datasource_type: DatasourceType::Disk,
            scheduled: Some(ScheduledBackups { schedule, retention: in_days(&rules) }),
            continuous: None,
        });
        self.site.lab.do_(Command::ConfigureProtection {
            vault,
            instance_name: self.instance(number).name().to_string(),
            datasource: self.disk(number),
            policy,
            parameters: PolicyParameters::SnapshotGroup(self.site.snapshots.clone()),
            tags: Tags::new(),
        });
    }

    fn schedule(&mut self) -> Schedule {
        let hours = [1, 2, 4, 6, 8, 12][self.pick("hours", 6) as usize];
        let frequency = match self.pick("frequency", 3) {
            0 => ScheduleFrequency::Daily,
            _ => ScheduleFrequency::Hourly(hours),
        };
        let time = TimeOfDay { hour: self.pick("hour", 24) as u8, minute: 30 * self.pick("minute", 2) as u8 };
        let zone = self.pick("zone", TimeZone::ALL.len() as u64) as usize;
        Schedule { frequency, time, time_zone: TimeZone::ALL[zone] }
    }

    /// Something that a person does. Much of it is refused now and then.
    fn meddle(&mut self) {
        let number = self.pick("which", DISKS);
        let (disk, instance) = (self.disk(number), self.instance(number));
        let command = match self.pick("what", 13) {
            0 => Command::BackupNow { instance, tag: RetentionTag::Default },
            1 => Command::RewriteDisk { disk, per_mille: 3 },
            2 => Command::SetDiskWorkload { disk, per_mille: Some(2) },
            3 => Command::SetDiskWorkload { disk, per_mille: None },
            4 => Command::SuspendBackups { instance },
            5 | 6 => Command::ResumeProtection { instance },
            7 => Command::CreateLock {
                scope: self.site.snapshots.clone(),
                name: "keep".into(),
                level: LockLevel::CanNotDelete,
                notes: String::new(),
            },
            8 | 9 => Command::DeleteLock { lock: self.lock() },
            10 => Command::CreateSnapshot {
                group: self.site.snapshots.clone(),
                name: format!("by-hand-{}", self.step),
                disk,
                sku: SnapshotSku::StandardLrs,
                incremental: self.pick("incremental", 2) == 0,
                tags: Tags::new(),
            },
            11 => match self.any_snapshot() {
                Some(snapshot) => Command::DeleteSnapshot { snapshot },
                None => return,
            },
            _ => return self.change_role(number),
        };
        let _ = self.site.lab.request(command);
    }

    fn lock(&self) -> ArmId {
        self.site.snapshots.child("providers/Microsoft.Authorization/locks", "keep")
    }

    fn any_snapshot(&mut self) -> Option<ArmId> {
        let count = self.site.state.snapshots.len() as u64;
        let nth = self.pick("snapshot", count) as usize;
        let state = &self.site.state;
        state.snapshots.values().nth(nth).map(|snapshot| state.snapshot_id(snapshot))
    }

    /// Takes the role on a disk away, or gives it back.
    fn change_role(&mut self, number: u64) {
        let disk = self.disk(number);
        let held = self.site.state.assignments.values().find(|row| row.scope == disk).map(|row| row.arm_id());
        match held {
            Some(assignment) => drop(self.site.lab.request(Command::DeleteRoleAssignment { assignment })),
            None => self.site.grant(Role::DiskBackupReader, &disk),
        }
    }

    /// Lets time pass both ways; answers the timers that came due.
    fn pass(&mut self) -> u64 {
        let days = [2, 10, 30, 90][self.pick("length", 4) as usize];
        let seconds = self.pick("seconds", 86_400) as i64;
        let lab: &mut Lab = &mut self.site.lab;
        let until = lab.now() + SimSpan::from_days(days) + SimSpan::from_seconds(seconds);
        let (expected, tally, fired) = decided(lab.state.clone(), until);
        let patience = [u64::MAX, 300, 40][self.pick("patience", 3) as usize];
        let (state, counted, count) = run(self.site.lab.state.clone(), until, patience);
        compare(&state, &expected, &format!("{:?}, step {}", self.seed, self.step));
        assert_eq!((counted, count), (tally, fired));
        self.site.lab.state = expected;
        fired
    }
}

/// States are large: says where they differ.
fn compare(state: &State, expected: &State, place: &str) {
    assert_eq!(state.world(), expected.world(), "{place}");
    let rows = |state: &State| {
        let timers: Vec<_> = state.timers.iter().map(|row| format!("{row:?}")).collect();
        let points: Vec<_> = state.points.iter().map(|row| format!("{row:?}")).collect();
        let jobs: Vec<_> = state.jobs.iter().map(|row| format!("{row:?}")).collect();
        let snapshots: Vec<_> = state.snapshots.iter().map(|row| format!("{row:?}")).collect();
        let layers: Vec<_> = state.layers.iter().map(|row| format!("{row:?}")).collect();
        let disks: Vec<_> = state.disks.iter().map(|row| format!("{row:?}")).collect();
        [timers, points, jobs, snapshots, layers, disks]
    };
    if state == expected {
        return;
    }
    for (found, expected) in rows(state).iter().zip(rows(expected)) {
        let different = found.iter().zip(&expected).find(|(found, expected)| found != expected);
        assert_eq!(different, None, "{place}");
        assert_eq!(found.len(), expected.len(), "{place}");
    }
    panic!("{place}: another table differs");
}

#[test]
fn lanes_lead_to_the_rows_that_every_timer_by_itself_leads_to() {
    let mut fired = 0;
    for world in 0..WORLDS {
        let mut estate = Estate::new(Seed(world));
        for _ in 0..RUNS {
            fired += estate.pass();
            for _ in 0..estate.pick("meddling", 4) {
                estate.meddle();
                let minutes = estate.pick("minutes", 90) as i64;
                estate.site.lab.advance(minutes);
            }
        }
    }
    assert!(fired > 20_000, "{fired}");
}

/// Gives up when it was asked so often.
struct Patience {
    asked: Cell<usize>,
    last: Option<usize>,
}

impl Pace for Patience {
    async fn is_spent(&mut self, _: SimTime) -> bool {
        false
    }

    async fn take_breath(&mut self) {}

    fn is_given_up(&self) -> bool {
        self.asked.set(self.asked.get() + 1);
        self.last.is_some_and(|last| self.asked.get() >= last)
    }
}

/// Given up between timers, while lanes become rows, while these are collected, or with the commit: nothing of the run is
/// left, and no savepoint before it.
#[test]
fn a_run_that_is_given_up_has_not_been() {
    let estate = Estate::new(Seed(5));
    let mut world = world_of(estate.site.lab.state.clone());
    let before = world.state().clone();
    let until = before.now() + SimSpan::from_days(200);
    let run = |world: &mut World<MemoryStorage>, last: Option<usize>| {
        let mut patience = Patience { asked: Cell::new(0), last };
        let end = block_on(world.advance_revocably(until, &StopConditions::new(), &mut patience)).end;
        (end, patience.asked.get())
    };
    let (_, asked) = run(&mut world_of(before.clone()), None);
    assert!(asked > 1_000, "{asked}");
    for last in (1..4).chain([asked / 2]).chain(asked - 20..asked + 1) {
        world.open_before_jump(before.now(), until);
        let (end, asked) = run(&mut world, Some(last));
        assert!(end == SliceEnd::GivenUp && asked >= last, "{end:?} after {asked} of {last}");
        assert_eq!(world.state().now(), before.now(), "the clock is back first");
        world.let_go();
        assert!(!world.state().is_dirty());
        compare(world.state(), &before, &format!("given up at question {last}"));
    }
    let (end, _) = run(&mut world, None);
    assert_eq!(end, SliceEnd::Reached);
    compare(world.state(), &decided(before, until).0, "run again");
    assert!(world.savepoint_list().rows.is_empty());
}

/// Who waits for what comes about in lanes is told when it does.
#[test]
fn a_run_that_waits_for_a_job_stops_at_it() {
    let estate = Estate::new(Seed(3));
    let mut world = world_of(estate.site.lab.state.clone());
    let until = world.state().now() + SimSpan::from_days(300);
    for condition in [StopCondition::JobEnds, StopCondition::PointExpires] {
        let before = world.state().now();
        let stops = StopConditions::from([condition]);
        let end = block_on(world.advance(until, &stops, async || false)).end;
        assert!(matches!(end, SliceEnd::Stopped(_)), "{end:?}");
        assert!(world.state().now() < before + SimSpan::from_days(60));
    }
}
