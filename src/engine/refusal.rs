//! Refusals: expected answers to requests that cannot be carried out, as values.
//!
//! Each domain has its own enum in its `error.rs`, with data instead of text, and one exhaustive
//! `explain` that maps it to Azure's code and to words. A refusal leaves the state as it was.

use crate::engine::{
    policy::PolicyError, protection::ProtectionError, rbac::RbacError, resources::ResourceError,
    restore::RestoreError, storage::StorageRefusal, vault::VaultError,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Refusal {
    Rbac(RbacError),
    Resource(ResourceError),
    Storage(StorageRefusal),
    Vault(VaultError),
    Policy(PolicyError),
    Protection(ProtectionError),
    Restore(RestoreError),
    /// Recorded by an earlier version and no longer known to this one; no decision answers it.
    Recorded(RecordedRefusal),
}

/// What is left of a refusal whose variant has changed since it was recorded: its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedRefusal {
    /// Azure's error code at the time.
    pub code: String,
    pub message: String,
    pub cause: String,
    pub action: String,
}

impl RecordedRefusal {
    fn explain(&self) -> Explanation {
        let Self { code, message, cause, action } = self;
        Explanation::new("RecordedRefusal", format!("{code}: {message}"), cause, action)
    }
}

/// A refusal in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Azure's error code.
    pub code: &'static str,
    /// What happened.
    pub message: String,
    /// Why.
    pub cause: String,
    /// What to do next.
    pub action: String,
}

impl Explanation {
    pub fn new(
        code: &'static str,
        message: impl Into<String>,
        cause: impl Into<String>,
        action: impl Into<String>,
    ) -> Self {
        Self { code, message: message.into(), cause: cause.into(), action: action.into() }
    }
}

impl Refusal {
    pub fn explain(&self) -> Explanation {
        match self {
            Refusal::Rbac(error) => error.explain(),
            Refusal::Resource(error) => error.explain(),
            Refusal::Storage(error) => error.explain(),
            Refusal::Vault(error) => error.explain(),
            Refusal::Policy(error) => error.explain(),
            Refusal::Protection(error) => error.explain(),
            Refusal::Restore(error) => error.explain(),
            Refusal::Recorded(error) => error.explain(),
        }
    }

    /// The words to keep beside a stored refusal.
    pub fn record(&self) -> RecordedRefusal {
        if let Refusal::Recorded(recorded) = self {
            return recorded.clone();
        }
        let Explanation { code, message, cause, action } = self.explain();
        RecordedRefusal { code: code.to_string(), message, cause, action }
    }

    /// Azure's error code.
    pub fn code(&self) -> &'static str {
        self.explain().code
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Explanation { code, message, .. } = self.explain();
        write!(f, "{code}: {message}")
    }
}

impl std::error::Error for Refusal {}

macro_rules! refusal_from {
    ($($variant:ident($error:ty)),* $(,)?) => {$(
        impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                Refusal::$variant(error)
            }
        }
    )*};
}

refusal_from! {
    Rbac(RbacError),
    Resource(ResourceError),
    Storage(StorageRefusal),
    Vault(VaultError),
    Policy(PolicyError),
    Protection(ProtectionError),
    Restore(RestoreError),
}
