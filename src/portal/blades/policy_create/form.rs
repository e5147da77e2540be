//! What is entered for a new backup policy, and the command it becomes.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        policy::{
            DatasourceType, PolicyError, RetentionDuration, RetentionRule, RetentionTag, Schedule,
            ScheduleFrequency, ScheduledBackups, TimeOfDay, TimeZone, Weekday,
            retention::expires_at,
            snapshot_count,
            validate::{check_continuous, check_policy_name, check_retention, check_rule, check_schedule},
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

/// A duration as it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DurationForm {
    pub count: String,
    pub unit: RetentionUnit,
}

impl DurationForm {
    fn proposed(count: &str, unit: RetentionUnit) -> DurationForm {
        DurationForm { count: count.to_string(), unit }
    }

    /// # Errors
    /// Why it is none.
    fn duration(&self) -> Result<RetentionDuration, String> {
        let count = self.count.trim().parse::<u32>();
        let count = count.map_err(|_| "Enter a whole number greater than zero.".to_string())?;
        Ok(self.unit.duration(count))
    }
}

/// A retention rule as it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleForm {
    pub tag: RetentionTag,
    pub duration: DurationForm,
}

impl RuleForm {
    /// What the portal proposes for a rule.
    pub fn proposed(datasource_type: DatasourceType, tag: RetentionTag) -> RuleForm {
        let (count, unit) = match tag {
            RetentionTag::Default if datasource_type == DatasourceType::Disk => ("7", RetentionUnit::Days),
            RetentionTag::Default | RetentionTag::Daily => ("30", RetentionUnit::Days),
            RetentionTag::Weekly => ("12", RetentionUnit::Weeks),
            RetentionTag::Monthly => ("12", RetentionUnit::Months),
            RetentionTag::Yearly => ("7", RetentionUnit::Years),
        };
        RuleForm { tag, duration: DurationForm::proposed(count, unit) }
    }

    /// # Errors
    /// Why the duration is none, or too short or long for this rule.
    pub fn validate(&self, datasource_type: DatasourceType) -> Result<RetentionRule, String> {
        let rule = RetentionRule { tag: self.tag, duration: self.duration.duration()? };
        check_rule(datasource_type, &rule).map_err(|error| error.explain().cause)?;
        Ok(rule)
    }
}

/// How often backups start, as the radio buttons say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frequency {
    Hourly,
    Daily,
    Weekly,
}

impl Frequency {
    pub fn label(self) -> &'static str {
        match self {
            Frequency::Hourly => "Hourly",
            Frequency::Daily => "Daily",
            Frequency::Weekly => "Weekly",
        }
    }

    pub fn parse(label: &str) -> Option<Frequency> {
        [Frequency::Hourly, Frequency::Daily, Frequency::Weekly].into_iter().find(|one| one.label() == label)
    }

    /// What a datasource type offers.
    pub fn offered(datasource_type: DatasourceType) -> [Frequency; 2] {
        match datasource_type {
            DatasourceType::DataLakeStorage | DatasourceType::Blob => [Frequency::Daily, Frequency::Weekly],
            DatasourceType::Disk => [Frequency::Hourly, Frequency::Daily],
        }
    }
}

/// Source: Azure Backup, "Back up Azure Blobs" (operational backup with a large retention).
const ADVISED_REACH_DAYS: u32 = 90;

/// The wizard as it is kept over a reload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyForm {
    pub name: String,
    pub datasource_type: DatasourceType,
    /// Operational backup: only policies for blobs can have it, and then go without the rest.
    pub operational: bool,
    /// How far back operational backup reaches.
    pub reach: DurationForm,
    /// Scheduled backups: only policies for blobs can go without.
    pub scheduled: bool,
    pub frequency: Frequency,
    /// Units: hours between two backups.
    pub interval: u8,
    pub days: BTreeSet<Weekday>,
    pub time: TimeOfDay,
    pub time_zone: TimeZone,
    /// Ordered by tag, the default rule first.
    pub rules: Vec<RuleForm>,
}

impl PolicyForm {
    /// What the portal proposes.
    pub fn proposed(datasource_type: DatasourceType) -> Self {
        PolicyForm {
            name: String::new(),
            datasource_type,
            operational: datasource_type == DatasourceType::Blob,
            reach: DurationForm::proposed("30", RetentionUnit::Days),
            scheduled: true,
            frequency: Frequency::offered(datasource_type)[0],
            interval: 4,
            days: [Weekday::Sunday].into(),
            time: TimeOfDay { hour: 7, minute: 30 },
            time_zone: TimeZone::Utc,
            rules: vec![RuleForm::proposed(datasource_type, RetentionTag::Default)],
        }
    }
}

impl PolicyForm {
    /// Where the draft of a vault's wizard is kept.
    pub fn draft_key(vault: &ArmId, datasource_type: DatasourceType) -> String {
        format!("create-policy.{}.{}", datasource_type.manifest_name(), vault.key())
    }

    pub fn schedule(&self) -> Schedule {
        let frequency = match self.frequency {
            Frequency::Daily => ScheduleFrequency::Daily,
            Frequency::Weekly => ScheduleFrequency::Weekly(self.days.clone()),
            // Evenly over the day, from midnight on: no time of day is asked for.
            Frequency::Hourly => {
                let time = TimeOfDay { hour: 0, minute: 0 };
                let frequency = ScheduleFrequency::Hourly(self.interval);
                return Schedule { frequency, time, time_zone: self.time_zone };
            }
        };
        Schedule { frequency, time: self.time, time_zone: self.time_zone }
    }

    /// The rules; `None` while one of them is wrong.
    pub fn retention(&self) -> Option<Vec<RetentionRule>> {
        self.rules.iter().map(|rule| rule.validate(self.datasource_type).ok()).collect()
    }

    pub fn name_error(&self) -> Option<String> {
        if self.name.is_empty() {
            return Some("The value must not be empty.".into());
        }
        check_policy_name(&self.name).err().map(|error| error.explain().cause)
    }

    /// Why the policy backs nothing up.
    pub fn parts_error(&self) -> Option<String> {
        let nothing = !self.scheduled && !self.operational;
        nothing
            .then(|| PolicyError::NothingBackedUp { datasource_type: self.datasource_type }.explain().action)
    }

    /// What is wrong with how far back operational backup reaches.
    pub fn reach_error(&self) -> Option<String> {
        self.continuous().err()
    }

    /// # Errors
    /// Why operational backup cannot reach so far.
    pub fn continuous(&self) -> Result<Option<RetentionDuration>, String> {
        if !self.operational {
            return Ok(None);
        }
        let duration = self.reach.duration()?;
        check_continuous(duration).map_err(|error| error.explain().cause)?;
        Ok(Some(duration))
    }

    /// Putting blobs back over a long time takes long.
    pub fn reach_warning(&self) -> Option<String> {
        let days = snapshot_count::days(self.continuous().ok().flatten()?);
        (days > ADVISED_REACH_DAYS).then(|| {
            format!(
                "A restore takes about a minute for every 1,000 writes and deletions since the moment it goes back to. \
                 More than {ADVISED_REACH_DAYS} days are not advised for accounts that change a lot."
            )
        })
    }

    pub fn schedule_error(&self) -> Option<String> {
        if !self.scheduled {
            return None;
        }
        check_schedule(self.datasource_type, &self.schedule()).err().map(|error| error.explain().action)
    }

    pub fn retention_error(&self) -> Option<String> {
        if !self.scheduled {
            return None;
        }
        self.rules
            .iter()
            .find_map(|rule| rule.validate(self.datasource_type).err())
            .or_else(|| self.limit_error())
    }

    /// What is wrong with the schedule or with what is kept, whatever comes first.
    pub fn error(&self) -> Option<String> {
        let parts = self.parts_error().or_else(|| self.reach_error());
        parts.or_else(|| self.schedule_error()).or_else(|| self.retention_error())
    }

    /// What starts when, and how long it is kept; `None` while something of it is wrong, and without such a part.
    pub fn backups(&self) -> Option<ScheduledBackups> {
        let right = self.scheduled && self.schedule_error().or_else(|| self.retention_error()).is_none();
        let retention = self.retention().filter(|_| right)?;
        Some(ScheduledBackups { schedule: self.schedule(), retention })
    }

    /// Why the rules keep too much together.
    pub fn limit_error(&self) -> Option<String> {
        let refused = check_retention(self.datasource_type, &self.schedule(), &self.retention()?).err()?;
        let explanation = refused.explain();
        Some(format!("{} {}", explanation.message, explanation.cause))
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
        self.datasource_type.retention_tags().iter().copied().filter(|tag| !there(tag)).collect()
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
        if self.name_error().or_else(|| self.error()).is_some() {
            return None;
        }
        Some(Command::CreateBackupPolicy {
            vault: vault.clone(),
            name: self.name.clone(),
            datasource_type: self.datasource_type,
            scheduled: self.backups(),
            continuous: self.continuous().ok()?,
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
        let duration = DurationForm::proposed("2", RetentionUnit::Weeks);
        form.put_rule(RuleForm { tag: RetentionTag::Weekly, duration });
        let warning = form.retention_warning().expect("30 days are longer than 2 weeks");
        assert!(warning.starts_with("The default rule keeps backups for 30 days"), "{warning}");
        form.put_rule(RuleForm::proposed(LAKE, RetentionTag::Weekly));
        assert_eq!(form.retention_warning(), None);
    }

    const LAKE: DatasourceType = DatasourceType::DataLakeStorage;

    fn named() -> PolicyForm {
        PolicyForm { name: "daily".into(), ..PolicyForm::proposed(LAKE) }
    }

    #[test]
    fn the_proposed_policy_only_needs_a_name() {
        let vault = ArmId::new("/v");
        assert_eq!(PolicyForm::proposed(LAKE).command(&vault), None);
        assert!(named().command(&vault).is_some());
        assert_eq!(time_text(named().time), "07:30");
        for datasource_type in DatasourceType::ALL {
            let valid = |tag: &RetentionTag| {
                RuleForm::proposed(datasource_type, *tag).validate(datasource_type).is_ok()
            };
            assert!(datasource_type.retention_tags().iter().all(valid));
        }
    }

    #[test]
    fn a_weekly_schedule_needs_a_day() {
        let mut form = named();
        form.frequency = Frequency::Weekly;
        assert_eq!(form.schedule_error(), None);
        form.days.clear();
        assert!(form.schedule_error().is_some());
        assert_eq!(form.command(&ArmId::new("/v")), None);
    }

    #[test]
    fn durations_are_numbers_in_their_bounds() {
        let mut form = named();
        for (count, valid) in [("7", true), ("6", false), ("", false), ("x", false), ("-1", false)] {
            form.rules[0].duration.count = count.into();
            assert_eq!(form.retention_error().is_none(), valid, "{count}");
        }
    }

    #[test]
    fn rules_are_there_once_and_in_order() {
        let mut form = named();
        form.put_rule(RuleForm::proposed(LAKE, RetentionTag::Yearly));
        form.put_rule(RuleForm::proposed(LAKE, RetentionTag::Weekly));
        form.put_rule(RuleForm::proposed(LAKE, RetentionTag::Yearly));
        let tags: Vec<_> = form.rules.iter().map(|rule| rule.tag).collect();
        assert_eq!(tags, [RetentionTag::Default, RetentionTag::Weekly, RetentionTag::Yearly]);
        assert_eq!(form.missing_tags(), [RetentionTag::Monthly]);
        form.remove_rule(RetentionTag::Weekly);
        assert_eq!(form.rules.len(), 2);
    }

    #[test]
    fn a_policy_for_blobs_has_one_part_or_two() {
        let vault = ArmId::new("/v");
        let mut form = PolicyForm { name: "blobs".into(), ..PolicyForm::proposed(DatasourceType::Blob) };
        let parts = |form: &PolicyForm| match form.command(&vault) {
            Some(Command::CreateBackupPolicy { scheduled, continuous, .. }) => {
                Some((scheduled.is_some(), continuous))
            }
            _ => None,
        };
        let month = Some(RetentionDuration::Days(30));
        assert_eq!(parts(&form), Some((true, month)));
        form.scheduled = false;
        form.rules[0].duration.count = "nonsense of a part that is not asked for".into();
        assert_eq!(parts(&form), Some((false, month)));
        form.operational = false;
        assert_eq!((parts(&form), form.parts_error().is_some()), (None, true));
        form.scheduled = true;
        form.rules[0].duration.count = "30".into();
        assert_eq!(parts(&form), Some((true, None)));
    }

    #[test]
    fn operational_backup_reaches_back_for_360_days_at_most() {
        let mut form = PolicyForm::proposed(DatasourceType::Blob);
        for (count, unit, right) in [
            ("360", RetentionUnit::Days, true),
            ("361", RetentionUnit::Days, false),
            ("51", RetentionUnit::Weeks, true),
            ("52", RetentionUnit::Weeks, false),
            ("11", RetentionUnit::Months, true),
            ("12", RetentionUnit::Months, false),
            ("0", RetentionUnit::Days, false),
            ("a lot", RetentionUnit::Days, false),
        ] {
            form.reach = DurationForm::proposed(count, unit);
            assert_eq!(form.reach_error().is_none(), right, "{count} {unit:?}");
        }
        form.reach = DurationForm::proposed("91", RetentionUnit::Days);
        assert!(form.reach_warning().is_some());
        form.reach = DurationForm::proposed("90", RetentionUnit::Days);
        assert_eq!(form.reach_warning(), None);
    }

    #[test]
    fn times_read_back() {
        assert!(offered_times().into_iter().all(|time| parse_time(&time_text(time)) == Some(time)));
        assert_eq!(parse_time("noon"), None);
    }

    #[test]
    fn a_disk_keeps_no_more_points_than_it_can_have() {
        let mut form = PolicyForm { name: "disks".into(), ..PolicyForm::proposed(DatasourceType::Disk) };
        assert!(form.command(&ArmId::new("/v")).is_some());
        form.interval = 1;
        form.rules[0].duration.count = "18".into();
        assert_eq!(form.retention_error(), None);
        form.rules[0].duration.count = "19".into();
        let error = form.retention_error().expect("456 points are too many");
        assert!(error.contains("maximum of 18 days") && error.contains("456"), "{error}");
        assert_eq!(form.command(&ArmId::new("/v")), None);
        assert_eq!(form.missing_tags(), [RetentionTag::Daily, RetentionTag::Weekly]);
    }
}
