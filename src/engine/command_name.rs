//! What a command is called where somebody looks back at it: a name for code, and what it is about.

use crate::engine::Command;

impl Command {
    /// The name of the command, which is frozen: it is stored with savepoints.
    pub fn name(&self) -> &'static str {
        match self {
            Command::CreateResourceGroup { .. } => "CreateResourceGroup",
            Command::DeleteResourceGroup { .. } => "DeleteResourceGroup",
            Command::SetTags { .. } => "SetTags",
            Command::CreateStorageAccount { .. } => "CreateStorageAccount",
            Command::UpdateStorageAccount { .. } => "UpdateStorageAccount",
            Command::DeleteStorageAccount { .. } => "DeleteStorageAccount",
            Command::CreateContainer { .. } => "CreateContainer",
            Command::DeleteContainer { .. } => "DeleteContainer",
            Command::CreateDirectory { .. } => "CreateDirectory",
            Command::PutFile { .. } => "PutFile",
            Command::StageBlock { .. } => "StageBlock",
            Command::CommitBlockList { .. } => "CommitBlockList",
            Command::AppendToFile { .. } => "AppendToFile",
            Command::FlushFile { .. } => "FlushFile",
            Command::WithLease { command, .. } => command.name(),
            Command::DeleteBlob { .. } => "DeleteBlob",
            Command::RenamePath { .. } => "RenamePath",
            Command::SetContentType { .. } => "SetContentType",
            Command::DeletePath { .. } => "DeletePath",
            Command::SetPathProperties { .. } => "SetPathProperties",
            Command::SetDataProtection { .. } => "SetDataProtection",
            Command::RestoreBlobRanges { .. } => "RestoreBlobRanges",
            Command::UndeleteContainer { .. } => "UndeleteContainer",
            Command::UndeleteBlob { .. } => "UndeleteBlob",
            Command::PromoteBlobVersion { .. } => "PromoteBlobVersion",
            Command::DeleteBlobVersion { .. } => "DeleteBlobVersion",
            Command::CreateBlobSnapshot { .. } => "CreateBlobSnapshot",
            Command::DeleteBlobSnapshots { .. } => "DeleteBlobSnapshots",
            Command::CreateReplicationPolicy { .. } => "CreateReplicationPolicy",
            Command::DeleteReplicationPolicy { .. } => "DeleteReplicationPolicy",
            Command::SetBlobTier { .. } => "SetBlobTier",
            Command::Lease { .. } => "Lease",
            Command::SetLifecyclePolicy { .. } => "SetLifecyclePolicy",
            Command::SetImmutabilityPolicy { .. } => "SetImmutabilityPolicy",
            Command::ExtendImmutabilityPolicy { .. } => "ExtendImmutabilityPolicy",
            Command::LockImmutabilityPolicy { .. } => "LockImmutabilityPolicy",
            Command::DeleteImmutabilityPolicy { .. } => "DeleteImmutabilityPolicy",
            Command::SetLegalHold { .. } => "SetLegalHold",
            Command::ClearLegalHold { .. } => "ClearLegalHold",
            Command::CreateDisk { .. } => "CreateDisk",
            Command::UpdateDisk { .. } => "UpdateDisk",
            Command::WriteDisk { .. } => "WriteDisk",
            Command::RewriteDisk { .. } => "RewriteDisk",
            Command::SetDiskWorkload { .. } => "SetDiskWorkload",
            Command::AttachDisk { .. } => "AttachDisk",
            Command::DetachDisk { .. } => "DetachDisk",
            Command::DeleteDisk { .. } => "DeleteDisk",
            Command::CreateSnapshot { .. } => "CreateSnapshot",
            Command::DeleteSnapshot { .. } => "DeleteSnapshot",
            Command::CreateRoleAssignment { .. } => "CreateRoleAssignment",
            Command::DeleteRoleAssignment { .. } => "DeleteRoleAssignment",
            Command::CreateLock { .. } => "CreateLock",
            Command::DeleteLock { .. } => "DeleteLock",
            Command::CreateBackupVault { .. } => "CreateBackupVault",
            Command::SetVaultIdentity { .. } => "SetVaultIdentity",
            Command::SetVaultRedundancy { .. } => "SetVaultRedundancy",
            Command::UpdateBackupVault { .. } => "UpdateBackupVault",
            Command::SetVaultSoftDelete { .. } => "SetVaultSoftDelete",
            Command::DeleteBackupVault { .. } => "DeleteBackupVault",
            Command::CreateBackupPolicy { .. } => "CreateBackupPolicy",
            Command::DeleteBackupPolicy { .. } => "DeleteBackupPolicy",
            Command::ConfigureProtection { .. } => "ConfigureProtection",
            Command::UpdateProtection { .. } => "UpdateProtection",
            Command::BackupNow { .. } => "BackupNow",
            Command::StopProtection { .. } => "StopProtection",
            Command::SuspendBackups { .. } => "SuspendBackups",
            Command::ResumeProtection { .. } => "ResumeProtection",
            Command::Restore { .. } => "Restore",
            Command::DeleteBackupInstance { .. } => "DeleteBackupInstance",
            Command::UndeleteBackupInstance { .. } => "UndeleteBackupInstance",
            Command::Validate { command } => command.name(),
            Command::SetClock { .. } => "SetClock",
            Command::ChangeAlertState { .. } => "ChangeAlertState",
            Command::LogRefusal { .. } => "LogRefusal",
            Command::KeepTime => "KeepTime",
            Command::FireTimer { .. } => "FireTimer",
        }
    }

    /// What it is about: the name or the path of the thing that it makes, changes or deletes.
    pub fn subject(&self) -> &str {
        match self {
            Command::CreateResourceGroup { name, .. }
            | Command::CreateStorageAccount { name, .. }
            | Command::CreateContainer { name, .. }
            | Command::UndeleteContainer { name, .. }
            | Command::CreateDisk { name, .. }
            | Command::CreateSnapshot { name, .. }
            | Command::CreateLock { name, .. }
            | Command::CreateBackupVault { name, .. }
            | Command::CreateBackupPolicy { name, .. }
            | Command::ConfigureProtection { instance_name: name, .. } => name,
            Command::CreateDirectory { path, .. }
            | Command::PutFile { path, .. }
            | Command::StageBlock { path, .. }
            | Command::CommitBlockList { path, .. }
            | Command::AppendToFile { path, .. }
            | Command::FlushFile { path, .. }
            | Command::DeleteBlob { path, .. }
            | Command::RenamePath { path, .. }
            | Command::SetContentType { path, .. }
            | Command::DeletePath { path, .. }
            | Command::SetPathProperties { path, .. }
            | Command::UndeleteBlob { path, .. }
            | Command::PromoteBlobVersion { path, .. }
            | Command::DeleteBlobVersion { path, .. }
            | Command::CreateBlobSnapshot { path, .. }
            | Command::DeleteBlobSnapshots { path, .. }
            | Command::SetBlobTier { path, .. }
            | Command::Lease { path: Some(path), .. } => path,
            Command::WithLease { command, .. } | Command::Validate { command } => command.subject(),
            Command::SetClock { .. } | Command::KeepTime | Command::FireTimer { .. } => "",
            Command::DeleteResourceGroup { group: id }
            | Command::SetTags { resource: id, .. }
            | Command::UpdateStorageAccount { account: id, .. }
            | Command::DeleteStorageAccount { account: id }
            | Command::SetDataProtection { account: id, .. }
            | Command::RestoreBlobRanges { account: id, .. }
            | Command::SetLifecyclePolicy { account: id, .. }
            | Command::DeleteContainer { container: id }
            | Command::Lease { container: id, path: None, .. }
            | Command::SetImmutabilityPolicy { container: id, .. }
            | Command::ExtendImmutabilityPolicy { container: id, .. }
            | Command::LockImmutabilityPolicy { container: id }
            | Command::DeleteImmutabilityPolicy { container: id }
            | Command::SetLegalHold { container: id, .. }
            | Command::ClearLegalHold { container: id, .. }
            | Command::CreateReplicationPolicy { source: id, .. }
            | Command::DeleteReplicationPolicy { policy: id }
            | Command::UpdateDisk { disk: id, .. }
            | Command::WriteDisk { disk: id, .. }
            | Command::RewriteDisk { disk: id, .. }
            | Command::SetDiskWorkload { disk: id, .. }
            | Command::AttachDisk { disk: id, .. }
            | Command::DetachDisk { disk: id }
            | Command::DeleteDisk { disk: id }
            | Command::DeleteSnapshot { snapshot: id }
            | Command::CreateRoleAssignment { scope: id, .. }
            | Command::DeleteRoleAssignment { assignment: id }
            | Command::DeleteLock { lock: id }
            | Command::ChangeAlertState { vault: id, .. }
            | Command::LogRefusal { resource: id, .. }
            | Command::SetVaultIdentity { vault: id, .. }
            | Command::SetVaultRedundancy { vault: id, .. }
            | Command::UpdateBackupVault { vault: id, .. }
            | Command::SetVaultSoftDelete { vault: id, .. }
            | Command::DeleteBackupVault { vault: id }
            | Command::DeleteBackupPolicy { policy: id }
            | Command::UpdateProtection { instance: id, .. }
            | Command::BackupNow { instance: id, .. }
            | Command::StopProtection { instance: id }
            | Command::SuspendBackups { instance: id }
            | Command::ResumeProtection { instance: id }
            | Command::Restore { instance: id, .. }
            | Command::DeleteBackupInstance { instance: id }
            | Command::UndeleteBackupInstance { instance: id } => id.name(),
        }
    }

    /// Whether it brings bytes of a file in, which takes many commands in a row.
    pub fn is_upload(&self) -> bool {
        match self {
            Command::WithLease { command, .. } => command.is_upload(),
            Command::CreateDirectory { .. }
            | Command::PutFile { .. }
            | Command::StageBlock { .. }
            | Command::CommitBlockList { .. }
            | Command::AppendToFile { .. }
            | Command::FlushFile { .. } => true,
            _ => false,
        }
    }
}
