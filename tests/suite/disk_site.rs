//! A laboratory with a vault, a disk to protect, a group for its snapshots and one to restore to.

use crate::lab::{Lab, in_lab};
use vault_lab::{
    base::{ArmId, Seed, SimTime},
    content::{Extent, Pattern, Source, image::BLOCK_BYTES},
    engine::{
        Command, RecordedRefusal,
        compute::{DiskSku, DiskSource, DiskWrite, SnapshotSku},
        ids::PointSeq,
        job::{Job, JobStatus},
        policy::{
            DatasourceType, RetentionDuration, RetentionRule, RetentionTag, Schedule, ScheduleFrequency,
            ScheduledBackups, TimeOfDay, TimeZone,
        },
        protection::{PolicyParameters, ProtectionState},
        query::{BackupReadiness, InstanceDetail, PointFacts, PointRow, Readiness, RecoveryPoints},
        rbac::{PrincipalId, Role, RoleAssignment},
        resources::{Region, Tags},
        restore::RestoreDestination,
    },
};

pub const MIB: u64 = 1 << 20;

/// A laboratory in which a disk is ready to be protected.
pub struct DiskSite {
    pub lab: Lab,
    /// Where the vault lies.
    pub group: ArmId,
    /// Where the disk lies.
    pub disks: ArmId,
    /// Where its snapshots are to be kept.
    pub snapshots: ArmId,
    /// Where disks are restored to.
    pub target: ArmId,
    pub vault: ArmId,
    pub disk: ArmId,
    /// Daily at 20:00 UTC, kept 7 days.
    pub policy: ArmId,
    pub instance: ArmId,
}

/// What differs between sites.
pub struct Setup {
    pub sku: DiskSku,
    pub size_gib: u32,
    pub zone: Option<u8>,
    pub region: Region,
    pub seed: u64,
}

impl Default for Setup {
    fn default() -> Setup {
        Setup { sku: DiskSku::PremiumLrs, size_gib: 1, zone: None, region: Region::WestEurope, seed: 7 }
    }
}

in_lab!(DiskSite);

/// How sites come to be.
impl DiskSite {
    /// Vault, policy and disk; the vault holds its three roles. Nothing is protected.
    pub fn new() -> DiskSite {
        DiskSite::of(Setup::default())
    }

    pub fn of(setup: Setup) -> DiskSite {
        let mut lab = Lab::with_seed(setup.seed);
        let group = lab.group("rg-backup");
        let (disks, snapshots, target) = (lab.group("rg-disks"), lab.group("rg-snaps"), lab.group("rg-new"));
        lab.do_(create_vault(&group, "vault-lab", setup.region));
        lab.do_(create_disk(&disks, "data-1", &setup));
        lab.advance(1);
        let vault = vault_id(&group, "vault-lab");
        let mut site = DiskSite {
            disk: disk_id(&disks, "data-1"),
            policy: vault.child("backupPolicies", "daily"),
            instance: vault.child("backupInstances", "disk-instance"),
            lab,
            group,
            disks,
            snapshots,
            target,
            vault,
        };
        site.create_policy("daily", ScheduleFrequency::Daily, &[(RetentionTag::Default, 7)]);
        for (role, scope) in site.roles() {
            site.grant(role, &scope);
        }
        site.advance(30);
        site
    }

    /// Protected; the clock stands right after that.
    pub fn protected() -> DiskSite {
        DiskSite::protected_by(ScheduleFrequency::Daily, &[(RetentionTag::Default, 7)])
    }

    /// Protected by a policy with these rules, at 20:00 UTC and as often as it says.
    pub fn protected_by(frequency: ScheduleFrequency, rules: &[(RetentionTag, u32)]) -> DiskSite {
        DiskSite::protected_as(Setup::default(), frequency, rules)
    }

    pub fn protected_as(
        setup: Setup,
        frequency: ScheduleFrequency,
        rules: &[(RetentionTag, u32)],
    ) -> DiskSite {
        let mut site = DiskSite::of(setup);
        site.policy = site.create_policy("in-use", frequency, rules);
        site.do_(site.configure());
        site.advance(2);
        assert_eq!(site.protection(), ProtectionState::ProtectionConfigured);
        site
    }

    /// What the identity of the vault needs, and where.
    pub fn roles(&self) -> [(Role, ArmId); 3] {
        [
            (Role::DiskBackupReader, self.disk.clone()),
            (Role::DiskSnapshotContributor, self.snapshots.clone()),
            (Role::DiskRestoreOperator, self.target.clone()),
        ]
    }

    /// A policy at 20:00 UTC; durations are in days.
    pub fn create_policy(
        &mut self,
        name: &str,
        frequency: ScheduleFrequency,
        rules: &[(RetentionTag, u32)],
    ) -> ArmId {
        let schedule =
            Schedule { frequency, time: TimeOfDay { hour: 20, minute: 0 }, time_zone: TimeZone::Utc };
        self.create_policy_with(name, schedule, rules)
    }

    pub fn create_policy_with(
        &mut self,
        name: &str,
        schedule: Schedule,
        rules: &[(RetentionTag, u32)],
    ) -> ArmId {
        self.lab.do_(Command::CreateBackupPolicy {
            vault: self.vault.clone(),
            name: name.to_string(),
            datasource_type: DatasourceType::Disk,
            scheduled: Some(ScheduledBackups { schedule, retention: in_days(rules) }),
            continuous: None,
        });
        self.vault.child("backupPolicies", name)
    }

    /// Assigns a role to the vault's identity; it counts after a while.
    pub fn grant(&mut self, role: Role, scope: &ArmId) {
        let principal = self.lab.identity(&self.vault);
        self.lab.do_(Command::CreateRoleAssignment { scope: scope.clone(), role, principal, name: None });
    }

    /// Assigns a role and waits until it counts.
    pub fn give(&mut self, role: Role, scope: &ArmId) {
        self.grant(role, scope);
        self.advance(30);
    }

    /// Takes a role away from the vault's identity at a scope, and waits until it counts no more.
    pub fn revoke(&mut self, role: Role, scope: &ArmId) {
        let identity = self.lab.identity(&self.vault);
        self.revoke_from(identity, role, scope);
        self.advance(6);
    }

    /// Takes a role away and does not wait.
    pub fn revoke_from(&mut self, principal: PrincipalId, role: Role, scope: &ArmId) {
        let is_held =
            |row: &&RoleAssignment| row.principal == principal && row.role == role && row.scope == *scope;
        let held = self.state.assignments.values().find(is_held);
        let assignment = held.expect("the role is held there").arm_id();
        self.lab.do_(Command::DeleteRoleAssignment { assignment });
    }
}

/// Commands, to be given by [`DiskSite::do_`].
impl DiskSite {
    pub fn configure(&self) -> Command {
        Command::ConfigureProtection {
            vault: self.vault.clone(),
            instance_name: self.instance.name().to_string(),
            datasource: self.disk.clone(),
            policy: self.policy.clone(),
            parameters: self.parameters(),
            tags: Tags::new(),
        }
    }

    pub fn parameters(&self) -> PolicyParameters {
        PolicyParameters::SnapshotGroup(self.snapshots.clone())
    }

    pub fn update(&self, policy: &ArmId) -> Command {
        let (instance, parameters) = (self.instance.clone(), self.parameters());
        Command::UpdateProtection { instance, policy: policy.clone(), parameters, tags: Tags::new() }
    }

    pub fn backup_now(&self) -> Command {
        Command::BackupNow { instance: self.instance.clone(), tag: RetentionTag::Default }
    }

    pub fn stop(&self) -> Command {
        Command::StopProtection { instance: self.instance.clone() }
    }

    pub fn suspend(&self) -> Command {
        Command::SuspendBackups { instance: self.instance.clone() }
    }

    pub fn resume(&self) -> Command {
        Command::ResumeProtection { instance: self.instance.clone() }
    }

    pub fn delete_instance(&self) -> Command {
        Command::DeleteBackupInstance { instance: self.instance.clone() }
    }

    /// Restores to the usual group.
    pub fn restore(&self, point: PointSeq, name: &str) -> Command {
        self.restore_to(&self.target, point, name)
    }

    pub fn restore_to(&self, group: &ArmId, point: PointSeq, name: &str) -> Command {
        let destination = RestoreDestination::Disk { group: group.clone(), name: name.to_string() };
        Command::Restore { instance: self.instance.clone(), source: point.into(), destination }
    }

    /// Backs up and waits until the job has ended; answers the point.
    #[track_caller]
    pub fn back_up(&mut self) -> PointSeq {
        self.do_(self.backup_now());
        self.advance(2);
        let job = self.last_job();
        assert_eq!(job.status, JobStatus::Completed, "{:?}", job.error);
        job.point.expect("a backup makes a point")
    }

    /// Backs up with a run that has to fail; answers Azure's code.
    #[track_caller]
    pub fn failed_backup(&mut self) -> String {
        self.do_(self.backup_now());
        self.advance(2);
        self.last_failure().code
    }

    /// Writes generated bytes on the disk. Units: MiB.
    pub fn write(&mut self, at_mib: u64, mib: u64, seed: u64) {
        self.do_(write(&self.disk, at_mib, mib, seed));
    }

    /// Takes an incremental snapshot by hand, beside those of the vault.
    pub fn take(&self, name: &str) -> Command {
        Command::CreateSnapshot {
            group: self.snapshots.clone(),
            name: name.to_string(),
            disk: self.disk.clone(),
            incremental: true,
            sku: SnapshotSku::StandardLrs,
            tags: Tags::new(),
        }
    }

    /// Deletes the snapshot of a point, as anybody may who has a right to it.
    pub fn delete_snapshot(&mut self, point: PointSeq) {
        let snapshot = self.snapshot_id(point);
        self.do_(Command::DeleteSnapshot { snapshot });
    }

    pub fn delete_snapshot_group(&mut self) {
        self.do_(Command::DeleteResourceGroup { group: self.snapshots.clone() });
    }

    pub fn set_identity(&mut self, system_assigned: bool) {
        self.do_(Command::SetVaultIdentity { vault: self.vault.clone(), system_assigned });
    }
}

/// What there is to see.
impl DiskSite {
    pub fn readiness(&self) -> Readiness {
        self.ask(BackupReadiness {
            vault: self.vault.clone(),
            policy: Some(self.policy.clone()),
            instance_name: self.instance.name().to_string(),
            datasource: self.disk.clone(),
            parameters: self.parameters(),
            principal: self.principal,
        })
    }

    pub fn protection(&self) -> ProtectionState {
        self.ask(InstanceDetail { instance: self.instance.clone() }).row.state
    }

    /// Newest first.
    pub fn points(&self) -> Vec<PointRow> {
        let instance = self.instance.clone();
        self.ask(RecoveryPoints { instance, since: None, offset: 0, limit: 1_000 }).rows
    }

    /// Positions of the points, oldest first.
    pub fn seqs(&self) -> Vec<u64> {
        self.points().iter().rev().map(|row| row.seq.0).collect()
    }

    pub fn point(&self, seq: PointSeq) -> PointRow {
        self.points().into_iter().find(|row| row.seq == seq).expect("the point is listed")
    }

    /// The snapshot that a point is, and whether it is still there.
    pub fn snapshot_facts(&self, seq: PointSeq) -> (ArmId, bool) {
        match self.point(seq).data {
            PointFacts::OperationalStore { snapshot, exists, .. } => (snapshot, exists),
            PointFacts::VaultStore { .. } => panic!("disks are not copied to the vault"),
        }
    }

    pub fn snapshot_id(&self, seq: PointSeq) -> ArmId {
        self.snapshot_facts(seq).0
    }

    pub fn last_job(&self) -> &Job {
        self.state.jobs.values().next_back().expect("there is a job")
    }

    /// Why the newest job failed.
    #[track_caller]
    pub fn last_failure(&self) -> RecordedRefusal {
        let job = self.last_job();
        assert_eq!(job.status, JobStatus::Failed, "{job:?}");
        job.error.clone().expect("failed jobs say why")
    }

    pub fn next_backup(&self) -> Option<SimTime> {
        self.ask(InstanceDetail { instance: self.instance.clone() }).next_backup
    }

    /// Where every block of a disk comes from.
    pub fn disk_blocks(&self, disk: &ArmId) -> Vec<Source> {
        let row = self.state.find_disk(disk).expect("the disk exists");
        crate::disk_chains::blocks(&self.state.disk_stack(row))
    }
}

pub fn disk_id(group: &ArmId, name: &str) -> ArmId {
    ArmId::resource(group, "Microsoft.Compute/disks", name)
}

pub fn vault_id(group: &ArmId, name: &str) -> ArmId {
    ArmId::resource(group, "Microsoft.DataProtection/backupVaults", name)
}

pub fn create_vault(group: &ArmId, name: &str, lies_in: Region) -> Command {
    let mut command = crate::lab::create_vault(group, name);
    if let Command::CreateBackupVault { region, .. } = &mut command {
        *region = lies_in;
    }
    command
}

pub fn create_disk(group: &ArmId, name: &str, setup: &Setup) -> Command {
    Command::CreateDisk {
        group: group.clone(),
        name: name.to_string(),
        region: setup.region,
        zone: setup.zone,
        sku: setup.sku,
        size_gib: setup.size_gib,
        source: DiskSource::Empty,
        tags: Tags::new(),
    }
}

pub fn resize(disk: &ArmId, size_gib: u32) -> Command {
    Command::UpdateDisk { disk: disk.clone(), tags: None, size_gib: Some(size_gib) }
}

pub fn write(disk: &ArmId, at_mib: u64, mib: u64, seed: u64) -> Command {
    let source = Source::Procedural { pattern: Pattern::Noise, seed: Seed(seed), origin: 0 };
    let extent = Extent { length: mib * MIB, source };
    assert!(extent.length.is_multiple_of(BLOCK_BYTES), "whole blocks");
    Command::WriteDisk { disk: disk.clone(), writes: vec![DiskWrite { offset: at_mib * MIB, extent }] }
}

pub fn in_days(rules: &[(RetentionTag, u32)]) -> Vec<RetentionRule> {
    let rule = |(tag, days): &(RetentionTag, u32)| RetentionRule {
        tag: *tag,
        duration: RetentionDuration::Days(*days),
    };
    rules.iter().map(rule).collect()
}
