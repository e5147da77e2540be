//! Requests as text.

use crate::{
    base::HttpRequest,
    portal::blades::api_playground::form::{ApiForm, HOST},
    rpc::Rendered,
};
use serde_json::Value;

/// The ways that requests are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    Request,
    AzureCli,
    Bicep,
}

impl Notation {
    pub const ALL: [Notation; 3] = [Notation::Request, Notation::AzureCli, Notation::Bicep];

    pub fn title(self) -> &'static str {
        match self {
            Notation::Request => "Request",
            Notation::AzureCli => "Azure CLI",
            Notation::Bicep => "Bicep",
        }
    }

    /// Requests in this notation; none where it has no words for any of them.
    pub fn text(self, all: &[Rendered]) -> Option<String> {
        let texts: Vec<String> = all.iter().filter_map(|one| self.one(one)).collect();
        (!texts.is_empty()).then(|| texts.join(if self == Notation::AzureCli { "\n" } else { "\n\n" }))
    }

    fn one(self, rendered: &Rendered) -> Option<String> {
        match self {
            Notation::Request => Some(http_text(&rendered.request)),
            Notation::AzureCli => rendered.az.clone(),
            Notation::Bicep => rendered.bicep.as_ref().map(|text| text.trim_end().to_string()),
        }
    }

    /// Why there is nothing.
    pub fn missing(self) -> &'static str {
        match self {
            Notation::Request | Notation::AzureCli => "There is no such request.",
            Notation::Bicep => {
                "Bicep says how resources should be. This request does something with one instead, so that there is no Bicep for it."
            }
        }
    }
}

/// Method and address, headers, an empty line, and the body, indented.
pub fn http_text(request: &HttpRequest) -> String {
    let mut text = format!("{} {}", request.method, request.url);
    for (name, value) in &request.headers {
        text += &format!("\n{name}: {value}");
    }
    let body = body_text(request);
    if body.is_empty() { text } else { format!("{text}\n\n{body}") }
}

fn body_text(request: &HttpRequest) -> String {
    if file_length(request) > 0 {
        return "<file>".to_string();
    }
    let parsed: Option<Value> = serde_json::from_slice(&request.body).ok();
    let pretty = parsed.and_then(|body| serde_json::to_string_pretty(&body).ok());
    pretty.unwrap_or_else(|| String::from_utf8_lossy(&request.body).into_owned())
}

/// The request in the playground's form.
///
/// # Errors
/// Why it cannot be taken there.
pub fn for_playground(request: &HttpRequest) -> Result<ApiForm, &'static str> {
    if file_length(request) > 0 {
        return Err("Its body is a file, and the playground sends text: upload the file in the portal.");
    }
    // What the playground says by itself.
    let own = ["Content-Type", "Content-Length"];
    let headers = request.headers.iter().filter(|(name, _)| {
        !own.iter().any(|own| name.eq_ignore_ascii_case(own))
            || (!request.body.is_empty() && !is_json(request))
    });
    Ok(ApiForm {
        method: request.method,
        path: request.url.strip_prefix(HOST).unwrap_or(&request.url).to_string(),
        // The address has its version already.
        version: String::new(),
        headers: headers.cloned().collect(),
        body: body_text(request),
    })
}

fn is_json(request: &HttpRequest) -> bool {
    request.header("Content-Type").is_some_and(|name| name.starts_with("application/json"))
}

/// Bytes that are not in the request, but would go with it: those of a file.
fn file_length(request: &HttpRequest) -> u64 {
    let length = request.header("Content-Length").filter(|_| request.body.is_empty());
    length.and_then(|length| length.parse().ok()).unwrap_or(0)
}

/// Why requests cannot be tried in the playground, where they cannot.
pub fn untried(all: &[Rendered]) -> Option<&'static str> {
    match all {
        [one] => for_playground(&one.request).err(),
        _ => Some("These are several requests: copy them one by one."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Method;

    fn rendered(request: HttpRequest) -> Rendered {
        Rendered { request, az: Some("az group create".to_string()), bicep: None }
    }

    fn put() -> HttpRequest {
        let request = HttpRequest::new(Method::Put, format!("{HOST}/x?api-version=1"));
        HttpRequest { body: b"{\"a\":1}".to_vec(), ..request }.with_header("Content-Type", "application/json")
    }

    #[test]
    fn a_request_is_written_as_it_goes_over_the_wire() {
        assert_eq!(
            http_text(&put()),
            "PUT https://management.azure.com/x?api-version=1\nContent-Type: application/json\n\n{\n  \"a\": 1\n}"
        );
        let all = [rendered(put()), rendered(put())];
        assert_eq!(Notation::AzureCli.text(&all).as_deref(), Some("az group create\naz group create"));
        assert_eq!(Notation::Bicep.text(&all), None);
    }

    #[test]
    fn what_the_playground_can_send_is_taken_there() {
        let form = for_playground(&put()).expect("it can be sent");
        assert_eq!(form.url(), put().url);
        assert!(form.request().is_ok());
        let guarded = for_playground(&put().with_header("If-Match", "*")).expect("it can be sent");
        assert_eq!(guarded.headers, [("If-Match".to_string(), "*".to_string())]);
        let elsewhere =
            HttpRequest::new(Method::Put, "https://account.blob.core.windows.net/c?restype=container");
        let form =
            for_playground(&elsewhere.clone().with_header("Content-Length", "0")).expect("it can be sent");
        assert_eq!((form.url(), form.headers.len()), (elsewhere.url.clone(), 0));
        let upload = elsewhere.with_header("Content-Length", "5");
        assert!(for_playground(&upload).is_err());
        assert!(http_text(&upload).ends_with("Content-Length: 5\n\n<file>"));
        assert!(
            untried(&[rendered(put()), rendered(put())]).is_some() && untried(&[rendered(put())]).is_none()
        );
    }
}
