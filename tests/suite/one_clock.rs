//! There is one clock: however a stretch of simulated time is cut into steps, the same things happen in it; and where it
//! stops, it stands at a moment that is stored.

use crate::lab::Lab;
use futures::executor::block_on;
use std::rc::Rc;
use vault_lab::{
    base::{ByteSize, Digest, Seed, SimSpan, SimTime},
    engine::{
        Command, State,
        job::JobStatus,
        monitor::{StopCondition, StopConditions, StopReason},
        policy::DatasourceType,
        rbac::Role,
    },
    rpc::Trouble,
    runtime::{Ledger, SliceEnd, World},
    scenarios,
    store::{MemoryStorage, Storage, TableTag},
};

const YEAR: SimSpan = SimSpan::from_days(365);

/// A world with its database.
struct Clocked {
    storage: MemoryStorage,
    world: World<MemoryStorage>,
}

impl Clocked {
    fn new(state: State) -> Clocked {
        let storage = MemoryStorage::new();
        let ledger = block_on(Ledger::open(Rc::new(storage.clone()))).expect("memory opens");
        let world = block_on(World::found(Rc::new(ledger), state)).expect("memory takes a world");
        Clocked { storage, world }
    }

    fn now(&self) -> SimTime {
        self.world.state().now()
    }

    fn run(&mut self, until: SimTime, stops: &[StopCondition]) -> SliceEnd {
        let stops: StopConditions = stops.iter().copied().collect();
        block_on(self.world.advance(until, &stops, async || false)).end
    }

    /// Runs for `span` in steps, the length of each of which `step` tells.
    fn run_in_steps(mut self, span: SimSpan, step: impl Fn(u64) -> SimSpan) -> Digest {
        let until = self.now() + span;
        for number in 0.. {
            if self.now() == until {
                break;
            }
            let next = (self.now() + step(number)).min(until);
            assert_eq!(self.run(next, &[]), SliceEnd::Reached);
        }
        self.digest()
    }

    /// Of every row as it is stored, the clock's among them.
    fn digest(&self) -> Digest {
        let mut bytes = Vec::new();
        for tag in 0..=u8::MAX {
            let mut sink = |key: &[u8], value: &[u8]| {
                for part in [&[tag], key, value] {
                    bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
                    bytes.extend_from_slice(part);
                }
                Ok(())
            };
            block_on(self.storage.load_table(TableTag(tag), &mut sink)).expect("memory reads");
        }
        Digest::of(&bytes)
    }
}

/// A lake, a disk and blobs that are backed up every few hours, with backups of the disk that begin to fail.
fn estate() -> State {
    let mut lab = Lab::new();
    lab.state = scenarios::first_visit();
    let reader = lab.state.assignments.values().find(|row| row.role == Role::DiskBackupReader);
    let assignment = reader.expect("the disk is protected").arm_id();
    lab.do_(Command::DeleteRoleAssignment { assignment });
    lab.state
}

#[test]
fn a_year_at_once_by_days_and_by_minutes_leads_to_the_same_rows() {
    let estate = estate();
    let run = |span, step: &dyn Fn(u64) -> SimSpan| Clocked::new(estate.clone()).run_in_steps(span, step);
    let by_day = run(YEAR, &|_| SimSpan::from_days(1));
    assert_eq!(run(YEAR, &|_| YEAR), by_day);
    let unequal = |number| SimSpan::from_seconds(Seed(11).below("step", number, 3 * 86_400) as i64 + 1);
    assert_eq!(run(YEAR, &unequal), by_day);
    let by_minute = run(YEAR, &|_| SimSpan::from_minutes(1));
    assert_eq!(by_minute, by_day);
}

#[test]
fn that_year_had_something_of_everything_in_it() {
    let mut clocked = Clocked::new(estate());
    let until = clocked.now() + SimSpan::from_days(60);
    let tally = block_on(clocked.world.advance(until, &StopConditions::new(), async || false)).tally;
    let state = clocked.world.state();
    let kinds = [DatasourceType::DataLakeStorage, DatasourceType::Disk, DatasourceType::Blob];
    for kind in kinds {
        let of_kind = || state.jobs.values().filter(|job| job.datasource_type == kind);
        assert!(of_kind().any(|job| job.status == JobStatus::Completed), "{kind:?}");
    }
    let failed = state.jobs.values().filter(|job| job.status == JobStatus::Failed).count() as u64;
    // Jobs of the last two weeks are remembered.
    assert!(failed > 40 && tally.failed > 3 * failed, "{failed}, {tally:?}");
    assert!(tally.points_expired > 50 && tally.jobs > tally.failed + 60, "{tally:?}");
}

#[test]
fn a_full_disk_stops_the_clock_at_what_is_stored_and_loses_nothing() {
    let mut clocked = Clocked::new(estate());
    let until = clocked.now() + SimSpan::from_days(3);
    let whole = Clocked::new(estate()).run_in_steps(SimSpan::from_days(3), |_| YEAR);
    assert_eq!(clocked.run(until - SimSpan::from_days(2), &[]), SliceEnd::Reached);
    let (stored, rows) = (clocked.now(), clocked.digest());
    clocked.storage.set_quota(ByteSize(1));
    let end = clocked.run(until, &[]);
    assert!(matches!(end, SliceEnd::Failed(Trouble::QuotaExceeded { .. })), "{end:?}");
    assert_eq!((clocked.now(), clocked.digest()), (stored, rows));
    clocked.storage.set_quota(ByteSize::gib(1));
    assert_eq!(clocked.run(until, &[]), SliceEnd::Reached);
    assert_eq!(clocked.digest(), whole);
}

#[test]
fn a_run_stops_for_what_a_person_waits_for() {
    let mut clocked = Clocked::new(estate());
    let until = clocked.now() + YEAR;
    let end = clocked.run(until, &[StopCondition::JobFails]);
    let SliceEnd::Stopped(StopReason::JobEnded { status: JobStatus::Failed, instance, .. }) = end else {
        panic!("{end:?}")
    };
    assert_eq!(instance, "disk-files-backup");
    let failed: Vec<_> =
        clocked.world.state().jobs.values().filter(|job| job.status == JobStatus::Failed).collect();
    assert_eq!((failed.len(), failed[0].ended_at), (1, Some(clocked.now())));
    let end = clocked.run(until, &[StopCondition::PointExpires]);
    assert!(matches!(end, SliceEnd::Stopped(StopReason::PointExpired { .. })), "{end:?}");
    let nothing_of_the_kind = [StopCondition::UserJobEnds, StopCondition::RoleTakesEffect];
    assert_eq!(clocked.run(until, &nothing_of_the_kind), SliceEnd::Reached);
    assert_eq!(clocked.now(), until);
}
