//! What makes the blobs of a container immutable.

use crate::{
    base::ArmId,
    engine::{
        ids::ContainerId,
        query::Viewer,
        rbac::action,
        refusal::Refusal,
        state::State,
        storage::{Container, immutability},
    },
};
use serde::{Deserialize, Serialize};

/// The retention policy and the legal holds of a container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContainerImmutability {
    pub container: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImmutabilityView {
    pub container: ArmId,
    pub policy: Option<ImmutabilityPolicyView>,
    /// In alphabetical order.
    pub legal_hold_tags: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImmutabilityPolicyView {
    pub id: ArmId,
    pub days: u32,
    pub locked: bool,
    /// How often it can still be made longer, once it is locked.
    pub extensions_left: u32,
}

impl ContainerImmutability {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<ImmutabilityView, Refusal> {
        viewer.require(action::READ_CONTAINER, &self.container)?;
        let container = viewer.state.find_container(&self.container)?;
        Ok(view_of(viewer.state, container))
    }
}

/// Also for the list of containers, which shows it of each.
pub(super) fn view_of(state: &State, container: &Container) -> ImmutabilityView {
    of_container(state, &state.container_id(container), container.id)
}

/// Also of a container that was deleted softly.
pub(super) fn of_container(state: &State, id: &ArmId, container: ContainerId) -> ImmutabilityView {
    let row = state.immutability.get(&container);
    let policy = row.and_then(|row| row.policy).map(|policy| ImmutabilityPolicyView {
        id: immutability::policy_id(id),
        days: policy.days,
        locked: policy.locked,
        extensions_left: policy.extensions_left(),
    });
    let legal_hold_tags = row.map(|row| row.holds.iter().cloned().collect()).unwrap_or_default();
    ImmutabilityView { container: id.clone(), policy, legal_hold_tags }
}
