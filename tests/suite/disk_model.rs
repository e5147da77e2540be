//! Backups of a disk against a naive model, which keeps a full copy for each recovery point.

use crate::{
    disk_chains::blocks,
    disk_site::{DiskSite, disk_id},
};
use RetentionTag::{Daily, Default, Weekly};
use proptest::{collection::vec, prelude::*};
use std::rc::Rc;
use vault_lab::{
    base::{Seed, SimSpan, SimTime},
    content::{
        Extent, Pattern, Source,
        image::{BLOCK_BYTES, Stack},
    },
    engine::{
        Command,
        compute::DiskWrite,
        ids::PointSeq,
        job::{JobStatus, JobTrigger},
        limits,
        policy::{RetentionTag, ScheduleFrequency},
        protection::PointState,
    },
};

const BLOCKS: u64 = (1 << 30) / BLOCK_BYTES;
const RULES: [(RetentionTag, u32); 3] = [(Default, 1), (Daily, 3), (Weekly, 9)];

/// What happens to a protected disk.
#[derive(Clone, Debug)]
enum Step {
    Write { block: u64, blocks: u64, seed: u64 },
    Rewrite { per_mille: u32 },
    Jump { minutes: i64 },
    BackUp { tag: RetentionTag },
    Take,
    DeleteTaken { number: usize },
    DeleteSnapshot { point: usize },
    Restore { point: usize },
    Suspend,
    Resume,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..BLOCKS, 1..600u64, any::<u64>())
            .prop_map(|(block, blocks, seed)| Step::Write { block, blocks, seed }),
        1 => (0..200u32).prop_map(|per_mille| Step::Rewrite { per_mille }),
        2 => (0..10i64).prop_map(|minutes| Step::Jump { minutes }),
        4 => (0..4_000i64).prop_map(|minutes| Step::Jump { minutes }),
        4 => prop::sample::select(vec![Default, Daily, Weekly]).prop_map(|tag| Step::BackUp { tag }),
        1 => Just(Step::Take),
        1 => (0..4usize).prop_map(|number| Step::DeleteTaken { number }),
        2 => (0..50usize).prop_map(|point| Step::DeleteSnapshot { point }),
        3 => (0..50usize).prop_map(|point| Step::Restore { point }),
        1 => Just(Step::Suspend),
        2 => Just(Step::Resume),
    ]
}

/// A recovery point in full.
struct Copy {
    seq: PointSeq,
    made: SimTime,
    expires: SimTime,
    bytes: Rc<Vec<Source>>,
    /// Whether nobody has deleted its snapshot.
    exists: bool,
}

struct Model {
    site: DiskSite,
    disk: Rc<Vec<Source>>,
    copies: Vec<Copy>,
    taken: Vec<String>,
    steps: usize,
}

impl Model {
    fn new(frequency: ScheduleFrequency) -> Model {
        let site = DiskSite::protected_by(frequency, &RULES);
        let disk = Rc::new(vec![Source::Zero; BLOCKS as usize]);
        Model { site, disk, copies: Vec::new(), taken: Vec::new(), steps: 0 }
    }

    fn carry_out(&mut self, step: &Step) {
        self.steps += 1;
        match *step {
            Step::Write { block, blocks, seed } => self.write(block, blocks.min(BLOCKS - block), seed),
            Step::Rewrite { per_mille } => {
                let disk = self.site.disk.clone();
                self.site.do_(Command::RewriteDisk { disk, per_mille });
                self.disk = Rc::new(self.site.disk_blocks(&self.site.disk));
            }
            Step::Jump { minutes } => drop(self.site.advance(minutes)),
            Step::BackUp { tag } => self.back_up(tag),
            Step::Take => {
                let name = format!("by-hand-{}", self.steps);
                self.site.advance(5);
                self.site.do_(self.site.take(&name));
                self.taken.push(name);
            }
            Step::DeleteTaken { number } => {
                if self.taken.is_empty() {
                    return;
                }
                let name = self.taken.remove(number % self.taken.len());
                let kind = "Microsoft.Compute/snapshots";
                let snapshot = vault_lab::base::ArmId::resource(&self.site.snapshots, kind, &name);
                self.site.do_(Command::DeleteSnapshot { snapshot });
            }
            Step::DeleteSnapshot { point } => self.delete_snapshot(point),
            Step::Restore { point } => self.restore(point),
            Step::Suspend => drop(self.site.lab.request(self.site.suspend())),
            Step::Resume => drop(self.site.lab.request(self.site.resume())),
        }
    }

    fn write(&mut self, block: u64, blocks: u64, seed: u64) {
        let source = |origin| Source::Procedural { pattern: Pattern::Noise, seed: Seed(seed), origin };
        let extent = Extent { length: blocks * BLOCK_BYTES, source: source(0) };
        let writes = vec![DiskWrite { offset: block * BLOCK_BYTES, extent }];
        let disk = self.site.disk.clone();
        self.site.do_(Command::WriteDisk { disk, writes });
        let copy = Rc::make_mut(&mut self.disk);
        for at in 0..blocks {
            copy[(block + at) as usize] = source(at * BLOCK_BYTES);
        }
    }

    /// On demand, and does not wait for the end.
    fn back_up(&mut self, tag: RetentionTag) {
        let instance = self.site.instance.clone();
        let running = self.site.points().iter().any(|row| row.state == PointState::Replicating);
        let Err(refusal) = self.site.lab.request(Command::BackupNow { instance, tag }) else {
            return assert_eq!(self.site.last_job().status, JobStatus::InProgress);
        };
        match refusal.code() {
            "UserErrorMaxConcurrentOperationLimitReached" => assert!(running),
            "UserErrorOperationNotAllowedInCurrentState" => assert_eq!(self.site.next_backup(), None),
            "UserErrorBackupRequestThrottled" => assert_eq!(self.on_demand_today(), 10),
            other => panic!("{other}"),
        }
    }

    fn on_demand_today(&self) -> usize {
        let today = self.site.now().utc().date_naive();
        let jobs = self.site.state.jobs.values().filter(|job| {
            job.trigger == JobTrigger::User
                && job.point.is_some()
                && job.destination.is_none()
                && job.status != JobStatus::Failed
                && job.started_at.utc().date_naive() == today
        });
        jobs.count()
    }

    fn delete_snapshot(&mut self, point: usize) {
        let index = (!self.copies.is_empty()).then(|| point % self.copies.len());
        let Some(copy) = index.map(|index| &mut self.copies[index]).filter(|copy| copy.exists) else {
            return;
        };
        copy.exists = false;
        let seq = copy.seq;
        self.site.delete_snapshot(seq);
    }

    /// Restores, compares every block, and deletes the new disk.
    fn restore(&mut self, point: usize) {
        let index = (!self.copies.is_empty()).then(|| point % self.copies.len());
        let Some(copy) = index.map(|index| &self.copies[index]) else { return };
        let (seq, bytes, exists) = (copy.seq, copy.bytes.clone(), copy.exists);
        let state = self.site.point(seq).state;
        let name = format!("restored-{}", self.steps);
        if let Err(refusal) = self.site.lab.request(self.site.restore(seq, &name)) {
            match refusal.code() {
                "UserErrorRestorePointNotFoundInBackupVault" => assert_eq!(state, PointState::Replicating),
                "UserErrorDiskSnapshotNotFound" => assert!(!exists),
                "UserErrorRestoreRequestThrottled" => {}
                other => panic!("{other}"),
            }
            return;
        }
        let job = self.site.last_job().id;
        self.site.advance(7);
        match self.site.state.jobs.get(&job).expect("jobs stay").status {
            JobStatus::Completed => {
                let disk = disk_id(&self.site.target, &name);
                assert!(self.site.disk_blocks(&disk) == *bytes, "{seq:?} is not what was backed up");
                self.site.do_(Command::DeleteDisk { disk });
            }
            _ => assert!(!self.site.seqs().contains(&seq.0), "only an expiry may come between"),
        }
    }

    /// Takes in the points that are new, strikes off those whose time has come, and compares.
    fn compare(&mut self) {
        self.site.advance(0);
        let (now, rows) = (self.site.now(), self.site.points());
        let known = self.copies.last().map(|copy| copy.seq);
        for row in rows.iter().rev().filter(|row| Some(row.seq) > known) {
            let (_, days) = RULES.iter().find(|(tag, _)| *tag == row.tag).expect("a rule of the policy");
            assert_eq!(row.expires_at, row.created_at + SimSpan::from_days((*days).into()));
            let (made, expires, bytes) = (row.created_at, row.expires_at, self.disk.clone());
            self.copies.push(Copy { seq: row.seq, made, expires, bytes, exists: true });
        }
        // A backup whose snapshot is deleted before its end leaves no point.
        let is_over = |copy: &Copy| copy.made + limits::DISK_SNAPSHOT <= now;
        let failed: Vec<PointSeq> = self.failed_points();
        self.copies.retain(|copy| !failed.contains(&copy.seq));
        let newest = self.copies.iter().rev().find(|copy| is_over(copy)).map(|copy| copy.seq);
        self.copies
            .retain(|copy| copy.expires + limits::DISK_CLEANUP_DELAY > now || Some(copy.seq) == newest);
        let shown: Vec<_> =
            rows.iter().rev().map(|row| (row.seq, self.site.snapshot_facts(row.seq).1)).collect();
        let expected: Vec<_> = self.copies.iter().map(|copy| (copy.seq, copy.exists)).collect();
        assert_eq!(shown, expected, "at {now}");
    }

    fn failed_points(&self) -> Vec<PointSeq> {
        let jobs = self.site.state.jobs.values().rev().take(200);
        let failed = jobs.filter(|job| job.status == JobStatus::Failed && job.destination.is_none());
        let failed: Vec<PointSeq> = failed.filter_map(|job| job.point).collect();
        for seq in &failed {
            let copy = self.copies.iter().find(|copy| copy.seq == *seq);
            assert!(copy.is_none_or(|copy| !copy.exists), "{seq:?} failed for no reason");
        }
        failed
    }

    /// Every snapshot that is left holds what the disk held then.
    fn compare_bytes(&self) {
        for copy in self.copies.iter().filter(|copy| copy.exists) {
            let snapshot = self.site.state.find_snapshot(&self.site.snapshot_id(copy.seq));
            let stack: Stack = self.site.state.snapshot_stack(snapshot.expect("it exists"));
            assert!(blocks(&stack) == *copy.bytes, "{:?} is not what was backed up", copy.seq);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn points_hold_what_full_copies_would(
        hours in prop::sample::select(vec![1u8, 4, 12, 24]),
        steps in vec(step(), 1..50),
    ) {
        let frequency = if hours == 24 { ScheduleFrequency::Daily } else { ScheduleFrequency::Hourly(hours) };
        let mut model = Model::new(frequency);
        for step in &steps {
            model.carry_out(step);
            model.compare();
        }
        model.compare_bytes();
    }
}
