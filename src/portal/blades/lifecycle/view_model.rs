//! Rules as lines of the grid, what they do to backup, and what becomes of them.

use super::form::{Deed, Subject};
use crate::{
    base::{ArmId, SimTime},
    engine::{
        query::InstanceRow,
        request::Command,
        storage::{LifecycleActions, LifecycleRule},
    },
    portal::{
        blades::{backup_words::joined, badge::Badge},
        format::{counted, moment},
    },
};
use std::collections::BTreeSet;

/// Fewer days than a backup may take to copy a version. Source: Azure Backup, troubleshooting of vaulted blob backup.
const VERSION_DAYS_MIN: u32 = 7;

/// A line of the grid.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleLine {
    pub name: String,
    pub badge: Badge,
    pub status: &'static str,
    /// The prefixes, or that there are none.
    pub scope: String,
    /// One sentence for each kind of thing that the rule acts on.
    pub actions: Vec<String>,
    /// What of it gets in the way of backup.
    pub conflicts: Vec<String>,
}

pub fn rule_line(rule: &LifecycleRule, protection: Option<&InstanceRow>) -> RuleLine {
    RuleLine {
        name: rule.name.clone(),
        badge: if rule.enabled { Badge::Success } else { Badge::Stopped },
        status: if rule.enabled { "Enabled" } else { "Disabled" },
        scope: match rule.prefixes.as_slice() {
            [] => "All blobs".to_string(),
            prefixes => prefixes.join(", "),
        },
        actions: actions(rule),
        conflicts: conflicts(rule, protection),
    }
}

fn actions(rule: &LifecycleRule) -> Vec<String> {
    let all = [
        (Subject::Blobs, &rule.blobs),
        (Subject::Snapshots, &rule.snapshots),
        (Subject::Versions, &rule.versions),
    ];
    all.into_iter().filter_map(|(subject, actions)| action_sentence(subject, actions)).collect()
}

/// `Base blobs: cool after 30 days, deleted after 365 days`; nothing where nothing is done.
fn action_sentence(subject: Subject, actions: &LifecycleActions) -> Option<String> {
    let deeds = [
        ("cool", actions.cool),
        ("cold", actions.cold),
        ("archived", actions.archive),
        ("deleted", actions.delete),
    ];
    let words: Vec<String> = deeds
        .into_iter()
        .filter_map(|(verb, days)| {
            days.map(|days| format!("{verb} after {}", counted(days.into(), "day", "days")))
        })
        .collect();
    (!words.is_empty()).then(|| format!("{}: {}", subject.label(), words.join(", ")))
}

/// What a rule does to the backup of its account. A rule that is disabled does nothing.
pub fn conflicts(rule: &LifecycleRule, protection: Option<&InstanceRow>) -> Vec<String> {
    let Some(instance) = protection.filter(|_| rule.enabled) else { return Vec::new() };
    // An instance that has both kinds shows it by its first recovery point.
    let vaulted = instance.latest_point.is_some() || !instance.operational;
    let soon = [(rule.versions.archive, "archives"), (rule.versions.delete, "deletes")];
    let soon: Vec<&str> = soon
        .into_iter()
        .filter(|(days, _)| days.is_some_and(|days| days < VERSION_DAYS_MIN))
        .map(|(_, verb)| verb)
        .collect();
    let mut found = Vec::new();
    if vaulted && !soon.is_empty() {
        found.push(format!(
            "It {} versions younger than {VERSION_DAYS_MIN} days. In Azure a vaulted backup that still copies them fails; keep versions for {VERSION_DAYS_MIN} days at least.",
            joined(&soon)
        ));
    }
    if vaulted && rule.blobs.archive.is_some() {
        found.push("Blobs that it archives are left out of vaulted backups from then on.".to_string());
    }
    if instance.operational && (rule.blobs.archive.is_some() || rule.versions.archive.is_some()) {
        found.push(
            "Operational backup cannot put back a container while a blob in it is archived, nor a version that is."
                .to_string(),
        );
    }
    if instance.operational && rule.versions.delete.is_some() {
        found.push(
            "Versions that it deletes are kept by soft delete for as long as operational backup needs them, and are paid for."
                .to_string(),
        );
    }
    found
}

/// Above the grid of a protected account.
pub fn protection_sentence(instance: &InstanceRow) -> String {
    format!(
        "This account is protected by Azure Backup as {}. Rules act on the same blobs and versions: the column Backup says where they get in the way.",
        instance.name
    )
}

/// The cell of the column *Backup*.
pub fn conflict_text(line: &RuleLine, is_protected: bool) -> (Badge, String) {
    match line.conflicts.as_slice() {
        [] if is_protected => (Badge::Success, "No conflict".to_string()),
        [] => (Badge::Neutral, "Not protected".to_string()),
        [one] => (Badge::Warning, one.clone()),
        many => (Badge::Warning, many.join(" ")),
    }
}

pub fn next_run_sentence(next_run: Option<SimTime>) -> Option<String> {
    next_run.map(|at| format!("The rules run once a day, next on {}.", moment(at)))
}

/// What the chosen rules become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Enable,
    Disable,
    Delete,
}

impl Change {
    pub fn label(self) -> &'static str {
        match self {
            Change::Enable => "Enable",
            Change::Disable => "Disable",
            Change::Delete => "Delete",
        }
    }

    /// `Enabling`, `Enabled`.
    pub fn doing(self) -> (&'static str, &'static str) {
        match self {
            Change::Enable => ("Enabling", "Enabled"),
            Change::Disable => ("Disabling", "Disabled"),
            Change::Delete => ("Deleting", "Deleted"),
        }
    }

    /// The rules afterwards.
    fn apply(self, rules: &[LifecycleRule], chosen: &BTreeSet<String>) -> Vec<LifecycleRule> {
        let changed = |rule: &LifecycleRule| match self {
            _ if !chosen.contains(&rule.name) => Some(rule.clone()),
            Change::Enable => Some(LifecycleRule { enabled: true, ..rule.clone() }),
            Change::Disable => Some(LifecycleRule { enabled: false, ..rule.clone() }),
            Change::Delete => None,
        };
        rules.iter().filter_map(changed).collect()
    }

    /// The command that does it.
    ///
    /// # Errors
    /// Nothing is chosen, or it is so by now.
    pub fn command(
        self,
        account: &ArmId,
        rules: &[LifecycleRule],
        chosen: &BTreeSet<String>,
    ) -> Result<Command, String> {
        if !rules.iter().any(|rule| chosen.contains(&rule.name)) {
            return Err("Select one or more rules first.".to_string());
        }
        let after = self.apply(rules, chosen);
        if after == rules {
            return Err(format!("They are {} by now.", self.doing().1.to_lowercase()));
        }
        Ok(Command::SetLifecyclePolicy { account: account.clone(), rules: after })
    }
}

/// `the rule 'old-logs'`, `2 rules`.
pub fn subject(chosen: &BTreeSet<String>) -> String {
    match chosen.first() {
        Some(one) if chosen.len() == 1 => format!("the rule '{one}'"),
        _ => counted(chosen.len() as u64, "rule", "rules"),
    }
}

pub fn delete_question(chosen: &BTreeSet<String>) -> String {
    format!(
        "Delete {}? What was moved to another tier stays there, and what was deleted does not come back.",
        subject(chosen)
    )
}

/// For the sentence beside a box: `Delete after more than`.
pub fn days_label(subject: Subject, deed: Deed) -> String {
    format!("{}: {} after more than", subject.label(), deed.label().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{policy::DatasourceType, protection::ProtectionState};

    fn rule(name: &str) -> LifecycleRule {
        LifecycleRule {
            name: name.into(),
            enabled: true,
            prefixes: Vec::new(),
            blobs: LifecycleActions { cool: Some(30), delete: Some(365), ..LifecycleActions::default() },
            snapshots: LifecycleActions::default(),
            versions: LifecycleActions::default(),
        }
    }

    fn instance(operational: bool, has_point: bool) -> InstanceRow {
        InstanceRow {
            id: ArmId::new("/v/backupInstances/media-backup"),
            name: "media-backup".into(),
            datasource: ArmId::new("/a"),
            datasource_name: "media".into(),
            datasource_group: "rg".into(),
            datasource_type: DatasourceType::Blob,
            state: ProtectionState::ProtectionConfigured,
            policy: ArmId::new("/v/backupPolicies/p"),
            policy_name: "p".into(),
            latest_point: has_point.then_some(SimTime::EPOCH),
            operational,
        }
    }

    fn named(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| name.to_string()).collect()
    }

    #[test]
    fn a_line_says_what_is_done_to_what() {
        let mut rule = rule("old");
        let line = rule_line(&rule, None);
        assert_eq!(line.actions, ["Base blobs: cool after 30 days, deleted after 365 days"]);
        assert_eq!((line.scope.as_str(), line.status), ("All blobs", "Enabled"));
        rule.enabled = false;
        rule.prefixes = vec!["raw/a".into(), "raw/b".into()];
        rule.versions.archive = Some(1);
        let line = rule_line(&rule, None);
        assert_eq!((line.scope.as_str(), line.status), ("raw/a, raw/b", "Disabled"));
        assert_eq!(line.actions[1], "Versions: archived after 1 day");
    }

    #[test]
    fn conflicts_are_those_of_the_backup_there_is() {
        let versions = |archive, delete| {
            let versions = LifecycleActions { archive, delete, ..LifecycleActions::default() };
            LifecycleRule { versions, ..rule("r") }
        };
        let vaulted = instance(false, false);
        let found = |rule: &LifecycleRule, instance: &InstanceRow| conflicts(rule, Some(instance)).len();
        assert_eq!(found(&versions(None, Some(6)), &vaulted), 1);
        assert_eq!(found(&versions(None, Some(7)), &vaulted), 0, "seven days are enough");
        assert!(conflicts(&versions(Some(1), Some(2)), Some(&vaulted))[0].contains("archives and deletes"));
        assert_eq!(found(&rule("r"), &vaulted), 0);
        let mut archives = rule("r");
        archives.blobs.archive = Some(180);
        assert!(conflicts(&archives, Some(&vaulted))[0].contains("left out"));
        assert_eq!(found(&archives, &instance(true, false)), 1);
        assert_eq!(found(&archives, &instance(true, true)), 2);
        assert_eq!(conflicts(&archives, None), Vec::<String>::new());
        archives.enabled = false;
        assert_eq!(found(&archives, &vaulted), 0);
    }

    #[test]
    fn the_backup_cell_says_why_there_is_no_conflict() {
        let quiet = rule_line(&rule("r"), None);
        assert_eq!(conflict_text(&quiet, false).1, "Not protected");
        assert_eq!(conflict_text(&quiet, true), (Badge::Success, "No conflict".to_string()));
        let mut archives = rule("r");
        archives.blobs.archive = Some(180);
        let loud = rule_line(&archives, Some(&instance(true, true)));
        assert_eq!(conflict_text(&loud, true).0, Badge::Warning);
    }

    #[test]
    fn changes_touch_only_what_is_chosen() {
        let rules = [rule("one"), rule("two")];
        let after =
            |change: Change, chosen: &[&str]| match change.command(&ArmId::new("/a"), &rules, &named(chosen))
            {
                Ok(Command::SetLifecyclePolicy { rules, .. }) => {
                    Ok(rules.into_iter().map(|rule| (rule.name, rule.enabled)).collect::<Vec<_>>())
                }
                Ok(other) => panic!("{other:?}"),
                Err(why) => Err(why),
            };
        assert_eq!(
            after(Change::Disable, &["two"]),
            Ok(vec![("one".to_string(), true), ("two".to_string(), false)])
        );
        assert_eq!(after(Change::Delete, &["one", "two"]), Ok(Vec::new()));
        assert!(after(Change::Enable, &["one"]).is_err_and(|why| why.contains("enabled by now")));
        assert!(after(Change::Delete, &["gone"]).is_err_and(|why| why.starts_with("Select")));
        assert!(delete_question(&named(&["one"])).contains("the rule 'one'"));
        assert_eq!(subject(&named(&["one", "two"])), "2 rules");
    }
}
