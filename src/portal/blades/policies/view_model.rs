//! Rows of the list of policies.

use crate::{
    base::ArmId,
    engine::query::PolicyRow,
    portal::{
        blades::backup_words::{datastore, duration_text, schedule_sentence},
        route::Route,
    },
};

/// A policy as the list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyLine {
    pub key: String,
    pub id: ArmId,
    pub name: String,
    pub href: String,
    pub datasource_type: &'static str,
    pub datastore: &'static str,
    pub schedule: String,
    pub retention: String,
    pub instances: usize,
}

impl PolicyLine {
    pub fn new(row: &PolicyRow) -> PolicyLine {
        let rule = |rule: &crate::engine::policy::RetentionRule| {
            format!("{} {}", rule.tag.display_name(), duration_text(rule.duration))
        };
        PolicyLine {
            key: row.id.key(),
            id: row.id.clone(),
            name: row.name.clone(),
            href: Route::Policy { id: row.id.clone() }.href(),
            datasource_type: row.datasource_type.display_name(),
            datastore: datastore(row.datasource_type),
            schedule: schedule_sentence(&row.schedule),
            retention: row.retention.iter().map(rule).collect::<Vec<_>>().join(", "),
            instances: row.instances,
        }
    }
}

/// Why the ticked policy cannot be deleted, before the engine is asked.
pub fn delete_reason(ticked: Option<&PolicyLine>) -> Option<String> {
    match ticked {
        None => Some("Select a policy first.".into()),
        Some(line) => in_use_reason(line),
    }
}

/// A policy in use is not deleted.
pub fn in_use_reason(line: &PolicyLine) -> Option<String> {
    let instances =
        crate::portal::format::counted(line.instances as u64, "backup instance", "backup instances");
    (line.instances > 0).then(|| {
        let verb = if line.instances == 1 { "uses" } else { "use" };
        format!("{instances} {verb} this policy. Assign another policy to them first.")
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{
        base::SimTime,
        engine::policy::{
            DatasourceType, RetentionDuration, RetentionRule, RetentionTag, Schedule, ScheduleFrequency,
            TimeOfDay, TimeZone,
        },
    };

    pub(crate) fn policy(instances: usize) -> PolicyRow {
        PolicyRow {
            id: ArmId::new("/v/backupPolicies/daily"),
            name: "daily".into(),
            datasource_type: DatasourceType::DataLakeStorage,
            schedule: Schedule {
                frequency: ScheduleFrequency::Daily,
                time: TimeOfDay { hour: 7, minute: 30 },
                time_zone: TimeZone::Utc,
            },
            retention: vec![
                RetentionRule { tag: RetentionTag::Default, duration: RetentionDuration::Days(30) },
                RetentionRule { tag: RetentionTag::Yearly, duration: RetentionDuration::Years(1) },
            ],
            instances,
            created_at: SimTime::EPOCH,
        }
    }

    #[test]
    fn a_policy_in_use_stays() {
        assert!(delete_reason(None).is_some());
        assert_eq!(delete_reason(Some(&PolicyLine::new(&policy(0)))), None);
        let reason = delete_reason(Some(&PolicyLine::new(&policy(1)))).expect("in use");
        assert!(reason.starts_with("1 backup instance uses"), "{reason}");
    }

    #[test]
    fn retention_is_one_line() {
        assert_eq!(PolicyLine::new(&policy(0)).retention, "Default 30 days, Yearly 1 year");
    }
}
