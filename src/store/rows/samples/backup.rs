//! Sample rows of policies, backup instances, recovery points, vault copies and jobs.

use super::{container, entry, guid, minute, path, pick, principal, scope, tags};
use crate::{
    base::ByteSize,
    engine::{
        RecordedRefusal, Refusal,
        ids::{InstanceId, JobId, PointSeq, PolicyId, VaultId},
        job::{Job, JobOperation, JobStatus, JobTrigger, SubTask},
        policy::{
            BackupPolicy, DatasourceType, RetentionDuration, RetentionRule, RetentionTag, Schedule,
            ScheduleFrequency, ScheduledBackups, TimeOfDay, TimeZone, Weekday,
        },
        protection::{
            BackupInstance, ContainerSelection, DeletedInstance, PointData, PointState, PolicyParameters,
            ProtectionError, ProtectionState, RecoveryPoint, ReplicaEntry, ReplicaKey,
            access::{AccessGap, NeededRole},
        },
        rbac::{RbacError, Role},
        restore::{ContainerPick, RestoreDestination, RestoreError, RestoreSelection},
        storage::{Deletion, RestoreRange},
    },
};

pub fn policy(number: u64) -> BackupPolicy {
    let days = Weekday::ALL.into_iter().take(number as usize % 8).collect();
    let durations = [
        RetentionDuration::Days(30),
        RetentionDuration::Days(40),
        RetentionDuration::Weeks(12),
        RetentionDuration::Months(60),
        RetentionDuration::Years(10),
    ];
    let rules = RetentionTag::ALL.into_iter().zip(durations);
    let retention = rules.map(|(tag, duration)| RetentionRule { tag, duration }).collect();
    let schedule = Schedule {
        frequency: match number % 3 {
            0 => ScheduleFrequency::Daily,
            2 => ScheduleFrequency::Hourly(4),
            _ => ScheduleFrequency::Weekly(days),
        },
        time: TimeOfDay { hour: (number % 24) as u8, minute: 30 },
        time_zone: pick(TimeZone::ALL, number),
    };
    BackupPolicy {
        id: PolicyId(number),
        vault: VaultId(number),
        name: format!("policy-{number}"),
        datasource_type: pick(&DatasourceType::ALL, number),
        scheduled: (number % 5 != 4).then_some(ScheduledBackups { schedule, retention }),
        continuous: (number % 5 > 2).then_some(durations[number as usize % 4]),
        created_at: minute(number),
    }
}

pub fn selection(number: u64) -> ContainerSelection {
    match number % 2 {
        0 => ContainerSelection::Listed(vec!["raw".to_string(), "curated".to_string()]),
        _ => ContainerSelection::AllExcept { prefixes: vec!["tmp".to_string()] },
    }
}

pub fn parameters(number: u64) -> PolicyParameters {
    match number % 5 {
        2 => PolicyParameters::SnapshotGroup(scope(number)),
        3 => PolicyParameters::Blobs((number % 2 == 1).then(|| selection(number))),
        4 => PolicyParameters::Blobs(None),
        _ => PolicyParameters::Containers(selection(number)),
    }
}

pub fn instance(number: u64) -> BackupInstance {
    BackupInstance {
        id: InstanceId(number),
        vault: VaultId(number),
        name: format!("lake-{number}"),
        datasource_type: parameters(number).datasource_type(),
        datasource: scope(number),
        policy: PolicyId(number),
        parameters: parameters(number),
        tags: tags(number),
        state: pick(&ProtectionState::ALL, number),
        created_at: minute(number),
        next_point: PointSeq(number + 1),
    }
}

pub fn deleted_instance(number: u64) -> DeletedInstance {
    let state = ProtectionState::SoftDeleted;
    DeletedInstance {
        instance: BackupInstance { vault: VaultId(number / 2), state, ..instance(number + 10) },
        deletion: Deletion { at: minute(number), until: minute(number + 14 * 1_440) },
    }
}

pub fn point(instance: u64, number: u64) -> RecoveryPoint {
    RecoveryPoint {
        instance: InstanceId(instance),
        seq: PointSeq(number),
        guid: guid("point", number),
        state: pick(&[PointState::Replicating, PointState::Completed], number),
        created_at: minute(number),
        job: JobId(number),
        slot: (number.is_multiple_of(2)).then(|| minute(number)),
        tag: pick(&RetentionTag::ALL, number),
        expires_at: minute(number + 1_000_000),
        data: match number % 3 {
            2 => PointData::OperationalStore { snapshot: scope(number) },
            _ => PointData::VaultStore {
                containers: vec!["curated".to_string(), "raw".to_string()],
                files: number * 1_000,
            },
        },
        size: ByteSize(number << 40),
        transferred: ByteSize(number << 20),
    }
}

pub fn replica_key(instance: u64, number: u64) -> ReplicaKey {
    ReplicaKey {
        instance: InstanceId(instance),
        container: container(number % 2).name,
        path: path(number),
        from: PointSeq(number),
    }
}

pub fn replica(number: u64) -> ReplicaEntry {
    ReplicaEntry { until: (number % 2 == 1).then_some(PointSeq(number + 1)), entry: entry(number) }
}

/// Refusals with every sort of field that refusals have.
pub fn refusals() -> Vec<RecordedRefusal> {
    let scope = scope(1);
    let needed = NeededRole { role: Role::StorageAccountBackupContributor, scope: scope.clone() };
    let vault = "vault1".to_string();
    let refusals: [Refusal; 5] = [
        RbacError::AuthorizationFailed {
            client: "Rosa".to_string(),
            principal: principal(0).id,
            action: "Microsoft.DataProtection/backupVaults/write".to_string(),
            scope,
        }
        .into(),
        AccessGap::NotEffective { vault, identity: principal(0).id, needed, effective_at: minute(30) }.into(),
        ProtectionError::ContainersNotFound {
            account: "stlake1".to_string(),
            containers: vec!["raw".to_string(), "\"quoted\"".to_string()],
        }
        .into(),
        RestoreError::TooManyPrefixes { container: "raw".to_string(), count: 101 }.into(),
        RestoreError::PointNotFound.into(),
    ];
    let of_the_past = RecordedRefusal {
        code: "UserErrorOfThePast".to_string(),
        message: "It did not work.".to_string(),
        cause: "It never did.".to_string(),
        action: "Try again.".to_string(),
        denial: None,
    };
    refusals.iter().map(Refusal::record).chain([of_the_past]).collect()
}

pub fn job(number: u64) -> Job {
    let picks = vec![
        ContainerPick { container: "raw".to_string(), prefixes: vec!["2026/".to_string()] },
        ContainerPick { container: "curated".to_string(), prefixes: vec![] },
    ];
    let restored = [RestoreSelection::All, RestoreSelection::Containers(picks)];
    let operation = pick(&JobOperation::ALL, number);
    let sub_task = |(start, name): (u64, &str)| SubTask {
        name: name.to_string(),
        starts_at: minute(start),
        ends_at: minute(start + 10),
    };
    let refusals = refusals();
    Job {
        id: JobId(number),
        guid: guid("job", number),
        activity: guid("activity", number),
        vault: VaultId(number),
        instance: InstanceId(number),
        instance_name: format!("lake-{number}"),
        datasource: scope(number),
        datasource_type: DatasourceType::DataLakeStorage,
        policy_name: format!("policy-{number}"),
        operation,
        trigger: pick(&[JobTrigger::Scheduled, JobTrigger::User], number),
        status: pick(&JobStatus::ALL, number / 3),
        started_at: minute(number),
        due_at: minute(number + 40),
        ended_at: (number >= 3).then(|| minute(number + 41)),
        sub_tasks: [(number, "Trigger Backup"), (number + 10, "Transfer")].map(sub_task).to_vec(),
        transfer: ByteSize(number << 30),
        point: (operation != JobOperation::ConfigureProtection).then_some(PointSeq(number)),
        restored_time: (number % 4 == 2).then(|| minute(number)),
        destination: (operation == JobOperation::Restore).then(|| match number % 3 {
            0 => RestoreDestination::Disk { group: scope(number), name: format!("disk-{number}") },
            1 => RestoreDestination::InPlace { ranges: vec![RestoreRange::of_container("raw")] },
            _ => RestoreDestination::Account {
                account: scope(number),
                selection: restored[number as usize / 3 % 2].clone(),
            },
        }),
        error: (number >= 6).then(|| refusals[(number - 6) as usize % refusals.len()].clone()),
    }
}
