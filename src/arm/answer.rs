//! Answers, and the headers that all of them carry.

use crate::{
    arm::{
        ApiError,
        call::{Call, Step},
        time,
        uri::MANAGEMENT,
    },
    base::{HttpResponse, Method, SimTime},
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
    pub fn render(self, method: Method, correlation: Uuid, now: SimTime) -> HttpResponse {
        let body = self.body.filter(|_| method != Method::Head).map(|body| body.to_string().into_bytes());
        let body = body.unwrap_or_default();
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut add = |name: &str, value: String| headers.push((name.to_string(), value));
        add("Cache-Control", "no-cache".to_string());
        add("Pragma", "no-cache".to_string());
        if body.is_empty() {
            add("Content-Length", "0".to_string());
        } else {
            add("Content-Type", "application/json; charset=utf-8".to_string());
        }
        add("Expires", "-1".to_string());
        add("x-ms-request-id", correlation.to_string());
        add("x-ms-correlation-request-id", correlation.to_string());
        add("Strict-Transport-Security", "max-age=31536000; includeSubDomains".to_string());
        add("X-Content-Type-Options", "nosniff".to_string());
        add("Date", time::header(now));
        for (name, value) in self.headers {
            add(name, value);
        }
        HttpResponse { status: self.status, headers, body }
    }
}

/// A page of a list: `$skipToken` says how many items came before.
///
/// # Errors
/// [`ApiError::InvalidParameter`] for a token that no page gave.
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
    let token = call.parameter("$skipToken");
    let skip = token.map_or(Some(0), |token| token.parse::<usize>().ok().filter(|skip| *skip <= items.len()));
    let skip = skip.ok_or_else(|| ApiError::InvalidParameter {
        name: "$skipToken",
        value: token.unwrap_or_default().to_string(),
    })?;
    let end = items.len().min(skip + size.clamp(1, PAGE_ITEMS));
    let value: Vec<Value> = items[skip..end].iter().map(write).collect();
    let mut body = json!({ "value": value });
    if end < items.len() {
        body["nextLink"] = Value::String(next_link(call, end));
    }
    Step::answer(Answer::json(200, body))
}

fn next_link(call: &Call<'_>, skip: usize) -> String {
    let uri = &call.received.uri;
    let mut query = form_urlencoded::Serializer::new(String::new());
    let kept = uri.query.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("$skipToken"));
    query.extend_pairs(kept).append_pair("$skipToken", &skip.to_string());
    format!("{MANAGEMENT}{}?{}", uri.path, query.finish())
}
