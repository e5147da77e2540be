//! Validation of policies, shared with the wizard.

use crate::engine::{
    limits,
    policy::{
        DatasourceType, PolicyError, RetentionDuration, RetentionRule, RetentionTag, Schedule,
        ScheduleFrequency, ScheduledBackups, snapshot_count,
    },
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

/// Checks that a policy has a part at least, only parts that its datasource has, and each of them valid.
///
/// # Errors
/// [`PolicyError::NothingBackedUp`], [`PolicyError::ContinuousNotOffered`], [`PolicyError::ContinuousOutOfRange`],
/// those of [`check_schedule`] and [`check_retention`].
pub fn check_parts(
    datasource_type: DatasourceType,
    scheduled: Option<&ScheduledBackups>,
    continuous: Option<RetentionDuration>,
) -> Result<(), PolicyError> {
    if let Some(ScheduledBackups { schedule, retention }) = scheduled {
        check_schedule(datasource_type, schedule)?;
        check_retention(datasource_type, schedule, retention)?;
    }
    match (datasource_type, continuous) {
        (DatasourceType::Blob, Some(duration)) => check_continuous(duration),
        (_, Some(_)) => Err(PolicyError::ContinuousNotOffered { datasource_type }),
        (_, None) if scheduled.is_none() => Err(PolicyError::NothingBackedUp { datasource_type }),
        (_, None) => Ok(()),
    }
}

/// Checks how far back operational backup of blobs can be asked to reach.
///
/// # Errors
/// [`PolicyError::ContinuousOutOfRange`].
pub fn check_continuous(duration: RetentionDuration) -> Result<(), PolicyError> {
    let max = match duration {
        RetentionDuration::Days(_) => limits::BLOB_OPERATIONAL_DAYS_MAX,
        RetentionDuration::Weeks(_) => limits::BLOB_OPERATIONAL_WEEKS_MAX,
        RetentionDuration::Months(_) => limits::BLOB_OPERATIONAL_MONTHS_MAX,
        RetentionDuration::Years(_) => 0,
    };
    let (count, unit) = count_and_unit(duration);
    if (1..=max).contains(&count) {
        return Ok(());
    }
    Err(PolicyError::ContinuousOutOfRange { count, unit: unit.to_string() })
}

/// Checks that a schedule names a time of day and a frequency that is offered, and when weekly, a day.
///
/// # Errors
/// [`PolicyError::InvalidTimeOfDay`], [`PolicyError::NoWeekdayChosen`], [`PolicyError::FrequencyNotOffered`].
pub fn check_schedule(datasource_type: DatasourceType, schedule: &Schedule) -> Result<(), PolicyError> {
    let time = schedule.time;
    if time.hour > 23 || time.minute > 59 {
        return Err(PolicyError::InvalidTimeOfDay { hour: time.hour, minute: time.minute });
    }
    let not_offered =
        |frequency: String| Err(PolicyError::FrequencyNotOffered { datasource_type, frequency });
    match (&schedule.frequency, datasource_type) {
        (ScheduleFrequency::Daily, _) => Ok(()),
        (ScheduleFrequency::Weekly(_), DatasourceType::Disk) => not_offered("weekly".to_string()),
        (ScheduleFrequency::Weekly(days), DatasourceType::DataLakeStorage | DatasourceType::Blob) => {
            if days.is_empty() { Err(PolicyError::NoWeekdayChosen) } else { Ok(()) }
        }
        (ScheduleFrequency::Hourly(hours), DatasourceType::Disk)
            if limits::DISK_BACKUP_INTERVALS.contains(hours) =>
        {
            Ok(())
        }
        (ScheduleFrequency::Hourly(hours), _) => not_offered(format!("every {hours} hours")),
    }
}

/// Checks that there is one default rule, no rule twice or that is not offered, every duration within its
/// bounds, and not more points to keep, nor for longer, than a disk can have.
///
/// # Errors
/// [`PolicyError::DefaultRuleMissing`], [`PolicyError::DuplicateRule`], [`PolicyError::RuleNotOffered`],
/// [`PolicyError::RetentionOutOfRange`], [`PolicyError::TooManyRecoveryPoints`].
pub fn check_retention(
    datasource_type: DatasourceType,
    schedule: &Schedule,
    rules: &[RetentionRule],
) -> Result<(), PolicyError> {
    if !rules.iter().any(|rule| rule.tag == RetentionTag::Default) {
        return Err(PolicyError::DefaultRuleMissing);
    }
    for tag in RetentionTag::ALL {
        let count = rules.iter().filter(|rule| rule.tag == tag).count();
        if count > 1 {
            return Err(PolicyError::DuplicateRule { tag });
        }
        if count > 0 && tag != RetentionTag::Default && !datasource_type.retention_tags().contains(&tag) {
            return Err(PolicyError::RuleNotOffered { datasource_type, tag });
        }
    }
    if datasource_type == DatasourceType::Disk {
        rules.iter().try_for_each(|rule| check_year(schedule, rules, rule))?;
    }
    rules.iter().try_for_each(|rule| check_rule(datasource_type, rule))?;
    match datasource_type {
        DatasourceType::Disk => check_snapshot_count(schedule, rules),
        DatasourceType::DataLakeStorage | DatasourceType::Blob => Ok(()),
    }
}

/// No rule keeps snapshots of disks for longer than a year, and the default one not always for that long: the
/// service has the same words for both.
fn check_year(schedule: &Schedule, rules: &[RetentionRule], rule: &RetentionRule) -> Result<(), PolicyError> {
    let (count, _) = count_and_unit(rule.duration);
    let (_, max) = duration_bounds(DatasourceType::Disk, rule.tag, rule.duration);
    if count <= max {
        return Ok(());
    }
    let days_max = match rule.tag {
        RetentionTag::Default => snapshot_count::days_max(schedule),
        _ => limits::DISK_RETENTION_DAYS_MAX,
    };
    Err(PolicyError::TooManyRecoveryPoints { points: snapshot_count::points_kept(schedule, rules), days_max })
}

fn check_snapshot_count(schedule: &Schedule, rules: &[RetentionRule]) -> Result<(), PolicyError> {
    let points = snapshot_count::points_kept(schedule, rules);
    if points <= limits::DISK_SCHEDULED_POINTS_MAX {
        return Ok(());
    }
    Err(PolicyError::TooManyRecoveryPoints { points, days_max: snapshot_count::days_max(schedule) })
}

/// Checks that a rule keeps recovery points as long as it may.
///
/// # Errors
/// [`PolicyError::RetentionOutOfRange`].
pub fn check_rule(datasource_type: DatasourceType, rule: &RetentionRule) -> Result<(), PolicyError> {
    let (count, unit) = count_and_unit(rule.duration);
    let (min, max) = duration_bounds(datasource_type, rule.tag, rule.duration);
    if (min..=max).contains(&count) {
        return Ok(());
    }
    Err(PolicyError::RetentionOutOfRange { tag: rule.tag, count, min, max, unit: unit.to_string() })
}

fn count_and_unit(duration: RetentionDuration) -> (u32, &'static str) {
    match duration {
        RetentionDuration::Days(count) => (count, "days"),
        RetentionDuration::Weeks(count) => (count, "weeks"),
        RetentionDuration::Months(count) => (count, "months"),
        RetentionDuration::Years(count) => (count, "years"),
    }
}

/// The smallest and the largest count a rule takes, in the unit of `duration`.
pub fn duration_bounds(
    datasource_type: DatasourceType,
    tag: RetentionTag,
    duration: RetentionDuration,
) -> (u32, u32) {
    match datasource_type {
        DatasourceType::DataLakeStorage | DatasourceType::Blob => vault_bounds(tag, duration),
        DatasourceType::Disk => disk_bounds(tag, duration),
    }
}

/// A weekly, monthly or yearly point is kept for its whole period at least: otherwise it would be gone
/// before the next one is due, and a second one would be taken for the first of the same period.
fn vault_bounds(tag: RetentionTag, duration: RetentionDuration) -> (u32, u32) {
    let period = match tag {
        RetentionTag::Default | RetentionTag::Daily | RetentionTag::Weekly => {
            Period { days: 7, weeks: 1, months: 1 }
        }
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

/// A day to a year; a weekly point for a week at least, for the same reason as in a vault.
fn disk_bounds(tag: RetentionTag, duration: RetentionDuration) -> (u32, u32) {
    let days_min = if tag == RetentionTag::Weekly { 7 } else { 1 };
    match duration {
        RetentionDuration::Days(_) => (days_min, limits::DISK_RETENTION_DAYS_MAX),
        RetentionDuration::Weeks(_) => (1, limits::DISK_RETENTION_DAYS_MAX / 7),
        RetentionDuration::Months(_) => (1, 12),
        RetentionDuration::Years(_) => (1, 1),
    }
}

/// The longest a period can be in each unit.
struct Period {
    days: u32,
    weeks: u32,
    months: u32,
}
