//! What can be wrong with who asks, and with role assignments.

use crate::{
    base::ArmId,
    engine::{limits, rbac::PrincipalId, refusal::Explanation},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RbacError {
    /// Nobody gave the caller a role that allows this here, or it is not effective yet.
    AuthorizationFailed {
        client: String,
        principal: PrincipalId,
        action: String,
        scope: ArmId,
    },
    RoleAssignmentExists,
    /// The name belongs to an assignment that says something else.
    UpdateNotPermitted,
    RoleAssignmentNotFound {
        assignment: ArmId,
    },
    RoleAssignmentLimitExceeded,
    PrincipalNotFound {
        principal: PrincipalId,
    },
    /// Nobody could assign roles any more.
    LastOwner,
}

impl RbacError {
    pub fn explain(&self) -> Explanation {
        use RbacError::*;
        match self {
            AuthorizationFailed { client, principal, action, scope } => Explanation::new(
                "AuthorizationFailed",
                format!(
                    "The client '{client}' with object id '{}' does not have authorization to perform action '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.",
                    principal.0
                ),
                "No effective role assignment of yours allows this action here.",
                "Ask an owner for a role that contains the action, or switch to a persona that has one.",
            ),
            RoleAssignmentExists => Explanation::new(
                "RoleAssignmentExists",
                "The role assignment already exists.",
                "The same principal already has this role at this scope.",
                "Nothing needs to be done; a new assignment can take up to 30 minutes to become effective.",
            ),
            UpdateNotPermitted => Explanation::new(
                "RoleAssignmentUpdateNotPermitted",
                "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
                "A role assignment of this name gives another role, to another principal or at another scope.",
                "Use another name, or remove the assignment that has this one.",
            ),
            RoleAssignmentNotFound { assignment } => Explanation::new(
                "RoleAssignmentNotFound",
                format!("The role assignment '{}' could not be found.", assignment.name()),
                "It was already removed.",
                "Refresh the list.",
            ),
            RoleAssignmentLimitExceeded => Explanation::new(
                "RoleAssignmentLimitExceeded",
                "No more role assignments can be created.",
                format!(
                    "A subscription holds at most {} role assignments.",
                    limits::ROLE_ASSIGNMENTS_PER_SUBSCRIPTION_MAX
                ),
                "Remove assignments that are not needed, or assign at a higher scope.",
            ),
            PrincipalNotFound { principal } => Explanation::new(
                "PrincipalNotFound",
                format!("Principal {} does not exist in the directory.", principal.0),
                "The identity was switched off or its resource deleted.",
                "Choose an existing user or managed identity.",
            ),
            LastOwner => Explanation::new(
                "LastOwnerCannotBeRemoved",
                "Cannot delete the last RBAC admin assignment.",
                "Without it nobody could assign roles in this subscription.",
                "Give another principal the Owner role first.",
            ),
        }
    }
}
