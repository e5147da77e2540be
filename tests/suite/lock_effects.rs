//! What locks do to every command, and to backup and restore.

use crate::{
    disk_site::{DiskSite, create_disk, disk_id, vault_id},
    lab::{create_lock, create_vault, persona},
    site::{Site, listed},
    storage_commands::{blob_commands, storage_commands},
};
use LockLevel::{CanNotDelete, ReadOnly};
use expect_test::expect;
use std::{collections::BTreeSet, fmt::Write};
use uuid::Uuid;
use vault_lab::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        self, Command, Event, RecordedRefusal, Request,
        apply::apply_event,
        ids::{AlertId, InstanceId, PointSeq, TimerId},
        job::JobStatus,
        limits,
        monitor::{Alert, AlertRule, AlertState},
        policy::{
            DatasourceType, RetentionTag, Schedule, ScheduleFrequency, ScheduledBackups, TimeOfDay, TimeZone,
        },
        protection::BackupInstance,
        query::{ProtectableAccounts, Readiness, ReplicationPolicies},
        rbac::Role,
        resources::{LockLevel, Region, Tags},
        restore::RestoreSelection,
        storage::{Deletion, ReplicationPolicy, ReplicationRule},
        vault::{SoftDeleteState, VaultChanges, VaultRedundancy},
    },
};

const LOCKED: &str = "ScopeLocked";

fn unlock(lock: &ArmId) -> Command {
    Command::DeleteLock { lock: lock.clone() }
}

macro_rules! commands {
    ($($name:ident)*) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// The name of a command: a new one does not compile here, and then has to be tried.
        pub fn name(command: &Command) -> &'static str {
            match command { $(Command::$name { .. } => stringify!($name)),* }
        }
    };
}

commands! {
    CreateResourceGroup DeleteResourceGroup SetTags CreateStorageAccount DeleteStorageAccount CreateContainer
    DeleteContainer CreateDirectory PutFile DeletePath SetPathProperties CreateDisk WriteDisk RewriteDisk
    SetDiskWorkload AttachDisk DetachDisk DeleteDisk CreateSnapshot DeleteSnapshot CreateRoleAssignment
    DeleteRoleAssignment CreateLock DeleteLock CreateBackupVault SetVaultIdentity SetVaultRedundancy
    DeleteBackupVault CreateBackupPolicy DeleteBackupPolicy ConfigureProtection UpdateProtection BackupNow
    StopProtection SuspendBackups ResumeProtection Restore DeleteBackupInstance SetClock KeepTime FireTimer
    SetDataProtection UndeleteContainer UndeleteBlob PromoteBlobVersion DeleteBlobVersion CreateBlobSnapshot
    DeleteBlobSnapshots SetBlobTier Lease DeleteReplicationPolicy CreateReplicationPolicy
    RestoreBlobRanges SetImmutabilityPolicy
    ExtendImmutabilityPolicy LockImmutabilityPolicy DeleteImmutabilityPolicy SetLegalHold ClearLegalHold
    SetLifecyclePolicy Validate UpdateBackupVault UpdateStorageAccount UpdateDisk SetVaultSoftDelete UndeleteBackupInstance
    StageBlock CommitBlockList AppendToFile FlushFile WithLease DeleteBlob RenamePath SetContentType
    ChangeAlertState LogRefusal
}

fn directory_commands(site: &DiskSite) -> Vec<Command> {
    let (subscription, group) = (site.subscription(0), site.disks.clone());
    let scope = site.disk.clone();
    let assignment = site.state.assignments.values().find(|row| row.scope == scope).expect("a role").arm_id();
    let (role, principal) = (Role::Reader, persona("Rosa"));
    vec![
        Command::CreateResourceGroup {
            subscription,
            name: "rg-more".to_string(),
            region: Region::WestEurope,
            tags: Tags::new(),
        },
        Command::DeleteResourceGroup { group: group.clone() },
        Command::SetTags { resource: group.clone(), tags: Tags::from([("a".to_string(), String::new())]) },
        Command::CreateRoleAssignment { scope, role, principal, name: None },
        Command::DeleteRoleAssignment { assignment },
        create_lock(&group, "more", CanNotDelete),
        Command::DeleteLock { lock: group },
        Command::SetClock { speed: 60, paused: false },
        Command::KeepTime,
        Command::FireTimer { due: SimTime::from_millis(0), timer: TimerId(0) },
    ]
}

fn compute_commands(site: &DiskSite) -> Vec<Command> {
    let (group, disk) = (&site.disks, site.disk.clone());
    vec![
        create_disk(group, "more", &Default::default()),
        Command::UpdateDisk { disk: disk.clone(), tags: None, size_gib: Some(64) },
        crate::disk_site::write(&disk, 0, 1, 1),
        Command::RewriteDisk { disk: disk.clone(), per_mille: 1 },
        Command::SetDiskWorkload { disk: disk.clone(), per_mille: Some(1) },
        Command::AttachDisk { disk: disk.clone(), machine: "vm-1".to_string() },
        Command::DetachDisk { disk: disk_id(group, "attached") },
        Command::DeleteDisk { disk },
        site.take("by-hand"),
        Command::DeleteSnapshot { snapshot: site.snapshot_id(PointSeq(1)) },
    ]
}

fn backup_commands(site: &DiskSite) -> Vec<Command> {
    let vault = site.vault.clone();
    let time = TimeOfDay { hour: 20, minute: 0 };
    let empty = vault_id(&site.group, "empty");
    vec![
        create_vault(&site.group, "vault-more"),
        Command::SetVaultIdentity { vault: vault.clone(), system_assigned: true },
        Command::SetVaultRedundancy { vault: empty.clone(), redundancy: VaultRedundancy::ZoneRedundant },
        Command::DeleteBackupVault { vault: empty },
        Command::CreateBackupPolicy {
            vault: vault.clone(),
            name: "more".to_string(),
            datasource_type: DatasourceType::Disk,
            scheduled: Some(ScheduledBackups {
                schedule: Schedule { frequency: ScheduleFrequency::Daily, time, time_zone: TimeZone::Utc },
                retention: crate::disk_site::in_days(&[(RetentionTag::Default, 7)]),
            }),
            continuous: None,
        },
        Command::DeleteBackupPolicy { policy: vault.child("backupPolicies", "daily") },
        site.configure(),
        site.update(&site.policy),
        site.backup_now(),
        site.stop(),
        site.suspend(),
        site.resume(),
        site.restore(PointSeq(1), "restored"),
        Command::SetVaultSoftDelete { vault: vault.clone(), state: SoftDeleteState::On, days: 30 },
        Command::UndeleteBackupInstance { instance: vault.child("deletedBackupInstances", "extra") },
        site.delete_instance(),
        Command::Validate { command: Box::new(site.update(&site.policy)) },
        Command::UpdateBackupVault {
            vault: vault.clone(),
            changes: VaultChanges { system_assigned_identity: Some(true), ..VaultChanges::default() },
        },
    ]
}

fn log_refusal(site: &DiskSite) -> Command {
    let refusal = RecordedRefusal {
        code: "BadRequest".to_string(),
        message: String::new(),
        cause: String::new(),
        action: String::new(),
        denial: None,
    };
    let action = "Microsoft.DataProtection/backupVaults/write".to_string();
    Command::LogRefusal { action, resource: site.vault.clone(), refusal }
}

/// Lets an alert of the vault fire, and closes it.
fn alert_command(site: &mut DiskSite) -> Command {
    let (vault, guid) = (site.vault.clone(), Uuid::from_u128(11));
    let instance = site.state.find_instance(&site.instance).expect("it is protected").id;
    let alert = Alert {
        id: AlertId(1),
        guid,
        rule: AlertRule::BackupFailure,
        vault: vault.clone(),
        instance,
        instance_name: "disk".to_string(),
        datasource: site.disk.clone(),
        datasource_type: DatasourceType::Disk,
        fired_at: site.now(),
        last_at: site.now(),
        occurrences: 1,
        job: None,
        correlation: Uuid::nil(),
        error: None,
        resolved_at: None,
        state: AlertState::New,
        changes: Vec::new(),
    };
    apply_event(&mut site.lab.state, &Event::AlertFired(alert));
    Command::ChangeAlertState { vault, alert: guid, state: AlertState::Closed, comment: String::new() }
}

/// Gives an account a policy as Azure Backup makes them.
fn replicate(site: &mut DiskSite, account: &ArmId) -> ArmId {
    let row = ReplicationPolicy {
        account: site.state.find_account(account).expect("it is there").id,
        guid: Uuid::from_u128(7),
        destination: "elsewhere".to_string(),
        containers: vec!["blobs".to_string()],
        created_at: site.now(),
        is_primed: true,
    };
    apply_event(&mut site.lab.state, &Event::ReplicationPolicySet(row.clone()));
    row.arm_id(account)
}

/// Gives the vault a soft-deleted instance.
fn soft_delete(site: &mut DiskSite, name: &str) {
    let row = site.state.find_instance(&site.instance).expect("it is there").clone();
    let (instance, at) = (InstanceId(site.state.world().next_id), site.now());
    let row = BackupInstance { id: instance, name: name.to_string(), ..row };
    let deletion = Deletion { at, until: at + SimSpan::from_days(14) };
    apply_event(&mut site.lab.state, &Event::InstanceCreated(row));
    apply_event(&mut site.lab.state, &Event::InstanceSoftDeleted { instance, deletion });
}

/// A site in which every command has something to work on.
pub fn busy_site() -> (DiskSite, Vec<Command>) {
    let mut site = DiskSite::protected();
    site.back_up();
    let (group, disks) = (site.group.clone(), site.disks.clone());
    let lake = site.lab.data_lake(&group, "lakesource");
    let raw = site.lab.container(&lake, "raw");
    site.lab.file(&raw, "a.csv", "1");
    let flat = site.lab.flat_account(&group, "flatblobs");
    let blobs = site.lab.container(&flat, "blobs");
    site.lab.file(&blobs, "a.csv", "1");
    site.lab.vault(&group, "empty");
    site.do_(create_disk(&disks, "attached", &Default::default()));
    site.advance(1);
    let disk = disk_id(&disks, "attached");
    site.do_(Command::AttachDisk { disk, machine: "vm-1".to_string() });
    let replication = replicate(&mut site, &flat);
    soft_delete(&mut site, "extra");
    let copies = site.lab.flat_account(&group, "flatcopies");
    let rule =
        ReplicationRule { source: "blobs".into(), destination: "copies".into(), copies_existing: true };
    let alert = alert_command(&mut site);
    let commands = [
        vec![
            Command::DeleteReplicationPolicy { policy: replication },
            Command::CreateReplicationPolicy { source: flat.clone(), destination: copies, rules: vec![rule] },
            Command::UpdateStorageAccount {
                account: flat.clone(),
                tags: None,
                cross_tenant_replication: Some(false),
            },
        ],
        directory_commands(&site),
        storage_commands(&lake, &raw),
        blob_commands(&flat, &blobs),
        compute_commands(&site),
        backup_commands(&site),
        vec![alert, log_refusal(&site)],
    ];
    (site, commands.concat())
}

/// What answers a command: the lock, or not the lock.
fn is_locked(site: &DiskSite, command: &Command) -> bool {
    let (principal, at, correlation) = (site.principal, site.now(), Uuid::nil());
    let request = Request { command: command.clone(), principal, at, correlation };
    engine::decide(&site.state, &request).is_err_and(|refusal| refusal.code() == LOCKED)
}

/// Files are among what read-only locks forbid because an owner reaches them by the keys of the account.
#[test]
fn what_each_level_forbids() {
    let (mut site, commands) = busy_site();
    let subscription = ArmId::subscription(site.subscription(0));
    let mut answers: Vec<[bool; 3]> = commands.iter().map(|command| [is_locked(&site, command); 3]).collect();
    for (column, level) in [(1, CanNotDelete), (2, ReadOnly)] {
        site.do_(create_lock(&subscription, "keep", level));
        for (answer, command) in answers.iter_mut().zip(&commands) {
            answer[column] = is_locked(&site, command);
        }
    }
    let tried: BTreeSet<&str> = commands.iter().map(name).collect();
    assert_eq!(tried, NAMES.iter().copied().collect());
    let mut shown = String::new();
    for (title, wanted) in [
        ("under every lock", [false, true, true]),
        ("under read-only locks", [false, false, true]),
        ("never", [false, false, false]),
    ] {
        let names = commands.iter().zip(&answers).filter(|(_, answer)| **answer == wanted);
        let names: Vec<&str> = names.map(|(command, _)| name(command)).collect();
        writeln!(shown, "{title}: {}", names.join(" ")).expect("text can be written");
    }
    expect![[r#"
        under every lock: DeleteReplicationPolicy DeleteResourceGroup DeleteRoleAssignment DeleteStorageAccount DeleteImmutabilityPolicy DeleteDisk DeleteSnapshot DeleteBackupVault DeleteBackupPolicy DeleteBackupInstance
        under read-only locks: CreateReplicationPolicy UpdateStorageAccount CreateResourceGroup SetTags CreateRoleAssignment CreateStorageAccount CreateContainer DeleteContainer CreateDirectory PutFile DeletePath AppendToFile FlushFile RenamePath SetPathProperties SetDataProtection UndeleteContainer RestoreBlobRanges UndeleteBlob PromoteBlobVersion DeleteBlobVersion CreateBlobSnapshot DeleteBlob SetContentType DeleteBlobSnapshots SetBlobTier SetLifecyclePolicy SetImmutabilityPolicy ExtendImmutabilityPolicy LockImmutabilityPolicy SetLegalHold ClearLegalHold StageBlock CommitBlockList WithLease CreateDisk UpdateDisk AttachDisk DetachDisk CreateSnapshot CreateBackupVault SetVaultIdentity SetVaultRedundancy CreateBackupPolicy ConfigureProtection UpdateProtection BackupNow StopProtection SuspendBackups ResumeProtection Restore SetVaultSoftDelete UndeleteBackupInstance Validate UpdateBackupVault ChangeAlertState
        never: CreateLock DeleteLock SetClock KeepTime FireTimer Lease WriteDisk RewriteDisk SetDiskWorkload LogRefusal
    "#]].assert_eq(&shown);
}

/// A disk whose points are kept for a day, with three of them.
fn with_points() -> DiskSite {
    let mut site = DiskSite::protected_by(ScheduleFrequency::Daily, &[(RetentionTag::Default, 1)]);
    site.advance_days(2);
    for _ in 0..3 {
        site.back_up();
    }
    site
}

#[test]
fn snapshots_in_a_locked_group_pile_up() {
    let mut site = with_points();
    let (before, snapshots) = (site.points().len(), site.snapshots.clone());
    let lock = site.lab.lock(&snapshots, CanNotDelete);
    site.advance_days(5);
    assert_eq!(site.last_job().status, JobStatus::Completed, "backups go on");
    assert_eq!((site.points().len(), site.state.snapshots.len()), (before + 5, before + 5));
    let expired = site.points().iter().filter(|row| row.expires_at < site.now()).count();
    assert_eq!(expired, site.points().len() - 1, "all but the newest, and there");
    let refusal = site.refusal(site.delete_instance()).explain();
    expect![[r#"
        ScopeLocked
        Azure Backup cannot delete snapshots in the resource group rg-snaps, which is locked.
        The lock keep (Delete) on rg-snaps forbids it, whatever the role.
        Remove the lock from the snapshot resource group and retry the operation.
    "#]]
    .assert_eq(&format!("{}\n{}\n{}\n{}\n", refusal.code, refusal.message, refusal.cause, refusal.action));
    site.do_(unlock(&lock));
    let retried = site.now() + limits::DISK_CLEANUP_RETRY;
    site.advance_to(retried);
    assert!(site.points().len() <= 2, "{:?}", site.seqs());
    assert_eq!(site.state.snapshots.len(), site.points().len());
    site.do_(site.delete_instance());
    site.advance_days(14);
    assert!(site.state.snapshots.is_empty());
}

#[test]
fn one_locked_snapshot_stays_alone() {
    let mut site = with_points();
    let kept = PointSeq(site.seqs()[0]);
    let snapshot = site.snapshot_id(kept);
    let lock = site.lab.lock(&snapshot, ReadOnly);
    assert_eq!(site.refused(site.delete_instance()), LOCKED);
    assert_eq!(site.refused(Command::DeleteSnapshot { snapshot }), LOCKED);
    site.advance_days(5);
    let seqs = site.seqs();
    assert_eq!(seqs[0], kept.0);
    assert!(seqs.len() <= 3, "{seqs:?}");
    site.do_(unlock(&lock));
    let retried = site.now() + limits::DISK_CLEANUP_RETRY;
    site.advance_to(retried);
    assert!(!site.seqs().contains(&kept.0));
}

/// The backup fails, and what it had made is the vault's no more.
#[test]
fn a_locked_snapshot_of_a_failed_backup_is_left_behind() {
    let mut site = DiskSite::protected();
    let (disk, snapshots) = (site.disk.clone(), site.snapshots.clone());
    site.do_(site.backup_now());
    let lock = site.lab.lock(&snapshots, CanNotDelete);
    site.do_(Command::DeleteDisk { disk });
    site.advance(2);
    assert_eq!(site.last_failure().code, "UserErrorManagedDiskNotFound");
    assert_eq!((site.points().len(), site.state.snapshots.len()), (0, 1));
    site.do_(site.delete_instance());
    site.do_(unlock(&lock));
    let left = site.state.snapshots.values().next().map(|row| site.state.snapshot_id(row));
    site.do_(Command::DeleteSnapshot { snapshot: left.expect("it is there") });
}

#[test]
fn a_read_only_snapshot_group_takes_no_snapshots() {
    let mut site = DiskSite::new();
    let snapshots = site.snapshots.clone();
    let lock = site.lab.lock(&snapshots, ReadOnly);
    assert_eq!(site.refused(site.configure()), LOCKED);
    let Readiness::Blocked(refusal) = site.readiness() else { panic!("the lock stands in the way") };
    assert_eq!(refusal.code(), LOCKED);
    site.do_(unlock(&lock));
    site.do_(site.configure());
    site.advance(2);
    let point = site.back_up();
    site.lab.lock(&snapshots, ReadOnly);
    assert_eq!(site.failed_backup(), LOCKED);
    expect!["Azure Backup cannot take snapshots in the resource group rg-snaps, which is locked."]
        .assert_eq(&site.last_failure().message);
    assert_eq!(site.state.snapshots.len(), 1, "nothing half made");
    site.do_(site.stop());
    assert_eq!(site.refused(site.resume()), LOCKED);
    // What is there can be restored to where no lock lies.
    site.do_(site.restore(point, "restored"));
}

#[test]
fn nothing_is_restored_into_a_read_only_group() {
    let mut site = DiskSite::protected();
    let (point, target) = (site.back_up(), site.target.clone());
    let lock = site.lab.lock(&target, CanNotDelete);
    site.do_(site.restore(point, "first"));
    site.advance(10);
    assert_eq!(site.last_job().status, JobStatus::Completed);
    site.do_(create_lock(&target, "keep", ReadOnly));
    // Its name is taken, too.
    assert_eq!(site.refused(site.restore(point, "first")), LOCKED);
    site.do_(unlock(&lock));
    site.do_(site.restore(point, "second"));
    site.lab.lock(&target, ReadOnly);
    site.advance(10);
    assert_eq!(site.last_failure().code, LOCKED, "the target is checked again at the end");
    assert_eq!(site.state.disks.len(), 2);
}

#[test]
fn schedules_run_in_a_read_only_vault() {
    let mut site = DiskSite::protected();
    let vault = site.vault.clone();
    site.lab.lock(&vault, ReadOnly);
    site.advance_days(1);
    site.advance(30);
    assert_eq!(site.last_job().status, JobStatus::Completed, "nobody asked the vault's control plane");
    assert_eq!(site.refused(site.backup_now()), LOCKED);
}

#[test]
fn read_only_data_lakes_are_neither_backed_up_nor_restored_to() {
    let code = "UserErrorStorageAccountInLockedState";
    let mut site = Site::new();
    let (source, target) = (site.source.clone(), site.target.clone());
    let bronze = site.lab.container(&source, "bronze");
    site.lab.file(&bronze, "a.csv", "1");
    let lock = site.lab.lock(&source, ReadOnly);
    assert_eq!(site.refused(site.configure(listed(&["bronze"]))), code);
    let vault = site.vault.clone();
    let rows = site.ask(ProtectableAccounts { vault, datasource_type: DatasourceType::DataLakeStorage });
    let reason = rows.into_iter().find(|row| row.id == source).and_then(|row| row.reason);
    assert_eq!(reason.map(|refusal| refusal.code()), Some(code));
    site.do_(unlock(&lock));
    site.do_(site.configure(listed(&["bronze"])));
    site.advance(2);
    let point = site.back_up();
    site.lab.lock(&source, ReadOnly);
    site.do_(site.backup_now());
    assert_eq!(site.last_failure().code, code);
    site.do_(site.restore(point, RestoreSelection::All));
    let in_between = site.lab.lock(&target, ReadOnly);
    assert_eq!(site.refused(site.restore(point, RestoreSelection::All)), code);
    site.advance(60);
    assert_eq!(site.last_failure().code, code);
    assert!(site.contents(&target).is_empty());
    // A lock against deleting stands in the way of tidying up only.
    site.do_(unlock(&in_between));
    let left = site.ask(ReplicationPolicies { account: target.clone() });
    site.do_(Command::DeleteReplicationPolicy { policy: left[0].id.clone() });
    site.lab.lock(&target, CanNotDelete);
    site.do_(site.restore(point, RestoreSelection::All));
    site.advance(60);
    assert_eq!(site.contents(&target).len(), 2);
}
