//! Storage accounts, containers and the file browser.

use crate::{
    base::{ArmId, ByteSize, Digest, SimTime},
    engine::{
        ids::ContainerId,
        protection::{BackupInstance, ProtectionState},
        query::{ImmutabilityPolicyView, Viewer, immutability, page_rows},
        rbac::action,
        refusal::Refusal,
        resources::{ProvisioningState, Region, Tags},
        state::State,
        storage::{
            AccessTier, Acl, BlobPath, Container, LeaseState, PathEntry, StorageAccount, StorageRedundancy,
            StorageRefusal, check_path, lease, tree,
        },
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StorageAccountDetail {
    pub account: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StorageAccountView {
    pub id: ArmId,
    pub name: String,
    pub group: ArmId,
    pub group_name: String,
    pub subscription: Uuid,
    pub subscription_name: String,
    pub region: Region,
    pub redundancy: StorageRedundancy,
    pub hierarchical_namespace: bool,
    pub tags: Tags,
    pub provisioning: ProvisioningState,
    pub created_at: SimTime,
    pub containers: usize,
    pub files: u64,
    pub size: ByteSize,
    /// The backup instance that protects it, if any.
    pub protected_by: Option<ArmId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Containers {
    pub account: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContainerRow {
    pub id: ArmId,
    pub name: String,
    pub created_at: SimTime,
    pub modified_at: SimTime,
    pub files: u64,
    pub size: ByteSize,
    /// How its lease stood when this was asked; no topic tells of a lease that ends by itself.
    pub lease: LeaseState,
    pub policy: Option<ImmutabilityPolicyView>,
    /// In alphabetical order.
    pub legal_hold_tags: Vec<String>,
}

/// What lies directly in a directory of a container, by name: directories and files in one order, as *List Blobs*
/// gives them. Directories first would need all files passed to find the last directory.
///
/// In an account without hierarchical namespace directories are the virtual folders of blob names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paths {
    pub container: ArmId,
    /// Empty for the top of the container.
    pub directory: String,
    /// Only names that start with this.
    pub prefix: String,
    /// [`PathPage::next`] of the page before; `None` for the first.
    pub from: Option<String>,
    /// At most [`crate::engine::limits::PAGE_ROWS_MAX`].
    pub limit: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PathPage {
    pub account: ArmId,
    pub container: String,
    pub hierarchical_namespace: bool,
    /// What is deleted stays as a version.
    pub versioning: bool,
    /// Days for which what is deleted can be taken back, where it can.
    pub soft_delete_days: Option<u32>,
    pub rows: Vec<PathRow>,
    /// Where the next page begins, if there are more rows: behind a name that is there or was.
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PathRow {
    /// Path inside the container.
    pub path: String,
    pub name: String,
    pub directory: bool,
    pub modified_at: Option<SimTime>,
    pub size: Option<ByteSize>,
    pub tier: Option<AccessTier>,
    pub content_type: Option<String>,
    pub owner: Option<String>,
    pub permissions: Option<String>,
    /// How the lease of a blob stood when this was asked. Files of data lakes have none.
    pub lease: LeaseState,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PathDetail {
    pub container: ArmId,
    pub path: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PathView {
    pub row: PathRow,
    pub created_at: SimTime,
    pub etag: u64,
    pub metadata: BTreeMap<String, String>,
    /// `None` in an account without hierarchical namespace.
    pub acl: Option<Acl>,
    /// BLAKE3 of the bytes; generated sample files get theirs when they are first read.
    pub digest: Option<Digest>,
    /// How many pieces the bytes are stored in.
    pub extents: usize,
}

impl StorageAccountDetail {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<StorageAccountView, Refusal> {
        viewer.require(action::READ_ACCOUNT, &self.account)?;
        let state = viewer.state;
        let account = state.find_account(&self.account)?;
        let group = viewer.group(account.group);
        let id = state.account_id(account);
        let containers: Vec<&Container> = state.containers_of(account.id).collect();
        let usage = containers.iter().map(|container| usage(state, container.id));
        let (files, size) = usage.fold((0, ByteSize::ZERO), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let active = |instance: &&BackupInstance| instance.state != ProtectionState::ProtectionStopped;
        let protecting = state.protecting(&id).filter(active);
        Ok(StorageAccountView {
            name: account.name.clone(),
            group: group.arm_id(),
            group_name: group.name.clone(),
            subscription: group.subscription,
            subscription_name: viewer.subscription_name(group.subscription),
            region: account.region,
            redundancy: account.redundancy,
            hierarchical_namespace: account.hierarchical_namespace,
            tags: account.tags.clone(),
            provisioning: account.provisioning,
            created_at: account.created_at,
            containers: containers.len(),
            files,
            size,
            protected_by: protecting.map(|instance| state.instance_id(instance)),
            id,
        })
    }
}

/// Files of a container and their bytes.
fn usage(state: &State, container: ContainerId) -> (u64, ByteSize) {
    let files = tree::all(state, container).filter_map(|(_, entry)| entry.file());
    files.fold((0, ByteSize::ZERO), |(files, size), facts| (files + 1, size + facts.size))
}

impl Containers {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<ContainerRow>, Refusal> {
        let (account, containers) = readable_containers(viewer, &self.account)?;
        Ok(containers.into_iter().map(|container| container_row(viewer, account, container)).collect())
    }
}

/// An account, and those of its containers that the viewer may read, by name.
///
/// # Errors
/// There are none, and the viewer may not read the account either.
pub(super) fn readable_containers<'a>(
    viewer: &Viewer<'a>,
    id: &ArmId,
) -> Result<(&'a StorageAccount, Vec<&'a Container>), Refusal> {
    let state = viewer.state;
    let readable = viewer.require(action::READ_ACCOUNT, id);
    let account = match (state.find_account(id), &readable) {
        (Ok(account), _) => account,
        // Who may not look is not told what is missing.
        (Err(missing), Ok(())) => return Err(missing),
        (Err(_), Err(refusal)) => return Err(refusal.clone().into()),
    };
    let id = state.account_id(account);
    let all = state.containers_of(account.id);
    let mut rows: Vec<&Container> =
        all.filter(|container| viewer.may(action::READ_CONTAINER, &container.arm_id(&id))).collect();
    if rows.is_empty() {
        readable?;
    }
    rows.sort_by(|one, other| one.name.cmp(&other.name));
    Ok((account, rows))
}

fn container_row(viewer: &Viewer<'_>, account: &StorageAccount, container: &Container) -> ContainerRow {
    let state = viewer.state;
    let (files, size) = usage(state, container.id);
    let immutability = immutability::view_of(state, container);
    ContainerRow {
        id: container.arm_id(&state.account_id(account)),
        name: container.name.clone(),
        created_at: container.created_at,
        modified_at: container.modified_at,
        files,
        size,
        lease: lease::state_of(state, &lease::container_key(container.id), viewer.now),
        policy: immutability.policy,
        legal_hold_tags: immutability.legal_hold_tags,
    }
}

impl Paths {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<PathPage, Refusal> {
        viewer.require_files(&self.container)?;
        let state = viewer.state;
        let container = state.find_container(&self.container)?;
        let account = state.account_of(container.id).expect("containers lie in accounts");
        let hierarchical_namespace = account.hierarchical_namespace;
        let directory = self.directory(state, container.id, hierarchical_namespace)?;
        let from = self.from.clone().map(BlobPath);
        let mut children = tree::children(state, container.id, directory.as_ref(), &self.prefix, from);
        let page: Vec<_> = children.by_ref().take(page_rows(self.limit)).collect();
        let last = page.last().map(|child| child.behind().0);
        let rows = page.iter().map(|child| path_row(viewer, container.id, &child.path, child.entry));
        Ok(PathPage {
            account: state.account_id(account),
            container: container.name.clone(),
            hierarchical_namespace,
            versioning: account.data_protection.versioning,
            soft_delete_days: account.data_protection.blob_soft_delete_days,
            rows: rows.collect(),
            next: children.next().and(last),
        })
    }

    /// The directory asked for; `None` for the top. Folders of blob names need not exist.
    fn directory(
        &self,
        state: &State,
        container: ContainerId,
        hierarchical_namespace: bool,
    ) -> Result<Option<BlobPath>, StorageRefusal> {
        if self.directory.is_empty() {
            return Ok(None);
        }
        check_path(&self.directory)?;
        let path = BlobPath(self.directory.clone());
        if hierarchical_namespace {
            match state.paths.get(&(container, path.clone())) {
                Some(entry) if entry.is_directory() => {}
                Some(_) => return Err(StorageRefusal::PathKindMismatch { path: self.directory.clone() }),
                None => return Err(StorageRefusal::PathNotFound { path: self.directory.clone() }),
            }
        }
        Ok(Some(path))
    }
}

fn path_row(
    viewer: &Viewer<'_>,
    container: ContainerId,
    path: &BlobPath,
    entry: Option<&PathEntry>,
) -> PathRow {
    let file = entry.and_then(PathEntry::file);
    let acl = entry.and_then(|entry| entry.acl.as_deref());
    PathRow {
        path: path.to_string(),
        name: path.name().to_string(),
        directory: file.is_none(),
        modified_at: entry.map(|entry| entry.modified_at),
        size: file.map(|facts| facts.size),
        tier: file.map(|facts| facts.tier),
        content_type: file.map(|facts| facts.content_type.to_string()),
        owner: acl.map(|acl| acl.owner.clone()),
        permissions: acl.map(Acl::permissions),
        lease: lease::state_of(viewer.state, &(container, path.clone()), viewer.now),
    }
}

impl PathDetail {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<PathView, Refusal> {
        viewer.require_files(&self.container)?;
        let state = viewer.state;
        let container = state.find_container(&self.container)?;
        let path = BlobPath(self.path.clone());
        let not_found = || StorageRefusal::PathNotFound { path: self.path.clone() };
        let entry = state.paths.get(&(container.id, path.clone())).ok_or_else(not_found)?;
        let content = entry.file().and_then(|facts| state.contents.get(&facts.content));
        Ok(PathView {
            row: path_row(viewer, container.id, &path, Some(entry)),
            created_at: entry.created_at,
            etag: entry.etag,
            metadata: entry.metadata.clone(),
            acl: entry.acl.as_deref().cloned(),
            digest: content.and_then(|content| content.digest),
            extents: content.map_or(0, |content| content.extents.len()),
        })
    }
}
