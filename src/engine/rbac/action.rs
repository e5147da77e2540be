//! Actions that somebody is authorized for, each written down once.
//!
//! Source: Azure RBAC, "Azure permissions" (Management and governance, Storage, Compute).

macro_rules! actions {
    ($prefix:literal: $($(#[$note:meta])* $name:ident = $action:literal;)*) => {
        $($(#[$note])* pub const $name: &str = concat!($prefix, $action);)*
    };
}

macro_rules! data_protection {
    ($($name:ident = $action:literal;)*) => {
        actions! { "Microsoft.DataProtection/": $($name = $action;)* }

        /// All of Microsoft.DataProtection.
        pub const DATA_PROTECTION: &[&str] = &[$($name),*];
    };
}

data_protection! {
    READ_VAULT = "backupVaults/read";
    WRITE_VAULT = "backupVaults/write";
    DELETE_VAULT = "backupVaults/delete";
    CHECK_VAULT_NAME = "locations/checkNameAvailability/action";
    CHECK_FEATURE_SUPPORT = "locations/checkFeatureSupport/action";
    READ_OPERATION = "backupVaults/operationStatus/read";
    READ_LOCATION_OPERATION = "locations/operationStatus/read";
    READ_POLICIES = "backupVaults/backupPolicies/read";
    WRITE_POLICY = "backupVaults/backupPolicies/write";
    DELETE_POLICY = "backupVaults/backupPolicies/delete";
    READ_INSTANCES = "backupVaults/backupInstances/read";
    WRITE_INSTANCE = "backupVaults/backupInstances/write";
    DELETE_INSTANCE = "backupVaults/backupInstances/delete";
    READ_DELETED_INSTANCES = "backupVaults/deletedBackupInstances/read";
    UNDELETE_INSTANCE = "backupVaults/deletedBackupInstances/undelete/action";
    VALIDATE_FOR_BACKUP = "backupVaults/validateForBackup/action";
    VALIDATE_FOR_CHANGE = "backupVaults/backupInstances/validateForModifyBackup/action";
    VALIDATE_FOR_RESTORE = "backupVaults/backupInstances/validateRestore/action";
    BACK_UP = "backupVaults/backupInstances/backup/action";
    STOP_PROTECTION = "backupVaults/backupInstances/stopProtection/action";
    SUSPEND_BACKUPS = "backupVaults/backupInstances/SuspendBackups/action";
    RESUME_BACKUPS = "backupVaults/backupInstances/resumeBackups/action";
    RESUME_PROTECTION = "backupVaults/backupInstances/resumeProtection/action";
    RESTORE = "backupVaults/backupInstances/restore/action";
    READ_POINTS = "backupVaults/backupInstances/recoveryPoints/read";
    FIND_RESTORABLE_TIMES = "backupVaults/backupInstances/findRestorableTimeRanges/action";
}

actions! { "Microsoft.Authorization/":
    /// Needed to ask what one may do.
    READ_PERMISSIONS = "permissions/read";
    READ_ROLE_DEFINITIONS = "roleDefinitions/read";
    READ_ASSIGNMENT = "roleAssignments/read";
    ASSIGN_ROLES = "roleAssignments/write";
    UNASSIGN_ROLES = "roleAssignments/delete";
    READ_LOCK = "locks/read";
    WRITE_LOCK = "locks/write";
    DELETE_LOCK = "locks/delete";
}

actions! { "Microsoft.Resources/":
    READ_RESOURCES = "subscriptions/resources/read";
    READ_LOCATIONS = "subscriptions/locations/read";
    READ_PROVIDERS = "subscriptions/providers/read";
    READ_OPERATION_RESULTS = "subscriptions/operationresults/read";
    READ_GROUP = "subscriptions/resourceGroups/read";
    WRITE_GROUP = "subscriptions/resourceGroups/write";
    DELETE_GROUP = "subscriptions/resourceGroups/delete";
    READ_DEPLOYMENT = "deployments/read";
    WRITE_TAGS = "tags/write";
}

actions! { "Microsoft.AlertsManagement/":
    CHANGE_ALERT_STATE = "alerts/changestate/action";
}

actions! { "Microsoft.Insights/":
    READ_ACTIVITY_LOG = "eventtypes/values/read";
}

actions! { "Microsoft.Storage/":
    CHECK_ACCOUNT_NAME = "checknameavailability/read";
}

actions! { "Microsoft.Storage/storageAccounts/":
    READ_ACCOUNT = "read";
    WRITE_ACCOUNT = "write";
    DELETE_ACCOUNT = "delete";
    /// Whoever may list the keys of an account may do everything to its data: the portal's *Access key* method.
    LIST_KEYS = "listKeys/action";
    RESTORE_BLOB_RANGES = "restoreBlobRanges/action";
    READ_LIFECYCLE = "managementPolicies/read";
    WRITE_LIFECYCLE = "managementPolicies/write";
    DELETE_LIFECYCLE = "managementPolicies/delete";
    READ_REPLICATION = "objectReplicationPolicies/read";
    WRITE_REPLICATION = "objectReplicationPolicies/write";
    DELETE_REPLICATION = "objectReplicationPolicies/delete";
    READ_BLOB_SERVICE = "blobServices/read";
    WRITE_BLOB_SERVICE = "blobServices/write";
}

actions! { "Microsoft.Storage/storageAccounts/blobServices/containers/":
    READ_CONTAINER = "read";
    WRITE_CONTAINER = "write";
    DELETE_CONTAINER = "delete";
    LEASE_CONTAINER = "lease/action";
    WRITE_IMMUTABILITY = "immutabilityPolicies/write";
    DELETE_IMMUTABILITY = "immutabilityPolicies/delete";
    EXTEND_IMMUTABILITY = "immutabilityPolicies/extend/action";
    LOCK_IMMUTABILITY = "immutabilityPolicies/lock/action";
    SET_HOLD = "setLegalHold/action";
    CLEAR_HOLD = "clearLegalHold/action";
    /// Of blobs and directories: an action on data, like those below.
    READ_BLOBS = "blobs/read";
    WRITE_BLOBS = "blobs/write";
    DELETE_BLOBS = "blobs/delete";
    /// Deleting versions is more than deleting blobs: of the roles on data only Storage Blob Data Owner may.
    DELETE_BLOB_VERSIONS = "blobs/deleteBlobVersion/action";
    MODIFY_PERMISSIONS = "blobs/modifyPermissions/action";
}

actions! { "Microsoft.Compute/":
    READ_DISK = "disks/read";
    WRITE_DISK = "disks/write";
    DELETE_DISK = "disks/delete";
    EXPORT_DISK = "disks/beginGetAccess/action";
    READ_SNAPSHOT = "snapshots/read";
    WRITE_SNAPSHOT = "snapshots/write";
    DELETE_SNAPSHOT = "snapshots/delete";
    EXPORT_SNAPSHOT = "snapshots/beginGetAccess/action";
}
