//! What the activity log calls an operation.
//!
//! Sources: Azure Monitor, "Azure activity log"; Azure RBAC, "Azure permissions" (what each action is described as). The
//! words for Microsoft.DataProtection are unverified.

use crate::engine::rbac::action;

const NAMES: &[(&str, &str)] = &[
    (action::WRITE_VAULT, "Create or update Backup vault"),
    (action::DELETE_VAULT, "Delete Backup vault"),
    (action::WRITE_POLICY, "Create or update backup policy"),
    (action::DELETE_POLICY, "Delete backup policy"),
    (action::WRITE_INSTANCE, "Create or update backup instance"),
    (action::DELETE_INSTANCE, "Delete backup instance"),
    (action::UNDELETE_INSTANCE, "Undelete backup instance"),
    (action::VALIDATE_FOR_BACKUP, "Validate for backup"),
    (action::VALIDATE_FOR_CHANGE, "Validate for modifying backup"),
    (action::VALIDATE_FOR_RESTORE, "Validate for restore"),
    (action::BACK_UP, "Trigger backup"),
    (action::STOP_PROTECTION, "Stop protection"),
    (action::SUSPEND_BACKUPS, "Suspend backups"),
    (action::RESUME_BACKUPS, "Resume backups"),
    (action::RESUME_PROTECTION, "Resume protection"),
    (action::RESTORE, "Trigger restore"),
    (action::ASSIGN_ROLES, "Create role assignment"),
    (action::UNASSIGN_ROLES, "Delete role assignment"),
    (action::WRITE_LOCK, "Add management locks"),
    (action::DELETE_LOCK, "Delete management locks"),
    (action::WRITE_GROUP, "Update resource group"),
    (action::DELETE_GROUP, "Delete resource group"),
    (action::WRITE_TAGS, "Write tags"),
    (action::CHANGE_ALERT_STATE, "Change the state of an alert"),
    (action::CHECK_ACCOUNT_NAME, "Check storage account name"),
    (action::READ_ACCOUNT, "Read storage account"),
    (action::WRITE_ACCOUNT, "Create/Update Storage Account"),
    (action::DELETE_ACCOUNT, "Delete Storage Account"),
    (action::LIST_KEYS, "List Storage Account Keys"),
    (action::RESTORE_BLOB_RANGES, "Restore blob ranges"),
    (action::WRITE_LIFECYCLE, "Put storage account management policies"),
    (action::DELETE_LIFECYCLE, "Delete storage account management policies"),
    (action::WRITE_REPLICATION, "Create or update object replication policy"),
    (action::DELETE_REPLICATION, "Delete object replication policy"),
    (action::WRITE_BLOB_SERVICE, "Put blob service properties"),
    (action::READ_CONTAINER, "Get blob container"),
    (action::WRITE_CONTAINER, "Put blob container"),
    (action::DELETE_CONTAINER, "Delete blob container"),
    (action::LEASE_CONTAINER, "Lease blob container"),
    (action::WRITE_IMMUTABILITY, "Put blob container immutability policy"),
    (action::DELETE_IMMUTABILITY, "Delete blob container immutability policy"),
    (action::EXTEND_IMMUTABILITY, "Extend blob container immutability policy"),
    (action::LOCK_IMMUTABILITY, "Lock blob container immutability policy"),
    (action::SET_HOLD, "Set blob container legal hold"),
    (action::CLEAR_HOLD, "Clear blob container legal hold"),
    (action::READ_DISK, "Get Disk"),
    (action::WRITE_DISK, "Create or Update Disk"),
    (action::DELETE_DISK, "Delete Disk"),
    (action::EXPORT_DISK, "Get Disk SAS URI"),
    (action::READ_SNAPSHOT, "Get Snapshot"),
    (action::WRITE_SNAPSHOT, "Create or Update Snapshot"),
    (action::DELETE_SNAPSHOT, "Delete Snapshot"),
    (action::EXPORT_SNAPSHOT, "Get Snapshot SAS URI"),
];

/// The words for an action; the action itself where there are none.
pub fn operation_name(asked: &str) -> String {
    let found = NAMES.iter().find(|(action, _)| action.eq_ignore_ascii_case(asked));
    found.map_or(asked, |(_, name)| name).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_operations_have_one_name() {
        assert_eq!(NAMES.iter().map(|(action, _)| action).collect::<BTreeSet<_>>().len(), NAMES.len());
        assert_eq!(NAMES.iter().map(|(_, name)| name).collect::<BTreeSet<_>>().len(), NAMES.len());
        assert_eq!(operation_name("Microsoft.X/y/write"), "Microsoft.X/y/write");
    }
}
