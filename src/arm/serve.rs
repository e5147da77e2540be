//! From a request to its answer.

use crate::{
    arm::{
        ApiError,
        answer::Answer,
        body,
        call::{Call, Door, Received, Step},
        caller, data_plane,
        route::{self, Route, Service},
        uri::Uri,
        version::ApiVersion,
    },
    base::{HttpRequest, HttpResponse},
    content::Content,
    engine::{State, rbac::PrincipalId, resources::ResourceError},
    rpc::Failure,
};
use std::ops::Range;
use uuid::Uuid;

const MANAGEMENT_HOST: &str = "management.azure.com";

/// What is to be done with the body of a request before it is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intake {
    /// Read whole, refused where it is longer.
    Bytes { max: usize },
    /// Cut into chunks and stored; [`serve`] is given what it became.
    Stored,
}

/// An answer, as far as it fits into memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Served {
    /// Head; and the body, where `content` is none.
    pub response: HttpResponse,
    /// The body is this range of a stored content; its length is already in the head.
    pub content: Option<ServedContent>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ServedContent {
    pub content: Content,
    pub range: Range<u64>,
}

impl From<HttpResponse> for Served {
    fn from(response: HttpResponse) -> Served {
        Served { response, content: None }
    }
}

/// Looks at a request without its body: how the body is taken in.
///
/// # Errors
/// The refusal, where nobody has to see the body to refuse it.
pub fn admit(door: &impl Door, request: &HttpRequest) -> Result<Intake, Served> {
    if data_plane::serve::is_of_account(&request.url) {
        return data_plane::admit(door, request);
    }
    Ok(Intake::Bytes { max: body::BODY_MAX })
}

/// Answers a request. Whatever it says, this answers in Azure's words and leaves no half-made resource.
///
/// `stored` is what the body became, where [`admit`] said so; the request has no body then.
pub async fn serve(door: &mut impl Door, request: &HttpRequest, stored: Option<Content>) -> Served {
    if data_plane::serve::is_of_account(&request.url) {
        return data_plane::serve(door, request, stored).await;
    }
    management(door, request).await.into()
}

/// What a client is told when the browser kept a request from being carried out.
pub fn interrupted(failure: impl Into<Failure>) -> Served {
    let error = ApiError::from(failure.into());
    let headers = vec![("Content-Type".to_string(), "application/json; charset=utf-8".to_string())];
    HttpResponse { status: error.status(), headers, body: error.body(Uuid::nil()).to_string().into_bytes() }
        .into()
}

async fn management(door: &mut impl Door, request: &HttpRequest) -> HttpResponse {
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
