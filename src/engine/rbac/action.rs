//! Actions of Microsoft.DataProtection that somebody is authorized for, each written down once.
//!
//! Source: Azure RBAC, "Azure permissions for Management and governance" (Microsoft.DataProtection).

macro_rules! actions {
    ($($name:ident = $action:literal;)*) => {
        $(pub const $name: &str = concat!("Microsoft.DataProtection/", $action);)*
    };
}

actions! {
    READ_VAULT = "backupVaults/read";
    WRITE_VAULT = "backupVaults/write";
    DELETE_VAULT = "backupVaults/delete";
    CHECK_VAULT_NAME = "locations/checkNameAvailability/action";
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
