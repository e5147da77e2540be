//! Lists of resources.
//!
//! Snapshots of disks that are backed up are resources too: an estate has tens of thousands of them. So nothing is made of
//! a row that is not asked for, and lists for people end somewhere.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        compute::{ManagedDisk, Snapshot},
        ids::GroupId,
        limits,
        protection::disk,
        query::{Viewer, access::read_action},
        rbac::PrincipalId,
        refusal::Refusal,
        resources::{Region, ResourceKind, Tags},
        storage::StorageAccount,
        vault::BackupVault,
    },
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, cmp::Reverse, collections::BTreeMap};
use uuid::Uuid;

/// Top-level resources. Empty filters mean all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Resources {
    pub kind: Option<ResourceKind>,
    pub group: Option<ArmId>,
}

/// The newest resources, without the snapshots that Azure Backup takes by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewestResources {
    /// At most [`limits::PAGE_ROWS_MAX`].
    pub limit: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResourceRow {
    pub id: ArmId,
    pub name: String,
    pub kind: ResourceKind,
    pub group: ArmId,
    pub group_name: String,
    pub region: Region,
    pub subscription: Uuid,
    pub subscription_name: String,
    pub tags: Tags,
    /// Redundancy, kind or other fact that tells it from its like: `Data lake, ZRS`.
    pub detail: String,
    /// Name of the SKU; empty where its kind has none.
    pub sku: String,
    /// Its system-assigned identity.
    pub identity: Option<PrincipalId>,
    pub created_at: SimTime,
}

/// A resource of which no row is made yet.
#[derive(Clone, Copy)]
pub(super) enum Listed<'a> {
    Account(&'a StorageAccount),
    Vault(&'a BackupVault),
    Disk(&'a ManagedDisk),
    Snapshot(&'a Snapshot),
}

impl<'a> Listed<'a> {
    pub fn kind(self) -> ResourceKind {
        match self {
            Listed::Account(_) => ResourceKind::StorageAccount,
            Listed::Vault(_) => ResourceKind::BackupVault,
            Listed::Disk(_) => ResourceKind::Disk,
            Listed::Snapshot(_) => ResourceKind::Snapshot,
        }
    }

    pub fn name(self) -> &'a str {
        match self {
            Listed::Account(row) => &row.name,
            Listed::Vault(row) => &row.name,
            Listed::Disk(row) => &row.name,
            Listed::Snapshot(row) => &row.name,
        }
    }

    pub fn id(self, viewer: &Viewer<'_>) -> ArmId {
        let group = viewer.group(self.group()).arm_id();
        match self {
            Listed::Account(row) => row.arm_id(&group),
            Listed::Vault(row) => row.arm_id(&group),
            Listed::Disk(row) => row.arm_id(&group),
            Listed::Snapshot(row) => row.arm_id(&group),
        }
    }

    pub fn region(self) -> Region {
        match self {
            Listed::Account(row) => row.region,
            Listed::Vault(row) => row.region,
            Listed::Disk(row) => row.region,
            Listed::Snapshot(row) => row.region,
        }
    }

    pub fn group(self) -> GroupId {
        match self {
            Listed::Account(row) => row.group,
            Listed::Vault(row) => row.group,
            Listed::Disk(row) => row.group,
            Listed::Snapshot(row) => row.group,
        }
    }

    /// Redundancy, kind or other fact that tells it from its like: `Data lake, ZRS`.
    pub fn detail(self) -> Cow<'a, str> {
        match self {
            Listed::Account(row) => {
                let namespace = if row.hierarchical_namespace { "Data lake" } else { "Blob storage" };
                format!("{namespace}, {}", row.redundancy.short_name()).into()
            }
            Listed::Vault(row) => row.redundancy.display_name().into(),
            Listed::Disk(row) => format!("{}, {} GiB", row.sku.display_name(), row.size_gib).into(),
            Listed::Snapshot(row) => {
                let kind = if row.incremental { "Incremental" } else { "Full" };
                format!("{kind}, of {}", row.disk.name()).into()
            }
        }
    }

    fn created_at(self) -> SimTime {
        match self {
            Listed::Account(row) => row.created_at,
            Listed::Vault(row) => row.created_at,
            Listed::Disk(row) => row.created_at,
            Listed::Snapshot(row) => row.created_at,
        }
    }

    pub fn row(self, viewer: &Viewer<'_>) -> ResourceRow {
        match self {
            Listed::Account(row) => account_row(viewer, row),
            Listed::Vault(row) => vault_row(viewer, row),
            Listed::Disk(row) => disk_row(viewer, row),
            Listed::Snapshot(row) => snapshot_row(viewer, row),
        }
    }
}

/// What a viewer may read of all resources. Who may read a kind in a group may read each of it there: roles are inherited,
/// and nothing takes them away again.
pub(super) struct Readable<'v, 'a> {
    viewer: &'v Viewer<'a>,
    groups: Known<(GroupId, ResourceKind), bool>,
}

/// Answers about few things that are asked for again and again, mostly about the same as the time before.
#[derive(Debug)]
pub(super) struct Known<K, V> {
    answers: BTreeMap<K, V>,
    last: Option<(K, V)>,
}

impl<K: Ord + Copy, V: Copy> Known<K, V> {
    pub fn new() -> Self {
        Self { answers: BTreeMap::new(), last: None }
    }

    pub fn get(&mut self, key: K, find: impl FnOnce() -> V) -> V {
        match self.last {
            Some((last, answer)) if last == key => answer,
            _ => {
                let answer = *self.answers.entry(key).or_insert_with(find);
                self.last = Some((key, answer));
                answer
            }
        }
    }

    /// What was asked about.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.answers.keys()
    }
}

impl<'v, 'a> Readable<'v, 'a> {
    pub fn new(viewer: &'v Viewer<'a>) -> Self {
        Self { viewer, groups: Known::new() }
    }

    fn may_read(&mut self, listed: Listed<'_>) -> bool {
        let viewer = self.viewer;
        let (group, kind) = (listed.group(), listed.kind());
        self.groups.get((group, kind), || viewer.may(read_action(kind), &viewer.group(group).arm_id()))
            || viewer.may(read_action(kind), &listed.id(viewer))
    }

    /// Those of a kind and a group, or of all.
    pub fn of(
        mut self,
        kind: Option<ResourceKind>,
        group: Option<GroupId>,
    ) -> impl Iterator<Item = Listed<'a>> {
        let state = self.viewer.state;
        let is_asked = move |one: ResourceKind| kind.is_none_or(|kind| kind == one);
        let accounts = state.accounts.values().map(Listed::Account);
        let vaults = state.vaults.values().map(Listed::Vault);
        let disks = state.disks.values().map(Listed::Disk);
        let snapshots = state.snapshots.values().map(Listed::Snapshot);
        let all = accounts
            .filter(move |_| is_asked(ResourceKind::StorageAccount))
            .chain(vaults.filter(move |_| is_asked(ResourceKind::BackupVault)))
            .chain(disks.filter(move |_| is_asked(ResourceKind::Disk)))
            .chain(is_asked(ResourceKind::Snapshot).then_some(snapshots).into_iter().flatten());
        all.filter(move |listed| group.is_none_or(|group| listed.group() == group))
            .filter(move |listed| self.may_read(*listed))
    }

    /// How many there are in each group.
    pub fn counts(self) -> BTreeMap<GroupId, usize> {
        let mut counts = BTreeMap::new();
        self.of(None, None).for_each(|listed| *counts.entry(listed.group()).or_default() += 1);
        counts
    }
}

impl Resources {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<ResourceRow>, Refusal> {
        let group = match &self.group {
            // What is not there has nothing in it.
            Some(id) => match viewer.state.find_group(id) {
                Ok(group) => Some(group.id),
                Err(_) => return Ok(Vec::new()),
            },
            None => None,
        };
        let found = Readable::new(viewer).of(self.kind, group);
        let mut rows: Vec<ResourceRow> = found.map(|listed| listed.row(viewer)).collect();
        rows.sort_by_cached_key(|row| (row.name.to_lowercase(), row.id.key()));
        Ok(rows)
    }
}

impl NewestResources {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<ResourceRow>, Refusal> {
        let is_of_backup =
            |listed: &Listed| matches!(listed, Listed::Snapshot(snapshot) if disk::is_of_backup(snapshot));
        let all = Readable::new(viewer).of(None, None);
        let mut found: Vec<Listed> = all.filter(|listed| !is_of_backup(listed)).collect();
        found.sort_by_key(|listed| (Reverse(listed.created_at()), listed.name()));
        found.truncate(self.limit.min(limits::PAGE_ROWS_MAX));
        Ok(found.into_iter().map(|listed| listed.row(viewer)).collect())
    }
}

fn account_row(viewer: &Viewer<'_>, account: &StorageAccount) -> ResourceRow {
    let group = viewer.group(account.group);
    ResourceRow {
        id: account.arm_id(&group.arm_id()),
        name: account.name.clone(),
        kind: ResourceKind::StorageAccount,
        group: group.arm_id(),
        group_name: group.name.clone(),
        region: account.region,
        subscription: group.subscription,
        subscription_name: viewer.subscription_name(group.subscription),
        tags: account.tags.clone(),
        detail: Listed::Account(account).detail().into_owned(),
        sku: account.redundancy.sku().to_string(),
        identity: None,
        created_at: account.created_at,
    }
}

fn vault_row(viewer: &Viewer<'_>, vault: &BackupVault) -> ResourceRow {
    let group = viewer.group(vault.group);
    ResourceRow {
        id: vault.arm_id(&group.arm_id()),
        name: vault.name.clone(),
        kind: ResourceKind::BackupVault,
        group: group.arm_id(),
        group_name: group.name.clone(),
        region: vault.region,
        subscription: group.subscription,
        subscription_name: viewer.subscription_name(group.subscription),
        tags: vault.tags.clone(),
        detail: Listed::Vault(vault).detail().into_owned(),
        sku: String::new(),
        identity: vault.identity.map(|identity| identity.principal),
        created_at: vault.created_at,
    }
}

fn disk_row(viewer: &Viewer<'_>, disk: &ManagedDisk) -> ResourceRow {
    let group = viewer.group(disk.group);
    ResourceRow {
        id: disk.arm_id(&group.arm_id()),
        name: disk.name.clone(),
        kind: ResourceKind::Disk,
        group: group.arm_id(),
        group_name: group.name.clone(),
        region: disk.region,
        subscription: group.subscription,
        subscription_name: viewer.subscription_name(group.subscription),
        tags: disk.tags.clone(),
        detail: Listed::Disk(disk).detail().into_owned(),
        sku: disk.sku.arm_name().to_string(),
        identity: None,
        created_at: disk.created_at,
    }
}

fn snapshot_row(viewer: &Viewer<'_>, snapshot: &Snapshot) -> ResourceRow {
    let group = viewer.group(snapshot.group);
    ResourceRow {
        id: snapshot.arm_id(&group.arm_id()),
        name: snapshot.name.clone(),
        kind: ResourceKind::Snapshot,
        group: group.arm_id(),
        group_name: group.name.clone(),
        region: snapshot.region,
        subscription: group.subscription,
        subscription_name: viewer.subscription_name(group.subscription),
        tags: snapshot.tags.clone(),
        detail: Listed::Snapshot(snapshot).detail().into_owned(),
        sku: snapshot.sku.arm_name().to_string(),
        identity: None,
        created_at: snapshot.created_at,
    }
}
