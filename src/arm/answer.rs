//! Answers, and the headers that all of them carry.

use crate::{
    arm::{
        ApiError,
        budget::{Left, Spending},
        call::{Call, Step},
        time,
        uri::MANAGEMENT,
    },
    base::{HttpResponse, Method, SimTime},
    engine::{rbac::PrincipalId, resources::Region},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// Items of a page of any list; ours, so that a body stays well under the 8 MB of the contract.
pub const PAGE_ITEMS: usize = 1_000;

/// What a handler answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Option<Value>,
}

impl Answer {
    pub fn json(status: u16, body: Value) -> Answer {
        Answer { status, headers: Vec::new(), body: Some(body) }
    }

    pub fn empty(status: u16) -> Answer {
        Answer { status, headers: Vec::new(), body: None }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.headers.push((name, value.into()));
        self
    }

    /// Of an error.
    pub fn of(error: &ApiError, correlation: Uuid) -> Answer {
        let answer = Answer::json(error.status(), error.body(correlation));
        match error {
            ApiError::MissingToken | ApiError::ForeignToken => {
                answer.with("WWW-Authenticate", "Bearer error=\"invalid_token\"")
            }
            _ => answer,
        }
    }

    /// With everything that an answer of Resource Manager says besides.
    pub fn render(self, envelope: &Envelope) -> HttpResponse {
        let body = self.body.filter(|_| envelope.method != Method::Head);
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let kind = match body.is_empty() {
            true => ("Content-Length", "0".to_string()),
            false => ("Content-Type", "application/json; charset=utf-8".to_string()),
        };
        let platform = std::iter::once(kind).chain(envelope.headers());
        let headers = platform.chain(self.headers).map(|(name, value)| (name.to_string(), value));
        HttpResponse { status: self.status, headers: headers.collect(), body }
    }
}

/// The region whose front door everything comes through.
const FRONT_DOOR: Region = Region::WestEurope;

/// What is known of a request before it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    pub method: Method,
    pub correlation: Uuid,
    /// Names this very request.
    pub request: Uuid,
    /// To be told again, because the client asks for it.
    pub client_request: Option<String>,
    pub tenant: Uuid,
    pub now: SimTime,
    /// Who asks, as soon as that is known, and how often that is possible.
    pub caller: Option<Caller>,
}

/// Who asks, and how many requests are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub principal: PrincipalId,
    pub left: Left,
    /// Whether the provider counts by itself, as Backup does but for actions.
    pub is_counted_by_provider: bool,
    /// Whether it is about something in a subscription.
    pub is_in_subscription: bool,
}

impl Envelope {
    /// Source: Azure Resource Manager, "Request headers and response headers"; recorded answers.
    fn headers(&self) -> Vec<(&'static str, String)> {
        let (region, request) = (FRONT_DOOR.name(), self.request);
        let stamp = self.now.utc().format("%Y%m%dT%H%M%SZ");
        let mut headers = vec![
            ("Cache-Control", "no-cache".to_string()),
            ("Pragma", "no-cache".to_string()),
            ("Expires", "-1".to_string()),
            ("x-ms-request-id", request.to_string()),
            ("x-ms-correlation-request-id", self.correlation.to_string()),
            ("x-ms-routing-request-id", format!("{}:{stamp}:{request}", region.to_ascii_uppercase())),
            ("Strict-Transport-Security", "max-age=31536000; includeSubDomains".to_string()),
            ("X-Content-Type-Options", "nosniff".to_string()),
            ("X-Powered-By", "ASP.NET".to_string()),
            ("Date", time::header(self.now)),
        ];
        headers.extend(self.client_request.clone().map(|id| ("x-ms-client-request-id", id)));
        if let Some(caller) = self.caller {
            let (tenant, principal) = (self.tenant, caller.principal.0);
            let operation = format!("tenantId={tenant},objectId={principal}/{region}/{request}");
            headers.push(("x-ms-operation-identifier", operation));
            headers.push(("x-ms-throttling-version", "v2".to_string()));
            headers.extend(remaining(caller, Spending::of(self.method)));
        }
        headers
    }
}

/// How many requests are left, under the names that this kind of request has for it.
fn remaining(caller: Caller, spending: Spending) -> Vec<(&'static str, String)> {
    let (of_principal, of_subscription) = match (caller.is_in_subscription, spending) {
        (true, _) if caller.is_counted_by_provider => {
            ("x-ms-ratelimit-remaining-subscription-resource-requests", None)
        }
        (true, Spending::Reads) => (
            "x-ms-ratelimit-remaining-subscription-reads",
            Some("x-ms-ratelimit-remaining-subscription-global-reads"),
        ),
        (true, Spending::Writes) => (
            "x-ms-ratelimit-remaining-subscription-writes",
            Some("x-ms-ratelimit-remaining-subscription-global-writes"),
        ),
        (true, Spending::Deletes) => (
            "x-ms-ratelimit-remaining-subscription-deletes",
            Some("x-ms-ratelimit-remaining-subscription-global-deletes"),
        ),
        (false, Spending::Reads) => ("x-ms-ratelimit-remaining-tenant-reads", None),
        (false, Spending::Writes | Spending::Deletes) => ("x-ms-ratelimit-remaining-tenant-writes", None),
    };
    let mine = (of_principal, caller.left.of_principal.to_string());
    let everybodys = of_subscription.map(|name| (name, caller.left.of_subscription.to_string()));
    std::iter::once(mine).chain(everybodys).collect()
}

/// A page of a list: `$skipToken` says how many items came before, `$top` how many may come now.
///
/// # Errors
/// [`ApiError::InvalidParameter`] for a token that no page gave, or a number that is none.
pub fn page<T>(call: &Call<'_>, items: &[T], write: impl Fn(&T) -> Value) -> Result<Step, ApiError> {
    page_of(call, PAGE_ITEMS, items, write)
}

/// A page of at most so many items.
///
/// # Errors
/// See [`page`].
pub fn page_of<T>(
    call: &Call<'_>,
    size: usize,
    items: &[T],
    write: impl Fn(&T) -> Value,
) -> Result<Step, ApiError> {
    Step::answer(Answer::json(200, page_body(call, size, items, write)?))
}

/// The body of a page.
///
/// # Errors
/// See [`page`].
pub fn page_body<T>(
    call: &Call<'_>,
    size: usize,
    items: &[T],
    write: impl Fn(&T) -> Value,
) -> Result<Value, ApiError> {
    let number = |name: &'static str, fits: fn(usize, usize) -> bool| match call.parameter(name) {
        None | Some("") => Ok(None),
        Some(text) => {
            let found = text.parse::<usize>().ok().filter(|number| fits(*number, items.len()));
            found.map(Some).ok_or_else(|| ApiError::InvalidParameter { name, value: text.to_string() })
        }
    };
    let skip = number("$skipToken", |skip, items| skip <= items)?.unwrap_or(0);
    let most = number("$top", |top, _| top > 0)?.unwrap_or(size).min(size).clamp(1, PAGE_ITEMS);
    let end = items.len().min(skip + most);
    let value: Vec<Value> = items[skip..end].iter().map(write).collect();
    let mut body = json!({ "value": value });
    if end < items.len() {
        body["nextLink"] = Value::String(next_link(call, end));
    }
    Ok(body)
}

fn next_link(call: &Call<'_>, skip: usize) -> String {
    let uri = &call.received.uri;
    let mut query = form_urlencoded::Serializer::new(String::new());
    let kept = uri.query.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("$skipToken"));
    query.extend_pairs(kept).append_pair("$skipToken", &skip.to_string());
    format!("{MANAGEMENT}{}?{}", uri.path, query.finish())
}
