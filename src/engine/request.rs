//! Requests: everything anybody asks of the engine goes through one of these.

use crate::{
    base::{ArmId, SimTime},
    content::Content,
    engine::{
        ids::{PointSeq, TimerId},
        policy::{DatasourceType, RetentionRule, RetentionTag, Schedule},
        protection::ContainerSelection,
        rbac::{PrincipalId, Role},
        resources::{Region, Tags},
        restore::RestoreSelection,
        storage::{AccessTier, Acl, StorageRedundancy},
        vault::VaultRedundancy,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A command with who gives it, when, and under which correlation id.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub command: Command,
    pub principal: PrincipalId,
    pub at: SimTime,
    pub correlation: Uuid,
}

/// What can be asked. Resources are named by their ARM ids, as on the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    CreateResourceGroup {
        subscription: Uuid,
        name: String,
        region: Region,
        tags: Tags,
    },
    /// Deletes the group with everything in it.
    DeleteResourceGroup {
        group: ArmId,
    },
    /// Replaces all tags of a resource group, storage account or vault.
    SetTags {
        resource: ArmId,
        tags: Tags,
    },

    CreateStorageAccount {
        group: ArmId,
        name: String,
        region: Region,
        redundancy: StorageRedundancy,
        hierarchical_namespace: bool,
        tags: Tags,
    },
    DeleteStorageAccount {
        account: ArmId,
    },
    CreateContainer {
        account: ArmId,
        name: String,
    },
    DeleteContainer {
        container: ArmId,
    },
    CreateDirectory {
        container: ArmId,
        path: String,
    },
    /// Makes an uploaded file visible. Its chunks are already stored.
    PutFile {
        container: ArmId,
        path: String,
        content: Content,
        content_type: String,
        tier: AccessTier,
        metadata: BTreeMap<String, String>,
        overwrite: bool,
    },
    /// Deletes a file, or a directory with everything below it.
    DeletePath {
        container: ArmId,
        path: String,
    },
    /// Replaces what is given and keeps the rest.
    SetPathProperties {
        container: ArmId,
        path: String,
        tier: Option<AccessTier>,
        metadata: Option<BTreeMap<String, String>>,
        acl: Option<Acl>,
    },

    CreateRoleAssignment {
        scope: ArmId,
        role: Role,
        principal: PrincipalId,
    },
    DeleteRoleAssignment {
        assignment: ArmId,
    },

    CreateBackupVault {
        group: ArmId,
        name: String,
        region: Region,
        redundancy: VaultRedundancy,
        system_assigned_identity: bool,
        soft_delete_days: u32,
        tags: Tags,
    },
    /// Switches the system-assigned identity on or off. A new identity has a new object id.
    SetVaultIdentity {
        vault: ArmId,
        system_assigned: bool,
    },
    SetVaultRedundancy {
        vault: ArmId,
        redundancy: VaultRedundancy,
    },
    DeleteBackupVault {
        vault: ArmId,
    },

    CreateBackupPolicy {
        vault: ArmId,
        name: String,
        datasource_type: DatasourceType,
        schedule: Schedule,
        retention: Vec<RetentionRule>,
    },
    DeleteBackupPolicy {
        policy: ArmId,
    },

    ConfigureProtection {
        vault: ArmId,
        instance_name: String,
        datasource: ArmId,
        policy: ArmId,
        containers: ContainerSelection,
    },
    /// Assigns another policy, other containers, or both.
    UpdateProtection {
        instance: ArmId,
        policy: ArmId,
        containers: ContainerSelection,
    },
    BackupNow {
        instance: ArmId,
        tag: RetentionTag,
    },
    /// Stops backups and retains the data for ever.
    StopProtection {
        instance: ArmId,
    },
    ResumeProtection {
        instance: ArmId,
    },
    Restore {
        instance: ArmId,
        point: PointSeq,
        target: ArmId,
        selection: RestoreSelection,
    },

    /// Sets pace and pause of the simulated clock.
    SetClock {
        speed: u32,
        paused: bool,
    },
    /// Records how far the simulated clock has come.
    KeepTime,
    /// A timer came due. Only the runtime asks this.
    FireTimer {
        due: SimTime,
        timer: TimerId,
    },
}
