//! Rows of backup instances, recovery points and vault copies.

use crate::{
    base::{ArmId, ByteSize, SimTime},
    engine::{
        ids::{InstanceId, JobId, PointSeq, PolicyId, VaultId},
        policy::{DatasourceType, RetentionTag},
        storage::{BlobPath, PathEntry},
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
}

impl ProtectionState {
    pub const ALL: [ProtectionState; 4] = [
        ProtectionState::ConfiguringProtection,
        ProtectionState::ProtectionConfigured,
        ProtectionState::ProtectionError,
        ProtectionState::ProtectionStopped,
    ];

    pub fn display_name(self) -> &'static str {
        match self {
            ProtectionState::ConfiguringProtection => "Configuring protection",
            ProtectionState::ProtectionConfigured => "Protection configured",
            ProtectionState::ProtectionError => "Protection error",
            ProtectionState::ProtectionStopped => "Protection stopped",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct BackupInstance {
    pub id: InstanceId,
    pub vault: VaultId,
    pub name: String,
    pub datasource_type: DatasourceType,
    /// ARM id of the protected storage account. Survives the account: an instance outlives its datasource.
    pub datasource: ArmId,
    pub policy: PolicyId,
    pub containers: ContainerSelection,
    pub state: ProtectionState,
    pub created_at: SimTime,
    /// Sequence number the next recovery point gets.
    pub next_point: PointSeq,
}

impl BackupInstance {
    pub fn arm_id(&self, vault: &ArmId) -> ArmId {
        vault.child("backupInstances", &self.name)
    }
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
    pub tag: RetentionTag,
    pub expires_at: SimTime,
    /// Names of the containers it holds, sorted.
    pub containers: Vec<String>,
    pub files: u64,
    pub size: ByteSize,
    /// Bytes that had to be copied for it.
    pub transferred: ByteSize,
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
