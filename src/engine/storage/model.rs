//! Rows of storage accounts, containers and the paths in them.

use crate::{
    base::{ArmId, ByteSize, SimTime},
    content::ContentId,
    engine::{
        ids::{AccountId, ContainerId, GroupId},
        index::Named,
        resources::{ProvisioningState, Region, ResourceKind, Tags},
        storage::{ContentType, DataProtection, Deletion, VersionId},
    },
};
use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, collections::BTreeMap, fmt};

/// How many copies of an account's bytes there are, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum StorageRedundancy {
    Lrs,
    Zrs,
    Grs,
}

impl StorageRedundancy {
    pub const ALL: [StorageRedundancy; 3] =
        [StorageRedundancy::Lrs, StorageRedundancy::Zrs, StorageRedundancy::Grs];

    /// The ARM SKU name.
    pub fn sku(self) -> &'static str {
        match self {
            StorageRedundancy::Lrs => "Standard_LRS",
            StorageRedundancy::Zrs => "Standard_ZRS",
            StorageRedundancy::Grs => "Standard_GRS",
        }
    }

    /// `LRS`
    pub fn short_name(self) -> &'static str {
        match self {
            StorageRedundancy::Lrs => "LRS",
            StorageRedundancy::Zrs => "ZRS",
            StorageRedundancy::Grs => "GRS",
        }
    }

    pub fn display_name(self) -> &'static str {
        match self {
            StorageRedundancy::Lrs => "Locally-redundant storage (LRS)",
            StorageRedundancy::Zrs => "Zone-redundant storage (ZRS)",
            StorageRedundancy::Grs => "Geo-redundant storage (GRS)",
        }
    }
}

/// A standard general-purpose v2 account.
#[derive(Clone, Debug, PartialEq)]
pub struct StorageAccount {
    pub id: AccountId,
    pub group: GroupId,
    pub name: String,
    pub region: Region,
    pub redundancy: StorageRedundancy,
    /// With it the account is a data lake; it cannot be switched off again.
    pub hierarchical_namespace: bool,
    pub tags: Tags,
    pub provisioning: ProvisioningState,
    pub created_at: SimTime,
    pub data_protection: DataProtection,
    /// Since when point-in-time restore has been on without a break.
    pub restorable_since: Option<SimTime>,
    /// Since when the change feed has every change, while it is on.
    pub change_feed_since: Option<SimTime>,
    /// Whether object replication may reach into another tenant, as vaulted backup does.
    pub cross_tenant_replication: bool,
}

impl Named for StorageAccount {
    type Place = GroupId;

    fn place(&self) -> GroupId {
        self.group
    }

    fn name(&self) -> &str {
        &self.name
    }
}

impl StorageAccount {
    pub fn arm_id(&self, group: &ArmId) -> ArmId {
        ArmId::resource(group, ResourceKind::StorageAccount.resource_type(), &self.name)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Container {
    pub id: ContainerId,
    pub account: AccountId,
    pub name: String,
    pub created_at: SimTime,
    pub modified_at: SimTime,
}

/// A soft-deleted container. Everything in it stays as it is, under the same id; nobody can reach it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeletedContainer {
    pub container: Container,
    pub deletion: Deletion,
}

impl Container {
    /// The path segments between an account and a container in an ARM id.
    pub const ARM_KIND: &'static str = "blobServices/default/containers";

    pub fn arm_id(&self, account: &ArmId) -> ArmId {
        account.child(Self::ARM_KIND, &self.name)
    }
}

/// Price and readiness class of a file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AccessTier {
    Hot,
    Cool,
    Cold,
    /// Offline; never part of a vaulted backup.
    Archive,
}

impl AccessTier {
    pub const ALL: [AccessTier; 4] =
        [AccessTier::Hot, AccessTier::Cool, AccessTier::Cold, AccessTier::Archive];

    pub fn display_name(self) -> &'static str {
        match self {
            AccessTier::Hot => "Hot",
            AccessTier::Cool => "Cool",
            AccessTier::Cold => "Cold",
            AccessTier::Archive => "Archive",
        }
    }
}

/// A path inside a container, without a leading slash: `2026/09/orders.csv`.
///
/// Orders by segment, so that everything below a directory follows it before any sibling does:
/// `a`, `a/b`, `a-b`.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BlobPath(pub String);

impl BlobPath {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The directory it lies in; `None` at the top of the container.
    pub fn parent(&self) -> Option<BlobPath> {
        self.0.rsplit_once('/').map(|(parent, _)| BlobPath(parent.to_string()))
    }

    pub fn depth(&self) -> usize {
        self.0.split('/').count()
    }

    /// Whether this path is `directory` itself or lies anywhere below it.
    pub fn is_within(&self, directory: &BlobPath) -> bool {
        self.0.strip_prefix(&directory.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// The order of a byte of a path: a slash comes before every other one; path names never hold a zero byte.
fn segment_order(byte: u8) -> u8 {
    if byte == b'/' { 0 } else { byte }
}

/// How many bytes two texts begin with in common. Eight at a time: every look-up of a blob compares many names that
/// begin alike.
fn common_length(one: &[u8], other: &[u8]) -> usize {
    let words = one.as_chunks::<8>().0.iter().zip(other.as_chunks::<8>().0);
    let start = words.take_while(|(one, other)| one == other).count() * 8;
    let rest = one[start..].iter().zip(&other[start..]);
    start + rest.take_while(|(one, other)| one == other).count()
}

impl PartialOrd for BlobPath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for BlobPath {
    fn cmp(&self, other: &Self) -> Ordering {
        let (one, other) = (self.0.as_bytes(), other.0.as_bytes());
        let common = common_length(one, other);
        let next = |bytes: &[u8]| bytes.get(common).copied().map(segment_order);
        next(one).cmp(&next(other))
    }
}

impl fmt::Debug for BlobPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for BlobPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A directory or a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PathEntry {
    pub kind: PathKind,
    pub created_at: SimTime,
    pub modified_at: SimTime,
    /// User-defined name and value pairs.
    pub metadata: BTreeMap<String, String>,
    /// `None` in an account without hierarchical namespace.
    pub acl: Option<Box<Acl>>,
    /// Changes with every write of the entry.
    pub etag: u64,
    /// What a blob is called as a version; `None` where it was written without versioning.
    pub version: Option<VersionId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PathKind {
    Directory,
    File(FileFacts),
}

/// What is known of a file without opening it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileFacts {
    pub content: ContentId,
    pub size: ByteSize,
    pub content_type: ContentType,
    pub tier: AccessTier,
}

impl PathEntry {
    pub fn file(&self) -> Option<&FileFacts> {
        match &self.kind {
            PathKind::File(facts) => Some(facts),
            PathKind::Directory => None,
        }
    }

    pub fn is_directory(&self) -> bool {
        matches!(self.kind, PathKind::Directory)
    }
}

/// POSIX owner, group and access entries of a path in a hierarchical namespace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acl {
    pub owner: String,
    pub group: String,
    pub entries: Vec<AclEntry>,
}

/// One line of an ACL, `user::rwx` or `default:group:{id}:r-x`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AclEntry {
    /// Whether the entry is inherited by what is created below.
    pub default: bool,
    pub scope: AclScope,
    pub read: bool,
    pub write: bool,
    pub execute: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AclScope {
    OwningUser,
    OwningGroup,
    NamedUser(String),
    NamedGroup(String),
    Mask,
    Other,
}

impl Acl {
    /// What a new path gets: full access for the owner, read and list for the owning group, none for others.
    ///
    /// Source: Azure Data Lake Storage, "Access control lists" (default umask 027).
    pub fn initial(owner: &str) -> Acl {
        let entry = |scope, read, write, execute| AclEntry { default: false, scope, read, write, execute };
        Acl {
            owner: owner.to_string(),
            group: "$superuser".to_string(),
            entries: vec![
                entry(AclScope::OwningUser, true, true, true),
                entry(AclScope::OwningGroup, true, false, true),
                entry(AclScope::Other, false, false, false),
            ],
        }
    }

    /// What a new path gets in a directory with the ACL `parent`: the default entries of the directory where
    /// it has any, else [`Acl::initial`], without the right to execute a file.
    ///
    /// Source: Azure Data Lake Storage, "Access control lists" (permissions on new files and directories).
    pub fn for_new_path(owner: &str, parent: Option<&Acl>, directory: bool) -> Acl {
        let mut acl = Acl::initial(owner);
        acl.group = parent.map_or(acl.group, |parent| parent.group.clone());
        let defaults: Vec<AclEntry> = parent.map_or_else(Vec::new, |parent| {
            parent.entries.iter().filter(|entry| entry.default).cloned().collect()
        });
        if !defaults.is_empty() {
            let access = defaults.iter().map(|entry| AclEntry { default: false, ..entry.clone() });
            acl.entries = access.collect();
        } else if !directory {
            acl.entries.iter_mut().for_each(|entry| entry.execute = false);
        }
        if directory {
            acl.entries.extend(defaults);
        }
        acl
    }

    /// `rwxr-x---`, with a trailing `+` when there are named entries.
    pub fn permissions(&self) -> String {
        let bits = |scope: &AclScope| {
            self.entries.iter().find(|entry| !entry.default && entry.scope == *scope).map_or_else(
                || "---".to_string(),
                |entry| {
                    let mut text = String::new();
                    text.push(if entry.read { 'r' } else { '-' });
                    text.push(if entry.write { 'w' } else { '-' });
                    text.push(if entry.execute { 'x' } else { '-' });
                    text
                },
            )
        };
        let named = self
            .entries
            .iter()
            .any(|entry| matches!(entry.scope, AclScope::NamedUser(_) | AclScope::NamedGroup(_)));
        let owner = bits(&AclScope::OwningUser);
        let group = bits(&AclScope::OwningGroup);
        let other = bits(&AclScope::Other);
        format!("{owner}{group}{other}{}", if named { "+" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_below_a_directory_follow_it() {
        let mut paths = ["a-b", "a/b/c", "b", "a", "a/b"].map(|path| BlobPath(path.to_string()));
        paths.sort();
        assert_eq!(paths.each_ref().map(BlobPath::as_str), ["a", "a/b", "a/b/c", "a-b", "b"]);
        assert!(paths[2].is_within(&paths[0]));
        assert!(!paths[3].is_within(&paths[0]));
    }

    #[test]
    fn names_that_begin_alike_are_told_apart_wherever_they_differ() {
        let slowly = |path: &BlobPath| -> Vec<u8> { path.0.bytes().map(segment_order).collect() };
        let letters = ["", "a", "/", "-", "é", "aaaaaaa", "aaaaaaaa", "aaaaaaaaa", "aaaaaaa/", "aaaaaaaa/a"];
        let pairs = letters.iter().flat_map(|first| letters.iter().map(move |last| format!("{first}{last}")));
        let paths: Vec<BlobPath> = pairs.map(BlobPath).collect();
        for (one, other) in paths.iter().flat_map(|one| paths.iter().map(move |other| (one, other))) {
            assert_eq!(one.cmp(other), slowly(one).cmp(&slowly(other)), "{one} and {other}");
        }
    }

    #[test]
    fn default_entries_are_handed_down() {
        let mut parent = Acl::initial("olivia");
        assert_eq!(Acl::for_new_path("ravi", Some(&parent), false).permissions(), "rw-r-----");
        assert_eq!(Acl::for_new_path("ravi", Some(&parent), true).permissions(), "rwxr-x---");
        let everybody = |scope| AclEntry { default: true, scope, read: true, write: false, execute: true };
        let scopes = [AclScope::OwningUser, AclScope::OwningGroup, AclScope::Other];
        parent.entries.extend(scopes.map(everybody));
        let below = Acl::for_new_path("ravi", Some(&parent), true);
        assert_eq!(below.permissions(), "r-xr-xr-x");
        assert_eq!(Acl::for_new_path("ravi", Some(&below), false).permissions(), "r-xr-xr-x");
    }

    #[test]
    fn new_paths_are_closed_to_others() {
        assert_eq!(Acl::initial("owner").permissions(), "rwxr-x---");
    }
}
