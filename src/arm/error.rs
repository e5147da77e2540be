//! What the API refuses by itself, and how every refusal looks on the wire.
//!
//! | Who refuses | Shape of the body |
//! |---|---|
//! | Resource Manager, and every provider but Backup's | `{"error":{"code","message"}}` |
//! | Microsoft.DataProtection | the same with a `UserFacingError` in `additionalInfo` |
//!
//! Source: Azure Resource Manager, "Common API details" (errors); recorded answers of Microsoft.DataProtection.

use crate::{
    arm::{status, words::Words},
    base::{ArmId, Method},
    engine::{
        Refusal,
        rbac::RbacError,
        resources::{Region, ResourceError},
    },
    rpc::{Failure, Trouble},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq)]
pub enum ApiError {
    InvalidUrl {
        url: String,
    },
    /// No simulated host has this name.
    UnknownHost {
        host: String,
    },
    MissingToken,
    /// A token that nobody in this world was given.
    ForeignToken,
    MissingApiVersion,
    InvalidApiVersion {
        version: String,
        supported: String,
    },
    NoRegisteredProvider {
        version: String,
        kind: String,
        supported: String,
    },
    InvalidNamespace {
        namespace: String,
    },
    InvalidResourceType {
        kind: String,
        namespace: String,
        version: String,
    },
    MethodNotAllowed {
        method: Method,
    },
    SubscriptionNotFound {
        subscription: String,
    },
    /// Nothing moves to another region.
    LocationIsFixed {
        id: ArmId,
        known: Region,
        wanted: Region,
    },
    /// A region that is not simulated.
    LocationNotAvailable {
        location: String,
    },
    LocationRequired,
    /// `If-Match` or `If-None-Match`.
    PreconditionFailed,
    UnsupportedMediaType {
        given: String,
    },
    InvalidFilter {
        filter: String,
    },
    /// The parameters of a query that are unusable, where Backup is not asked.
    InvalidQuery {
        name: &'static str,
        value: String,
    },
    /// The name of a role assignment is no GUID.
    InvalidAssignmentName {
        name: String,
    },
    RoleDefinitionNotFound {
        definition: String,
    },
    InvalidPrincipal,
    /// A principal is of another type than the request says.
    PrincipalTypeMismatch {
        principal: Uuid,
        known: &'static str,
        given: String,
    },
    BodyTooLarge {
        bytes: usize,
    },
    /// No JSON, or not of the form that is asked for.
    InvalidContent {
        reason: String,
    },
    /// JSON of the right form that says what cannot be.
    InvalidInput {
        target: String,
        reason: String,
    },
    /// Of a policy.
    InvalidPolicyInput {
        target: String,
        reason: String,
    },
    /// The parameters of a query that are unusable.
    InvalidParameter {
        name: &'static str,
        value: String,
    },
    InvalidTimeRange,
    /// A member or parameter that cannot be, told by a provider that has no words of its own for it.
    InvalidValue {
        code: &'static str,
        target: String,
        reason: String,
    },
    /// What was decided when the resource was made.
    PropertyIsFixed {
        code: &'static str,
        property: &'static str,
    },
    MissingHeader {
        name: &'static str,
    },
    /// A public container in an account that allows none.
    PublicAccessNotPermitted,
    ManagementPolicyNotFound {
        account: String,
    },
    /// Backup's own word for what does not exist.
    GenericNotFound,
    OperationNotFound {
        operation: String,
    },
    NotSimulated {
        operation: String,
    },
    Refused(Refusal),
    Trouble(Trouble),
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        ApiError::Refused(refusal)
    }
}

impl From<RbacError> for ApiError {
    fn from(error: RbacError) -> Self {
        ApiError::Refused(error.into())
    }
}

impl From<ResourceError> for ApiError {
    fn from(error: ResourceError) -> Self {
        ApiError::Refused(error.into())
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => ApiError::Refused(refusal),
            Failure::Trouble(trouble) => ApiError::Trouble(trouble),
        }
    }
}

impl ApiError {
    pub fn status(&self) -> u16 {
        match self {
            ApiError::MissingToken | ApiError::ForeignToken => 401,
            ApiError::UnknownHost { .. }
            | ApiError::InvalidNamespace { .. }
            | ApiError::InvalidResourceType { .. }
            | ApiError::SubscriptionNotFound { .. }
            | ApiError::RoleDefinitionNotFound { .. }
            | ApiError::GenericNotFound
            | ApiError::ManagementPolicyNotFound { .. }
            | ApiError::OperationNotFound { .. } => 404,
            ApiError::MethodNotAllowed { .. } => 405,
            ApiError::LocationIsFixed { .. }
            | ApiError::PropertyIsFixed { .. }
            | ApiError::PublicAccessNotPermitted => 409,
            ApiError::PreconditionFailed => 412,
            ApiError::BodyTooLarge { .. } => 413,
            ApiError::UnsupportedMediaType { .. } => 415,
            ApiError::NotSimulated { .. } => 501,
            ApiError::Refused(refusal) => status::of(refusal),
            ApiError::Trouble(_) => 503,
            ApiError::InvalidUrl { .. }
            | ApiError::MissingApiVersion
            | ApiError::InvalidApiVersion { .. }
            | ApiError::NoRegisteredProvider { .. }
            | ApiError::LocationNotAvailable { .. }
            | ApiError::LocationRequired
            | ApiError::InvalidFilter { .. }
            | ApiError::InvalidQuery { .. }
            | ApiError::InvalidAssignmentName { .. }
            | ApiError::InvalidPrincipal
            | ApiError::PrincipalTypeMismatch { .. }
            | ApiError::InvalidContent { .. }
            | ApiError::InvalidInput { .. }
            | ApiError::InvalidPolicyInput { .. }
            | ApiError::InvalidParameter { .. }
            | ApiError::InvalidValue { .. }
            | ApiError::MissingHeader { .. }
            | ApiError::InvalidTimeRange => 400,
        }
    }

    /// The same as the provider tells it that was asked: what is wrong with a request Backup says in words of its own.
    #[must_use]
    pub fn told_by(self, namespace: &str) -> ApiError {
        let code = match namespace {
            "Microsoft.DataProtection" => return self,
            "Microsoft.Storage" => "InvalidValuesForRequestParameters",
            "Microsoft.Compute" => "InvalidParameter",
            _ => return self.told_by_platform(),
        };
        match self {
            ApiError::InvalidInput { target, reason } => ApiError::InvalidValue { code, target, reason },
            ApiError::InvalidParameter { name, value } => {
                let (target, reason) = (name.to_string(), format!("'{value}' is no valid {name}"));
                ApiError::InvalidValue { code, target, reason }
            }
            other => other,
        }
    }

    fn told_by_platform(self) -> ApiError {
        match self {
            ApiError::InvalidInput { target, reason } => {
                ApiError::InvalidContent { reason: format!("{target}: {reason}") }
            }
            ApiError::InvalidParameter { name, value } => ApiError::InvalidQuery { name, value },
            other => other,
        }
    }

    pub fn code(&self) -> String {
        Words::of(self).code
    }

    /// The body; `activity` is the correlation id of the request.
    pub fn body(&self, activity: Uuid) -> Value {
        let Words { code, message, action } = Words::of(self);
        match action {
            Some(action) => provider_error(&code, &message, &action, activity),
            None => json!({ "error": { "code": code, "message": message } }),
        }
    }
}

/// What the backup provider tells of an error; jobs carry it too.
pub fn user_facing(code: &str, message: &str, action: &str, activity: Uuid) -> Value {
    json!({
        "message": message,
        "recommendedAction": [action],
        "details": null,
        "code": code,
        "target": "",
        "innerError": null,
        "isRetryable": false,
        "isUserError": false,
        "properties": { "ActivityId": activity },
    })
}

/// An error of the backup provider as an answer.
pub fn provider_error(code: &str, message: &str, action: &str, activity: Uuid) -> Value {
    let info = user_facing(code, message, action, activity);
    json!({ "error": {
        "additionalInfo": [{ "type": "UserFacingError", "info": info }],
        "code": code,
        "message": message,
        "target": null,
        "details": null,
    } })
}
