//! A request that was understood, what may become of it, and the door to the engine.

use crate::{
    arm::{
        ApiError,
        answer::Answer,
        body::Member,
        budget::{Left, Spending},
        condition::Conditions,
        route::Captures,
        uri::Uri,
        version::ApiVersion,
    },
    base::{ArmId, Method},
    engine::{
        Command, State,
        query::{Ask, Viewer},
        rbac::PrincipalId,
        resources::ResourceKind,
        storage::Container,
    },
    rpc::Failure,
};
use serde_json::Value;
use std::cell::OnceCell;
use uuid::Uuid;

/// What the engine is to whoever serves requests: a place to look and a queue to stand in.
#[allow(async_fn_in_trait, reason = "everything runs on one thread")]
pub trait Door {
    /// What a principal sees now.
    fn viewer(&self, principal: PrincipalId) -> Viewer<'_>;

    /// A name for a request that came without one.
    fn next_correlation(&mut self) -> Uuid;

    /// Counts a request of a principal against a subscription; answers how many are left.
    fn spend(&mut self, principal: PrincipalId, subscription: &str, spending: Spending) -> Left;

    /// Has a command carried out; it is durable when this returns.
    async fn submit(
        &mut self,
        principal: PrincipalId,
        command: Command,
        correlation: Uuid,
    ) -> Result<Submitted, Failure>;
}

/// A command that was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// Its row in the activity log; none where it changed nothing.
    pub activity: Option<Uuid>,
}

/// A request that found its route.
#[derive(Clone, Debug)]
pub struct Received {
    pub method: Method,
    pub uri: Uri,
    pub version: ApiVersion,
    pub captures: Captures,
    pub body: Value,
    pub conditions: Conditions,
    pub principal: PrincipalId,
    pub correlation: Uuid,
    /// What the caller asked to be authorized for first, over which scope.
    pub asked: OnceCell<(String, ArmId)>,
}

/// A request together with what its caller sees.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    pub viewer: Viewer<'a>,
    pub received: &'a Received,
}

/// What a handler makes of a call.
pub enum Step {
    Answer(Answer),
    /// To be carried out, and answered by what sees the world afterwards.
    Submit(Box<Command>, Reply),
    /// To be carried out, and answered with what was known before: of what is gone afterwards.
    Then(Box<Command>, Then),
}

pub type Handler = fn(&Call<'_>) -> Result<Step, ApiError>;
pub type Then = Box<dyn FnOnce(&Call<'_>, Submitted) -> Result<Answer, ApiError>>;
pub type Reply = fn(&Call<'_>, Submitted) -> Result<Answer, ApiError>;

impl Step {
    pub fn submit(command: Command, reply: Reply) -> Result<Step, ApiError> {
        Ok(Step::Submit(Box::new(command), reply))
    }

    pub fn then(
        command: Command,
        then: impl FnOnce(&Call<'_>, Submitted) -> Result<Answer, ApiError> + 'static,
    ) -> Result<Step, ApiError> {
        Ok(Step::Then(Box::new(command), Box::new(then)))
    }

    pub fn answer(answer: Answer) -> Result<Step, ApiError> {
        Ok(Step::Answer(answer))
    }
}

impl<'a> Call<'a> {
    pub fn state(&self) -> &'a State {
        self.viewer.state
    }

    /// The directory that everything belongs to.
    pub fn tenant(&self) -> Uuid {
        self.state().seed().guid("tenant", 0)
    }

    /// Refuses who may not, before anything is read of the body or told of what there is.
    ///
    /// # Errors
    /// `AuthorizationFailed`.
    pub fn authorize(&self, action: &str, scope: &ArmId) -> Result<(), ApiError> {
        self.received.asked.get_or_init(|| (action.to_string(), scope.clone()));
        Ok(self.viewer.require(action, scope)?)
    }

    /// # Errors
    /// The refusal of the query.
    pub fn ask<Q: Ask>(&self, query: Q) -> Result<Q::Answer, ApiError> {
        Ok(query.resolve(&self.viewer)?)
    }

    /// What a part of the path is called here; empty where the route has no such part.
    pub fn capture(&self, name: &str) -> &'a str {
        self.received.captures.get(name)
    }

    /// The id that the path is.
    pub fn id(&self) -> ArmId {
        self.received.uri.id()
    }

    pub fn subscription(&self) -> ArmId {
        ArmId::new(format!("/subscriptions/{}", self.capture("subscription")))
    }

    pub fn group(&self) -> ArmId {
        ArmId::new(format!("{}/resourceGroups/{}", self.subscription(), self.capture("group")))
    }

    /// What `{scope}` at the beginning of the path stands for.
    pub fn scope(&self) -> ArmId {
        ArmId::new(self.capture("scope"))
    }

    /// The vault in the path, or that the path lies in.
    pub fn vault(&self) -> ArmId {
        ArmId::resource(&self.group(), "Microsoft.DataProtection/backupVaults", self.capture("vault"))
    }

    /// The backup instance in the path, or that the path lies in.
    pub fn instance(&self) -> ArmId {
        self.vault().child("backupInstances", self.capture("instance"))
    }

    /// The storage account in the path, or that the path lies in.
    pub fn account(&self) -> ArmId {
        ArmId::resource(&self.group(), ResourceKind::StorageAccount.resource_type(), self.capture("account"))
    }

    /// The container in the path, or that the path lies in.
    pub fn container(&self) -> ArmId {
        self.account().child(Container::ARM_KIND, self.capture("container"))
    }

    /// What a list is of: the resource group in the path, or else the subscription.
    pub fn list_scope(&self) -> ArmId {
        if self.capture("group").is_empty() { self.subscription() } else { self.group() }
    }

    /// # Errors
    /// [`ApiError::InvalidContent`] where there is no object.
    pub fn body(&self) -> Result<Member<'a>, ApiError> {
        Member::root(&self.received.body)
    }

    /// The parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<&'a str> {
        self.received.uri.parameter(name)
    }
}
