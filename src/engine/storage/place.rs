//! Where a request about a blob or path acts.

use crate::{
    base::ArmId,
    engine::{
        decide::Context,
        event::Event,
        ids::ContainerId,
        refusal::Refusal,
        state::State,
        storage::{
            BlobPath, BlobRefusal, Container, PathEntry, StorageAccount, StorageRefusal, VersionId, names,
        },
    },
};

/// A path in a container in an account; nothing need be there.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    pub account: &'a StorageAccount,
    pub container: &'a Container,
    pub path: BlobPath,
}

impl<'a> Place<'a> {
    /// Who, where, and whether the path is one at all.
    pub fn find(context: &Context<'a>, action: &str, container: &ArmId, path: &str) -> Result<Self, Refusal> {
        context.authorize_data(action, container)?;
        let container = context.state.find_container(container)?;
        let account = context.state.account_of(container.id).expect("containers lie in accounts");
        names::check_path(path)?;
        Ok(Place { account, container, path: BlobPath(path.to_string()) })
    }

    /// The same account and container at another path.
    pub fn at(&self, path: &BlobPath) -> Place<'a> {
        Place { path: path.clone(), ..self.clone() }
    }

    pub fn key(&self) -> (ContainerId, BlobPath) {
        (self.container.id, self.path.clone())
    }

    pub fn entry(&self, state: &'a State) -> Option<&'a PathEntry> {
        state.paths.get(&self.key())
    }

    /// What keeps past states, leases and priorities is there for flat accounts only.
    pub fn is_flat(&self) -> bool {
        !self.account.hierarchical_namespace
    }

    /// The event that makes `entry` stand at `path`, with a new etag.
    pub fn written(&self, path: BlobPath, entry: PathEntry) -> Event {
        Event::PathWritten { container: self.container.id, path, entry }
    }

    pub fn touched(&self, context: &Context) -> Event {
        Event::ContainerTouched { container: self.container.id, at: context.now }
    }

    pub fn is_taken(&self) -> StorageRefusal {
        StorageRefusal::PathExists { path: self.path.to_string() }
    }

    pub fn not_found(&self) -> StorageRefusal {
        StorageRefusal::PathNotFound { path: self.path.to_string() }
    }

    pub fn no_such_blob(&self) -> BlobRefusal {
        BlobRefusal::BlobNotFound { path: self.path.to_string(), version: None }
    }

    pub fn no_such_version(&self, version: VersionId) -> BlobRefusal {
        BlobRefusal::BlobNotFound { path: self.path.to_string(), version: Some(version) }
    }

    pub fn check_hierarchical(&self) -> Result<(), StorageRefusal> {
        if self.account.hierarchical_namespace {
            return Ok(());
        }
        let account = self.account.name.clone();
        Err(StorageRefusal::DirectoriesNeedHierarchicalNamespace { account })
    }

    /// # Errors
    /// [`BlobRefusal::NotInHierarchicalNamespace`] in a data lake.
    pub fn check_flat(&self, feature: &str) -> Result<(), BlobRefusal> {
        if self.is_flat() {
            return Ok(());
        }
        Err(BlobRefusal::NotInHierarchicalNamespace { feature: feature.to_string() })
    }
}
