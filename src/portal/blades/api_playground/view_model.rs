//! Answers in words, and what a client would ask next.

use super::{examples::VERSION, form::ApiForm};
use crate::base::HttpResponse;
use serde_json::Value;

/// An answer in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// `202 Accepted`.
    pub status: String,
    pub succeeded: bool,
    pub headers: Vec<(String, String)>,
    /// Indented.
    pub body: String,
    /// What a client would ask next: the status of the operation, its result.
    pub follow: Vec<(&'static str, ApiForm)>,
    /// The status of the operation that the answer began.
    pub operation: Option<ApiForm>,
}

impl Shown {
    /// Whether an operation is still under way, where the answer is its status.
    pub fn is_under_way(&self) -> bool {
        let body: Option<Value> = serde_json::from_str(&self.body).ok();
        body.is_some_and(|body| {
            body["status"].as_str().is_some_and(|status| status.eq_ignore_ascii_case("inprogress"))
        })
    }

    /// How long a client is asked to wait before it asks again. Units: seconds.
    pub fn wait_seconds(&self) -> u32 {
        let asked = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("Retry-After"));
        asked.and_then(|(_, value)| value.parse().ok()).unwrap_or(WAIT_SECONDS)
    }
}

/// What clients wait where they are told nothing. Units: seconds.
const WAIT_SECONDS: u32 = 2;

pub fn shown(response: &HttpResponse) -> Shown {
    let parsed: Option<Value> = serde_json::from_slice(&response.body).ok();
    let pretty = parsed.and_then(|body| serde_json::to_string_pretty(&body).ok());
    let link = |label, name| {
        let url = response.header(name)?;
        // The address has its version already.
        Some((label, ApiForm::get(url, VERSION)))
    };
    let operation = link("", "Azure-AsyncOperation").map(|(_, form)| form);
    let follow = [link("Ask for the status", "Azure-AsyncOperation"), link("Ask for the result", "Location")];
    Shown {
        status: format!("{} {}", response.status, reason(response.status)),
        succeeded: response.status < 400,
        headers: response.headers.clone(),
        body: pretty.unwrap_or_else(|| String::from_utf8_lossy(&response.body).into_owned()),
        follow: follow.into_iter().flatten().collect(),
        operation,
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        413 => "Content Too Large",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_leads_on() {
        let response = HttpResponse {
            status: 202,
            headers: vec![(
                "azure-asyncoperation".to_string(),
                "https://management.azure.com/op?api-version=1".to_string(),
            )],
            body: b"{\"a\":1}".to_vec(),
        };
        let shown = shown(&response);
        assert_eq!((shown.status.as_str(), shown.succeeded), ("202 Accepted", true));
        assert_eq!(shown.body, "{\n  \"a\": 1\n}");
        assert_eq!(shown.follow.len(), 1);
        assert_eq!(shown.operation.as_ref(), Some(&shown.follow[0].1));
        assert_eq!((shown.is_under_way(), shown.wait_seconds()), (false, WAIT_SECONDS));
        let under_way = HttpResponse {
            status: 200,
            headers: vec![("Retry-After".to_string(), "7".to_string())],
            body: b"{\"status\":\"Inprogress\"}".to_vec(),
        };
        let under_way = super::shown(&under_way);
        assert_eq!((under_way.is_under_way(), under_way.wait_seconds()), (true, 7));
        assert_eq!(shown.follow[0].1.url(), "https://management.azure.com/op?api-version=1");
    }
}
