//! The row of a job, version 1.

use crate::{
    engine::{
        RecordedRefusal, Refusal,
        job::{Job, RestoreDestination, SubTask},
        restore::{ContainerPick, RestoreSelection},
    },
    store::{
        row::RowError,
        rows::twin::{Stored, twin, twin_enum},
    },
};
use serde::{Deserialize, Serialize};

twin! {
    JobTwin of Job {
        id: u64,
        guid: [u8; 16],
        activity: [u8; 16],
        vault: u64,
        instance: u64,
        instance_name: String,
        datasource: String,
        datasource_type: String,
        policy_name: String,
        operation: u8,
        trigger: u8,
        status: u8,
        started_at: i64,
        due_at: i64,
        ended_at: Option<i64>,
        sub_tasks: Vec<SubTaskTwin>,
        transfer: u64,
        point: Option<u64>,
        destination: Option<RestoreDestinationTwin>,
        error: Option<RefusalTwin>,
    }
}

twin! {
    SubTaskTwin of SubTask {
        name: String,
        starts_at: i64,
        ends_at: i64,
    }
}

twin! {
    RestoreDestinationTwin of RestoreDestination {
        account: String,
        selection: RestoreSelectionTwin,
    }
}

twin_enum! {
    RestoreSelectionTwin of RestoreSelection {
        All,
        Containers(picks: Vec<ContainerPickTwin>),
    }
}

twin! {
    ContainerPickTwin of ContainerPick {
        container: String,
        prefixes: Vec<String>,
    }
}

/// A refusal, twice: as the JSON of the engine's type, which is not frozen, and in words.
///
/// A refusal whose type has changed since is restored from the words as [`Refusal::Recorded`].
#[derive(Debug, Serialize, Deserialize)]
pub struct RefusalTwin {
    json: String,
    code: String,
    message: String,
    cause: String,
    action: String,
}

impl Stored<RefusalTwin> for Refusal {
    fn store(&self) -> RefusalTwin {
        // Refusals hold plain fields only. Should one ever not be expressible, its words are enough.
        let json = serde_json::to_string(self).unwrap_or_default();
        let RecordedRefusal { code, message, cause, action } = self.record();
        RefusalTwin { json, code, message, cause, action }
    }

    fn restore(twin: RefusalTwin) -> Result<Self, RowError> {
        let RefusalTwin { json, code, message, cause, action } = twin;
        let words = RecordedRefusal { code, message, cause, action };
        Ok(serde_json::from_str(&json).unwrap_or(Refusal::Recorded(words)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::restore::RestoreError;

    #[test]
    fn a_refusal_of_another_time_keeps_its_words() {
        let refusal = Refusal::Restore(RestoreError::OriginalLocation { account: "stlake".into() });
        let mut twin = refusal.store();
        twin.json = twin.json.replace("OriginalLocation", "SourceLocation");
        let restored = Refusal::restore(twin).expect("words are always there");
        expect_test::expect![[r#"
            RecordedRefusal: UserErrorOriginalLocationRestoreNotSupported: stlake is the account that was backed up.
        "#]]
        .assert_eq(&format!("{restored}\n"));
        assert_eq!(restored.explain().cause, refusal.explain().cause);
        assert_eq!(restored.explain().action, refusal.explain().action);
        // Written again and read again it is still the same.
        assert_eq!(Refusal::restore(restored.store()), Ok(restored));
    }
}
