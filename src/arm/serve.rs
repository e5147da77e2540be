//! From a request to its answer.

use crate::{
    arm::{
        ApiError,
        answer::{Answer, Caller, Envelope},
        body,
        budget::Spending,
        call::{Call, Door, Received, Step},
        caller,
        condition::Conditions,
        data_plane::{self, Endpoint},
        route::{self, Route, Service},
        uri::Uri,
        version::ApiVersion,
        words::Words,
    },
    base::{HttpRequest, HttpResponse, Method, SimTime},
    content::Content,
    engine::{Command, RecordedRefusal, State, rbac::PrincipalId, resources::ResourceError},
    rpc::Failure,
};
use std::{cell::OnceCell, ops::Range};
use uuid::Uuid;

const MANAGEMENT_HOST: &str = "management.azure.com";
/// The provider that counts its requests itself, and has words of its own for what is wrong with a body.
const BACKUP: &str = "Microsoft.DataProtection";

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
#[allow(clippy::result_large_err, reason = "refused is an answer like any other, and there is one of them")]
pub fn admit(door: &impl Door, request: &HttpRequest) -> Result<Intake, Served> {
    match Endpoint::of_url(&request.url) {
        Some(endpoint) => data_plane::admit(door, endpoint, request),
        None => Ok(Intake::Bytes { max: body::BODY_MAX }),
    }
}

/// Answers a request. Whatever it says, this answers in Azure's words and leaves no half-made resource.
///
/// `stored` is what the body became, where [`admit`] said so; the request has no body then.
pub async fn serve(door: &mut impl Door, request: &HttpRequest, stored: Option<Content>) -> Served {
    match Endpoint::of_url(&request.url) {
        Some(endpoint) => data_plane::serve(door, endpoint, request, stored).await,
        None => management(door, request).await.into(),
    }
}

/// What a client is told when the browser kept a request from being carried out, in the words of whom it asked.
pub fn interrupted(request: &HttpRequest, id: Uuid, now: SimTime, failure: impl Into<Failure>) -> Served {
    if let Some(endpoint) = Endpoint::of_url(&request.url) {
        return data_plane::interrupted(endpoint, request, id, now, failure.into());
    }
    // Nobody was asked who the caller is, so the tenant is not told.
    let envelope = envelope(request, id, Uuid::nil(), now);
    Answer::of(&ApiError::from(failure.into()), envelope.correlation).render(&envelope).into()
}

async fn management(door: &mut impl Door, request: &HttpRequest) -> HttpResponse {
    let own = door.next_correlation();
    let viewer = door.viewer(PrincipalId::SYSTEM);
    let mut envelope = envelope(request, own, viewer.state.seed().guid("tenant", 0), viewer.now);
    let answer = match Uri::parse(&request.url) {
        Ok(uri) if uri.host == MANAGEMENT_HOST => manage(door, request, uri, &mut envelope).await,
        Ok(uri) => Err(ApiError::UnknownHost { host: uri.host }),
        Err(error) => Err(error),
    };
    let answer = answer.unwrap_or_else(|error| Answer::of(&error, envelope.correlation));
    envelope.now = door.viewer(PrincipalId::SYSTEM).now;
    answer.render(&envelope)
}

fn envelope(request: &HttpRequest, own: Uuid, tenant: Uuid, now: SimTime) -> Envelope {
    let given = request.header("x-ms-correlation-request-id").and_then(|id| Uuid::parse_str(id).ok());
    let wants_it_back = |_: &&str| {
        let wish = request.header("x-ms-return-client-request-id");
        wish.is_some_and(|wish| wish.eq_ignore_ascii_case("true"))
    };
    let client_request = request.header("x-ms-client-request-id").filter(wants_it_back);
    Envelope {
        method: request.method,
        correlation: given.unwrap_or(own),
        request: own,
        client_request: client_request.map(str::to_string),
        tenant,
        now,
        caller: None,
    }
}

/// A request to Resource Manager.
async fn manage(
    door: &mut impl Door,
    request: &HttpRequest,
    uri: Uri,
    envelope: &mut Envelope,
) -> Result<Answer, ApiError> {
    let state = door.viewer(PrincipalId::SYSTEM).state;
    let principal = caller::principal(state, request.header("Authorization"))?;
    envelope.caller = Some(count(door, principal, &uri, request.method));
    let state = door.viewer(PrincipalId::SYSTEM).state;
    let (received, route) = receive(state, request, uri, principal, envelope.correlation)?;
    let handler = match route.service {
        Service::Served(handler) => handler,
        Service::NotSimulated | Service::NotApplicable => {
            return Err(ApiError::NotSimulated { operation: route.operation.to_string() });
        }
    };
    let answer = carry_out(door, &received, handler).await.map(|answer| match received.method {
        Method::Head => Answer { status: exists(answer.status), ..answer },
        _ => answer,
    });
    answer.map_err(|error| error.told_by(route.provider().0))
}

/// The status of something that is there, where nothing of it is told.
fn exists(status: u16) -> u16 {
    if status == 200 { 204 } else { status }
}

async fn carry_out(
    door: &mut impl Door,
    received: &Received,
    handler: crate::arm::call::Handler,
) -> Result<Answer, ApiError> {
    let Received { principal, correlation, .. } = *received;
    let step = match handler(&Call { viewer: door.viewer(principal), received }) {
        Ok(step) => step,
        Err(error) => {
            log_refused(door, received, &error).await;
            return Err(error);
        }
    };
    match step {
        Step::Answer(answer) => Ok(answer),
        Step::Submit(command, reply) => {
            let submitted = door.submit(principal, *command, correlation).await?;
            reply(&Call { viewer: door.viewer(principal), received }, submitted)
        }
        Step::Then(command, then) => {
            let submitted = door.submit(principal, *command, correlation).await?;
            then(&Call { viewer: door.viewer(principal), received }, submitted)
        }
    }
}

/// Has the activity log say that a request was refused before it became a command, where it is known what it asked for.
/// Reading is not in the log.
async fn log_refused(door: &mut impl Door, received: &Received, error: &ApiError) {
    let Some((action, resource)) = received.asked.get().cloned() else { return };
    if action.ends_with("/read") {
        return;
    }
    let Words { code, message, action: next } = Words::of(error);
    let (cause, next) = (String::new(), next.unwrap_or_default());
    let refusal = RecordedRefusal { code, message, cause, action: next, denial: None };
    let command = Command::LogRefusal { action, resource, refusal };
    // The answer stands whether the row could be stored or not; of trouble with the storage everybody is told anyway.
    let _ = door.submit(received.principal, command, received.correlation).await;
}

/// Counts a request of somebody who is known, whatever becomes of it.
fn count(door: &mut impl Door, principal: PrincipalId, uri: &Uri, method: Method) -> Caller {
    let subscription = match uri.segments.as_slice() {
        [first, subscription, ..] if first.eq_ignore_ascii_case("subscriptions") => subscription.as_str(),
        _ => "",
    };
    let is_of_backup = uri.segments.iter().any(|segment| segment.eq_ignore_ascii_case(BACKUP));
    Caller {
        principal,
        left: door.spend(principal, subscription, Spending::of(method)),
        is_counted_by_provider: is_of_backup && method != Method::Post,
        is_in_subscription: !subscription.is_empty(),
    }
}

/// Makes the creation of a vault bring a deleted one back.
const DELETED_VAULT: &str = "x-ms-deleted-vault-id";

/// Reads a request as far as Resource Manager itself does.
fn receive(
    state: &State,
    request: &HttpRequest,
    uri: Uri,
    principal: PrincipalId,
    correlation: Uuid,
) -> Result<(Received, &'static Route), ApiError> {
    let version = uri.parameter("api-version");
    if version.is_none_or(str::is_empty) {
        return Err(ApiError::MissingApiVersion);
    }
    let (route, captures) = route::find(request.method, &uri)?;
    let (namespace, kind) = route.provider();
    let version = ApiVersion::parse(version, namespace, kind)?;
    check_place(state, &uri)?;
    if route.operation == "BackupVaults_CreateOrUpdate" && request.header(DELETED_VAULT).is_some() {
        return Err(ApiError::NotSimulated { operation: "Undeleting a vault".to_string() });
    }
    let body = body::read(request)?;
    let (method, conditions) = (request.method, Conditions::of(request));
    let asked = OnceCell::new();
    Ok((Received { method, uri, version, captures, body, conditions, principal, correlation, asked }, route))
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
