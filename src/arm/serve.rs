//! From a request to its answer.

use crate::{
    arm::{
        ApiError,
        answer::Answer,
        body,
        call::{Call, Door, Received, Step},
        caller,
        route::{self, Route, Service},
        uri::Uri,
        version::ApiVersion,
    },
    base::{HttpRequest, HttpResponse},
    engine::{State, rbac::PrincipalId, resources::ResourceError},
};
use uuid::Uuid;

const MANAGEMENT_HOST: &str = "management.azure.com";

/// Answers a request. Whatever it says, this answers in Azure's words and leaves no half-made resource.
pub async fn serve(door: &mut impl Door, request: &HttpRequest) -> HttpResponse {
    let given = request.header("x-ms-correlation-request-id").and_then(|id| Uuid::parse_str(id).ok());
    let correlation = given.unwrap_or_else(|| door.next_correlation());
    let answer = answer(door, request, correlation).await;
    let answer = answer.unwrap_or_else(|error| Answer::of(&route::told(error, request), correlation));
    let now = door.viewer(PrincipalId::SYSTEM).now;
    answer.render(request.method, correlation, now)
}

async fn answer(door: &mut impl Door, request: &HttpRequest, correlation: Uuid) -> Result<Answer, ApiError> {
    let (received, route) = receive(door.viewer(PrincipalId::SYSTEM).state, request, correlation)?;
    let handler = match route.service {
        Service::Served(handler) => handler,
        Service::NotSimulated | Service::NotApplicable => {
            return Err(ApiError::NotSimulated { operation: route.operation.to_string() });
        }
    };
    let call = Call { viewer: door.viewer(received.principal), received: &received };
    match handler(&call)? {
        Step::Answer(answer) => Ok(answer),
        Step::Submit(command, reply) => {
            let submitted = door.submit(received.principal, *command, correlation).await?;
            reply(&Call { viewer: door.viewer(received.principal), received: &received }, submitted)
        }
    }
}

/// Reads a request as far as Resource Manager itself does.
fn receive(
    state: &State,
    request: &HttpRequest,
    correlation: Uuid,
) -> Result<(Received, &'static Route), ApiError> {
    let uri = Uri::parse(&request.url)?;
    if uri.host != MANAGEMENT_HOST {
        return Err(ApiError::UnknownHost { host: uri.host });
    }
    let principal = caller::principal(state, request.header("Authorization"))?;
    let version = uri.parameter("api-version");
    if version.is_none_or(str::is_empty) {
        return Err(ApiError::MissingApiVersion);
    }
    let (route, captures) = route::find(request.method, &uri)?;
    let (namespace, kind) = route::type_of(&uri);
    let version = ApiVersion::parse(version, namespace, kind)?;
    check_place(state, &uri)?;
    let body = body::parse(&request.body)?;
    let method = request.method;
    let if_match = request.header("If-Match").map(str::to_string);
    Ok((Received { method, uri, version, captures, body, if_match, principal, correlation }, route))
}

/// The subscription, and the resource group that something is asked of, have to be there before anybody looks who asks.
fn check_place(state: &State, uri: &Uri) -> Result<(), ApiError> {
    let is_at = |index: usize, name: &str| {
        uri.segments.get(index).is_some_and(|segment| segment.eq_ignore_ascii_case(name))
    };
    if !is_at(0, "subscriptions") {
        return Ok(());
    }
    let Some(subscription) = uri.segments.get(1) else { return Ok(()) };
    let known = Uuid::parse_str(subscription).ok().filter(|id| state.subscriptions.contains(id));
    let known = known.ok_or_else(|| ApiError::SubscriptionNotFound { subscription: subscription.clone() })?;
    let Some(name) = uri.segments.get(3).filter(|_| is_at(2, "resourceGroups")) else { return Ok(()) };
    // The group itself answers for itself.
    if uri.segments.len() == 4 {
        return Ok(());
    }
    let mut groups = state.groups.values();
    match groups.any(|group| group.subscription == known && group.name.eq_ignore_ascii_case(name)) {
        true => Ok(()),
        false => Err(ResourceError::ResourceGroupNotFound { name: name.clone() }.into()),
    }
}
