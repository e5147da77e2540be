//! What the API refuses by itself, and how every refusal looks on the wire.
//!
//! | Who refuses | Shape of the body |
//! |---|---|
//! | Resource Manager, and every provider but Backup's | `{"error":{"code","message"}}` |
//! | Microsoft.DataProtection | the same with a `UserFacingError` in `additionalInfo` |
//!
//! Source: Azure Resource Manager, "Common API details" (errors); recorded answers of Microsoft.DataProtection.

use crate::{
    arm::status,
    base::{ArmId, Method},
    engine::{
        RecordedRefusal, Refusal,
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

/// A refusal in the words of the wire.
struct Words {
    code: String,
    message: String,
    /// What to do next, where a provider says so.
    action: Option<String>,
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
        self.words().code
    }

    /// The body; `activity` is the correlation id of the request.
    pub fn body(&self, activity: Uuid) -> Value {
        let Words { code, message, action } = self.words();
        match action {
            Some(action) => provider_error(&code, &message, &action, activity),
            None => json!({ "error": { "code": code, "message": message } }),
        }
    }

    fn words(&self) -> Words {
        match self {
            ApiError::Refused(refusal) => refusal_words(refusal),
            ApiError::Trouble(trouble) => {
                let (message, next) = trouble.explain();
                plain("StorageUnavailable", format!("{message} {next}"))
            }
            ApiError::InvalidInput { target, reason } => provided(
                "BMSUserErrorInvalidInput",
                format!("Input provided for the call is invalid. {target}: {reason}"),
                "Correct the input and try again.",
            ),
            ApiError::InvalidPolicyInput { target, reason } => provided(
                "BMSUserErrorInvalidPolicyInput",
                format!("Input for create or update policy is not in proper format. {target}: {reason}"),
                "Correct the policy and try again.",
            ),
            ApiError::InvalidParameter { name, value } => provided(
                "DppPluginInvalidInputParameters",
                format!("Invalid inputs from caller. '{value}' is no valid {name}."),
                "Correct the parameter and try again.",
            ),
            ApiError::InvalidTimeRange => provided(
                "UserErrorInvalidRestorableTimeRange",
                "The given time range is invalid",
                "Please ensure that the given time range in the request is valid",
            ),
            ApiError::InvalidValue { .. }
            | ApiError::PropertyIsFixed { .. }
            | ApiError::MissingHeader { .. }
            | ApiError::PublicAccessNotPermitted
            | ApiError::ManagementPolicyNotFound { .. } => resource_words(self),
            platform => platform_words(platform),
        }
    }
}

/// What Microsoft.Storage and Microsoft.Compute say themselves.
fn resource_words(error: &ApiError) -> Words {
    match error {
        ApiError::InvalidValue { code, target, reason } => {
            plain(code, format!("Values for request parameters are invalid: {target}. {reason}."))
        }
        ApiError::PropertyIsFixed { code, property } => plain(
            code,
            format!("The property '{property}' was specified in the input, but it cannot be updated."),
        ),
        ApiError::MissingHeader { name } => plain(
            "MissingRequiredHeader",
            format!("An HTTP header that's mandatory for this request is not specified: {name}."),
        ),
        ApiError::PublicAccessNotPermitted => {
            plain("PublicAccessNotPermitted", "Public access is not permitted on this storage account.")
        }
        ApiError::ManagementPolicyNotFound { account } => {
            plain("ManagementPolicyNotFound", format!("No ManagementPolicy found for account {account}."))
        }
        other => unreachable!("{other:?} has words of its own"),
    }
}

/// What Resource Manager says itself.
fn platform_words(error: &ApiError) -> Words {
    match error {
        ApiError::InvalidUrl { url } => {
            plain("InvalidRequestUri", format!("The request URI '{url}' is invalid."))
        }
        ApiError::UnknownHost { host } => {
            plain("NotSimulated", format!("The host '{host}' is not simulated."))
        }
        ApiError::MissingToken => {
            plain("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
        }
        ApiError::ForeignToken => plain(
            "InvalidAuthenticationToken",
            "The access token is none of this simulator's. Nothing of it was kept: do not use real credentials here.",
        ),
        ApiError::MissingApiVersion => plain(
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        ),
        ApiError::InvalidApiVersion { version, supported } => plain(
            "InvalidApiVersionParameter",
            format!("The api-version '{version}' is invalid. The supported versions are '{supported}'."),
        ),
        ApiError::NoRegisteredProvider { version, kind, supported } => plain(
            "NoRegisteredProviderFound",
            format!(
                "No registered resource provider found for API version '{version}' for type '{kind}'. The supported api-versions are '{supported}'."
            ),
        ),
        ApiError::InvalidNamespace { namespace } => {
            plain("InvalidResourceNamespace", format!("The resource namespace '{namespace}' is invalid."))
        }
        ApiError::InvalidResourceType { kind, namespace, version } => plain(
            "InvalidResourceType",
            format!(
                "The resource type '{kind}' could not be found in the namespace '{namespace}' for api version '{version}'."
            ),
        ),
        ApiError::MethodNotAllowed { method } => plain(
            "HttpMethodNotAllowed",
            format!("The HTTP method '{method}' is not supported at this path."),
        ),
        ApiError::SubscriptionNotFound { subscription } => {
            plain("SubscriptionNotFound", format!("The subscription '{subscription}' could not be found."))
        }
        other => argument_words(other),
    }
}

/// What Resource Manager says of what a request carries.
fn argument_words(error: &ApiError) -> Words {
    match error {
        ApiError::LocationIsFixed { id, known, wanted } => plain(
            "InvalidResourceLocation",
            format!(
                "The resource '{}' already exists in location '{}' in resource group '{}'. A resource with the same name cannot be created in location '{}'. Please select a new resource name.",
                id.name(),
                known.name(),
                id.resource_group_name().unwrap_or_default(),
                wanted.name(),
            ),
        ),
        ApiError::BodyTooLarge { bytes } => plain(
            "RequestContentTooLarge",
            format!(
                "The request content size is {bytes} bytes and exceeds the maximum of {} bytes.",
                super::body::BODY_MAX
            ),
        ),
        ApiError::InvalidContent { reason } => plain(
            "InvalidRequestContent",
            format!("The request content was invalid and could not be deserialized: '{reason}'."),
        ),
        ApiError::LocationRequired => {
            plain("LocationRequired", "The location property is required for this definition.")
        }
        ApiError::LocationNotAvailable { location } => plain(
            "LocationNotAvailableForResourceType",
            format!(
                "The provided location '{location}' is not available for the resource type. List of available regions for the resource type is '{}'.",
                Region::ALL.iter().map(|region| region.name()).collect::<Vec<&str>>().join(",")
            ),
        ),
        ApiError::PreconditionFailed => plain(
            "PreconditionFailed",
            "The condition of the headers If-Match or If-None-Match does not hold for the resource as it is. Get it again, and repeat the request with its ETag.",
        ),
        ApiError::UnsupportedMediaType { given } => plain(
            "UnsupportedMediaType",
            format!(
                "The content media type '{given}' is not supported. Only 'application/json' is supported."
            ),
        ),
        ApiError::InvalidFilter { filter } => plain(
            "InvalidFilterInQueryString",
            format!("Invalid $filter '{filter}' specified in the query string."),
        ),
        ApiError::InvalidQuery { name, value } => plain(
            "InvalidQueryParameterValue",
            format!("Value '{value}' for query parameter '{name}' is invalid."),
        ),
        other => access_words(other),
    }
}

/// What is said of role assignments, and of what is not there.
fn access_words(error: &ApiError) -> Words {
    match error {
        ApiError::InvalidAssignmentName { name } => plain(
            "InvalidRoleAssignmentId",
            format!("The role assignment ID '{name}' is not valid. The role assignment ID must be a GUID."),
        ),
        ApiError::RoleDefinitionNotFound { definition } => plain(
            "RoleDefinitionDoesNotExist",
            format!("The specified role definition with ID '{definition}' does not exist."),
        ),
        ApiError::InvalidPrincipal => {
            plain("InvalidPrincipalId", "A valid principal ID must be provided for role assignment.")
        }
        ApiError::PrincipalTypeMismatch { principal, known, given } => plain(
            "UnmatchedPrincipalType",
            format!(
                "The PrincipalId '{principal}' has type '{known}', which is different from specified PrincipalType '{given}'."
            ),
        ),
        ApiError::GenericNotFound => plain(
            "UserErrorGenericResourceNotFound",
            "Azure resource does not exist. Please make sure required resources exist. If the issue persists, contact Microsoft support.",
        ),
        ApiError::OperationNotFound { operation } => {
            plain("ResourceNotFound", format!("The operation '{operation}' was not found."))
        }
        ApiError::NotSimulated { operation } => {
            plain("NotSimulated", format!("{operation} is not simulated."))
        }
        other => unreachable!("{other:?} has words of its own"),
    }
}

fn plain(code: &str, message: impl Into<String>) -> Words {
    Words { code: code.to_string(), message: message.into(), action: None }
}

fn provided(code: &str, message: impl Into<String>, action: &str) -> Words {
    Words { code: code.to_string(), message: message.into(), action: Some(action.to_string()) }
}

/// Resource Manager's refusals are its own; the others have the shape of the provider that makes them.
fn refusal_words(refusal: &Refusal) -> Words {
    let RecordedRefusal { code, message, action, .. } = refusal.record();
    let is_of_backup = match refusal {
        Refusal::Rbac(_) | Refusal::Resource(_) | Refusal::Storage(_) | Refusal::Compute(_) => false,
        Refusal::Vault(_)
        | Refusal::Policy(_)
        | Refusal::Access(_)
        | Refusal::Protection(_)
        | Refusal::Restore(_) => code != "NotSimulated",
    };
    Words { code, message, action: is_of_backup.then_some(action) }
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
