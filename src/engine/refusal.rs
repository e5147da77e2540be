//! Refusals: expected answers to requests that cannot be carried out, as values.
//!
//! Each domain has its own enum in its `error.rs`, with data instead of text, and one exhaustive
//! `explain` that maps it to Azure's code and to words. A refusal leaves the state as it was, but for its row of the activity
//! log.

use crate::{
    base::ArmId,
    engine::{
        compute::ComputeError,
        monitor::MonitorError,
        policy::PolicyError,
        protection::{BlobProtectionError, DiskProtectionError, ProtectionError, access::AccessGap},
        rbac::{PrincipalId, RbacError},
        resources::ResourceError,
        restore::RestoreError,
        storage::StorageRefusal,
        vault::VaultError,
    },
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Refusal {
    Rbac(RbacError),
    Resource(ResourceError),
    Storage(StorageRefusal),
    Compute(ComputeError),
    Vault(VaultError),
    Policy(PolicyError),
    Access(AccessGap),
    Protection(ProtectionError),
    Restore(RestoreError),
    Monitor(MonitorError),
}

/// What a failed job keeps of the refusal that ended it: its words, which no later version has to understand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedRefusal {
    /// Azure's error code at the time.
    pub code: String,
    pub message: String,
    pub cause: String,
    pub action: String,
    /// What the identity of a vault was not allowed to do, where that was the reason.
    pub denial: Option<Denial>,
}

impl From<Explanation> for RecordedRefusal {
    fn from(explanation: Explanation) -> Self {
        let Explanation { code, message, cause, action } = explanation;
        RecordedRefusal { code: code.to_string(), message, cause, action, denial: None }
    }
}

/// What somebody was not allowed to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Denial {
    pub principal: PrincipalId,
    pub action: String,
    pub scope: ArmId,
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
            Refusal::Compute(error) => error.explain(),
            Refusal::Vault(error) => error.explain(),
            Refusal::Policy(error) => error.explain(),
            Refusal::Access(gap) => gap.explain(),
            Refusal::Protection(error) => error.explain(),
            Refusal::Restore(error) => error.explain(),
            Refusal::Monitor(error) => error.explain(),
        }
    }

    /// The words to keep of it.
    pub fn record(&self) -> RecordedRefusal {
        let denial = match self {
            Refusal::Access(gap) => gap.denial(),
            _ => None,
        };
        RecordedRefusal { denial, ..self.explain().into() }
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
    Compute(ComputeError),
    Vault(VaultError),
    Policy(PolicyError),
    Access(AccessGap),
    Protection(ProtectionError),
    Restore(RestoreError),
    Monitor(MonitorError),
}

impl From<BlobProtectionError> for Refusal {
    fn from(error: BlobProtectionError) -> Self {
        Refusal::Protection(error.into())
    }
}

impl From<DiskProtectionError> for Refusal {
    fn from(error: DiskProtectionError) -> Self {
        Refusal::Protection(error.into())
    }
}
