//! Jobs: work that takes simulated time, with sub-tasks and progress as a function of time.
//!
//! Invariant: a job in progress has exactly one timer that will end it.

pub mod durations;
pub mod memory;
pub mod model;
pub mod plan;

pub use durations::{Stages, transfer_time};
pub use model::{Job, JobError, JobId, JobOperation, JobStatus, JobTrigger, SubTask};
pub use plan::{Stage, Work, start_job};
