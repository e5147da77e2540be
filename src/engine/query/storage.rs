//! Storage accounts, containers and the file browser.

use crate::{
    base::{ArmId, ByteSize, Digest, SimTime},
    engine::{
        resources::{ProvisioningState, Region, Tags},
        storage::{AccessTier, Acl, StorageRedundancy},
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
}

/// What lies directly in a directory of a container: directories first, then files, by name.
///
/// In an account without hierarchical namespace directories are the virtual folders of blob names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paths {
    pub container: ArmId,
    /// Empty for the top of the container.
    pub directory: String,
    /// Only names that start with this.
    pub prefix: String,
    /// Rows to skip.
    pub offset: usize,
    /// At most [`crate::engine::limits::PAGE_ROWS_MAX`].
    pub limit: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PathPage {
    pub account: ArmId,
    pub container: String,
    pub hierarchical_namespace: bool,
    pub rows: Vec<PathRow>,
    /// Rows that match in all.
    pub total: usize,
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
    pub acl: Acl,
    /// BLAKE3 of the bytes; generated sample files get theirs when they are first read.
    pub digest: Option<Digest>,
    /// How many pieces the bytes are stored in.
    pub extents: usize,
}

impl StorageAccountDetail {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<super::StorageAccountView, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl Containers {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<Vec<super::ContainerRow>, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl Paths {
    pub fn resolve(&self, _viewer: &super::Viewer<'_>) -> Result<super::PathPage, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl PathDetail {
    pub fn resolve(&self, _viewer: &super::Viewer<'_>) -> Result<super::PathView, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

fn unbuilt<T>() -> Result<T, crate::engine::Refusal> {
    Err(crate::engine::rbac::RbacError::RoleAssignmentExists.into()) // BUILD ME
}
