//! Answers, and the headers that all of them carry.

use crate::{
    arm::{
        data_plane::{Endpoint, error::Words, xml},
        serve::{Served, ServedContent},
        time,
    },
    base::{HttpRequest, HttpResponse, Method, SimTime},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// What stands behind the head of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Nothing,
    Xml(String),
    Json(Value),
    Content(ServedContent),
}

/// What a handler answers.
#[derive(Clone, Debug, PartialEq)]
pub struct DataAnswer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Body,
}

impl DataAnswer {
    pub fn empty(status: u16) -> DataAnswer {
        DataAnswer { status, headers: Vec::new(), body: Body::Nothing }
    }

    pub fn xml(text: String) -> DataAnswer {
        DataAnswer { body: Body::Xml(text), ..DataAnswer::empty(200) }
    }

    pub fn json(status: u16, value: Value) -> DataAnswer {
        DataAnswer { body: Body::Json(value), ..DataAnswer::empty(status) }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> DataAnswer {
        self.headers.push((name.to_string(), value.into()));
        self
    }

    #[must_use]
    pub fn with_all(mut self, headers: Vec<(String, String)>) -> DataAnswer {
        self.headers.extend(headers);
        self
    }
}

/// What every answer says of the request it is for.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    pub request: &'a HttpRequest,
    pub endpoint: Endpoint,
    pub id: Uuid,
    pub now: SimTime,
}

/// What is answered to a client that names no version it could be echoed.
pub const NEWEST_VERSION: &str = "2026-10-06";

impl Envelope<'_> {
    pub fn render(&self, answer: DataAnswer) -> Served {
        let is_head = self.request.method == Method::Head;
        let (bytes, kind, content) = match answer.body {
            Body::Nothing => (Vec::new(), None, None),
            Body::Xml(text) => (text.into_bytes(), Some("application/xml"), None),
            Body::Json(value) => {
                (value.to_string().into_bytes(), Some("application/json;charset=utf-8"), None)
            }
            Body::Content(content) => (Vec::new(), None, Some(content)),
        };
        let mut headers = self.common();
        headers.extend(kind.map(|kind| ("Content-Type".to_string(), kind.to_string())));
        let has_length = answer.headers.iter().any(|(name, _)| name == "Content-Length");
        if !has_length && answer.status != 304 {
            let length = content
                .as_ref()
                .map_or(bytes.len() as u64, |content| content.range.end - content.range.start);
            headers.push(("Content-Length".to_string(), length.to_string()));
        }
        headers.extend(answer.headers);
        let body = if is_head { Vec::new() } else { bytes };
        Served {
            response: HttpResponse { status: answer.status, headers, body },
            content: content.filter(|_| !is_head),
        }
    }

    fn common(&self) -> Vec<(String, String)> {
        let header = |name: &str, value: String| (name.to_string(), value);
        let version = self.request.header("x-ms-version").unwrap_or(NEWEST_VERSION);
        let mut headers = vec![
            header(
                "Server",
                format!(
                    "Windows-Azure-{}/1.0",
                    if self.endpoint == Endpoint::Blob { "Blob" } else { "HDFS" }
                ),
            ),
            header("x-ms-request-id", self.id.to_string()),
            header("x-ms-version", version.to_string()),
            header("Date", time::header(self.now)),
        ];
        let client = self.request.header("x-ms-client-request-id");
        headers.extend(client.map(|id| header("x-ms-client-request-id", id.to_string())));
        headers
    }

    /// An error in the words of the endpoint.
    pub fn error(&self, words: Words) -> DataAnswer {
        let Words { status, code, message } = words;
        let message = format!("{message}\nRequestId:{}\nTime:{}", self.id, time::ticks(self.now));
        let body = match self.endpoint {
            _ if status == 304 => Body::Nothing,
            Endpoint::Blob => Body::Xml(xml::error(&code, &message)),
            Endpoint::Dfs => Body::Json(json!({ "error": { "code": code, "message": message } })),
        };
        let answer = DataAnswer { status, headers: Vec::new(), body }.with("x-ms-error-code", code);
        match status {
            401 => answer.with(
                "WWW-Authenticate",
                "Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize resource_id=https://storage.azure.com",
            ),
            _ => answer,
        }
    }
}
