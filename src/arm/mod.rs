//! Azure Resource Manager inside the page: HTTP in, HTTP out.
//!
//! This is not a second implementation of anything. A request that reads is answered from the queries that the portal
//! asks; one that writes becomes a [`Command`](crate::engine::Command) and goes through the same door as a click.
//!
//! ```text
//! HttpRequest ── caller: whose token is it ── uri: host, path, query ── route: which operation is it
//!     └─► handler ──► an answer, or a command with what to say when it is done
//!                         └─► Door::submit ──► the engine's queue ──► the answer
//! ```
//!
//! What is refused, in this order: a token that is not ours (401), no api-version (400), a namespace or type that does
//! not exist (404), a method it has not (405), a version that was never published (400), a subscription or resource group
//! that is not there (404), a body that is no JSON (400, 413, 415), and then whatever the engine refuses: who, where, what, when, how much. An operation that is
//! in the contract and not built answers 501 `NotSimulated` ([`route::routes`] lists all of them).
//!
//! Long-running operations are rows of the activity log ([`crate::engine::monitor`]): the URL that a client polls holds
//! the row's name, so that an operation outlives the worker that began it ([`operation`]).
//!
//! Bodies are read leniently, as the service does: names in any case, unknown members ignored ([`body`]); they are
//! written in one way.
//!
//! How often somebody may ask is counted and told, and held against nobody ([`budget`]).
//! Requests to `{account}.blob.core.windows.net` and `{account}.dfs.core.windows.net` go to the [`data_plane`]: there the
//! body of a request may be stored before it is served ([`admit`]), and an answer may be a range of stored bytes ([`Served`]).
//!
//! Sources: Azure Resource Manager resource provider contract; the REST API of Microsoft.DataProtection.

pub mod answer;
pub mod authorization;
pub mod backup;
pub mod body;
pub mod budget;
pub mod call;
pub mod caller;
pub mod compute;
pub mod condition;
pub mod data_plane;
pub mod door;
pub mod error;
pub mod filter;
pub mod fixed;
pub mod locks;
pub mod operation;
pub mod regional;
pub mod render;
pub mod resources;
pub mod route;
pub mod serve;
pub mod status;
pub mod storage;
pub mod time;
pub mod uri;
pub mod version;
pub mod words;

pub use call::{Door, Submitted};
pub use door::WorldDoor;
pub use error::ApiError;
pub use serve::{Intake, Served, ServedContent, admit, interrupted, serve};
