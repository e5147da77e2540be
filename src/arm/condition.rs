//! Conditions of a request: `If-Match`, `If-None-Match`.
//!
//! Looked at for vaults only, as the service has nothing else to compare with. The tag of a vault is the digest of its
//! body: it is another one as soon as anything in it is.
//!
//! Source: Azure Resource Manager resource provider contract, "Conditional requests" (ETags).

use crate::{
    arm::ApiError,
    base::{Digest, HttpRequest},
};
use serde_json::Value;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    matches: Option<String>,
    none_matches: Option<String>,
}

impl Conditions {
    pub fn of(request: &HttpRequest) -> Conditions {
        let header = |name| {
            let value = request.header(name).map(str::trim).filter(|value| !value.is_empty());
            value.map(str::to_string)
        };
        Conditions { matches: header("If-Match"), none_matches: header("If-None-Match") }
    }

    /// Whether something is expected to be as it was.
    pub fn expects_match(&self) -> bool {
        self.matches.is_some()
    }

    /// Refuses where what there is, told by its tag, is not what was expected; `None` where there is nothing.
    ///
    /// # Errors
    /// [`ApiError::PreconditionFailed`].
    pub fn check(&self, tag: Option<&str>) -> Result<(), ApiError> {
        let is_named = |wanted: &str| {
            tag.is_some_and(|tag| {
                wanted.split(',').map(str::trim).any(|one| one == "*" || opaque(one) == opaque(tag))
            })
        };
        let holds = self.matches.as_deref().is_none_or(is_named)
            && !self.none_matches.as_deref().is_some_and(is_named);
        if holds { Ok(()) } else { Err(ApiError::PreconditionFailed) }
    }
}

/// What a tag says, weak or strong, with quotes or without.
fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"')
}

/// The tag of a body.
pub fn tag(body: &Value) -> String {
    format!("\"{}\"", &Digest::of(body.to_string().as_bytes()).hex()[..32])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Method;

    #[test]
    fn conditions_hold_or_not() {
        let cases = [
            ("If-Match", "*", None, false),
            ("If-Match", "*", Some("\"a\""), true),
            ("If-Match", "\"a\"", Some("\"a\""), true),
            ("If-Match", "\"b\", W/\"a\"", Some("\"a\""), true),
            ("If-Match", "b", Some("\"a\""), false),
            ("If-Match", "", None, true),
            ("If-None-Match", "*", None, true),
            ("If-None-Match", "*", Some("\"a\""), false),
            ("If-None-Match", "\"b\"", Some("\"a\""), true),
        ];
        for (name, value, tag, holds) in cases {
            let request = HttpRequest::new(Method::Put, "").with_header(name, value);
            assert_eq!(Conditions::of(&request).check(tag).is_ok(), holds, "{name}: {value} {tag:?}");
        }
    }
}
