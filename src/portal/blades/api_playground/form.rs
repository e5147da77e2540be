//! A request as it is written down, and what is wrong with it before it is sent.

use crate::base::{HttpRequest, Method};

/// Where requests of Resource Manager go to; the simulator answers for it.
pub const HOST: &str = "https://management.azure.com";

/// The ends of the names of the endpoints of storage accounts.
const ENDPOINTS: [&str; 2] = [".blob.core.windows.net", ".dfs.core.windows.net"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiForm {
    pub method: Method,
    /// Path and query, or a whole URL of Resource Manager or of a storage account.
    pub path: String,
    /// Goes into the query where that has none, and where it goes to Resource Manager.
    pub version: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// What is wrong, by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiFormErrors {
    pub path: Option<String>,
    pub headers: Option<String>,
    pub body: Option<String>,
}

/// Who answers a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Service {
    ResourceManager,
    Storage,
}

impl ApiForm {
    /// A request without headers and body.
    pub fn get(path: impl Into<String>, version: &str) -> ApiForm {
        let (path, body) = (path.into(), String::new());
        ApiForm { method: Method::Get, path, version: version.to_string(), headers: Vec::new(), body }
    }

    pub fn url(&self) -> String {
        let path = self.path.trim();
        let url = if path.starts_with('/') { format!("{HOST}{path}") } else { path.to_string() };
        let is_complete = url.to_ascii_lowercase().contains("api-version=") || self.version.trim().is_empty();
        if is_complete || service_of(path) != Some(Service::ResourceManager) {
            return url;
        }
        let joint = if url.contains('?') { '&' } else { '?' };
        format!("{url}{joint}api-version={}", self.version.trim())
    }

    /// The request; without a token, for the engine signs what comes from the portal.
    ///
    /// # Errors
    /// A path of nobody who answers here; a header that cannot be one; a body that is no JSON, for Resource Manager; what
    /// looks like a secret.
    pub fn request(&self) -> Result<HttpRequest, ApiFormErrors> {
        let errors = ApiFormErrors {
            path: self.path_error(),
            headers: self.entered().find_map(header_error),
            body: self.body_error(),
        };
        if errors != ApiFormErrors::default() {
            return Err(errors);
        }
        let request = HttpRequest::new(self.method, self.url());
        Ok(HttpRequest { headers: self.all_headers(), body: self.body.trim().as_bytes().to_vec(), ..request })
    }

    fn path_error(&self) -> Option<String> {
        if looks_secret(&self.path) {
            return Some(NO_SECRETS.to_string());
        }
        let [blob, dfs] = ENDPOINTS;
        let elsewhere = || {
            format!(
                "Start with a slash, with {HOST}, or with https://, an account and {blob} or {dfs}: nothing is sent anywhere else."
            )
        };
        service_of(self.path.trim()).is_none().then(elsewhere)
    }

    fn body_error(&self) -> Option<String> {
        let body = self.body.trim();
        if looks_secret(body) {
            return Some(NO_SECRETS.to_string());
        }
        if body.is_empty() || self.is_for_storage() {
            return None;
        }
        let error = serde_json::from_str::<serde_json::Value>(body).err()?;
        Some(format!("This is no JSON: {error}."))
    }

    fn is_for_storage(&self) -> bool {
        service_of(self.path.trim()) == Some(Service::Storage)
    }

    /// The headers that were entered, without empty lines.
    fn entered(&self) -> impl Iterator<Item = (&str, &str)> {
        let trimmed = self.headers.iter().map(|(name, value)| (name.trim(), value.trim()));
        trimmed.filter(|(name, value)| !name.is_empty() || !value.is_empty())
    }

    /// With the type of the body, where that is JSON and nobody said so.
    fn all_headers(&self) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> =
            self.entered().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let is_typed = all.iter().any(|(name, _)| name.eq_ignore_ascii_case("Content-Type"));
        if !is_typed && !self.body.trim().is_empty() && !self.is_for_storage() {
            all.push(("Content-Type".to_string(), "application/json".to_string()));
        }
        all
    }

    /// The same request for the Azure CLI, which adds the token of whoever is signed in, and takes bodies for JSON.
    pub fn as_az(&self) -> String {
        let method = self.method.name().to_ascii_lowercase();
        let mut line = format!("az rest --method {method} --url '{}'", quoted(&self.url()));
        if self.is_for_storage() {
            line += " --resource https://storage.azure.com/";
        }
        let headers: Vec<String> = self
            .entered()
            .map(|(name, value)| format!(" '{}'", quoted(&format!("{name}={value}"))))
            .collect();
        if !headers.is_empty() {
            line += &format!(" --headers{}", headers.concat());
        }
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
            body if serde_json::from_str::<serde_json::Value>(body).is_ok() => {
                format!("\n  body: JSON.stringify({body}),")
            }
            body => format!("\n  body: {},", text(body)),
        };
        let header = |(name, value): &(String, String)| format!(", {}: {}", text(name), text(value));
        let headers: String = self.all_headers().iter().map(header).collect();
        format!(
            "const {{ token }} = await vaultLab.credential.getToken();\n\
             const answer = await fetch({}, {{\n  method: {},\n  \
             headers: {{ authorization: `Bearer ${{token}}`{headers} }},{body}\n}});\n\
             console.log(answer.status, await answer.text());\n",
            text(&self.url()),
            text(self.method.name()),
        )
    }

    /// The same request as a command line, with a place for a token.
    pub fn as_curl(&self) -> String {
        let mut line =
            format!("curl -X {} '{}' -H \"Authorization: Bearer $TOKEN\"", self.method, quoted(&self.url()));
        for (name, value) in self.all_headers() {
            line += &format!(" -H '{}'", quoted(&format!("{name}: {value}")));
        }
        if !self.body.trim().is_empty() {
            line += &format!(" --data-raw '{}'", quoted(self.body.trim()));
        }
        line
    }
}

const NO_SECRETS: &str =
    "This looks like a real token, key or signature: it is not sent. The simulator takes none.";

const OWN_TOKEN: &str = "Leave this header out: the simulator signs the request as whoever is signed in, and takes no real token.";

/// Who answers under an address; nobody, under most.
fn service_of(url: &str) -> Option<Service> {
    if url.starts_with('/') {
        return Some(Service::ResourceManager);
    }
    let lower = url.to_ascii_lowercase();
    let host = lower.strip_prefix("https://")?.split(['/', '?', '#']).next()?;
    if Some(host) == HOST.strip_prefix("https://") {
        return Some(Service::ResourceManager);
    }
    let account = ENDPOINTS.iter().find_map(|end| host.strip_suffix(end))?;
    let is_name = !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name.then_some(Service::Storage)
}

/// Why this can be no header, or must not be sent.
fn header_error((name, value): (&str, &str)) -> Option<String> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token) {
        return Some(format!("'{name}' is no name of a header: use letters, digits and hyphens."));
    }
    if value.chars().any(char::is_control) {
        return Some(format!("The value of {name} has characters that no header can have."));
    }
    if ["authorization", "cookie"].iter().any(|own| name.eq_ignore_ascii_case(own)) {
        return Some(OWN_TOKEN.to_string());
    }
    looks_secret(value).then(|| NO_SECRETS.to_string())
}

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
            "curl -X PUT 'https://management.azure.com/x?api-version=v' -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' --data-raw '{\"a\":\"it'\\''s\"}'"
        );
        assert_eq!(
            form.as_az(),
            "az rest --method put --url 'https://management.azure.com/x?api-version=v' --body '{\"a\":\"it'\\''s\"}'"
        );
        let script = form.as_javascript();
        assert!(script.contains("fetch(\"https://management.azure.com/x?api-version=v\""), "{script}");
        assert!(script.contains("body: JSON.stringify({\"a\":\"it's\"}),"), "{script}");
    }

    #[test]
    fn endpoints_of_accounts_are_asked_too_and_nobody_else() {
        let listed = ApiForm::get("https://lake1.blob.core.windows.net/?comp=list", "2025-07-01");
        assert_eq!(listed.url(), listed.path, "they know no api-version");
        let upload = ApiForm {
            method: Method::Put,
            headers: vec![("x-ms-blob-type".to_string(), " BlockBlob ".to_string()), Default::default()],
            body: "no JSON".to_string(),
            ..ApiForm::get("https://lake1.blob.core.windows.net/raw/a.txt", "")
        };
        let request = upload.request().expect("it can be sent");
        assert_eq!(request.headers, [("x-ms-blob-type".to_string(), "BlockBlob".to_string())]);
        assert_eq!(request.body, b"no JSON");
        assert!(ApiForm::get("https://LAKE1.dfs.core.windows.net", "").request().is_ok());
        for elsewhere in [
            "https://management.azure.com.example.com/",
            "https://lake1.blob.core.windows.net.example.com/",
            "https://example.com/.blob.core.windows.net",
            "https://user@lake1.blob.core.windows.net/",
            "http://lake1.blob.core.windows.net/",
            "https://.blob.core.windows.net/",
        ] {
            assert!(ApiForm::get(elsewhere, "").request().is_err(), "{elsewhere}");
        }
    }

    #[test]
    fn headers_are_checked_and_bring_no_token() {
        let with = |name: &str, value: &str| ApiForm {
            headers: vec![(name.to_string(), value.to_string())],
            ..ApiForm::get("/x", "v")
        };
        let request = with("If-Match", "*").request().expect("it can be sent");
        assert_eq!(request.header("if-match"), Some("*"));
        let typed =
            ApiForm { body: "{}".to_string(), ..with("content-type", "application/merge-patch+json") };
        assert_eq!(typed.request().expect("it can be sent").headers.len(), 1, "one type is enough");
        let token = format!("Bearer eyJ{}", "a".repeat(50));
        for (name, value) in [
            ("", "*"),
            ("If Match", "*"),
            ("If-Match", "a\u{7}b"),
            ("authorization", "x"),
            ("x-ms-copy-source-authorization", token.as_str()),
        ] {
            let errors = with(name, value).request().expect_err("it is refused");
            assert!(errors.headers.is_some() && errors.path.is_none(), "{name}: {value}");
        }
    }

    #[test]
    fn command_lines_have_the_headers() {
        let form = ApiForm {
            headers: vec![("x-ms-version".to_string(), "2023-11-03".to_string())],
            ..ApiForm::get("https://lake1.blob.core.windows.net/?comp=list", "")
        };
        assert!(form.as_curl().ends_with(" -H 'x-ms-version: 2023-11-03'"), "{}", form.as_curl());
        assert_eq!(
            form.as_az(),
            "az rest --method get --url 'https://lake1.blob.core.windows.net/?comp=list' --resource https://storage.azure.com/ --headers 'x-ms-version=2023-11-03'"
        );
        let script = ApiForm { body: "it's".to_string(), ..form }.as_javascript();
        assert!(script.contains("`, \"x-ms-version\": \"2023-11-03\" },\n  body: \"it's\","), "{script}");
    }
}
