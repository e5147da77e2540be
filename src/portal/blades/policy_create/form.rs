//! What is entered for a new backup policy, and the command it becomes.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        policy::{
            DatasourceType, RetentionDuration, RetentionRule, RetentionTag, Schedule, ScheduleFrequency,
            TimeOfDay, TimeZone, Weekday,
            retention::expires_at,
            validate::{check_policy_name, check_retention, check_schedule},
        },
        request::Command,
    },
    portal::blades::backup_words::duration_text,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The unit a duration is entered in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RetentionUnit {
    Days,
    Weeks,
    Months,
    Years,
}

impl RetentionUnit {
    pub const ALL: [RetentionUnit; 4] =
        [RetentionUnit::Days, RetentionUnit::Weeks, RetentionUnit::Months, RetentionUnit::Years];

    pub fn label(self) -> &'static str {
        match self {
            RetentionUnit::Days => "Days",
            RetentionUnit::Weeks => "Weeks",
            RetentionUnit::Months => "Months",
            RetentionUnit::Years => "Years",
        }
    }

    pub fn parse(label: &str) -> Option<RetentionUnit> {
        RetentionUnit::ALL.into_iter().find(|unit| unit.label() == label)
    }

    fn duration(self, count: u32) -> RetentionDuration {
        match self {
            RetentionUnit::Days => RetentionDuration::Days(count),
            RetentionUnit::Weeks => RetentionDuration::Weeks(count),
            RetentionUnit::Months => RetentionDuration::Months(count),
            RetentionUnit::Years => RetentionDuration::Years(count),
        }
    }
}

/// A retention rule as it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleForm {
    pub tag: RetentionTag,
    pub count: String,
    pub unit: RetentionUnit,
}

impl RuleForm {
    /// What the portal proposes for a rule.
    pub fn proposed(tag: RetentionTag) -> RuleForm {
        let (count, unit) = match tag {
            RetentionTag::Default => ("30", RetentionUnit::Days),
            RetentionTag::Weekly => ("12", RetentionUnit::Weeks),
            RetentionTag::Monthly => ("12", RetentionUnit::Months),
            RetentionTag::Yearly => ("7", RetentionUnit::Years),
        };
        RuleForm { tag, count: count.into(), unit }
    }

    /// # Errors
    /// Why the duration is none, or too short or long for this rule.
    pub fn validate(&self) -> Result<RetentionRule, String> {
        let count = self
            .count
            .trim()
            .parse::<u32>()
            .map_err(|_| "Enter a whole number greater than zero.".to_string())?;
        let rule = RetentionRule { tag: self.tag, duration: self.unit.duration(count) };
        // A list is valid with its default rule only; this one stands in for it.
        let mut rules = vec![rule];
        if self.tag != RetentionTag::Default {
            rules.push(RetentionRule { tag: RetentionTag::Default, duration: RetentionDuration::Days(30) });
        }
        check_retention(&rules).map_err(|error| error.explain().cause)?;
        Ok(rule)
    }
}

/// The wizard as it is kept over a reload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyForm {
    pub name: String,
    pub weekly: bool,
    pub days: BTreeSet<Weekday>,
    pub time: TimeOfDay,
    pub time_zone: TimeZone,
    /// Ordered by tag, the default rule first.
    pub rules: Vec<RuleForm>,
}

impl Default for PolicyForm {
    fn default() -> Self {
        PolicyForm {
            name: String::new(),
            weekly: false,
            days: [Weekday::Sunday].into(),
            time: TimeOfDay { hour: 7, minute: 30 },
            time_zone: TimeZone::Utc,
            rules: vec![RuleForm::proposed(RetentionTag::Default)],
        }
    }
}

impl PolicyForm {
    /// Where the draft of a vault's wizard is kept.
    pub fn draft_key(vault: &ArmId) -> String {
        format!("create-policy.{}", vault.key())
    }

    pub fn schedule(&self) -> Schedule {
        let frequency =
            if self.weekly { ScheduleFrequency::Weekly(self.days.clone()) } else { ScheduleFrequency::Daily };
        Schedule { frequency, time: self.time, time_zone: self.time_zone }
    }

    /// The rules; `None` while one of them is wrong.
    pub fn retention(&self) -> Option<Vec<RetentionRule>> {
        self.rules.iter().map(|rule| rule.validate().ok()).collect()
    }

    pub fn name_error(&self) -> Option<String> {
        if self.name.is_empty() {
            return Some("The value must not be empty.".into());
        }
        check_policy_name(&self.name).err().map(|error| error.explain().cause)
    }

    pub fn schedule_error(&self) -> Option<String> {
        check_schedule(&self.schedule()).err().map(|error| error.explain().action)
    }

    pub fn retention_error(&self) -> Option<String> {
        self.rules.iter().find_map(|rule| rule.validate().err())
    }

    /// A rule that keeps longer than one that wins over it: the backups that both apply to go earlier.
    pub fn retention_warning(&self) -> Option<String> {
        let rules = self.retention()?;
        let lasts = |rule: &RetentionRule| expires_at(SimTime::EPOCH, rule.duration);
        let pairs = || {
            rules.iter().enumerate().flat_map(|(at, low)| rules[at + 1..].iter().map(move |high| (low, high)))
        };
        let (low, high) = pairs().find(|(low, high)| lasts(low) > lasts(high))?;
        let name = |rule: &RetentionRule| rule.tag.display_name().to_lowercase();
        Some(format!(
            "The {} rule keeps backups for {}, longer than the {} rule with {}, which wins where both apply.",
            name(low),
            duration_text(low.duration),
            name(high),
            duration_text(high.duration)
        ))
    }

    /// The rules that can still be added.
    pub fn missing_tags(&self) -> Vec<RetentionTag> {
        let there = |tag: &RetentionTag| self.rules.iter().any(|rule| rule.tag == *tag);
        RetentionTag::ALL.into_iter().filter(|tag| !there(tag)).collect()
    }

    /// Adds a rule, or replaces the one with its tag.
    pub fn put_rule(&mut self, rule: RuleForm) {
        self.remove_rule(rule.tag);
        self.rules.push(rule);
        self.rules.sort_by_key(|rule| rule.tag);
    }

    pub fn remove_rule(&mut self, tag: RetentionTag) {
        self.rules.retain(|rule| rule.tag != tag);
    }

    /// The command; `None` while something is wrong.
    pub fn command(&self, vault: &ArmId) -> Option<Command> {
        if self.name_error().or_else(|| self.schedule_error()).is_some() {
            return None;
        }
        Some(Command::CreateBackupPolicy {
            vault: vault.clone(),
            name: self.name.clone(),
            datasource_type: DatasourceType::DataLakeStorage,
            schedule: self.schedule(),
            retention: self.retention()?,
        })
    }
}

/// The times of day that are offered: every half hour.
pub fn offered_times() -> Vec<TimeOfDay> {
    (0..48).map(|half| TimeOfDay { hour: half / 2, minute: half % 2 * 30 }).collect()
}

/// Reads `07:30`.
pub fn parse_time(text: &str) -> Option<TimeOfDay> {
    let (hour, minute) = text.split_once(':')?;
    Some(TimeOfDay { hour: hour.parse().ok()?, minute: minute.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::blades::backup_words::time_text;

    #[test]
    fn a_rule_that_keeps_longer_than_one_that_wins_is_pointed_out() {
        let mut form = named();
        assert_eq!(form.retention_warning(), None);
        form.put_rule(RuleForm { count: "2".into(), ..RuleForm::proposed(RetentionTag::Weekly) });
        let warning = form.retention_warning().expect("30 days are longer than 2 weeks");
        assert!(warning.starts_with("The default rule keeps backups for 30 days"), "{warning}");
        form.put_rule(RuleForm::proposed(RetentionTag::Weekly));
        assert_eq!(form.retention_warning(), None);
    }

    fn named() -> PolicyForm {
        PolicyForm { name: "daily".into(), ..PolicyForm::default() }
    }

    #[test]
    fn the_proposed_policy_only_needs_a_name() {
        let vault = ArmId::new("/v");
        assert_eq!(PolicyForm::default().command(&vault), None);
        assert!(named().command(&vault).is_some());
        assert_eq!(time_text(named().time), "07:30");
        assert!(RetentionTag::ALL.into_iter().all(|tag| RuleForm::proposed(tag).validate().is_ok()));
    }

    #[test]
    fn a_weekly_schedule_needs_a_day() {
        let mut form = named();
        form.weekly = true;
        assert_eq!(form.schedule_error(), None);
        form.days.clear();
        assert!(form.schedule_error().is_some());
        assert_eq!(form.command(&ArmId::new("/v")), None);
    }

    #[test]
    fn durations_are_numbers_in_their_bounds() {
        let mut form = named();
        for (count, valid) in [("7", true), ("6", false), ("", false), ("x", false), ("-1", false)] {
            form.rules[0].count = count.into();
            assert_eq!(form.retention_error().is_none(), valid, "{count}");
        }
    }

    #[test]
    fn rules_are_there_once_and_in_order() {
        let mut form = named();
        form.put_rule(RuleForm::proposed(RetentionTag::Yearly));
        form.put_rule(RuleForm::proposed(RetentionTag::Weekly));
        form.put_rule(RuleForm::proposed(RetentionTag::Yearly));
        let tags: Vec<_> = form.rules.iter().map(|rule| rule.tag).collect();
        assert_eq!(tags, [RetentionTag::Default, RetentionTag::Weekly, RetentionTag::Yearly]);
        assert_eq!(form.missing_tags(), [RetentionTag::Monthly]);
        form.remove_rule(RetentionTag::Weekly);
        assert_eq!(form.rules.len(), 2);
    }

    #[test]
    fn times_read_back() {
        assert!(offered_times().into_iter().all(|time| parse_time(&time_text(time)) == Some(time)));
        assert_eq!(parse_time("noon"), None);
    }
}
