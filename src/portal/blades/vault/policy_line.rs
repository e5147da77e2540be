//! A line of the list of backup policies.

use crate::{
    base::ArmId,
    engine::{
        policy::{RetentionDuration, RetentionRule},
        query::PolicyRow,
    },
    portal::{
        blades::backup_words::{duration_text, policy_datastore, policy_sentence},
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
    pub datastore: String,
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
            datastore: policy_datastore(row),
            schedule: policy_sentence(row),
            retention: retention_text(row.rules(), row.continuous),
            instances: row.instances,
        }
    }
}

/// `Default 30 days, Monthly 12 months`, and `Operational 30 days` behind it where there is such a part.
pub fn retention_text(rules: &[RetentionRule], continuous: Option<RetentionDuration>) -> String {
    let one = |rule: &RetentionRule| format!("{} {}", rule.tag.display_name(), duration_text(rule.duration));
    let operational = continuous.map(|kept| format!("Operational {}", duration_text(kept)));
    rules.iter().map(one).chain(operational).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::policy::RetentionTag;

    #[test]
    fn retention_reads_rule_by_rule() {
        let rules = [
            RetentionRule { tag: RetentionTag::Default, duration: RetentionDuration::Days(30) },
            RetentionRule { tag: RetentionTag::Monthly, duration: RetentionDuration::Months(12) },
        ];
        assert_eq!(retention_text(&rules, None), "Default 30 days, Monthly 12 months");
        let continuous = Some(RetentionDuration::Days(7));
        assert_eq!(retention_text(&rules[..1], continuous), "Default 30 days, Operational 7 days");
        assert_eq!(retention_text(&[], continuous), "Operational 7 days");
    }
}
