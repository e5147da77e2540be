//! What is written down of what people do: the activity log.
//!
//! Every request on the control plane that was carried out leaves one row, under the action that its caller was
//! authorized for, over the resource it was authorized on. Requests that were refused leave nothing: a refusal leaves
//! the world as it was; so does asking for what is so already. What is done to data, and what the simulation does by itself, is not in the log either.
//!
//! A row is also the long-running operation that its request may have begun: the REST API answers its name, and whoever
//! polls it learns how the work goes that the row points to.
//!
//! Beside it is what a person is told of a run of the clock: what it stopped for ([`stop`]), and what happened meanwhile
//! ([`tally`]).
//!
//! Source: Azure Monitor, "Azure activity log" (kept for 90 days); Azure Resource Manager, "Track asynchronous Azure
//! operations".

pub mod activity;
pub mod stop;
pub mod tally;
pub mod validation;

pub use activity::{Activity, ActivityCheck, ActivityWork, Progress};
pub use stop::{StopCondition, StopConditions, StopReason};
pub use tally::Tally;
