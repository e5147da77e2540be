//! Prepared worlds as pages are told of them.

use crate::base::SimTime;
use serde::{Deserialize, Serialize};

/// A prepared world that can be started.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioRow {
    pub name: String,
    pub story: String,
    /// How many of what there are.
    pub accounts: u32,
    pub disks: u32,
    pub vaults: u32,
    pub instances: u32,
    /// How long it has existed when a person enters it. Units: full days of simulated time.
    pub history_days: u32,
    /// How long it takes to work through. Units: minutes.
    pub minutes: u32,
    /// In a word.
    pub difficulty: String,
    /// When its clock started.
    pub start: SimTime,
    pub seed: u64,
}
