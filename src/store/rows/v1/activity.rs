//! The row of the activity log, version 1.

use crate::{
    engine::monitor::{Activity, ActivityCheck, ActivityWork},
    store::{
        row::RowError,
        rows::{
            twin::{Stored, twin, twin_enum},
            v1::job::RefusalTwin,
        },
    },
};
use serde::{Deserialize, Serialize};

twin! {
    ActivityTwin of Activity {
        id: u64,
        guid: [u8; 16],
        at: i64,
        principal: [u8; 16],
        correlation: [u8; 16],
        action: String,
        resource: String,
        work: ActivityWorkTwin,
    }
}

twin_enum! {
    ActivityWorkTwin of ActivityWork {
        Nothing,
        Job(job: u64),
        Deployment(deployment: u64),
        Check(check: ActivityCheckTwin),
        BlobRestore(restore: [u8; 16]),
    }
}

twin! {
    ActivityCheckTwin of ActivityCheck {
        until: i64,
        refusal: Option<RefusalTwin>,
    }
}
