//! An account without hierarchical namespace, its container `data`, and short words for what is done to blobs.

use crate::lab::{Lab, in_lab, put_file};
use std::collections::BTreeMap;
use vault_lab::{
    base::{ArmId, Digest},
    engine::{
        Command, Refusal,
        query::{
            BlobVersions, ChangeRecords, DeletedBlobs, DeletedContainers, Paths, VersionKind, VersionRow,
        },
        storage::{AccessTier, BlobPath, ChangeFeed, DataProtection, RehydratePriority, VersionId, history},
    },
};

pub struct BlobSite {
    pub lab: Lab,
    pub account: ArmId,
    pub container: ArmId,
}

in_lab!(BlobSite);

/// Versioning, and nothing else.
pub fn versioning() -> DataProtection {
    DataProtection { versioning: true, ..DataProtection::default() }
}

/// Blob soft delete for some days, and nothing else.
pub fn soft_delete(days: u32) -> DataProtection {
    DataProtection { blob_soft_delete_days: Some(days), ..DataProtection::default() }
}

/// What operational backup for some days switches on.
pub fn restorable(days: u32) -> DataProtection {
    DataProtection {
        blob_soft_delete_days: Some(days + 5),
        versioning: true,
        change_feed: ChangeFeed::KeepAll,
        point_in_time_restore_days: Some(days),
        ..DataProtection::default()
    }
}

impl BlobSite {
    pub fn new(settings: DataProtection) -> BlobSite {
        let mut lab = Lab::new();
        let group = lab.group("rg-blobs");
        let account = lab.flat_account(&group, "blobaccount");
        let container = lab.container(&account, "data");
        let mut site = BlobSite { lab, account, container };
        site.set(settings);
        site
    }

    pub fn set(&mut self, settings: DataProtection) {
        let command = self.setting(settings);
        self.do_(command);
    }

    pub fn setting(&self, settings: DataProtection) -> Command {
        Command::SetDataProtection { account: self.account.clone(), settings }
    }

    /// Writes a blob a minute later.
    pub fn put(&mut self, path: &str, text: &str) {
        self.advance(1);
        let command = put_file(&self.container, path, text);
        self.do_(command);
    }

    pub fn delete(&mut self, path: &str) {
        self.advance(1);
        let command = self.deleting(path);
        self.do_(command);
    }

    pub fn deleting(&self, path: &str) -> Command {
        Command::DeletePath { container: self.container.clone(), path: path.to_string() }
    }

    pub fn describing(&self, path: &str, name: &str, value: &str) -> Command {
        let metadata = Some(BTreeMap::from([(name.to_string(), value.to_string())]));
        let (container, path) = (self.container.clone(), path.to_string());
        Command::SetPathProperties { container, path, tier: None, metadata, acl: None }
    }

    pub fn tiering(&self, path: &str, tier: AccessTier, priority: RehydratePriority) -> Command {
        Command::SetBlobTier { container: self.container.clone(), path: path.to_string(), tier, priority }
    }

    pub fn undeleting(&self, path: &str) -> Command {
        Command::UndeleteBlob { container: self.container.clone(), path: path.to_string() }
    }

    pub fn promoting(&self, path: &str, version: VersionId) -> Command {
        Command::PromoteBlobVersion { container: self.container.clone(), path: path.to_string(), version }
    }

    pub fn deleting_version(&self, path: &str, version: VersionId) -> Command {
        Command::DeleteBlobVersion { container: self.container.clone(), path: path.to_string(), version }
    }

    pub fn snapshotting(&self, path: &str) -> Command {
        Command::CreateBlobSnapshot { container: self.container.clone(), path: path.to_string() }
    }

    /// Newest first; none where nothing is known of the blob.
    pub fn versions(&self, path: &str) -> Vec<VersionRow> {
        let (container, path) = (self.container.clone(), path.to_string());
        let page = self.query(BlobVersions { container, path, before: None, limit: 1_000 });
        page.map_or_else(|_| Vec::new(), |page| page.rows)
    }

    /// The id of the newest past state of a kind.
    #[track_caller]
    pub fn newest(&self, path: &str, kind: VersionKind) -> VersionId {
        let found = self.versions(path).into_iter().find(|row| row.kind == kind);
        found.and_then(|row| row.id).expect("there is one")
    }

    /// What a reader of the blob, or of a version of it, gets.
    pub fn read(&self, path: &str, version: Option<VersionId>) -> Result<Digest, Refusal> {
        let container = self.state.find_container(&self.container)?.id;
        let facts = history::facts_to_read(&self.state, container, &BlobPath(path.to_string()), version)?;
        let content = self.state.contents.get(&facts.content).expect("blobs have bytes");
        Ok(content.digest.expect("small texts have a digest"))
    }

    /// `current 3, previous 2 (5 left)`: kinds, sizes in bytes, and days left.
    pub fn shown(&self, path: &str) -> String {
        let line = |row: &VersionRow| {
            let left = row.days_left.map(|days| format!(" ({days} left)")).unwrap_or_default();
            let kind = format!("{:?}", row.kind).to_lowercase();
            format!("{kind} {}{left}", row.size.bytes())
        };
        self.versions(path).iter().map(line).collect::<Vec<_>>().join(", ")
    }

    /// Names directly in a folder, folders with a slash.
    pub fn listed(&self, directory: &str) -> String {
        let (container, directory, prefix) = (self.container.clone(), directory.to_string(), String::new());
        let page = self.ask(Paths { container, directory, prefix, from: None, limit: 1_000 });
        let names =
            page.rows.iter().map(|row| format!("{}{}", row.name, if row.directory { "/" } else { "" }));
        names.collect::<Vec<_>>().join(" ")
    }

    /// Names of deleted blobs directly in a folder, folders with a slash.
    pub fn listed_deleted(&self, directory: &str) -> String {
        let (container, directory, prefix) = (self.container.clone(), directory.to_string(), String::new());
        let page = self.ask(DeletedBlobs { container, directory, prefix, from: None, limit: 1_000 });
        assert_eq!(page.next, None);
        let names =
            page.rows.iter().map(|row| format!("{}{}", row.name, if row.blob.is_none() { "/" } else { "" }));
        names.collect::<Vec<_>>().join(" ")
    }

    /// `data 7`: soft-deleted containers and the days that are left of them.
    pub fn deleted_containers(&self) -> String {
        let rows = self.ask(DeletedContainers { account: self.account.clone() });
        rows.iter().map(|row| format!("{} {}", row.name, row.days_left)).collect::<Vec<_>>().join(", ")
    }

    /// `BlobCreated PutBlob data/a.csv`, a line each.
    pub fn changes(&self) -> String {
        let rows = self.ask(ChangeRecords { account: self.account.clone(), after: None, limit: 1_000 });
        let lines = rows.iter().map(|row| {
            let (event, api) = (row.operation.event_type(), row.operation.api());
            format!("{event} {api} {}/{}\n", row.container, row.path)
        });
        lines.collect()
    }
}
