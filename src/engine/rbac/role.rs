//! Built-in roles: GUIDs, actions and what they leave out.
//!
//! Source: Azure RBAC, "Azure built-in roles". Only roles and actions that matter here are listed.

use serde::{Deserialize, Serialize};
use uuid::{Uuid, uuid};

/// What is known of one role.
#[derive(Debug)]
pub struct RoleFacts {
    pub guid: Uuid,
    pub name: &'static str,
    pub description: &'static str,
    /// Actions it allows; `*` stands for any text, slashes included.
    pub actions: &'static [&'static str],
    pub not_actions: &'static [&'static str],
    /// Actions on data it allows.
    pub data_actions: &'static [&'static str],
    /// Whether the portal lists it among the privileged administrator roles.
    pub privileged: bool,
}

/// A built-in role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    Owner,
    Contributor,
    Reader,
    UserAccessAdministrator,
    RoleBasedAccessControlAdministrator,
    BackupContributor,
    BackupOperator,
    BackupReader,
    StorageAccountBackupContributor,
    StorageAccountContributor,
    StorageBlobDataOwner,
    StorageBlobDataContributor,
    StorageBlobDataReader,
    DiskBackupReader,
    DiskSnapshotContributor,
    DiskRestoreOperator,
}

impl Role {
    pub const ALL: &'static [Role] = &[
        Role::Owner,
        Role::Contributor,
        Role::Reader,
        Role::UserAccessAdministrator,
        Role::RoleBasedAccessControlAdministrator,
        Role::BackupContributor,
        Role::BackupOperator,
        Role::BackupReader,
        Role::StorageAccountBackupContributor,
        Role::StorageAccountContributor,
        Role::StorageBlobDataOwner,
        Role::StorageBlobDataContributor,
        Role::StorageBlobDataReader,
        Role::DiskBackupReader,
        Role::DiskSnapshotContributor,
        Role::DiskRestoreOperator,
    ];

    pub fn name(self) -> &'static str {
        self.facts().name
    }

    pub fn parse(guid: Uuid) -> Option<Role> {
        Role::ALL.iter().copied().find(|role| role.facts().guid == guid)
    }

    /// Whether the role allows a control-plane action.
    pub fn allows(self, action: &str) -> bool {
        let facts = self.facts();
        facts.actions.iter().any(|pattern| matches(pattern, action))
            && !facts.not_actions.iter().any(|pattern| matches(pattern, action))
    }

    /// Whether the role allows an action on data.
    pub fn allows_data(self, action: &str) -> bool {
        self.facts().data_actions.iter().any(|pattern| matches(pattern, action))
    }

    pub fn facts(self) -> &'static RoleFacts {
        match self {
            Role::Owner => &OWNER,
            Role::Contributor => &CONTRIBUTOR,
            Role::Reader => &READER,
            Role::UserAccessAdministrator => &USER_ACCESS_ADMINISTRATOR,
            Role::RoleBasedAccessControlAdministrator => &RBAC_ADMINISTRATOR,
            Role::BackupContributor => &BACKUP_CONTRIBUTOR,
            Role::BackupOperator => &BACKUP_OPERATOR,
            Role::BackupReader => &BACKUP_READER,
            Role::StorageAccountBackupContributor => &STORAGE_ACCOUNT_BACKUP_CONTRIBUTOR,
            Role::StorageAccountContributor => &STORAGE_ACCOUNT_CONTRIBUTOR,
            Role::StorageBlobDataOwner => &STORAGE_BLOB_DATA_OWNER,
            Role::StorageBlobDataContributor => &STORAGE_BLOB_DATA_CONTRIBUTOR,
            Role::StorageBlobDataReader => &STORAGE_BLOB_DATA_READER,
            Role::DiskBackupReader => &DISK_BACKUP_READER,
            Role::DiskSnapshotContributor => &DISK_SNAPSHOT_CONTRIBUTOR,
            Role::DiskRestoreOperator => &DISK_RESTORE_OPERATOR,
        }
    }
}

const NONE: &[&str] = &[];

static OWNER: RoleFacts = RoleFacts {
    guid: uuid!("8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
    name: "Owner",
    description: "Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.",
    actions: &["*"],
    not_actions: NONE,
    data_actions: NONE,
    privileged: true,
};

static CONTRIBUTOR: RoleFacts = RoleFacts {
    guid: uuid!("b24988ac-6180-42a0-ab88-20f7382dd24c"),
    name: "Contributor",
    description: "Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC.",
    actions: &["*"],
    not_actions: &[
        "Microsoft.Authorization/*/Delete",
        "Microsoft.Authorization/*/Write",
        "Microsoft.Authorization/elevateAccess/Action",
    ],
    data_actions: NONE,
    privileged: true,
};

static READER: RoleFacts = RoleFacts {
    guid: uuid!("acdd72a7-3385-48ef-bd42-f606fba81ae7"),
    name: "Reader",
    description: "View all resources, but does not allow you to make any changes.",
    actions: &["*/read"],
    not_actions: NONE,
    data_actions: NONE,
    privileged: false,
};

static USER_ACCESS_ADMINISTRATOR: RoleFacts = RoleFacts {
    guid: uuid!("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"),
    name: "User Access Administrator",
    description: "Lets you manage user access to Azure resources.",
    actions: &["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
    not_actions: NONE,
    data_actions: NONE,
    privileged: true,
};

static RBAC_ADMINISTRATOR: RoleFacts = RoleFacts {
    guid: uuid!("f58310d9-a9f6-439a-9e8d-f62e7b41a168"),
    name: "Role Based Access Control Administrator",
    description: "Manage access to Azure resources by assigning roles using Azure RBAC.",
    actions: &[
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleAssignments/delete",
        "*/read",
        "Microsoft.Support/*",
    ],
    not_actions: NONE,
    data_actions: NONE,
    privileged: true,
};

static BACKUP_CONTRIBUTOR: RoleFacts = RoleFacts {
    guid: uuid!("5e467623-bb1f-42f4-a55d-6e525e11384b"),
    name: "Backup Contributor",
    description: "Lets you manage backup service, but can't delete vaults and give access to others.",
    actions: &[
        "Microsoft.Authorization/*/read",
        "Microsoft.Resources/deployments/*",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Storage/storageAccounts/read",
        "Microsoft.DataProtection/backupVaults/read",
        "Microsoft.DataProtection/backupVaults/write",
        "Microsoft.DataProtection/backupVaults/validateForBackup/action",
        "Microsoft.DataProtection/backupVaults/backupInstances/read",
        "Microsoft.DataProtection/backupVaults/backupInstances/write",
        "Microsoft.DataProtection/backupVaults/backupInstances/delete",
        "Microsoft.DataProtection/backupVaults/backupInstances/backup/action",
        "Microsoft.DataProtection/backupVaults/backupInstances/validateRestore/action",
        "Microsoft.DataProtection/backupVaults/backupInstances/restore/action",
        "Microsoft.DataProtection/backupVaults/backupInstances/SuspendBackups/action",
        "Microsoft.DataProtection/backupVaults/backupInstances/resumeProtection/action",
        "Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints/read",
        "Microsoft.DataProtection/backupVaults/backupPolicies/read",
        "Microsoft.DataProtection/backupVaults/deletedBackupInstances/read",
        "Microsoft.DataProtection/backupVaults/deletedBackupInstances/undelete/action",
        "Microsoft.DataProtection/backupVaults/backupPolicies/write",
        "Microsoft.DataProtection/backupVaults/backupPolicies/delete",
        "Microsoft.DataProtection/locations/checkNameAvailability/action",
        "Microsoft.DataProtection/locations/checkFeatureSupport/action",
        "Microsoft.DataProtection/locations/operationStatus/read",
        "Microsoft.DataProtection/backupVaults/operationStatus/read",
        "Microsoft.Support/*",
    ],
    not_actions: NONE,
    data_actions: NONE,
    privileged: false,
};

static BACKUP_OPERATOR: RoleFacts = RoleFacts {
    guid: uuid!("00c29273-979b-4161-815c-10b084fb9324"),
    name: "Backup Operator",
    description: "Lets you manage backup services, except removal of backup, vault creation and giving access to others.",
    actions: &[
        "Microsoft.Authorization/*/read",
        "Microsoft.Resources/deployments/*",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Storage/storageAccounts/read",
        "Microsoft.DataProtection/backupVaults/read",
        "Microsoft.DataProtection/backupVaults/validateForBackup/action",
        "Microsoft.DataProtection/backupVaults/backupInstances/read",
        "Microsoft.DataProtection/backupVaults/backupInstances/write",
        "Microsoft.DataProtection/backupVaults/backupInstances/backup/action",
        "Microsoft.DataProtection/backupVaults/backupInstances/validateRestore/action",
        "Microsoft.DataProtection/backupVaults/backupInstances/restore/action",
        "Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints/read",
        "Microsoft.DataProtection/backupVaults/backupPolicies/read",
        "Microsoft.DataProtection/backupVaults/deletedBackupInstances/read",
        "Microsoft.DataProtection/locations/checkNameAvailability/action",
        "Microsoft.DataProtection/locations/checkFeatureSupport/action",
        "Microsoft.DataProtection/locations/operationStatus/read",
        "Microsoft.DataProtection/backupVaults/operationStatus/read",
        "Microsoft.Support/*",
    ],
    not_actions: NONE,
    data_actions: NONE,
    privileged: false,
};

static BACKUP_READER: RoleFacts = RoleFacts {
    guid: uuid!("a795c7a0-d4a2-40c1-ae25-d81f01202912"),
    name: "Backup Reader",
    description: "Can view backup services, but can't make changes.",
    actions: &[
        "Microsoft.Authorization/*/read",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.DataProtection/backupVaults/read",
        "Microsoft.DataProtection/backupVaults/backupInstances/read",
        "Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints/read",
        "Microsoft.DataProtection/backupVaults/backupPolicies/read",
        "Microsoft.DataProtection/backupVaults/deletedBackupInstances/read",
    ],
    not_actions: NONE,
    data_actions: NONE,
    privileged: false,
};

static STORAGE_ACCOUNT_BACKUP_CONTRIBUTOR: RoleFacts = RoleFacts {
    guid: uuid!("e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1"),
    name: "Storage Account Backup Contributor",
    description: "Lets you perform backup and restore operations using Azure Backup on the storage account.",
    actions: &[
        "Microsoft.Authorization/*/read",
        "Microsoft.Authorization/locks/read",
        "Microsoft.Authorization/locks/write",
        "Microsoft.Authorization/locks/delete",
        "Microsoft.Features/features/read",
        "Microsoft.Features/providers/features/read",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Storage/operations/read",
        "Microsoft.Storage/storageAccounts/objectReplicationPolicies/delete",
        "Microsoft.Storage/storageAccounts/objectReplicationPolicies/read",
        "Microsoft.Storage/storageAccounts/objectReplicationPolicies/write",
        "Microsoft.Storage/storageAccounts/objectReplicationPolicies/restorePointMarkers/write",
        "Microsoft.Storage/storageAccounts/blobServices/containers/read",
        "Microsoft.Storage/storageAccounts/blobServices/containers/write",
        "Microsoft.Storage/storageAccounts/blobServices/read",
        "Microsoft.Storage/storageAccounts/blobServices/write",
        "Microsoft.Storage/storageAccounts/read",
        "Microsoft.Storage/storageAccounts/restoreBlobRanges/action",
    ],
    not_actions: NONE,
    data_actions: NONE,
    privileged: false,
};

static STORAGE_ACCOUNT_CONTRIBUTOR: RoleFacts = RoleFacts {
    guid: uuid!("17d1049b-9a84-46fb-8f53-869881c3d3ab"),
    name: "Storage Account Contributor",
    description: "Lets you manage storage accounts, including accessing storage account keys which provide full access to storage account data.",
    actions: &[
        "Microsoft.Authorization/*/read",
        "Microsoft.Resources/deployments/*",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Storage/storageAccounts/*",
        "Microsoft.Support/*",
    ],
    not_actions: NONE,
    data_actions: NONE,
    privileged: false,
};

static STORAGE_BLOB_DATA_OWNER: RoleFacts = RoleFacts {
    guid: uuid!("b7e6dc6d-f1e8-4753-8033-0f276bb0955b"),
    name: "Storage Blob Data Owner",
    description: "Allows for full access to Azure Storage blob containers and data, including assigning POSIX access control.",
    actions: &["Microsoft.Storage/storageAccounts/blobServices/containers/*"],
    not_actions: NONE,
    data_actions: &["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"],
    privileged: false,
};

static STORAGE_BLOB_DATA_CONTRIBUTOR: RoleFacts = RoleFacts {
    guid: uuid!("ba92f5b4-2d11-453d-a403-e96b0029c9fe"),
    name: "Storage Blob Data Contributor",
    description: "Allows for read, write and delete access to Azure Storage blob containers and data.",
    actions: &[
        "Microsoft.Storage/storageAccounts/blobServices/containers/delete",
        "Microsoft.Storage/storageAccounts/blobServices/containers/read",
        "Microsoft.Storage/storageAccounts/blobServices/containers/write",
    ],
    not_actions: NONE,
    data_actions: &[
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
    ],
    privileged: false,
};

static STORAGE_BLOB_DATA_READER: RoleFacts = RoleFacts {
    guid: uuid!("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
    name: "Storage Blob Data Reader",
    description: "Allows for read access to Azure Storage blob containers and data.",
    actions: &["Microsoft.Storage/storageAccounts/blobServices/containers/read"],
    not_actions: NONE,
    data_actions: &["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
    privileged: false,
};

static DISK_BACKUP_READER: RoleFacts = RoleFacts {
    guid: uuid!("3e5e47e6-65f7-47ef-90b5-e5dd4d455f24"),
    name: "Disk Backup Reader",
    description: "Provides permission to backup vault to perform disk backup.",
    actions: &[
        "Microsoft.Authorization/*/read",
        "Microsoft.Compute/disks/read",
        "Microsoft.Compute/disks/beginGetAccess/action",
    ],
    not_actions: NONE,
    data_actions: NONE,
    privileged: false,
};

static DISK_SNAPSHOT_CONTRIBUTOR: RoleFacts = RoleFacts {
    guid: uuid!("7efff54f-a5b4-42b5-a1c5-5411624893ce"),
    name: "Disk Snapshot Contributor",
    description: "Provides permission to backup vault to manage disk snapshots.",
    actions: &[
        "Microsoft.Authorization/*/read",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Compute/snapshots/delete",
        "Microsoft.Compute/snapshots/write",
        "Microsoft.Compute/snapshots/read",
        "Microsoft.Compute/snapshots/beginGetAccess/action",
        "Microsoft.Compute/snapshots/endGetAccess/action",
        "Microsoft.Compute/disks/beginGetAccess/action",
        "Microsoft.Storage/storageAccounts/listkeys/action",
        "Microsoft.Storage/storageAccounts/write",
        "Microsoft.Storage/storageAccounts/read",
        "Microsoft.Storage/storageAccounts/delete",
    ],
    not_actions: NONE,
    data_actions: NONE,
    privileged: false,
};

static DISK_RESTORE_OPERATOR: RoleFacts = RoleFacts {
    guid: uuid!("b50d9833-a0cb-478e-945f-707fcc997c13"),
    name: "Disk Restore Operator",
    description: "Provides permission to backup vault to perform disk restore.",
    actions: &[
        "Microsoft.Authorization/*/read",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Compute/disks/write",
        "Microsoft.Compute/disks/read",
    ],
    not_actions: NONE,
    data_actions: NONE,
    privileged: false,
};

/// Whether `action` has the shape of `pattern`; without regard to case, `*` stands for any text.
fn matches(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == action };
    action.strip_prefix(head).is_some_and(|rest| {
        if tail.contains('*') {
            rest.char_indices().any(|(start, _)| matches(tail, &rest[start..]))
        } else {
            rest.ends_with(tail)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASSIGN: &str = "Microsoft.Authorization/roleAssignments/write";
    const BACKUP: &str = "Microsoft.DataProtection/backupVaults/backupInstances/backup/action";

    #[test]
    fn who_may_assign_roles_and_who_may_back_up() {
        let may = |action: &str| -> Vec<&str> {
            Role::ALL.iter().filter(|role| role.allows(action)).map(|role| role.name()).collect()
        };
        assert_eq!(
            may(ASSIGN),
            ["Owner", "User Access Administrator", "Role Based Access Control Administrator"]
        );
        assert_eq!(may(BACKUP), ["Owner", "Contributor", "Backup Contributor", "Backup Operator"]);
        assert_eq!(may("Microsoft.DataProtection/backupVaults/delete"), ["Owner", "Contributor"]);
    }

    #[test]
    fn guids_are_unique_and_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.facts().guid), Some(*role));
        }
    }

    #[test]
    fn a_star_spans_slashes() {
        assert!(matches("*/read", "Microsoft.Storage/storageAccounts/read"));
        assert!(matches("Microsoft.Authorization/*/Write", "microsoft.authorization/locks/write"));
        assert!(!matches("Microsoft.Authorization/*/read", "Microsoft.Storage/a/read"));
    }
}
