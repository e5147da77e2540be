//! Rows of backup instances, recovery points and vault copies.

use crate::{
    base::{ArmId, ByteSize, SimTime},
    engine::{
        ids::{InstanceId, JobId, PointSeq, PolicyId, VaultId},
        index::Named,
        policy::{DatasourceType, RetentionTag},
        resources::Tags,
        storage::{BlobPath, Deletion, PathEntry},
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which containers of an account are protected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContainerSelection {
    /// These, by name; what is created later stays out.
    Listed(Vec<String>),
    /// All present and future ones but those whose name starts with one of the prefixes. Cannot be undone.
    AllExcept { prefixes: Vec<String> },
}

/// `policyParameters` of a backup instance: what its policy leaves open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PolicyParameters {
    /// Of a data lake: which containers are copied to the vault.
    Containers(ContainerSelection),
    /// Of a disk: the resource group of its snapshots. Cannot be changed.
    SnapshotGroup(ArmId),
    /// Of an account with blobs: which containers are copied to the vault. Operational backup asks for none, it
    /// covers the account; a selection made under such a policy waits for one with vaulted backups.
    Blobs(Option<ContainerSelection>),
}

impl PolicyParameters {
    pub fn datasource_type(&self) -> DatasourceType {
        match self {
            PolicyParameters::Containers(_) => DatasourceType::DataLakeStorage,
            PolicyParameters::SnapshotGroup(_) => DatasourceType::Disk,
            PolicyParameters::Blobs(_) => DatasourceType::Blob,
        }
    }

    pub fn containers(&self) -> Option<&ContainerSelection> {
        match self {
            PolicyParameters::Containers(containers) => Some(containers),
            PolicyParameters::Blobs(containers) => containers.as_ref(),
            PolicyParameters::SnapshotGroup(_) => None,
        }
    }

    pub fn snapshot_group(&self) -> Option<&ArmId> {
        match self {
            PolicyParameters::Containers(_) | PolicyParameters::Blobs(_) => None,
            PolicyParameters::SnapshotGroup(group) => Some(group),
        }
    }
}

/// `currentProtectionState` of a backup instance.
///
/// Source: ARM contract of Microsoft.DataProtection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ProtectionState {
    ConfiguringProtection,
    ProtectionConfigured,
    ProtectionError,
    /// Stopped, data retained for ever.
    ProtectionStopped,
    /// Stopped, data retained as the policy says, but for the newest recovery point.
    BackupsSuspended,
    /// Deleted, data retained for some days: the state of a [`DeletedInstance`] and of no other.
    SoftDeleted,
}

impl ProtectionState {
    /// Whether protection is on, in order or not.
    pub fn is_settled(self) -> bool {
        matches!(self, ProtectionState::ProtectionConfigured | ProtectionState::ProtectionError)
    }

    /// Whether backups are stopped for good or until somebody resumes them.
    pub fn is_stopped(self) -> bool {
        match self {
            ProtectionState::ConfiguringProtection
            | ProtectionState::ProtectionConfigured
            | ProtectionState::ProtectionError => false,
            ProtectionState::ProtectionStopped
            | ProtectionState::BackupsSuspended
            | ProtectionState::SoftDeleted => true,
        }
    }

    pub const ALL: [ProtectionState; 6] = [
        ProtectionState::ConfiguringProtection,
        ProtectionState::ProtectionConfigured,
        ProtectionState::ProtectionError,
        ProtectionState::ProtectionStopped,
        ProtectionState::BackupsSuspended,
        ProtectionState::SoftDeleted,
    ];

    pub fn display_name(self) -> &'static str {
        match self {
            ProtectionState::ConfiguringProtection => "Configuring protection",
            ProtectionState::ProtectionConfigured => "Protection configured",
            ProtectionState::ProtectionError => "Protection error",
            ProtectionState::ProtectionStopped => "Protection stopped",
            ProtectionState::BackupsSuspended => "Backups suspended",
            ProtectionState::SoftDeleted => "Soft deleted",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct BackupInstance {
    pub id: InstanceId,
    pub vault: VaultId,
    pub name: String,
    pub datasource_type: DatasourceType,
    /// ARM id of the protected resource. Survives it: an instance outlives its datasource.
    pub datasource: ArmId,
    pub policy: PolicyId,
    pub parameters: PolicyParameters,
    pub tags: Tags,
    pub state: ProtectionState,
    pub created_at: SimTime,
    /// Sequence number the next recovery point gets.
    pub next_point: PointSeq,
}

impl Named for BackupInstance {
    type Place = VaultId;

    fn place(&self) -> VaultId {
        self.vault
    }

    fn name(&self) -> &str {
        &self.name
    }
}

impl BackupInstance {
    /// Another while it is soft-deleted: the id it had then names nothing.
    pub fn arm_id(&self, vault: &ArmId) -> ArmId {
        let kind = match self.state {
            ProtectionState::SoftDeleted => DELETED_INSTANCES,
            _ => "backupInstances",
        };
        vault.child(kind, &self.name)
    }
}

const DELETED_INSTANCES: &str = "deletedBackupInstances";

/// A soft-deleted instance. Its recovery points and its vault copy stay as they are; nobody sees them, and nothing
/// expires.
#[derive(Clone, Debug, PartialEq)]
pub struct DeletedInstance {
    pub instance: BackupInstance,
    pub deletion: Deletion,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PointState {
    /// Its marker is written; the copy is not complete.
    Replicating,
    Completed,
}

/// A moment of a datasource that can be restored.
#[derive(Clone, Debug, PartialEq)]
pub struct RecoveryPoint {
    pub instance: InstanceId,
    pub seq: PointSeq,
    /// Printed as 32 hexadecimal digits.
    pub guid: Uuid,
    pub state: PointState,
    /// The moment whose bytes it holds.
    pub created_at: SimTime,
    pub job: JobId,
    /// The slot of the schedule it was made for, which its day and week are those of; none when a person started the
    /// backup.
    pub slot: Option<SimTime>,
    pub tag: RetentionTag,
    pub expires_at: SimTime,
    pub data: PointData,
    /// Of all files, or of the disk.
    pub size: ByteSize,
    /// Bytes that had to be copied to the vault for it.
    pub transferred: ByteSize,
}

/// Where the bytes of a recovery point are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PointData {
    /// Vault store: versions of paths in the vault.
    VaultStore {
        /// Names of the containers it holds, sorted.
        containers: Vec<String>,
        files: u64,
    },
    /// Operational store: a snapshot beside the datasource, which somebody may have deleted.
    OperationalStore { snapshot: ArmId },
}

impl RecoveryPoint {
    /// Names of the containers it holds, sorted; none for a disk.
    pub fn containers(&self) -> &[String] {
        match &self.data {
            PointData::VaultStore { containers, .. } => containers,
            PointData::OperationalStore { .. } => &[],
        }
    }

    /// The snapshot it is, when it is one.
    pub fn snapshot(&self) -> Option<&ArmId> {
        match &self.data {
            PointData::VaultStore { .. } => None,
            PointData::OperationalStore { snapshot } => Some(snapshot),
        }
    }
}

/// Identifies one version of one path in the vault copy of an instance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReplicaKey {
    pub instance: InstanceId,
    pub container: String,
    pub path: BlobPath,
    /// The first recovery point that shows this version.
    pub from: PointSeq,
}

impl ReplicaKey {
    /// The first key that anything in a container can have.
    pub fn first(instance: InstanceId, container: String) -> ReplicaKey {
        ReplicaKey { instance, container, path: BlobPath(String::new()), from: PointSeq(0) }
    }
}

/// One version of one path in the vault copy of an instance.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplicaEntry {
    /// The first recovery point that no longer shows it; `None` while it is the newest version.
    pub until: Option<PointSeq>,
    pub entry: PathEntry,
}

impl ReplicaEntry {
    pub fn is_visible_at(&self, from: PointSeq, point: PointSeq) -> bool {
        from <= point && self.until.is_none_or(|until| point < until)
    }
}
