//! A line of the list of backup policies.

use crate::{
    base::ArmId,
    engine::{policy::RetentionRule, query::PolicyRow},
    portal::{
        blades::backup_words::{datastore, duration_text, schedule_sentence},
        route::Route,
    },
};

/// A line of the list of backup policies.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyLine {
    pub id: ArmId,
    pub key: String,
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
        PolicyLine {
            id: row.id.clone(),
            key: row.id.key(),
            name: row.name.clone(),
            href: Route::Policy { id: row.id.clone() }.href(),
            datasource_type: row.datasource_type.display_name(),
            datastore: datastore(row.datasource_type),
            schedule: schedule_sentence(&row.schedule),
            retention: retention_text(&row.retention),
            instances: row.instances,
        }
    }
}

/// `Default 30 days, Monthly 12 months`.
pub fn retention_text(rules: &[RetentionRule]) -> String {
    let one = |rule: &RetentionRule| format!("{} {}", rule.tag.display_name(), duration_text(rule.duration));
    rules.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::policy::{RetentionDuration, RetentionTag};

    #[test]
    fn retention_reads_rule_by_rule() {
        let rules = [
            RetentionRule { tag: RetentionTag::Default, duration: RetentionDuration::Days(30) },
            RetentionRule { tag: RetentionTag::Monthly, duration: RetentionDuration::Months(12) },
        ];
        assert_eq!(retention_text(&rules), "Default 30 days, Monthly 12 months");
    }
}
