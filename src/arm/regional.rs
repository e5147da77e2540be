//! Long-running operations of Microsoft.Storage and Microsoft.Compute: their address is a region of a subscription and the
//! name of a row of the activity log.
//!
//! Who began an operation may ask how it goes; others need to be able to read what it is about. In the service the
//! address alone is enough, for nobody can guess it.
//!
//! Source: Azure Resource Manager resource provider contract, "Asynchronous operations".

use crate::{
    arm::{
        ApiError,
        call::{Call, Submitted},
        uri::MANAGEMENT,
    },
    engine::{
        monitor::Activity,
        query::access::read_action,
        resources::{Region, ResourceKind},
    },
};

/// The row of a command that did something.
pub fn began<'a>(call: &Call<'a>, submitted: Submitted) -> Option<&'a Activity> {
    call.state().activity_named(submitted.activity?)
}

/// Where to ask for an operation: `kind` is `Microsoft.Compute/…/DiskOperations` without its region, and `query` goes in
/// front of the version.
pub fn address(
    call: &Call<'_>,
    activity: &Activity,
    region: Region,
    kind: (&str, &str),
    query: &str,
) -> String {
    let (provider, operations) = kind;
    format!(
        "{MANAGEMENT}{}/providers/{provider}/locations/{}/{operations}/{}?{query}api-version={}",
        call.subscription(),
        region.name(),
        activity.guid,
        call.received.version.as_str(),
    )
}

/// The address that was asked, to be asked again.
pub fn same_address(call: &Call<'_>) -> String {
    let uri = &call.received.uri;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(&uri.query);
    format!("{MANAGEMENT}{}?{}", uri.path, query.finish())
}

/// The operation in the path, of this subscription and provider.
///
/// # Errors
/// [`ApiError::OperationNotFound`]; somebody else began it, and the caller may not read what it is about.
pub fn find<'a>(call: &Call<'a>, provider: &str) -> Result<(&'a Activity, ResourceKind), ApiError> {
    let operation = call.capture("operation");
    let not_found = || ApiError::OperationNotFound { operation: operation.to_string() };
    let guid = operation.parse().map_err(|_| not_found())?;
    let activity = call.state().activity_named(guid).ok_or_else(not_found)?;
    let kind = activity.resource.resource_type().as_deref().and_then(ResourceKind::parse);
    let kind = kind.filter(|kind| kind.resource_type().starts_with(provider)).ok_or_else(not_found)?;
    if !call.subscription().contains(&activity.resource) {
        return Err(not_found());
    }
    if activity.principal != call.viewer.principal {
        call.authorize(read_action(kind), &activity.resource)?;
    }
    Ok((activity, kind))
}
