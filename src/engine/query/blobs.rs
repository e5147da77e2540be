//! What an account keeps of its blobs: settings, versions, what is soft-deleted, and the change feed.

use crate::{
    base::{ArmId, ByteSize, SimTime},
    engine::{
        ids::{ChangeSeq, ContainerId},
        limits,
        query::{Viewer, page_rows},
        rbac::action,
        refusal::Refusal,
        storage::{
            AccessTier, BlobOperation, BlobPath, BlobRefusal, DataProtection, Deletion, LeaseState,
            ObjectReplication, PastBlob, PastKind, PathEntry, Rehydration, ReplicationRule, StorageAccount,
            VersionId, change_feed, lease,
            object_replication::{policies_from, policies_to},
            past, point_in_time, replication, tree,
        },
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The data protection settings of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataProtectionDetail {
    pub account: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataProtectionView {
    pub account: ArmId,
    pub hierarchical_namespace: bool,
    pub settings: DataProtection,
    /// Since when point-in-time restore has been on.
    pub restorable_since: Option<SimTime>,
    /// The first moment that can be restored now.
    pub restorable_from: Option<SimTime>,
    pub deleted_containers: usize,
}

/// One blob with everything that is kept of it, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlobVersions {
    pub container: ArmId,
    pub path: String,
    /// [`VersionPage::next`] of the page before; `None` for the first.
    pub before: Option<VersionId>,
    /// At most [`crate::engine::limits::PAGE_ROWS_MAX`].
    pub limit: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionPage {
    pub rows: Vec<VersionRow>,
    /// Where the next page begins, if there are more rows.
    pub next: Option<VersionId>,
    /// Where the blob is on its way from the archive tier.
    pub rehydration: Option<Rehydration>,
    pub lease: LeaseState,
}

/// The current state of a blob or a past one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionRow {
    pub kind: VersionKind,
    /// `None` for the current state where it is not a version.
    pub id: Option<VersionId>,
    pub modified_at: SimTime,
    pub size: ByteSize,
    pub tier: AccessTier,
    pub metadata: BTreeMap<String, String>,
    pub deletion: Option<Deletion>,
    /// Days until it is gone for good, of what is soft-deleted.
    pub days_left: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VersionKind {
    Current,
    Previous,
    Snapshot,
    /// The blob, soft-deleted.
    DeletedBlob,
}

/// Blobs that are not there and of which something is kept, directly in a folder, and the folders that hold
/// such blobs; by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeletedBlobs {
    pub container: ArmId,
    /// Empty for the top of the container.
    pub directory: String,
    /// Only names that start with this.
    pub prefix: String,
    /// [`DeletedBlobPage::next`] of the page before; `None` for the first.
    pub from: Option<String>,
    /// At most [`crate::engine::limits::PAGE_ROWS_MAX`].
    pub limit: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeletedBlobPage {
    pub rows: Vec<DeletedBlobRow>,
    /// Where the next page begins, if there are more rows: behind a name that is there or was.
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeletedBlobRow {
    pub path: String,
    pub name: String,
    /// `None` for a folder.
    pub blob: Option<DeletedBlob>,
}

/// What is kept of a blob that is not there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeletedBlob {
    /// The newest state that is kept.
    pub newest: VersionRow,
    /// Versions and snapshots that can be read.
    pub readable: usize,
    /// How many there are to undelete.
    pub soft_deleted: usize,
}

/// Soft-deleted containers of an account, by name and age.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeletedContainers {
    pub account: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeletedContainerRow {
    pub name: String,
    /// Tells those of one name apart.
    pub version: ContainerId,
    pub deletion: Deletion,
    pub days_left: i64,
}

/// The change feed of an account from a position on, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeRecords {
    pub account: ArmId,
    /// The last record that was read before; `None` for the beginning.
    pub after: Option<ChangeSeq>,
    /// At most [`crate::engine::limits::PAGE_ROWS_MAX`].
    pub limit: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeRow {
    pub seq: ChangeSeq,
    pub at: SimTime,
    pub operation: BlobOperation,
    pub container: String,
    pub path: String,
    pub version: Option<VersionId>,
}

/// The object replication policies of an account: those that Azure Backup made, and one's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReplicationPolicies {
    pub account: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReplicationPolicyRow {
    pub id: ArmId,
    pub maker: ReplicationMaker,
    /// Names of the accounts that it copies from and to.
    pub source: String,
    pub destination: String,
    /// Names of the containers of this account that have a rule.
    pub containers: Vec<String>,
    pub created_at: SimTime,
}

/// Whose a policy is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReplicationMaker {
    Backup,
    /// A restore to this account; left behind where that has ended.
    Restore {
        left_behind: bool,
    },
    /// Somebody. Changes that it carried over, and that it could not.
    Person {
        rules: Vec<ReplicationRule>,
        copied: u64,
        failed: u64,
    },
}

/// Whether object replication of an account may reach into another tenant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrossTenantReplication {
    pub account: ArmId,
}

impl CrossTenantReplication {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<bool, Refusal> {
        viewer.require(action::READ_REPLICATION, &self.account)?;
        Ok(viewer.state.find_account(&self.account)?.cross_tenant_replication)
    }
}

impl ReplicationPolicies {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<ReplicationPolicyRow>, Refusal> {
        viewer.require(action::READ_REPLICATION, &self.account)?;
        let account = viewer.state.find_account(&self.account)?;
        let (state, id) = (viewer.state, viewer.state.account_id(account));
        let backup = state.replication_policies.get(&account.id).map(|policy| ReplicationPolicyRow {
            id: policy.arm_id(&id),
            maker: ReplicationMaker::Backup,
            source: account.name.clone(),
            destination: policy.destination.clone(),
            containers: policy.containers.clone(),
            created_at: policy.created_at,
        });
        let left = |job| replication::left_behind(state, account.id).any(|policy| policy.job == job);
        let restores = replication::restore_policies(state, account.id).map(|policy| ReplicationPolicyRow {
            id: policy.arm_id(&id),
            maker: ReplicationMaker::Restore { left_behind: left(policy.job) },
            source: policy.source.clone(),
            destination: account.name.clone(),
            containers: policy.containers.clone(),
            created_at: policy.created_at,
        });
        let own = policies_from(state, account.id).chain(policies_to(state, account.id));
        let own = own.map(|policy| own_row(viewer, account, policy));
        Ok(backup.into_iter().chain(restores).chain(own).collect())
    }
}

fn own_row(
    viewer: &Viewer<'_>,
    account: &StorageAccount,
    policy: &ObjectReplication,
) -> ReplicationPolicyRow {
    let state = viewer.state;
    let name = |id| state.accounts.get(&id).map(|row| row.name.clone()).unwrap_or_default();
    let is_source = policy.source == account.id;
    let container = |rule: &ReplicationRule| match is_source {
        true => rule.source.clone(),
        false => rule.destination.clone(),
    };
    let (rules, copied, failed) = (policy.rules.clone(), policy.copied, policy.failed);
    ReplicationPolicyRow {
        id: policy.arm_id(&state.account_id(account)),
        maker: ReplicationMaker::Person { rules, copied, failed },
        source: name(policy.source),
        destination: name(policy.destination),
        containers: policy.rules.iter().map(container).collect(),
        created_at: policy.created_at,
    }
}

impl DataProtectionDetail {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<DataProtectionView, Refusal> {
        viewer.require(action::READ_BLOB_SERVICE, &self.account)?;
        let account = viewer.state.find_account(&self.account)?;
        Ok(DataProtectionView {
            account: viewer.state.account_id(account),
            hierarchical_namespace: account.hierarchical_namespace,
            settings: account.data_protection.clone(),
            restorable_since: account.restorable_since,
            restorable_from: point_in_time::restorable_window(account, viewer.now).map(|(from, _)| from),
            deleted_containers: viewer.state.deleted_containers_of(account.id).count(),
        })
    }
}

impl BlobVersions {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<VersionPage, Refusal> {
        viewer.require_files(&self.container)?;
        let state = viewer.state;
        let container = state.find_container(&self.container)?.id;
        let blob = (container, BlobPath(self.path.clone()));
        let current = state.paths.get(&blob).and_then(current_row);
        if current.is_none() && past::of_blob(state, container, &blob.1).next().is_none() {
            return Err(BlobRefusal::BlobNotFound { path: self.path.clone(), version: None }.into());
        }
        let past = past::of_blob_before(state, container, &blob.1, self.before);
        let past = past.map(|(key, past)| past_row(key.id, past, viewer.now));
        let mut rows = current.filter(|_| self.before.is_none()).into_iter().chain(past);
        let page: Vec<VersionRow> = rows.by_ref().take(page_rows(self.limit)).collect();
        // A current state that is no version lies behind all that are.
        let last = page.last().map(|row| row.id.unwrap_or(VersionId::MAX));
        Ok(VersionPage {
            next: rows.next().and(last),
            rows: page,
            rehydration: state.rehydrations.get(&blob).copied(),
            lease: lease::state_of(state, &blob, viewer.now),
        })
    }
}

/// `None` for a directory.
fn current_row(entry: &PathEntry) -> Option<VersionRow> {
    entry.file().map(|_| row(VersionKind::Current, entry.version, entry, None, entry.modified_at))
}

fn past_row(id: VersionId, past: &PastBlob, now: SimTime) -> VersionRow {
    let kind = match past.kind {
        PastKind::Version => VersionKind::Previous,
        PastKind::Snapshot => VersionKind::Snapshot,
        PastKind::Base => VersionKind::DeletedBlob,
    };
    row(kind, Some(id), &past.entry, past.deletion, now)
}

fn row(
    kind: VersionKind,
    id: Option<VersionId>,
    entry: &PathEntry,
    deletion: Option<Deletion>,
    now: SimTime,
) -> VersionRow {
    let facts = entry.file();
    VersionRow {
        kind,
        id,
        modified_at: entry.modified_at,
        size: facts.map_or(ByteSize::ZERO, |facts| facts.size),
        tier: facts.map_or(AccessTier::Hot, |facts| facts.tier),
        metadata: entry.metadata.clone(),
        deletion,
        days_left: deletion.map(|deletion| deletion.days_left(now)),
    }
}

impl DeletedBlobs {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<DeletedBlobPage, Refusal> {
        viewer.require_files(&self.container)?;
        let container = viewer.state.find_container(&self.container)?.id;
        let directory = (!self.directory.is_empty()).then(|| BlobPath(self.directory.clone()));
        let from = self.from.clone().map(BlobPath);
        let mut found =
            tree::deleted_children(viewer.state, container, directory.as_ref(), &self.prefix, from);
        let page: Vec<_> = found.by_ref().take(page_rows(self.limit)).collect();
        let last = page.last().map(|child| child.behind().0);
        let next = found.next().and(last);
        let rows = page.into_iter().map(|child| DeletedBlobRow {
            path: child.path.to_string(),
            name: child.path.name().to_string(),
            blob: (!child.is_folder).then(|| deleted_blob(viewer, container, &child.path)).flatten(),
        });
        Ok(DeletedBlobPage { rows: rows.collect(), next })
    }
}

fn deleted_blob(viewer: &Viewer<'_>, container: ContainerId, path: &BlobPath) -> Option<DeletedBlob> {
    let kept = || past::of_blob(viewer.state, container, path);
    let (key, newest) = kept().next_back()?;
    let readable = kept().filter(|(_, past)| past.deletion.is_none()).count();
    Some(DeletedBlob {
        newest: past_row(key.id, newest, viewer.now),
        readable,
        soft_deleted: kept().count() - readable,
    })
}

impl DeletedContainers {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<DeletedContainerRow>, Refusal> {
        viewer.require(action::READ_ACCOUNT, &self.account)?;
        let state = viewer.state;
        let account = state.find_account(&self.account)?;
        let id = state.account_id(account);
        let readable = state
            .deleted_containers_of(account.id)
            .filter(|row| viewer.may(action::READ_CONTAINER, &row.container.arm_id(&id)));
        let mut rows: Vec<DeletedContainerRow> = readable
            .map(|row| DeletedContainerRow {
                name: row.container.name.clone(),
                version: row.container.id,
                deletion: row.deletion,
                days_left: row.deletion.days_left(viewer.now),
            })
            .collect();
        rows.sort_by(|one, other| (&one.name, one.version).cmp(&(&other.name, other.version)));
        Ok(rows)
    }
}

impl ChangeRecords {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<ChangeRow>, Refusal> {
        viewer.require(action::READ_BLOB_SERVICE, &self.account)?;
        let account = viewer.state.find_account(&self.account)?.id;
        let from = self.after.map_or(ChangeSeq(0), |seq| ChangeSeq(seq.0 + 1));
        let records = change_feed::of_account(viewer.state, account, from);
        let records = records.filter(|(_, change)| !change.operation.is_of_container());
        let rows = records.map(|(seq, change)| ChangeRow {
            seq,
            at: change.at,
            operation: change.operation,
            container: change.container.clone(),
            path: change.path.to_string(),
            version: change.version,
        });
        Ok(rows.take(self.limit.min(limits::PAGE_ROWS_MAX)).collect())
    }
}
