//! The data planes of storage accounts over HTTP: the Blob service and the Data Lake endpoint, with real bytes.
//!
//! ```text
//! HttpRequest ── request: host, account, container, path, version, whose token ── route: which operation
//!     └─► admit: may the body come, and how ─► the body is cut into chunks and stored
//!     └─► handler ──► an answer, whose body may be a range of a stored content, or a command with what to say then
//!                         └─► Door::submit ──► the engine's queue ──► the answer
//! ```
//!
//! Who may what follows from roles on data, as the engine authorizes them; a token of the simulator says who asks. Shared
//! keys, shared access signatures and anonymous requests are refused: the simulator gives out nothing to sign with.
//!
//! Conditions of a request are held against what the engine's queue is about to see: nothing comes in between, for the
//! [`Door`](crate::arm::Door) is borrowed from the look to the answer.
//!
//! | Endpoint | Errors | Lists |
//! |---|---|---|
//! | `{account}.blob.core.windows.net` | XML | XML |
//! | `{account}.dfs.core.windows.net` | JSON | JSON, numbers as text |
//!
//! What is in the contract and not built answers 501 `NotImplemented` ([`route::ROUTES`] lists all of it; headers that ask
//! for what is not simulated stand in [`headers::NOT_SIMULATED`]).
//!
//! Sources: Blob service REST API; Azure Data Lake Storage REST API.

pub mod answer;
pub mod blob;
pub mod conditions;
pub mod dfs;
pub mod error;
pub mod headers;
pub mod range;
pub mod request;
pub mod route;
pub mod serve;
pub mod xml;

pub use error::DataError;
pub use serve::{admit, interrupted, serve};

use crate::arm::uri::Uri;

/// Which service of an account a request goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    Blob,
    Dfs,
}

impl Endpoint {
    /// The service that a URL goes to; `None` where that is none of an account.
    pub fn of_url(url: &str) -> Option<Endpoint> {
        let (authority, _) = Uri::divide(url)?;
        Endpoint::of_host(&Uri::host(authority)).map(|(endpoint, _)| endpoint)
    }

    /// The service and the account that a host is of; `None` for all other hosts.
    pub fn of_host(host: &str) -> Option<(Endpoint, &str)> {
        let account = host.strip_suffix(".core.windows.net")?;
        let found = [("blob", Endpoint::Blob), ("dfs", Endpoint::Dfs)];
        let (account, service) = account.split_once('.')?;
        found.into_iter().find(|(name, _)| *name == service).map(|(_, endpoint)| (endpoint, account))
    }

    pub fn name(self) -> &'static str {
        match self {
            Endpoint::Blob => "blob",
            Endpoint::Dfs => "dfs",
        }
    }
}
