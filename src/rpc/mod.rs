//! Messages between pages and the worker: their types, the page's client, the worker's server.
//!
//! A message is a postcard frame, with a `File` or `Blob` beside it where bytes travel. The first message of
//! a page is [`ToEngine::Hello`]; a worker of another build or protocol answers [`ToPage::WrongBuild`] and
//! nothing else, so the two sides never guess at each other's shapes.

pub mod client;
pub mod clock;
pub mod message;
pub mod rendering;
pub mod savepoint;
pub mod scenario;

pub use client::{Client, Pending};
pub use clock::{AdvanceTarget, Clock, ClockWork, JumpEnd, JumpState, JumpSummary};
pub use message::{
    CallId, Failure, Happening, Made, Outcome, Progress, Receipt, SERVED_BYTES_MAX, StorageMode, ToEngine,
    ToPage, Trouble, UploadTarget,
};
pub use rendering::{Rendered, Rendering};
pub use savepoint::{
    SavepointAction, SavepointCause, SavepointList, SavepointNameError, SavepointRow, SavepointTrouble,
    savepoint_name,
};
pub use scenario::ScenarioRow;

/// The protocol of this build; raised when a message changes its shape.
pub const PROTOCOL: u32 = 4;

/// Digest of the sources both programs were built from.
pub const BUILD: &str = env!("VAULT_LAB_BUILD");
