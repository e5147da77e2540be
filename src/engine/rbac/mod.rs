//! Azure role-based access control: who may do what, where, and from when.
//!
//! Invariants: an assignment never changes after it was made, except for the moment its removal takes
//! effect; authorization looks only at effective assignments.
//!
//! Source: Azure RBAC documentation, "Azure built-in roles", "Troubleshoot Azure RBAC".

pub mod action;
pub mod assignment;
pub mod assignment_index;
pub mod authorize;
pub mod error;
pub mod model;
pub mod people;
pub mod role;

pub use assignment_index::AssignmentIndex;
pub use authorize::{RoleHold, authorize, authorize_data, can_assign_roles, holds_role};
pub use error::RbacError;
pub use model::{Principal, PrincipalId, PrincipalKind, RoleAssignment};
pub use people::{PERSONAS, Persona};
pub use role::Role;
