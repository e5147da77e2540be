//! Validation of policies, shared with the wizard.

use crate::engine::{
    limits,
    policy::{PolicyError, RetentionDuration, RetentionRule, RetentionTag, Schedule, ScheduleFrequency},
};

/// Checks the name of a policy: letters, digits and hyphens.
///
/// # Errors
/// [`PolicyError::InvalidPolicyName`].
pub fn check_policy_name(name: &str) -> Result<(), PolicyError> {
    let length = limits::POLICY_NAME_LENGTH_MIN..=limits::POLICY_NAME_LENGTH_MAX;
    let letters = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    if length.contains(&name.len()) && letters {
        return Ok(());
    }
    Err(PolicyError::InvalidPolicyName { name: name.to_string() })
}

/// Checks that a schedule names a time of day and, when weekly, a day.
///
/// # Errors
/// [`PolicyError::InvalidTimeOfDay`], [`PolicyError::NoWeekdayChosen`].
pub fn check_schedule(schedule: &Schedule) -> Result<(), PolicyError> {
    let time = schedule.time;
    if time.hour > 23 || time.minute > 59 {
        return Err(PolicyError::InvalidTimeOfDay { hour: time.hour, minute: time.minute });
    }
    match &schedule.frequency {
        ScheduleFrequency::Weekly(days) if days.is_empty() => Err(PolicyError::NoWeekdayChosen),
        ScheduleFrequency::Weekly(_) | ScheduleFrequency::Daily => Ok(()),
    }
}

/// Checks that there is one default rule, no rule twice, and every duration within its bounds.
///
/// # Errors
/// [`PolicyError::DefaultRuleMissing`], [`PolicyError::DuplicateRule`], [`PolicyError::RetentionOutOfRange`].
pub fn check_retention(rules: &[RetentionRule]) -> Result<(), PolicyError> {
    if !rules.iter().any(|rule| rule.tag == RetentionTag::Default) {
        return Err(PolicyError::DefaultRuleMissing);
    }
    for tag in RetentionTag::ALL {
        if rules.iter().filter(|rule| rule.tag == tag).count() > 1 {
            return Err(PolicyError::DuplicateRule { tag });
        }
    }
    rules.iter().try_for_each(check_duration)
}

fn check_duration(rule: &RetentionRule) -> Result<(), PolicyError> {
    let (count, unit) = match rule.duration {
        RetentionDuration::Days(count) => (count, "days"),
        RetentionDuration::Weeks(count) => (count, "weeks"),
        RetentionDuration::Months(count) => (count, "months"),
        RetentionDuration::Years(count) => (count, "years"),
    };
    let (min, max) = duration_bounds(rule.tag, rule.duration);
    if (min..=max).contains(&count) {
        return Ok(());
    }
    Err(PolicyError::RetentionOutOfRange { tag: rule.tag, count, min, max, unit: unit.to_string() })
}

/// The smallest and the largest count a rule takes, in the unit of `duration`.
///
/// A weekly, monthly or yearly point is kept for its whole period at least: otherwise it would be gone
/// before the next one is due, and a second one would be taken for the first of the same period.
pub fn duration_bounds(tag: RetentionTag, duration: RetentionDuration) -> (u32, u32) {
    let period = match tag {
        RetentionTag::Default | RetentionTag::Weekly => Period { days: 7, weeks: 1, months: 1 },
        RetentionTag::Monthly => Period { days: 31, weeks: 5, months: 1 },
        RetentionTag::Yearly => Period { days: 366, weeks: 53, months: 12 },
    };
    match duration {
        RetentionDuration::Days(_) => {
            (period.days.max(limits::VAULT_RETENTION_DAYS_MIN), limits::VAULT_RETENTION_DAYS_MAX)
        }
        RetentionDuration::Weeks(_) => (period.weeks, limits::VAULT_RETENTION_WEEKS_MAX),
        RetentionDuration::Months(_) => (period.months, limits::VAULT_RETENTION_MONTHS_MAX),
        RetentionDuration::Years(_) => (1, limits::VAULT_RETENTION_YEARS_MAX),
    }
}

/// The longest a period can be in each unit.
struct Period {
    days: u32,
    weeks: u32,
    months: u32,
}
