//! A seeded workload against storage that fails: what was acknowledged is never lost, and what is in memory is
//! always what is stored.
//!
//! Each step is done twice: in the world under test, whose storage is told to fail now and then, and in a twin
//! whose storage never does. After a failed commit the reopened world must equal the twin either before the step
//! (nothing had happened) or after it (the acknowledgement was lost); there is no third state.

mod giving_up;
mod rewinds;

use crate::{
    base::{ArmId, Seed, SimSpan},
    content::{self, Content, Pattern},
    engine::{
        Command, State,
        ids::PointSeq,
        job::JobStatus,
        monitor::StopConditions,
        policy::{
            DatasourceType, RetentionDuration, RetentionRule, RetentionTag, Schedule, ScheduleFrequency,
            ScheduledBackups, TimeOfDay, TimeZone,
        },
        protection::{ContainerSelection, PolicyParameters, point::newest_point},
        rbac::{PERSONAS, Role},
        resources::{Region, ResourceKind, SUBSCRIPTIONS, Tags},
        restore::{RestoreDestination, RestoreSelection},
        storage::{AccessTier, BlockId, BlockSource, Container, StorageRedundancy},
    },
    rpc::Failure,
    runtime::{Ledger, UploadSession, World},
    scenarios,
    store::{FaultMoment, MemoryStorage, StorageError, world},
};
use futures::executor::block_on;
use std::{collections::BTreeMap, rc::Rc};

const STEPS: u64 = 2_400;
/// One step in so many meets a failure.
const FAULT_ONE_IN: u64 = 4;

struct Simulation {
    seed: Seed,
    step: u64,
    storage: MemoryStorage,
    world: World<MemoryStorage>,
    twin: World<MemoryStorage>,
    faults: u64,
    refused: u64,
    lost_acknowledgements: u64,
    reopenings: u64,
    given_up: u64,
}

#[test]
fn nothing_acknowledged_is_ever_lost() {
    let mut simulation = Simulation::new(Seed(2_026));
    for _ in 0..STEPS {
        simulation.take_step();
    }
    simulation.prove_every_file();
    let restored = simulation.world.state().jobs.values().filter(|job| {
        let to_disk = matches!(job.destination, Some(RestoreDestination::Disk { .. }));
        to_disk && job.status == JobStatus::Completed
    });
    assert!(restored.count() > 0, "no disk was ever restored");
    assert!(simulation.refused > 200, "only {} requests were refused", simulation.refused);
    assert!(simulation.faults > 120, "only {} commits failed", simulation.faults);
    assert!(simulation.lost_acknowledgements > 25, "{}", simulation.lost_acknowledgements);
    assert!(simulation.reopenings > 100, "{}", simulation.reopenings);
    assert!(simulation.given_up > 50, "{}", simulation.given_up);
}

#[test]
fn the_same_seed_leads_to_the_same_state() {
    let run = || {
        let mut simulation = Simulation::new(Seed(7));
        (0..200).for_each(|_| simulation.take_step());
        simulation.world.state().clone()
    };
    assert_eq!(run(), run());
}

fn found(storage: &MemoryStorage, state: State) -> World<MemoryStorage> {
    let ledger = block_on(Ledger::open(Rc::new(storage.clone()))).expect("memory opens");
    block_on(World::found(Rc::new(ledger), state)).expect("memory takes a world")
}

impl Simulation {
    fn new(seed: Seed) -> Self {
        let storage = MemoryStorage::new();
        let world = found(&storage, scenarios::first_visit());
        let twin = found(&MemoryStorage::new(), scenarios::first_visit());
        Self {
            seed,
            step: 0,
            storage,
            world,
            twin,
            faults: 0,
            refused: 0,
            lost_acknowledgements: 0,
            reopenings: 0,
            given_up: 0,
        }
    }

    fn pick(&self, label: &str, bound: u64) -> u64 {
        self.seed.below(label, self.step, bound)
    }

    fn take_step(&mut self) {
        self.step += 1;
        let before = self.world.state().clone();
        if self.pick("fault", FAULT_ONE_IN) == 0 {
            let moment = if self.pick("moment", 3) == 0 { FaultMoment::After } else { FaultMoment::Before };
            self.storage.fail_next(moment, StorageError::Failed("ordered".into()));
        }
        match self.pick("kind", 10) {
            0 => self.reopen(),
            1 | 2 => self.advance(),
            3 => self.tidy(),
            4 => self.upload(),
            _ => self.command(),
        }
        self.storage.forget_faults();
        self.settle(before);
        self.check_bytes();
    }

    /// Makes the twin agree again, or fails the test.
    fn settle(&mut self, before: State) {
        if self.world.state() == self.twin.state() {
            return self.compare_with_storage();
        }
        self.faults += 1;
        assert!(before == *self.world.state(), "step {}: neither before nor after", self.step);
        self.twin = found(&MemoryStorage::new(), before);
        self.twin.requests = self.world.requests;
        self.twin.savepoints = self.world.savepoints.clone();
        // The twin has no chunks of its own: uploads are described, not stored, on its side.
    }

    /// Opening costs as much as the world is large, so not every step pays for it.
    fn compare_with_storage(&self) {
        if self.step.is_multiple_of(5) {
            let stored =
                block_on(world::open(&self.storage)).expect("memory reads").expect("a world is stored");
            assert!(stored == *self.world.state(), "step {}: memory is not what is stored", self.step);
        }
    }

    /// As the worker does when it has nothing else to do.
    fn tidy(&mut self) {
        while block_on(self.world.prune_savepoints()) == Ok(false) {}
        drop(block_on(self.world.collect_garbage()));
    }

    fn reopen(&mut self) {
        self.reopenings += 1;
        self.storage.forget_faults();
        let requests = self.world.requests;
        let ledger = block_on(Ledger::open(Rc::new(self.storage.clone()))).expect("memory opens");
        let reopened = block_on(World::open(Rc::new(ledger))).expect("memory reads");
        self.world = reopened.expect("a world is stored");
        self.world.requests = requests;
    }

    fn advance(&mut self) {
        let minutes = [5, 31, 600, 3 * 1_440][self.pick("span", 4) as usize];
        let until = self.world.state().now() + SimSpan::from_minutes(minutes);
        if self.pick("give up", 3) == 0 {
            return self.give_up(until);
        }
        block_on(self.world.advance(until, &StopConditions::new(), async || false));
        block_on(self.twin.advance(until, &StopConditions::new(), async || false));
    }

    fn command(&mut self) {
        let command = self.any_command();
        let persona = if self.pick("persona", 12) == 0 { 4 } else { 0 };
        self.give(persona, command);
    }

    fn give(&mut self, persona: usize, command: Command) {
        let before = self.world.state().clone();
        let now = before.now();
        let order = vec![(PERSONAS[persona].id, command)];
        let tested = block_on(self.world.execute(order.clone(), now)).results.remove(0);
        let expected = block_on(self.twin.execute(order, now)).results.remove(0);
        if let Err(Failure::Refused(_)) = &tested {
            self.refused += 1;
            self.check_only_logged(before);
        }
        match (&tested, &expected) {
            (Err(Failure::Trouble(_)), Ok(_)) if self.world.state() == self.twin.state() => {
                self.lost_acknowledgements += 1;
                self.faults += 1;
            }
            (Err(Failure::Trouble(_)), Ok(_)) => {}
            _ => assert_eq!(tested, expected, "step {}", self.step),
        }
    }

    /// A refused request adds at most its row to the activity log.
    fn check_only_logged(&self, before: State) {
        let mut after = self.world.state().clone();
        assert!(after.activities.len() <= before.activities.len() + 1, "step {}", self.step);
        after.activities = before.activities.clone();
        after.world = before.world.clone();
        after.rebuild_indexes();
        assert!(after == before, "step {}: a refused request changed more than the log", self.step);
    }

    fn upload(&mut self) {
        let length = 1 + self.pick("length", 700_000) as usize;
        let mut bytes = vec![0; length];
        // Few seeds: the same bytes come again and are not stored twice.
        content::procedural::fill(Pattern::Noise, Seed(self.pick("bytes", 9)), 0, &mut bytes);
        let mut session = UploadSession::begin(self.world.shelf());
        let taken = block_on(async {
            session.push(&bytes).await?;
            session.finish().await
        });
        if let Ok(content) = taken {
            self.mirror(&content, &bytes);
            let (container, path) =
                (container("lakeweu01", "raw"), format!("uploads/{}.bin", self.pick("path", 12)));
            let block = BlockId(["MDE=", "MDI=", "MDM="][self.pick("block", 3) as usize].to_string());
            self.give(
                0,
                match self.pick("staged", 2) {
                    0 => Command::StageBlock { container, path, block, content },
                    _ => put(&container, path, content),
                },
            );
        }
        block_on(session.release());
    }

    /// Stores the chunks of an upload on the twin's side too.
    fn mirror(&mut self, content: &Content, bytes: &[u8]) {
        let mut session = UploadSession::begin(self.twin.shelf());
        let mirrored = block_on(async {
            session.push(bytes).await?;
            session.finish().await
        });
        assert_eq!(mirrored.as_ref(), Ok(content));
        block_on(session.release());
    }

    fn any_command(&self) -> Command {
        let lake = account(["lakeweu01", "lakeweu02", "lakehistory"][self.pick("lake", 3) as usize]);
        let name = ["raw", "curated", "ledger", "extra"][self.pick("container", 4) as usize];
        let number = self.pick("number", 6);
        let instance =
            vault().child("backupInstances", ["lakehistory", "lakeweu01"][self.pick("instance", 2) as usize]);
        match self.pick("command", 16) {
            0 => create_account(number),
            1 => Command::CreateContainer { account: lake, name: name.into() },
            2 => Command::DeleteContainer { container: lake.child(Container::ARM_KIND, name) },
            3 => Command::CreateDirectory {
                container: lake.child(Container::ARM_KIND, name),
                path: format!("d{number}/e"),
            },
            4 if number.is_multiple_of(2) => self.commit_blocks(),
            4 => Command::DeletePath {
                container: container("lakeweu01", "raw"),
                path: format!("uploads/{number}.bin"),
            },
            5 => self.assign_role(lake),
            6 => configure(lake, name),
            7 | 8 => Command::BackupNow { instance, tag: RetentionTag::Default },
            9 => Command::Restore {
                instance,
                source: PointSeq(1 + number).into(),
                destination: RestoreDestination::Account {
                    account: account("lakeweu02"),
                    selection: RestoreSelection::All,
                },
            },
            10 => Command::SetTags {
                resource: lake,
                tags: Tags::from([("step".to_string(), number.to_string())]),
            },
            11 => put(
                &lake.child(Container::ARM_KIND, name),
                format!("generated/{number}.csv"),
                Content::procedural(Pattern::Lines, Seed(number), crate::base::ByteSize::kib(3 + number)),
            ),
            _ => self.disk_command(number),
        }
    }

    /// Makes a file of the blocks that wait for it, of whichever path they are.
    fn commit_blocks(&self) -> Command {
        let staged = &self.world.state().staged_blocks;
        let path = staged.first().map(|(key, _)| &key.path);
        let blocks = staged.iter().map(|(key, _)| key).filter(|key| Some(&key.path) == path);
        Command::CommitBlockList {
            container: container("lakeweu01", "raw"),
            path: path.map_or_else(|| "uploads/0.bin".to_string(), ToString::to_string),
            blocks: blocks.map(|key| (BlockSource::Latest, key.id.clone())).collect(),
            content_type: String::new(),
            tier: AccessTier::Hot,
            metadata: BTreeMap::new(),
        }
    }

    /// Something about the disk of the world, whose snapshots and copies lie in the group of the vault.
    fn disk_command(&self, number: u64) -> Command {
        let (disk, instance) = (disk(&group(), "disk-erp-data"), vault().child("backupInstances", "disk"));
        let copy = disk_copy(number);
        match self.pick("disk command", 11) {
            0 => Command::RewriteDisk { disk, per_mille: 1 + u32::try_from(number).unwrap_or(0) },
            1 => self.assign(Role::DiskBackupReader, disk),
            2 => self.assign(Role::DiskSnapshotContributor, backup_group()),
            3 => self.assign(Role::DiskRestoreOperator, backup_group()),
            4 => create_disk_policy(),
            5 => configure_disk(disk),
            6 | 7 if number > 0 => Command::BackupNow { instance, tag: RetentionTag::Default },
            8 => Command::Restore {
                source: self.newest_point(&instance).into(),
                instance,
                destination: RestoreDestination::Disk { group: backup_group(), name: copy.name().into() },
            },
            9 if number > 2 => Command::DeleteDisk { disk: copy },
            9 if number > 0 => Command::ResumeProtection { instance },
            9 => Command::DeleteBackupInstance { instance: self.deletable("backupInstances") },
            10 => Command::UndeleteBackupInstance { instance: self.deletable("deletedBackupInstances") },
            _ => Command::SuspendBackups { instance },
        }
    }

    /// What is deleted and taken back, as it is called before and after.
    fn deletable(&self, kind: &str) -> ArmId {
        vault().child(kind, ["disk", "lakehistory"][self.pick("deletable", 2) as usize])
    }

    fn newest_point(&self, instance: &ArmId) -> PointSeq {
        let instance = self.world.state().find_instance(instance);
        let point = instance.ok().and_then(|instance| newest_point(self.world.state(), instance.id));
        point.map_or(PointSeq(1), |point| point.seq)
    }

    fn assign_role(&self, scope: ArmId) -> Command {
        self.assign(Role::StorageAccountBackupContributor, scope)
    }

    /// A role for the identity of the vault.
    fn assign(&self, role: Role, scope: ArmId) -> Command {
        let identity = self.world.state().find_vault(&vault()).ok().and_then(|vault| vault.identity);
        let principal = identity.map_or(PERSONAS[0].id, |identity| identity.principal);
        Command::CreateRoleAssignment { scope, role, principal, name: None }
    }

    /// Every chunk that a row needs is there.
    fn check_bytes(&self) {
        let catalog = self.world.shelf().catalog.borrow();
        for digest in world::live_chunks(self.world.state()) {
            assert!(catalog.find(digest).is_some(), "step {}: a chunk is missing", self.step);
        }
    }

    fn prove_every_file(&mut self) {
        self.reopen();
        let chunks = self.world.shelf().chunks();
        for content in self.world.state().contents.values() {
            let read =
                block_on(content::reader::digest_of(content, &chunks)).expect("every stored byte reads");
            assert!(content.digest.is_none_or(|digest| digest == read));
        }
    }
}

fn group() -> ArmId {
    ArmId::resource_group(SUBSCRIPTIONS[0].0, "rg-data-weu")
}

fn account(name: &str) -> ArmId {
    ArmId::resource(&group(), ResourceKind::StorageAccount.resource_type(), name)
}

fn container(lake: &str, name: &str) -> ArmId {
    account(lake).child(Container::ARM_KIND, name)
}

fn backup_group() -> ArmId {
    ArmId::resource_group(SUBSCRIPTIONS[0].0, "rg-backup-weu")
}

fn vault() -> ArmId {
    ArmId::resource(&backup_group(), ResourceKind::BackupVault.resource_type(), "vault-weu-prod")
}

fn disk(group: &ArmId, name: &str) -> ArmId {
    ArmId::resource(group, ResourceKind::Disk.resource_type(), name)
}

fn disk_copy(number: u64) -> ArmId {
    disk(&backup_group(), &format!("disk-copy-{number}"))
}

fn create_disk_policy() -> Command {
    Command::CreateBackupPolicy {
        vault: vault(),
        name: "disks".to_string(),
        datasource_type: DatasourceType::Disk,
        scheduled: Some(ScheduledBackups {
            schedule: Schedule {
                frequency: ScheduleFrequency::Hourly(12),
                time: TimeOfDay { hour: 6, minute: 0 },
                time_zone: TimeZone::Utc,
            },
            retention: vec![RetentionRule {
                tag: RetentionTag::Default,
                duration: RetentionDuration::Days(1),
            }],
        }),
        continuous: None,
    }
}

fn configure_disk(datasource: ArmId) -> Command {
    Command::ConfigureProtection {
        vault: vault(),
        instance_name: "disk".to_string(),
        datasource,
        policy: vault().child("backupPolicies", "disks"),
        parameters: PolicyParameters::SnapshotGroup(backup_group()),
        tags: Tags::new(),
    }
}

fn create_account(number: u64) -> Command {
    Command::CreateStorageAccount {
        group: group(),
        name: format!("lakesim{number}"),
        region: Region::WestEurope,
        redundancy: StorageRedundancy::Lrs,
        hierarchical_namespace: true,
        cross_tenant_replication: true,
        tags: Tags::new(),
    }
}

fn configure(datasource: ArmId, name: &str) -> Command {
    Command::ConfigureProtection {
        vault: vault(),
        instance_name: datasource.name().to_string(),
        datasource,
        policy: vault().child("backupPolicies", "daily-30-days"),
        parameters: PolicyParameters::Containers(ContainerSelection::Listed(vec![name.to_string()])),
        tags: Tags::new(),
    }
}

fn put(container: &ArmId, path: String, content: Content) -> Command {
    Command::PutFile {
        container: container.clone(),
        path,
        content,
        content_type: "application/octet-stream".to_string(),
        tier: AccessTier::Hot,
        metadata: BTreeMap::new(),
        overwrite: true,
    }
}
