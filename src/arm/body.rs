//! Reading bodies: names in any case, null is as good as absent, unknown members are nobody's business.
//!
//! Every complaint names the member it is about, such as `properties.policyRules[0].trigger`.

use crate::{
    arm::ApiError,
    base::{ArmId, HttpRequest},
};
use serde_json::Value;

/// Larger bodies are refused. Source: Azure Resource Manager, "Request limits".
pub const BODY_MAX: usize = 4 << 20;

/// Reads what a request carries. Only of what is there its type matters.
///
/// # Errors
/// [`ApiError::UnsupportedMediaType`], and those of [`parse`].
pub fn read(request: &HttpRequest) -> Result<Value, ApiError> {
    let given = request.header("Content-Type").unwrap_or("<null>");
    let kind = given.split(';').next().unwrap_or_default().trim();
    if !request.body.is_empty() && !kind.eq_ignore_ascii_case("application/json") {
        return Err(ApiError::UnsupportedMediaType { given: given.chars().take(100).collect() });
    }
    parse(&request.body)
}

/// Reads JSON; nothing is no body.
///
/// # Errors
/// Too large; no JSON, or nested too deeply.
pub fn parse(bytes: &[u8]) -> Result<Value, ApiError> {
    if bytes.len() > BODY_MAX {
        return Err(ApiError::BodyTooLarge { bytes: bytes.len() });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Null);
    }
    serde_json::from_slice(bytes).map_err(|error| ApiError::InvalidContent { reason: error.to_string() })
}

/// A member of a body, and where it stands.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    value: &'a Value,
    path: String,
}

impl<'a> Member<'a> {
    /// # Errors
    /// [`ApiError::InvalidContent`] where the body is no object.
    pub fn root(body: &'a Value) -> Result<Member<'a>, ApiError> {
        match body {
            Value::Object(_) => Ok(Member { value: body, path: String::new() }),
            _ => Err(ApiError::InvalidContent { reason: "A JSON object is expected".to_string() }),
        }
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    /// The member of this name; `None` for null too.
    pub fn get(&self, name: &str) -> Option<Member<'a>> {
        let object = self.value.as_object()?;
        let exact = object.get(name);
        let found = exact.or_else(|| {
            object.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        });
        let value = found.filter(|value| !value.is_null())?;
        Some(Member { value, path: self.path_of(name) })
    }

    /// The member at the end of a path such as `properties.encryption.keySource`.
    pub fn at(&self, path: &str) -> Option<Member<'a>> {
        path.split('.').try_fold(self.clone(), |member, name| member.get(name))
    }

    /// Whether it is a list, an object or a text with nothing in it.
    pub fn is_empty(&self) -> bool {
        match self.value {
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            Value::String(text) => text.is_empty(),
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_string() } else { format!("{}.{name}", self.path) }
    }

    /// # Errors
    /// [`ApiError::InvalidInput`] where it is missing.
    pub fn require(&self, name: &str) -> Result<Member<'a>, ApiError> {
        self.get(name).ok_or_else(|| ApiError::InvalidInput {
            target: self.path_of(name),
            reason: "it is required".to_string(),
        })
    }

    /// # Errors
    /// [`ApiError::InvalidInput`] where it is no text.
    pub fn text(&self) -> Result<&'a str, ApiError> {
        self.value.as_str().ok_or_else(|| self.invalid("a text is expected"))
    }

    /// # Errors
    /// [`ApiError::InvalidInput`] where it is neither true nor false.
    pub fn boolean(&self) -> Result<bool, ApiError> {
        self.value.as_bool().ok_or_else(|| self.invalid("true or false is expected"))
    }

    /// A whole number; the service writes some of them as `14.0`.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] where it is none, negative, or too large.
    pub fn whole_number(&self) -> Result<u32, ApiError> {
        let number = self.value.as_f64().filter(|number| number.fract() == 0.0);
        let within = number.filter(|number| (0.0..=f64::from(u32::MAX)).contains(number));
        within.map(|number| number as u32).ok_or_else(|| self.invalid("a whole number is expected"))
    }

    /// # Errors
    /// [`ApiError::InvalidInput`] where it is no list.
    pub fn list(&self) -> Result<Vec<Member<'a>>, ApiError> {
        let items = self.value.as_array().ok_or_else(|| self.invalid("a list is expected"))?;
        let member =
            |(index, value): (usize, &'a Value)| Member { value, path: format!("{}[{index}]", self.path) };
        Ok(items.iter().enumerate().map(member).collect())
    }

    /// The texts of a list.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] where it is no list of texts.
    pub fn texts(&self) -> Result<Vec<String>, ApiError> {
        self.list()?.iter().map(|item| item.text().map(str::to_string)).collect()
    }

    /// The members of an object, by their names.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] where it is no object of texts.
    pub fn map_of_texts(&self) -> Result<Vec<(String, String)>, ApiError> {
        let object = self.value.as_object().ok_or_else(|| self.invalid("an object is expected"))?;
        let text = |(name, value): (&String, &Value)| match value.as_str() {
            Some(text) => Ok((name.clone(), text.to_string())),
            None => Err(self.invalid("its members are texts")),
        };
        object.iter().map(text).collect()
    }

    /// # Errors
    /// [`ApiError::InvalidInput`] where it is no id.
    pub fn arm_id(&self) -> Result<ArmId, ApiError> {
        let text = self.text()?;
        match text.starts_with("/subscriptions/") || text.to_lowercase().starts_with("/subscriptions/") {
            true => Ok(ArmId::new(text)),
            false => Err(self.invalid("the id of a resource is expected")),
        }
    }

    /// Which of some values a text names, whatever its case.
    ///
    /// # Errors
    /// [`ApiError::InvalidInput`] where it names none of them.
    pub fn one_of<T: Copy>(&self, values: &[T], name: impl Fn(T) -> &'static str) -> Result<T, ApiError> {
        let text = self.text()?;
        let found = values.iter().copied().find(|value| name(*value).eq_ignore_ascii_case(text));
        found.ok_or_else(|| {
            let names: Vec<&str> = values.iter().map(|value| name(*value)).collect();
            self.invalid(&format!("'{text}' is none of {}", names.join(", ")))
        })
    }

    /// The `objectType` of an object; the empty text where it has none.
    pub fn object_type(&self) -> &'a str {
        self.get("objectType").and_then(|member| member.value.as_str()).unwrap_or_default()
    }

    pub fn is_type(&self, name: &str) -> bool {
        self.object_type().eq_ignore_ascii_case(name)
    }

    pub fn invalid(&self, reason: &str) -> ApiError {
        ApiError::InvalidInput { target: self.path.clone(), reason: reason.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_are_found_whatever_their_case_and_complaints_name_them() {
        let body = json!({ "Properties": { "days": 14.0, "none": null, "list": [{ "on": "yes" }] } });
        let properties =
            Member::root(&body).and_then(|root| root.require("properties")).expect("it is there");
        assert_eq!(properties.require("DAYS").and_then(|days| days.whole_number()), Ok(14));
        assert!(properties.get("none").is_none());
        let list = properties.require("list").and_then(|list| list.list()).expect("a list");
        let complaint = list[0].require("on").and_then(|on| on.boolean()).expect_err("a text");
        let ApiError::InvalidInput { target, .. } = complaint else { panic!("{complaint:?}") };
        assert_eq!(target, "properties.list[0].on");
    }

    #[test]
    fn bodies_are_bounded() {
        assert_eq!(parse(b"  "), Ok(Value::Null));
        assert!(matches!(parse(&vec![b' '; BODY_MAX + 1]), Err(ApiError::BodyTooLarge { .. })));
        let bomb = "[".repeat(100_000);
        assert!(matches!(parse(bomb.as_bytes()), Err(ApiError::InvalidContent { .. })));
        assert!(matches!(parse(b"{\"a\":"), Err(ApiError::InvalidContent { .. })));
    }
}
