//! What is said of a request that was not carried out: code, message, and what to do next.
//!
//! Sources: as for [`crate::arm::error`].

use crate::{
    arm::ApiError,
    engine::{RecordedRefusal, Refusal, resources::Region},
};

/// A refusal in the words of the wire.
pub struct Words {
    pub code: String,
    pub message: String,
    /// What to do next, where a provider says so.
    pub action: Option<String>,
}

impl Words {
    /// What is told of an error.
    pub fn of(error: &ApiError) -> Words {
        match error {
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
            | ApiError::ManagementPolicyNotFound { .. } => resource_words(error),
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
        Refusal::Rbac(_)
        | Refusal::Resource(_)
        | Refusal::Storage(_)
        | Refusal::Compute(_)
        | Refusal::Monitor(_) => false,
        Refusal::Vault(_)
        | Refusal::Policy(_)
        | Refusal::Access(_)
        | Refusal::Protection(_)
        | Refusal::Restore(_) => code != "NotSimulated",
    };
    Words { code, message, action: is_of_backup.then_some(action) }
}
