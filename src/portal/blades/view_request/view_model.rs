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
            Notation::AzureCli => Some(rendered.az.clone()),
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
    let parsed: Option<Value> = serde_json::from_slice(&request.body).ok();
    let pretty = parsed.and_then(|body| serde_json::to_string_pretty(&body).ok());
    pretty.unwrap_or_else(|| String::from_utf8_lossy(&request.body).into_owned())
}

/// The request in the playground's form. It has no place for headers, and knows one host.
///
/// # Errors
/// Why it cannot be taken there.
pub fn for_playground(request: &HttpRequest) -> Result<ApiForm, &'static str> {
    let Some(path) = request.url.strip_prefix(HOST) else {
        return Err(
            "The playground sends requests to management.azure.com only, and this one goes to a storage account.",
        );
    };
    if request.headers.iter().any(|(name, _)| !name.eq_ignore_ascii_case("Content-Type")) {
        return Err("The playground sends no headers of its own, and this request needs one.");
    }
    Ok(ApiForm {
        method: request.method,
        path: path.to_string(),
        // The address has its version already.
        version: String::new(),
        body: body_text(request),
    })
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
        Rendered { request, az: "az group create".to_string(), bicep: None }
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
        assert!(for_playground(&put().with_header("If-Match", "*")).is_err());
        let elsewhere = HttpRequest::new(Method::Put, "https://account.blob.core.windows.net/c");
        assert!(for_playground(&elsewhere).is_err());
        assert!(
            untried(&[rendered(put()), rendered(put())]).is_some() && untried(&[rendered(put())]).is_none()
        );
    }
}
