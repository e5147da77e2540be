//! How many snapshots a policy for disks keeps: a disk takes no more than a few hundred at once.
//!
//! Of the 500 incremental snapshots of a disk 450 are for its schedule, the others for backups on demand.
//! Every point counts once, under the rule that keeps it; in a week there are seven first backups of the day,
//! one of them also the first of the week.
//!
//! Source: Azure Backup, "Overview of Azure Disk Backup", "Back up Azure Disks".

use crate::engine::{
    limits,
    policy::{RetentionDuration, RetentionRule, RetentionTag, Schedule},
};

const DAYS_A_WEEK: u32 = 7;

/// How many points each rule keeps once the policy has run for long enough, in the order of the rules.
///
/// Units: sevenths of a point, so that weekly rules are exact.
fn sevenths(schedule: &Schedule, rules: &[RetentionRule]) -> impl Iterator<Item = (RetentionTag, u32)> {
    let has = |tag| rules.iter().any(|rule| rule.tag == tag);
    let runs = schedule.frequency.runs_per_week();
    let weekly = u32::from(has(RetentionTag::Weekly)).min(runs);
    let daily = if has(RetentionTag::Daily) { DAYS_A_WEEK.min(runs) - weekly } else { 0 };
    rules.iter().map(move |rule| {
        let per_week = match rule.tag {
            RetentionTag::Default => runs - weekly - daily,
            RetentionTag::Daily => daily,
            RetentionTag::Weekly => weekly,
            // No policy for disks has these.
            RetentionTag::Monthly | RetentionTag::Yearly => 0,
        };
        (rule.tag, per_week.saturating_mul(days(rule.duration)))
    })
}

/// How many points a policy keeps at most, when every backup succeeds.
pub fn points_kept(schedule: &Schedule, rules: &[RetentionRule]) -> u32 {
    sevenths(schedule, rules).map(|(_, count)| count).fold(0, u32::saturating_add).div_ceil(DAYS_A_WEEK)
}

/// The same by rule; parts of points are rounded up.
pub fn points_by_rule(schedule: &Schedule, rules: &[RetentionRule]) -> Vec<(RetentionTag, u32)> {
    sevenths(schedule, rules).map(|(tag, count)| (tag, count.div_ceil(DAYS_A_WEEK))).collect()
}

/// How long a schedule can keep every point. Units: days.
pub fn days_max(schedule: &Schedule) -> u32 {
    let fitting = limits::DISK_SCHEDULED_POINTS_MAX * DAYS_A_WEEK / schedule.frequency.runs_per_week().max(1);
    fitting.min(limits::DISK_RETENTION_DAYS_MAX)
}

/// Length of a duration. Units: days; a year has 365 of them, a month the twelfth part, rounded up.
pub fn days(duration: RetentionDuration) -> u32 {
    match duration {
        RetentionDuration::Days(days) => days,
        RetentionDuration::Weeks(weeks) => weeks.saturating_mul(DAYS_A_WEEK),
        RetentionDuration::Months(months) => months.saturating_mul(365).div_ceil(12),
        RetentionDuration::Years(years) => years.saturating_mul(365),
    }
}
