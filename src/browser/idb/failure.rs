//! What the browser's database said when it failed.

use crate::store::StorageError;
use ::idb::Error;
use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// A `DOMException`, by name and message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub name: String,
    pub message: String,
}

impl Failure {
    /// The disk, or this site's share of it, is full.
    pub fn is_quota(&self) -> bool {
        self.name == "QuotaExceededError"
    }

    /// The stored database has a higher version than the one asked for.
    pub fn is_version(&self) -> bool {
        self.name == "VersionError"
    }

    /// Name and message in one line.
    pub fn text(&self) -> String {
        match (self.name.as_str(), self.message.as_str()) {
            ("", message) => message.into(),
            (name, "") => name.into(),
            (name, message) => format!("{name}: {message}"),
        }
    }
}

impl From<JsValue> for Failure {
    fn from(value: JsValue) -> Self {
        let field = |name: &str| Reflect::get(&value, &name.into()).ok().and_then(|field| field.as_string());
        Self {
            name: field("name").unwrap_or_default(),
            message: field("message").unwrap_or_else(|| format!("{value:?}")),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::DomException(exception) => JsValue::from(exception).into(),
            Error::ClearFailed(value)
            | Error::DeleteFailed(value)
            | Error::GetAllFailed(value)
            | Error::GetAllKeysFailed(value)
            | Error::GetFailed(value)
            | Error::IndexedDbDeleteFailed(value)
            | Error::IndexedDbNotFound(value)
            | Error::IndexedDbOpenFailed(value)
            | Error::KeyRangeCreateFailed(value)
            | Error::ObjectStoreCreateFailed(value)
            | Error::ObjectStoreNotFound(value)
            | Error::TransactionOpenFailed(value)
            | Error::UpdateFailed(value) => value.into(),
            other => Self { name: String::new(), message: other.to_string() },
        }
    }
}

impl From<Failure> for StorageError {
    fn from(failure: Failure) -> Self {
        match failure.name.as_str() {
            // What every operation answers once the connection is closing.
            "InvalidStateError" => StorageError::Closed,
            _ => StorageError::Failed(failure.text()),
        }
    }
}
