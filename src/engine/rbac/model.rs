//! Rows of principals and role assignments.

use crate::{
    base::{ArmId, SimTime},
    engine::{ids::AssignmentId, rbac::Role},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Object id of a user or of a managed identity's service principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PrincipalId(pub Uuid);

impl PrincipalId {
    /// The simulator itself: due timers, the clock, scenarios. May do everything.
    pub const SYSTEM: PrincipalId = PrincipalId(Uuid::nil());
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PrincipalKind {
    User,
    /// The service principal of a managed identity.
    ManagedIdentity,
}

/// Somebody or something that roles can be assigned to.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    pub id: PrincipalId,
    pub kind: PrincipalKind,
    /// Name of the person, or of the resource the identity belongs to.
    pub name: String,
    /// The resource a managed identity belongs to.
    pub resource: Option<ArmId>,
}

/// A role given to a principal at a scope.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleAssignment {
    pub id: AssignmentId,
    pub guid: Uuid,
    pub scope: ArmId,
    pub principal: PrincipalId,
    pub role: Role,
    pub created_at: SimTime,
    pub created_by: PrincipalId,
    /// The assignment shows at once, but counts from here.
    pub effective_at: SimTime,
}

impl RoleAssignment {
    pub fn arm_id(&self) -> ArmId {
        self.scope.child("providers/Microsoft.Authorization/roleAssignments", &self.guid.to_string())
    }

    pub fn is_effective(&self, now: SimTime) -> bool {
        now >= self.effective_at
    }
}
