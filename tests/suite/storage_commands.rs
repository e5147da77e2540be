//! Every command about accounts, containers and what is in them, once.

use crate::lab::{bytes_of, create_account, put_file};
use uuid::Uuid;
use vault_lab::{
    base::{ArmId, SimTime},
    engine::{
        Command,
        ids::ContainerId,
        storage::{
            AccessTier, BlockId, DataProtection, LeaseAction, LifecycleActions, LifecycleRule,
            RehydratePriority, VersionId,
        },
    },
};

/// What a data lake takes.
pub fn storage_commands(account: &ArmId, container: &ArmId) -> Vec<Command> {
    let group = ArmId::resource_group(account.subscription_id().unwrap_or_default(), "rg-disks");
    let (path, acl) = ("a.csv".to_string(), None);
    let (account, container, tier, metadata) =
        (account.clone(), container.clone(), Some(AccessTier::Cool), None);
    vec![
        create_account(&group, "morelakes", true),
        Command::DeleteStorageAccount { account: account.clone() },
        Command::CreateContainer { account, name: "more".to_string() },
        Command::DeleteContainer { container: container.clone() },
        Command::CreateDirectory { container: container.clone(), path: "d".to_string() },
        put_file(&container, "b.csv", "2"),
        Command::DeletePath { container: container.clone(), path: path.clone() },
        Command::AppendToFile {
            container: container.clone(),
            path: path.clone(),
            position: 1,
            content: bytes_of("2"),
        },
        Command::FlushFile {
            container: container.clone(),
            path: path.clone(),
            position: 1,
            keep_rest: false,
            content_type: None,
        },
        Command::RenamePath {
            container: container.clone(),
            path: path.clone(),
            to: "c.csv".to_string(),
            overwrite: true,
        },
        Command::SetPathProperties { container, path, tier, metadata, acl },
    ]
}

/// What a flat account takes beyond that: settings and past states of its blobs.
pub fn blob_commands(account: &ArmId, container: &ArmId) -> Vec<Command> {
    [settings_and_states(account, container), blocks_and_leases(container)].concat()
}

fn settings_and_states(account: &ArmId, container: &ArmId) -> Vec<Command> {
    let (path, container) = ("a.csv".to_string(), container.clone());
    let version = VersionId::at(SimTime::from_millis(0));
    let settings = DataProtection { versioning: true, ..DataProtection::default() };
    let undeleted = ("gone".to_string(), ContainerId(0));
    vec![
        Command::SetDataProtection { account: account.clone(), settings },
        Command::UndeleteContainer { account: account.clone(), name: undeleted.0, version: undeleted.1 },
        Command::RestoreBlobRanges {
            account: account.clone(),
            time: SimTime::from_millis(0),
            ranges: Vec::new(),
        },
        Command::UndeleteBlob { container: container.clone(), path: path.clone() },
        Command::PromoteBlobVersion { container: container.clone(), path: path.clone(), version },
        Command::DeleteBlobVersion { container: container.clone(), path: path.clone(), version },
        Command::CreateBlobSnapshot { container: container.clone(), path: path.clone() },
        Command::DeleteBlob { container: container.clone(), path: path.clone(), with_snapshots: true },
        Command::SetContentType {
            container: container.clone(),
            path: path.clone(),
            content_type: "text/csv".to_string(),
        },
        Command::DeleteBlobSnapshots { container: container.clone(), path: path.clone(), snapshot: None },
        Command::SetBlobTier {
            container: container.clone(),
            path,
            tier: AccessTier::Cool,
            priority: RehydratePriority::Standard,
        },
        Command::SetLifecyclePolicy {
            account: account.clone(),
            rules: vec![LifecycleRule {
                name: "old".to_string(),
                enabled: true,
                prefixes: Vec::new(),
                blobs: LifecycleActions { cool: Some(1), ..LifecycleActions::default() },
                snapshots: LifecycleActions::default(),
                versions: LifecycleActions::default(),
            }],
        },
        Command::SetImmutabilityPolicy { container: container.clone(), days: 7 },
        Command::ExtendImmutabilityPolicy { container: container.clone(), days: 8 },
        Command::LockImmutabilityPolicy { container: container.clone() },
        Command::DeleteImmutabilityPolicy { container: container.clone() },
        Command::SetLegalHold { container: container.clone(), tags: vec!["case".to_string()] },
        Command::ClearLegalHold { container: container.clone(), tags: vec!["case".to_string()] },
        Command::Lease {
            container,
            path: None,
            action: LeaseAction::Acquire { seconds: None, proposed: None },
        },
    ]
}

fn blocks_and_leases(container: &ArmId) -> Vec<Command> {
    let path = "a.csv".to_string();
    vec![
        Command::StageBlock {
            container: container.clone(),
            path: path.clone(),
            block: BlockId("MQ==".to_string()),
            content: bytes_of("2"),
        },
        Command::CommitBlockList {
            container: container.clone(),
            path: path.clone(),
            blocks: Vec::new(),
            content_type: String::new(),
            tier: AccessTier::Hot,
            metadata: Default::default(),
        },
        Command::WithLease {
            lease: Uuid::from_u128(1),
            command: Box::new(put_file(container, "b.csv", "2")),
        },
    ]
}
