//! What whoever asks may see.

use super::Viewer;
use crate::{
    base::ArmId,
    engine::{
        decide::Context,
        rbac::{self, PrincipalId},
        refusal::Refusal,
    },
};
use uuid::Uuid;

impl<'a> Viewer<'a> {
    /// Refuses unless the viewer may perform `action` over `scope`.
    ///
    /// # Errors
    /// Not authorized.
    pub(super) fn authorize(&self, action: &str, scope: &ArmId) -> Result<(), Refusal> {
        Ok(rbac::authorize(self.state, self.principal, action, scope, self.now)?)
    }

    /// What a decision would look at if `principal` asked for it now.
    pub(super) fn context(&self, principal: PrincipalId) -> Context<'a> {
        Context::new(self.state, principal, self.now, Uuid::nil())
    }

    /// Name of the subscription an id lies in.
    pub(super) fn subscription_name_of(&self, id: &ArmId) -> String {
        self.state.find_subscription(id).map_or_else(|_| String::new(), |row| row.name.clone())
    }
}
