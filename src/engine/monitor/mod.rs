//! What is written down of what people do, and what they are alerted of: the activity log and the alerts.
//!
//! Every request on the control plane leaves one row in the log, under the action that its caller asked to be authorized for,
//! over the resource: what was carried out, and what was refused, which adds that row and changes nothing else. Asking for
//! what is so already leaves nothing. What is done to data, and what the simulation does by itself, is not in the log either.
//!
//! A row is also the long-running operation that its request may have begun: the REST API answers its name, and whoever
//! polls it learns how the work goes that the row points to.
//!
//! Alerts ([`alert`]) fire by themselves when jobs fail and when backup data is deleted ([`alerting`]).
//!
//! Beside it is what a person is told of a run of the clock: what it stopped for ([`stop`]), and what happened meanwhile
//! ([`tally`]).
//!
//! Source: Azure Monitor, "Azure activity log" (kept for 90 days); Azure Resource Manager, "Track asynchronous Azure
//! operations"; Azure Backup, "Azure Monitor alerts for Azure Backup".

pub mod activity;
pub mod alert;
pub mod alerting;
pub mod error;
pub mod operation_name;
pub mod stop;
pub mod tally;
pub mod validation;

pub use activity::{Activity, ActivityCheck, ActivityWork, Progress};
pub use alert::{Alert, AlertChange, AlertCondition, AlertRule, AlertSeverity, AlertState};
pub use error::MonitorError;
pub use operation_name::operation_name;
pub use stop::{StopCondition, StopConditions, StopReason};
pub use tally::Tally;
