//! The row of an alert, version 1.

use crate::{
    engine::monitor::{Alert, AlertChange},
    store::{
        row::RowError,
        rows::{
            twin::{Stored, twin},
            v1::job::RefusalTwin,
        },
    },
};
use serde::{Deserialize, Serialize};

twin! {
    AlertTwin of Alert {
        id: u64,
        guid: [u8; 16],
        rule: u8,
        vault: String,
        instance: u64,
        instance_name: String,
        datasource: String,
        datasource_type: String,
        fired_at: i64,
        last_at: i64,
        occurrences: u32,
        job: Option<[u8; 16]>,
        correlation: [u8; 16],
        error: Option<RefusalTwin>,
        resolved_at: Option<i64>,
        state: u8,
        changes: Vec<AlertChangeTwin>,
    }
}

twin! {
    AlertChangeTwin of AlertChange {
        at: i64,
        by: [u8; 16],
        to: u8,
        comment: String,
    }
}
