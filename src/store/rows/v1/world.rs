//! The row of the world, version 1.

use crate::{
    engine::state::World,
    store::{
        row::RowError,
        rows::twin::{Stored, twin},
    },
};
use serde::{Deserialize, Serialize};

twin! {
    WorldTwin of World {
        seed: u64,
        scenario: String,
        now: i64,
        speed: u32,
        paused: bool,
        next_id: u64,
    }
}
