//! What a viewer may look at, and the names that rows are decorated with.

use crate::{
    base::ArmId,
    engine::{
        ids::GroupId,
        query::Viewer,
        rbac::{self, PrincipalId, RbacError, action},
        refusal::Refusal,
        resources::{ResourceGroup, ResourceKind},
    },
};
use uuid::Uuid;

pub use crate::engine::rbac::action::READ_VAULT;

/// The action that reading a top-level resource needs.
pub fn read_action(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::StorageAccount => action::READ_ACCOUNT,
        ResourceKind::BackupVault => READ_VAULT,
        ResourceKind::Disk => action::READ_DISK,
        ResourceKind::Snapshot => action::READ_SNAPSHOT,
    }
}

impl<'a> Viewer<'a> {
    /// Refuses unless the viewer may perform `action` over `scope`.
    pub fn require(&self, action: &str, scope: &ArmId) -> Result<(), RbacError> {
        rbac::authorize(self.state, self.principal, action, scope, self.now)
    }

    pub fn may(&self, action: &str, scope: &ArmId) -> bool {
        self.require(action, scope).is_ok()
    }

    /// Refuses unless the viewer may read the files of a container.
    pub fn require_files(&self, container: &ArmId) -> Result<(), Refusal> {
        rbac::authorize_data(self.state, self.principal, action::READ_BLOBS, container, self.now)
    }

    pub fn subscription_name(&self, subscription: Uuid) -> String {
        self.state.subscriptions.get(&subscription).map(|row| row.name.clone()).unwrap_or_default()
    }

    /// Empty for somebody who is gone.
    pub fn principal_name(&self, principal: PrincipalId) -> String {
        self.state.principals.get(&principal).map(|row| row.name.clone()).unwrap_or_default()
    }

    /// The group a resource lies in.
    ///
    /// # Panics
    /// When the group is gone before its resources: a bug.
    pub fn group(&self, group: GroupId) -> &'a ResourceGroup {
        self.state.groups.get(&group).expect("resources lie in groups")
    }
}
