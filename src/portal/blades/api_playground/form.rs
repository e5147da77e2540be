//! A request as it is written down, and what is wrong with it before it is sent.

use crate::base::{HttpRequest, Method};

/// Where requests go to; the simulator answers for it.
pub const HOST: &str = "https://management.azure.com";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiForm {
    pub method: Method,
    /// Path and query, or a whole URL of the host.
    pub path: String,
    /// Goes into the query where that has none.
    pub version: String,
    pub body: String,
}

/// What is wrong, by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiFormErrors {
    pub path: Option<String>,
    pub body: Option<String>,
}

impl ApiForm {
    /// A request without a body.
    pub fn get(path: impl Into<String>, version: &str) -> ApiForm {
        let (path, body) = (path.into(), String::new());
        ApiForm { method: Method::Get, path, version: version.to_string(), body }
    }

    pub fn url(&self) -> String {
        let path = self.path.trim();
        let url = if path.starts_with('/') { format!("{HOST}{path}") } else { path.to_string() };
        if url.to_ascii_lowercase().contains("api-version=") || self.version.trim().is_empty() {
            return url;
        }
        let joint = if url.contains('?') { '&' } else { '?' };
        format!("{url}{joint}api-version={}", self.version.trim())
    }

    /// The request; without a token, for the engine signs what comes from the portal.
    ///
    /// # Errors
    /// A path that is none of the host's; a body that is no JSON.
    pub fn request(&self) -> Result<HttpRequest, ApiFormErrors> {
        let mut errors = ApiFormErrors::default();
        let path = self.path.trim();
        if !path.starts_with('/') && !path.to_ascii_lowercase().starts_with(HOST) {
            errors.path = Some(format!("Start with a slash, or with {HOST}: nothing is sent anywhere else."));
        }
        let body = self.body.trim();
        if looks_secret(&self.path) {
            errors.path = Some(NO_SECRETS.to_string());
        }
        if looks_secret(body) {
            errors.body = Some(NO_SECRETS.to_string());
        }
        if let Err(error) = serde_json::from_str::<serde_json::Value>(body)
            && !body.is_empty()
        {
            errors.body = Some(format!("This is no JSON: {error}."));
        }
        if errors != ApiFormErrors::default() {
            return Err(errors);
        }
        let request = HttpRequest::new(self.method, self.url());
        Ok(match body {
            "" => request,
            body => HttpRequest { body: body.as_bytes().to_vec(), ..request }
                .with_header("Content-Type", "application/json"),
        })
    }

    /// The same request for the Azure CLI, which adds the token of whoever is signed in.
    pub fn as_az(&self) -> String {
        let method = self.method.name().to_ascii_lowercase();
        let mut line = format!("az rest --method {method} --url '{}'", quoted(&self.url()));
        if !self.body.trim().is_empty() {
            line += &format!(" --body '{}'", quoted(self.body.trim()));
        }
        line
    }

    /// The same request as JavaScript, for the SDK playground.
    pub fn as_javascript(&self) -> String {
        let text = |value: &str| serde_json::Value::from(value).to_string();
        let body = match self.body.trim() {
            "" => String::new(),
            body => format!("\n  body: JSON.stringify({body}),"),
        };
        format!(
            "const {{ token }} = await vaultLab.credential.getToken();\n\
             const answer = await fetch({}, {{\n  method: {},\n  \
             headers: {{ authorization: `Bearer ${{token}}`, \"content-type\": \"application/json\" }},{body}\n}});\n\
             console.log(answer.status, await answer.text());\n",
            text(&self.url()),
            text(self.method.name()),
        )
    }

    /// The same request as a command line, with a place for a token.
    pub fn as_curl(&self) -> String {
        let mut line =
            format!("curl -X {} '{}' -H \"Authorization: Bearer $TOKEN\"", self.method, quoted(&self.url()));
        if !self.body.trim().is_empty() {
            line += &format!(" -H 'Content-Type: application/json' -d '{}'", quoted(self.body.trim()));
        }
        line
    }
}

const NO_SECRETS: &str =
    "This looks like a real token, key or signature: it is not sent. The simulator takes none.";

/// Whether a text has in it what opens something real: a signed token, a storage key, a shared access signature.
fn looks_secret(text: &str) -> bool {
    let holds = |mark: &str, length: usize| {
        text.match_indices(mark).any(|(at, _)| {
            let rest = &text[at + mark.len()..];
            rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"+/=%._-".contains(byte)).count()
                >= length
        })
    };
    holds("eyJ", 40) || holds("AccountKey=", 40) || holds("sig=", 20)
}

/// Within single quotes of a shell.
fn quoted(text: &str) -> String {
    text.replace('\'', "'\\''")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_gets_its_version_once() {
        let form = ApiForm::get("/subscriptions", "2025-07-01");
        assert_eq!(form.url(), "https://management.azure.com/subscriptions?api-version=2025-07-01");
        let polled = ApiForm { path: format!("{HOST}/x?t=1&Api-Version=2024-04-01"), ..form.clone() };
        assert_eq!(polled.url(), polled.path);
        let filtered = ApiForm { path: "/x?$filter=".to_string(), ..form };
        assert_eq!(filtered.url(), "https://management.azure.com/x?$filter=&api-version=2025-07-01");
    }

    #[test]
    fn what_cannot_be_sent_says_why() {
        let form = ApiForm { body: "{".to_string(), ..ApiForm::get("https://example.com/", "") };
        let errors = form.request().expect_err("it is refused");
        assert!(errors.path.is_some() && errors.body.is_some());
        assert!(ApiForm::get("/subscriptions", "").request().is_ok());
    }

    #[test]
    fn what_looks_like_a_secret_is_not_sent() {
        let token = format!("{{\"token\":\"eyJ{}\"}}", "a".repeat(50));
        for (path, body) in [("/x", token.as_str()), ("/x?sig=aaaaaaaaaaaaaaaaaaaaaaaa%3D", "")] {
            let form = ApiForm { body: body.to_string(), ..ApiForm::get(path, "v") };
            let errors = form.request().expect_err("it is refused");
            assert!(errors.path.is_some() != errors.body.is_some());
        }
        let harmless = ApiForm { body: "{\"design\":\"eyJ\"}".to_string(), ..ApiForm::get("/x", "v") };
        assert!(harmless.request().is_ok());
    }

    #[test]
    fn command_lines_are_quoted() {
        let form =
            ApiForm { method: Method::Put, body: "{\"a\":\"it's\"}".to_string(), ..ApiForm::get("/x", "v") };
        assert_eq!(
            form.as_curl(),
            "curl -X PUT 'https://management.azure.com/x?api-version=v' -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' -d '{\"a\":\"it'\\''s\"}'"
        );
        assert_eq!(
            form.as_az(),
            "az rest --method put --url 'https://management.azure.com/x?api-version=v' --body '{\"a\":\"it'\\''s\"}'"
        );
        let script = form.as_javascript();
        assert!(script.contains("fetch(\"https://management.azure.com/x?api-version=v\""), "{script}");
        assert!(script.contains("body: JSON.stringify({\"a\":\"it's\"}),"), "{script}");
    }
}
