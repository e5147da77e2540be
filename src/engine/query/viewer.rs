//! Asking what a decision would answer.

use super::Viewer;
use crate::{
    base::ArmId,
    engine::{decide::Context, rbac::PrincipalId},
};
use uuid::Uuid;

impl<'a> Viewer<'a> {
    /// What a decision would look at if `principal` asked for it now.
    pub(super) fn context(&self, principal: PrincipalId) -> Context<'a> {
        Context::new(self.state, principal, self.now, Uuid::nil())
    }

    /// Name of the subscription an id lies in.
    pub(super) fn subscription_of(&self, id: &ArmId) -> String {
        self.state.find_subscription(id).map_or_else(|_| String::new(), |row| row.name.clone())
    }
}
