//! The row of a backup policy, version 1.

use crate::{
    engine::policy::{
        BackupPolicy, RetentionDuration, RetentionRule, Schedule, ScheduleFrequency, ScheduledBackups,
        TimeOfDay,
    },
    store::{
        row::RowError,
        rows::twin::{Stored, twin, twin_enum},
    },
};
use serde::{Deserialize, Serialize};

twin! {
    BackupPolicyTwin of BackupPolicy {
        id: u64,
        vault: u64,
        name: String,
        datasource_type: String,
        scheduled: Option<ScheduledBackupsTwin>,
        continuous: Option<RetentionDurationTwin>,
        created_at: i64,
    }
}

twin! {
    ScheduledBackupsTwin of ScheduledBackups {
        schedule: ScheduleTwin,
        retention: Vec<RetentionRuleTwin>,
    }
}

twin! {
    ScheduleTwin of Schedule {
        frequency: ScheduleFrequencyTwin,
        time: TimeOfDayTwin,
        time_zone: String,
    }
}

twin_enum! {
    ScheduleFrequencyTwin of ScheduleFrequency {
        Daily,
        Weekly(days: Vec<u8>),
        Hourly(hours: u8),
    }
}

twin! {
    TimeOfDayTwin of TimeOfDay {
        hour: u8,
        minute: u8,
    }
}

twin! {
    RetentionRuleTwin of RetentionRule {
        tag: u8,
        duration: RetentionDurationTwin,
    }
}

twin_enum! {
    RetentionDurationTwin of RetentionDuration {
        Days(count: u32),
        Weeks(count: u32),
        Months(count: u32),
        Years(count: u32),
    }
}
