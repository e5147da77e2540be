//! Answers in words, and what a client would ask next.

use super::{examples::VERSION, form::ApiForm};
use crate::{
    base::{ByteSize, HttpResponse},
    portal::blades::image::view_model::hex_lines,
};
use serde_json::Value;

/// An answer in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// `202 Accepted`.
    pub status: String,
    pub succeeded: bool,
    pub headers: Vec<(String, String)>,
    /// JSON indented, other text as it is, bytes as hexadecimal digits.
    pub body: String,
    /// What is to be said of the body, where it is no text or not all of it.
    pub about_body: Option<String>,
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

/// Bytes that are written as digits.
const HEX_BYTES: usize = 512;

/// The body as text, and what is to be said of it.
fn body_text(response: &HttpResponse) -> (String, Option<String>) {
    let bytes = &response.body;
    let has = bytes.len() as u64;
    let length = response.header("Content-Length").and_then(|length| length.parse().ok());
    let all = length.filter(|length| *length > has && has > 0).unwrap_or(has);
    let part = (all > has).then(|| format!("The first {} of {}.", ByteSize(has), ByteSize(all)));
    match text_of(bytes, part.is_some()) {
        Some(text) => {
            let parsed: Option<Value> = serde_json::from_str(text).ok();
            let pretty = parsed.and_then(|body| serde_json::to_string_pretty(&body).ok());
            (pretty.unwrap_or_else(|| text.to_string()), part)
        }
        None => {
            let beginning = &bytes[..bytes.len().min(HEX_BYTES)];
            let lines = hex_lines(0, beginning).into_iter();
            let text: Vec<String> =
                lines.map(|line| format!("{}  {:<47}  {}", line.offset, line.bytes, line.text)).collect();
            let size = ByteSize(all);
            let about = match all > beginning.len() as u64 {
                true => format!(
                    "{size} that are no text; the first {} as digits.",
                    ByteSize(beginning.len() as u64)
                ),
                false => format!("{size} that are no text."),
            };
            (text.join("\n"), Some(about))
        }
    }
}

/// Bytes as text, where they are; of a part the last letter may be cut.
fn text_of(bytes: &[u8], is_part: bool) -> Option<&str> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if is_part && error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    let is_odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    (!text.contains(is_odd)).then_some(text)
}

pub fn shown(response: &HttpResponse) -> Shown {
    let (body, about_body) = body_text(response);
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
        body,
        about_body,
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
        206 => "Partial Content",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        416 => "Range Not Satisfiable",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
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

    #[test]
    fn bodies_are_text_or_digits() {
        let response = |length: &str, body: &[u8]| HttpResponse {
            status: 200,
            headers: vec![("Content-Length".to_string(), length.to_string())],
            body: body.to_vec(),
        };
        let of = |length, body: &[u8]| {
            let shown = super::shown(&response(length, body));
            (shown.body, shown.about_body)
        };
        assert_eq!(of("3", b"a,b"), ("a,b".to_string(), None));
        assert_eq!(of("9", b""), (String::new(), None), "a HEAD has no body");
        let cut = "aä".as_bytes();
        assert_eq!(of("4096", &cut[..2]), ("a".to_string(), Some("The first 2 B of 4.00 KiB.".to_string())));
        assert_eq!(of("2", &cut[..2]).1.as_deref(), Some("2 B that are no text."));
        let (digits, about) = of("4", &[0, 255, b'A', 10]);
        assert_eq!(digits, format!("000000000000  {:<47}  ..A.", "00 ff 41 0a"));
        assert_eq!(about.as_deref(), Some("4 B that are no text."));
        let (digits, about) = of("2000", &[0; 1_000]);
        assert_eq!(digits.lines().count(), HEX_BYTES / 16);
        assert_eq!(about.as_deref(), Some("1.95 KiB that are no text; the first 512 B as digits."));
    }
}
