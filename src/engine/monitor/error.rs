//! What can be wrong with a request about alerts.

use crate::engine::{limits, refusal::Explanation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum MonitorError {
    AlertNotFound { alert: Uuid },
    AlertCommentTooLong { length: usize },
}

impl MonitorError {
    /// The codes are unverified.
    pub fn explain(&self) -> Explanation {
        match self {
            MonitorError::AlertNotFound { alert } => Explanation::new(
                "AlertNotFound",
                format!("The alert '{alert}' could not be found."),
                format!(
                    "Alerts are kept for {} days; this one is older, or of another vault.",
                    limits::ALERT_RETENTION.minutes() / (24 * 60)
                ),
                "Refresh the list and choose an alert that is there.",
            ),
            MonitorError::AlertCommentTooLong { length } => Explanation::new(
                "InvalidAlertComment",
                format!("The comment has {length} characters."),
                format!("Comments have up to {} characters.", limits::ALERT_COMMENT_LENGTH_MAX),
                "Shorten the comment.",
            ),
        }
    }
}
