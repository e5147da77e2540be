//! Where a restore can go, and whether it may.

use crate::{
    base::ArmId,
    engine::{
        ids::PointSeq, rbac::PrincipalId, refusal::Refusal, resources::Region, restore::RestoreSelection,
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Storage accounts a restore of an instance could write to: data lakes, with why not where not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RestoreTargets {
    pub instance: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RestoreTarget {
    pub id: ArmId,
    pub name: String,
    pub subscription: Uuid,
    pub subscription_name: String,
    pub group_name: String,
    pub region: Region,
    pub reason: Option<Refusal>,
}

/// What *Validate* says of a restore; the answer is a [`super::Readiness`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RestoreReadiness {
    pub instance: ArmId,
    pub point: PointSeq,
    pub target: ArmId,
    pub selection: RestoreSelection,
    pub principal: PrincipalId,
}

impl RestoreTargets {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<Vec<super::RestoreTarget>, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl RestoreReadiness {
    pub fn resolve(&self, _viewer: &super::Viewer<'_>) -> Result<super::Readiness, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

fn unbuilt<T>() -> Result<T, crate::engine::Refusal> {
    Err(crate::engine::rbac::RbacError::RoleAssignmentExists.into()) // BUILD ME
}
