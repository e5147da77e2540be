//! What is entered into the wizard, and the command it becomes.

use super::rule_form::{RuleForm, rules_of};
use crate::{
    base::ArmId,
    engine::{
        policy::{
            DatasourceType, PolicyError, RetentionTag, Schedule, ScheduleFrequency, TimeOfDay, TimeZone,
            Weekday,
            validate::{check_policy_name, check_schedule},
        },
        refusal::Refusal,
        request::Command,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How often backups start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frequency {
    Daily,
    Weekly,
}

impl Frequency {
    pub const ALL: [Frequency; 2] = [Frequency::Daily, Frequency::Weekly];

    pub fn label(self) -> &'static str {
        match self {
            Frequency::Daily => "Daily",
            Frequency::Weekly => "Weekly",
        }
    }

    pub fn parse(label: &str) -> Option<Frequency> {
        Frequency::ALL.into_iter().find(|frequency| frequency.label() == label)
    }
}

/// The wizard as it is kept over a reload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyForm {
    pub step: usize,
    pub name: String,
    /// The name was left once: from here on it says what is wrong with it.
    pub name_left: bool,
    pub frequency: Frequency,
    pub days: BTreeSet<Weekday>,
    /// `07:30`, as typed.
    pub time: String,
    pub time_zone: TimeZone,
    /// Ordered by tag, the default rule first.
    pub rules: Vec<RuleForm>,
    /// The review was opened: from here on everything that is missing is said.
    pub reviewed: bool,
}

impl Default for PolicyForm {
    /// The service prints no defaults of the portal for data lakes; these are those of its examples.
    fn default() -> Self {
        PolicyForm {
            step: 0,
            name: String::new(),
            name_left: false,
            frequency: Frequency::Daily,
            days: [Weekday::Sunday].into(),
            time: "07:30".into(),
            time_zone: TimeZone::Utc,
            rules: vec![RuleForm::new(RetentionTag::Default)],
            reviewed: false,
        }
    }
}

/// What is wrong, beside the field it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyErrors {
    pub name: Option<String>,
    pub days: Option<String>,
    pub time: Option<String>,
    pub retention: Option<String>,
}

impl PolicyErrors {
    pub fn on_basics(&self) -> bool {
        self.name.is_some()
    }

    pub fn on_schedule(&self) -> bool {
        self.days.is_some() || self.time.is_some() || self.retention.is_some()
    }
}

impl PolicyForm {
    /// Where the draft of a vault's wizard is kept.
    pub fn draft_key(vault: &ArmId) -> String {
        format!("create-policy.{}", vault.key())
    }

    /// # Errors
    /// What is missing or wrong, field by field.
    pub fn validate(&self, vault: &ArmId) -> Result<Command, PolicyErrors> {
        let schedule = self.schedule();
        let retention = rules_of(&self.rules);
        let errors = PolicyErrors {
            name: self.check_name().err(),
            retention: retention.as_ref().err().cloned(),
            ..schedule.as_ref().err().cloned().unwrap_or_default()
        };
        match (schedule, retention) {
            (Ok(schedule), Ok(retention)) if errors == PolicyErrors::default() => {
                Ok(Command::CreateBackupPolicy {
                    vault: vault.clone(),
                    name: self.name.clone(),
                    datasource_type: DatasourceType::DataLakeStorage,
                    schedule,
                    retention,
                })
            }
            _ => Err(errors),
        }
    }

    /// The errors to show now: of the name once it was left or the review was opened, the others at once,
    /// because they start out valid. `check` is what the engine says of the command.
    pub fn shown_errors(&self, vault: &ArmId, check: Option<&Refusal>) -> PolicyErrors {
        let mut errors = self.validate(vault).err().unwrap_or_default();
        errors.name = errors.name.filter(|_| self.name_left || self.reviewed);
        if let Some(Refusal::Policy(error @ PolicyError::PolicyNameTaken { name })) = check
            && name.eq_ignore_ascii_case(&self.name)
        {
            errors.name = Some(error.explain().message);
        }
        errors
    }

    /// # Errors
    /// Errors of the days and the time.
    pub fn schedule(&self) -> Result<Schedule, PolicyErrors> {
        let frequency = match self.frequency {
            Frequency::Daily => ScheduleFrequency::Daily,
            Frequency::Weekly => ScheduleFrequency::Weekly(self.days.clone()),
        };
        let time = parse_time(&self.time);
        let schedule = Schedule {
            frequency,
            time: time.unwrap_or(TimeOfDay { hour: 0, minute: 0 }),
            time_zone: self.time_zone,
        };
        let days = check_schedule(&schedule).err().map(|error| error.explain().cause);
        match (time, days) {
            (Some(_), None) => Ok(schedule),
            (time, days) => Err(PolicyErrors {
                days,
                time: time.is_none().then(|| "Enter a time from 00:00 to 23:59.".to_string()),
                ..PolicyErrors::default()
            }),
        }
    }

    fn check_name(&self) -> Result<(), String> {
        if self.name.is_empty() {
            return Err("The value must not be empty.".into());
        }
        check_policy_name(&self.name).map_err(|error| error.explain().cause)
    }
}

/// Reads `7:30` and `07:30`.
fn parse_time(text: &str) -> Option<TimeOfDay> {
    let (hour, minute) = text.trim().split_once(':')?;
    let digits = |text: &str, most: usize| {
        let valid = !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
        valid.then(|| text.parse::<u8>().ok()).flatten()
    };
    let (hour, minute) = (digits(hour, 2)?, digits(minute, 2).filter(|_| minute.len() == 2)?);
    (hour < 24 && minute < 60).then_some(TimeOfDay { hour, minute })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> ArmId {
        ArmId::new("/v")
    }

    fn named(name: &str) -> PolicyForm {
        PolicyForm { name: name.into(), ..PolicyForm::default() }
    }

    #[test]
    fn a_name_is_all_that_the_defaults_lack() {
        let Ok(Command::CreateBackupPolicy { name, schedule, retention, .. }) =
            named("daily").validate(&vault())
        else {
            panic!("invalid");
        };
        assert_eq!((name.as_str(), retention.len()), ("daily", 1));
        assert_eq!(schedule.time, TimeOfDay { hour: 7, minute: 30 });
    }

    #[test]
    fn an_untouched_name_is_not_wrong_yet() {
        let mut form = PolicyForm::default();
        assert_eq!(form.shown_errors(&vault(), None), PolicyErrors::default());
        form.name_left = true;
        assert!(form.shown_errors(&vault(), None).name.is_some());
        form.name = "a b".into();
        assert!(form.shown_errors(&vault(), None).name.expect("a blank").contains("hyphens"));
    }

    #[test]
    fn a_taken_name_is_said_beside_the_name() {
        let taken = Refusal::from(PolicyError::PolicyNameTaken { name: "Daily".into() });
        assert!(named("daily").shown_errors(&vault(), Some(&taken)).on_basics());
        assert!(!named("other").shown_errors(&vault(), Some(&taken)).on_basics());
    }

    #[test]
    fn times_of_day_are_read_as_people_write_them() {
        assert_eq!(parse_time(" 7:05 "), Some(TimeOfDay { hour: 7, minute: 5 }));
        for text in ["", "7", "24:00", "07:60", "7:5", "+7:05", "07:5x", "007:00"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
        let form = PolicyForm { time: "25:00".into(), ..named("daily") };
        assert!(form.validate(&vault()).expect_err("no such time").on_schedule());
    }

    #[test]
    fn a_weekly_schedule_needs_a_day() {
        let form = PolicyForm { frequency: Frequency::Weekly, days: BTreeSet::new(), ..named("weekly") };
        assert!(form.validate(&vault()).expect_err("no day").days.is_some());
    }

    #[test]
    fn a_draft_reads_back() {
        let text = serde_json::to_string(&named("daily")).expect("plain values");
        assert_eq!(serde_json::from_str::<PolicyForm>(&text).expect("just written"), named("daily"));
    }
}
