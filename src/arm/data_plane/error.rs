//! What the data planes refuse by themselves, and how every refusal looks on the wire.
//!
//! Source: Blob service REST API, "Azure Blob Storage error codes" and "Common REST API error codes"; Azure Data Lake
//! Storage REST API (errors).

use crate::{
    arm::{
        data_plane::{Endpoint, request::Level},
        status,
    },
    base::Method,
    engine::{RecordedRefusal, Refusal, rbac::RbacError},
    rpc::{Failure, Trouble},
};

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq)]
pub enum DataError {
    InvalidUri,
    UnknownAccount {
        host: String,
    },
    Anonymous,
    ForeignToken,
    SharedKey,
    SharedAccessSignature,
    MethodNotAllowed {
        method: Method,
    },
    MissingHeader {
        name: &'static str,
    },
    InvalidHeader {
        name: &'static str,
        value: String,
    },
    MissingQuery {
        name: &'static str,
    },
    InvalidQuery {
        name: &'static str,
        value: String,
    },
    InvalidXml {
        reason: String,
    },
    BodyTooLarge {
        max: u64,
    },
    ConditionNotMet,
    SourceConditionNotMet,
    /// What a reader has already is what there is.
    NotModified,
    /// There should be nothing.
    AlreadyThere,
    InvalidRange {
        size: u64,
    },
    CannotVerifyCopySource {
        reason: String,
    },
    PublicAccess,
    /// In the contract, and not built.
    NotImplemented {
        what: String,
    },
    Refused(Box<Refusal>),
    Trouble(Trouble),
}

impl<R: Into<Refusal>> From<R> for DataError {
    fn from(refusal: R) -> Self {
        DataError::Refused(Box::new(refusal.into()))
    }
}

impl DataError {
    pub fn of_failure(failure: Failure) -> DataError {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Trouble(trouble) => DataError::Trouble(trouble),
        }
    }
}

/// A refusal in the words of the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub status: u16,
    pub code: String,
    pub message: String,
}

fn words(status: u16, code: &str, message: impl Into<String>) -> Words {
    Words { status, code: code.to_string(), message: message.into() }
}

const BEARER_ONLY: &str =
    "The simulator takes bearer tokens of its own only: there are no keys and no signatures to sign in with.";

impl DataError {
    pub fn words(&self, endpoint: Endpoint, level: Level) -> Words {
        match self {
            DataError::InvalidUri => {
                words(400, "InvalidUri", "The requested URI does not represent any resource on the server.")
            }
            DataError::UnknownAccount { host } => words(
                404,
                "ResourceNotFound",
                format!(
                    "The specified resource does not exist. No storage account of this world answers at '{host}'. Create one, or correct its name."
                ),
            ),
            DataError::Anonymous => words(
                401,
                "NoAuthenticationInformation",
                format!(
                    "Server failed to authenticate the request. The 'Authorization' header is missing. {BEARER_ONLY}"
                ),
            ),
            DataError::ForeignToken => words(
                401,
                "InvalidAuthenticationInfo",
                "Server failed to authenticate the request. The access token is none of this simulator's. Nothing of it was kept: do not use real credentials here.",
            ),
            DataError::SharedKey | DataError::SharedAccessSignature => words(
                403,
                "AuthenticationFailed",
                format!("Server failed to authenticate the request. {BEARER_ONLY}"),
            ),
            DataError::MethodNotAllowed { method } => words(
                405,
                "UnsupportedHttpVerb",
                format!("The resource doesn't support specified Http Verb {method}."),
            ),
            DataError::MissingHeader { name } => words(
                400,
                "MissingRequiredHeader",
                format!("An HTTP header that's mandatory for this request is not specified: {name}."),
            ),
            DataError::InvalidHeader { name, value } => words(
                400,
                "InvalidHeaderValue",
                format!(
                    "The value for one of the HTTP headers is not in the correct format: {name} is '{value}'."
                ),
            ),
            DataError::MissingQuery { name } => words(
                400,
                "MissingRequiredQueryParameter",
                format!("A query parameter that's mandatory for this request is not specified: {name}."),
            ),
            DataError::InvalidQuery { name, value } => words(
                400,
                "InvalidQueryParameterValue",
                format!(
                    "Value for one of the query parameters specified in the request URI is invalid: {name} is '{value}'."
                ),
            ),
            DataError::InvalidXml { reason } => words(
                400,
                "InvalidXmlDocument",
                format!("XML specified is not syntactically valid. {reason}"),
            ),
            DataError::BodyTooLarge { max } => words(
                413,
                "RequestBodyTooLarge",
                format!(
                    "The request body is too large and exceeds the maximum permissible limit of {max} bytes."
                ),
            ),
            other => other.words_of_resource(endpoint, level),
        }
    }

    fn words_of_resource(&self, endpoint: Endpoint, level: Level) -> Words {
        match self {
            DataError::NotModified => words(304, "ConditionNotMet", ""),
            DataError::ConditionNotMet => words(
                412,
                "ConditionNotMet",
                "The condition specified using HTTP conditional header(s) is not met.",
            ),
            DataError::SourceConditionNotMet => words(
                412,
                "SourceConditionNotMet",
                "The source condition specified using HTTP conditional header(s) is not met.",
            ),
            DataError::AlreadyThere => match endpoint {
                Endpoint::Blob => words(409, "BlobAlreadyExists", "The specified blob already exists."),
                Endpoint::Dfs => words(409, "PathAlreadyExists", "The specified path already exists."),
            },
            DataError::InvalidRange { size } => words(
                416,
                "InvalidRange",
                format!(
                    "The range specified is invalid for the current size of the resource, which is {size} bytes."
                ),
            ),
            DataError::CannotVerifyCopySource { reason } => words(
                400,
                "CannotVerifyCopySource",
                format!("Could not verify the copy source within the specified time. {reason}"),
            ),
            DataError::PublicAccess => words(
                409,
                "PublicAccessNotPermitted",
                "Public access is not permitted on this storage account. Create the container without x-ms-blob-public-access.",
            ),
            DataError::NotImplemented { what } => words(
                501,
                "NotImplemented",
                format!(
                    "The requested operation is not implemented on the specified resource: {what} is not simulated."
                ),
            ),
            DataError::Refused(refusal) => refused(refusal, endpoint, level),
            DataError::Trouble(trouble) => {
                let (message, next) = trouble.explain();
                words(503, "ServerBusy", format!("{message} {next}"))
            }
            other => unreachable!("{other:?} has words of its own"),
        }
    }
}

/// The engine names things by one name each; the two endpoints have their own.
fn refused(refusal: &Refusal, endpoint: Endpoint, level: Level) -> Words {
    let RecordedRefusal { code, message, cause, action, denial: _ } = refusal.record();
    if matches!(refusal, Refusal::Rbac(RbacError::AuthorizationFailed { .. })) {
        let text = "This request is not authorized to perform this operation using this permission.";
        return words(403, "AuthorizationPermissionMismatch", format!("{text} {message} {cause} {action}"));
    }
    let code = named(&code, endpoint, level);
    words(status::of(refusal), code, format!("{message} {cause} {action}"))
}

/// What the code of a refusal is called at an endpoint.
fn named(code: &str, endpoint: Endpoint, level: Level) -> &str {
    match (endpoint, code) {
        (Endpoint::Blob, "PathNotFound") => "BlobNotFound",
        (Endpoint::Blob, "PathAlreadyExists") => "BlobAlreadyExists",
        (Endpoint::Blob, "DirectoryNotEmpty") => "DirectoryIsNotEmpty",
        (Endpoint::Dfs, "BlobNotFound") => "PathNotFound",
        (Endpoint::Dfs, "ContainerNotFound") => "FilesystemNotFound",
        (Endpoint::Dfs, "ContainerAlreadyExists") => "FilesystemAlreadyExists",
        (_, "ResourceNotFound") if level != Level::Service => "ContainerNotFound",
        (_, code) => code,
    }
}
