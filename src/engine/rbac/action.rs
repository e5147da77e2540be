//! Actions that somebody is authorized for, each written down once: those of Microsoft.DataProtection, and those of the
//! platform that no decision names.
//!
//! Source: Azure RBAC, "Azure permissions for Management and governance" (Microsoft.DataProtection).

/// Needed to ask what one may do.
pub const READ_PERMISSIONS: &str = "Microsoft.Authorization/permissions/read";
pub const READ_ROLE_DEFINITIONS: &str = "Microsoft.Authorization/roleDefinitions/read";
pub const READ_RESOURCES: &str = "Microsoft.Resources/subscriptions/resources/read";
pub const READ_LOCATIONS: &str = "Microsoft.Resources/subscriptions/locations/read";
pub const READ_PROVIDERS: &str = "Microsoft.Resources/subscriptions/providers/read";
pub const READ_OPERATION_RESULTS: &str = "Microsoft.Resources/subscriptions/operationresults/read";

macro_rules! actions {
    ($($name:ident = $action:literal;)*) => {
        $(pub const $name: &str = concat!("Microsoft.DataProtection/", $action);)*

        /// All of Microsoft.DataProtection.
        pub const DATA_PROTECTION: &[&str] = &[$($name),*];
    };
}

actions! {
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
