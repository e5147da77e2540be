//! The lifecycle rules of an account.

use crate::{
    base::{ArmId, SimTime},
    engine::{query::Viewer, rbac::action, refusal::Refusal, storage::LifecycleRule},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LifecycleRules {
    pub account: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LifecycleView {
    pub rules: Vec<LifecycleRule>,
    /// `None` where there are no rules.
    pub next_run: Option<SimTime>,
}

impl LifecycleRules {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<LifecycleView, Refusal> {
        viewer.require(action::READ_LIFECYCLE, &self.account)?;
        let account = viewer.state.find_account(&self.account)?;
        let policy = viewer.state.lifecycles.get(&account.id);
        Ok(LifecycleView {
            rules: policy.map(|policy| policy.rules.clone()).unwrap_or_default(),
            next_run: policy.map(|policy| policy.next_run),
        })
    }
}
