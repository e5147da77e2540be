//! Policies for blobs: which parts they have, and how long each may keep.

use crate::{
    blob_backup_site::BlobBackupSite,
    schedule::{daily, weekly},
    site::all_rules,
};
use RetentionDuration::{Days, Months, Weeks, Years};
use RetentionTag::{Daily, Default, Monthly, Weekly, Yearly};
use vault_lab::engine::{
    Command, Refusal,
    policy::{
        DatasourceType, PolicyError, RetentionDuration, RetentionRule, RetentionTag, Schedule,
        ScheduleFrequency, ScheduledBackups, TimeZone, Weekday, validate::check_parts,
    },
    query::{Policies, PolicyDetail},
};

fn rule(tag: RetentionTag, duration: RetentionDuration) -> RetentionRule {
    RetentionRule { tag, duration }
}

fn scheduled(retention: Vec<RetentionRule>) -> ScheduledBackups {
    ScheduledBackups { schedule: daily(7, 30, TimeZone::Utc), retention }
}

fn check(
    scheduled: Option<&ScheduledBackups>,
    continuous: Option<RetentionDuration>,
) -> Result<(), PolicyError> {
    check_parts(DatasourceType::Blob, scheduled, continuous)
}

/// A year is too long.
#[test]
fn operational_retention_is_at_most_360_days_not_a_year() {
    type Unit = fn(u32) -> RetentionDuration;
    for (duration, max, unit) in [(Days as Unit, 360, "days"), (Weeks, 51, "weeks"), (Months, 11, "months")] {
        for count in [1, max] {
            assert_eq!(check(None, Some(duration(count))), Ok(()), "{count} {unit}");
        }
        for count in [0, max + 1] {
            let refused = PolicyError::ContinuousOutOfRange { count, unit: unit.to_string() };
            assert_eq!(check(None, Some(duration(count))), Err(refused), "{count} {unit}");
        }
    }
    let refused = Refusal::from(check(None, Some(Years(1))).expect_err("a year is too long")).explain();
    assert_eq!(refused.code, "BMSUserErrorInvalidPolicyInput");
    assert_eq!(refused.cause, "They are kept for 1 to 360 days, 51 weeks or 11 months.");
}

#[test]
fn vaulted_retention_is_at_most_ten_years_in_each_unit() {
    let rows = [
        (Default, Days(7), Days(3_650), Days(6), Days(3_651)),
        (Weekly, Weeks(1), Weeks(521), Weeks(0), Weeks(522)),
        (Monthly, Months(1), Months(120), Months(0), Months(121)),
        (Yearly, Years(1), Years(10), Years(0), Years(11)),
    ];
    let check = |tag, duration| {
        let mut rules = vec![rule(tag, duration)];
        if tag != Default {
            rules.insert(0, rule(Default, Days(30)));
        }
        check(Some(&scheduled(rules)), None)
    };
    for (tag, shortest, longest, too_short, too_long) in rows {
        for duration in [shortest, longest] {
            assert_eq!(check(tag, duration), Ok(()), "{tag:?} {duration:?}");
        }
        for duration in [too_short, too_long] {
            let refused = check(tag, duration);
            assert!(
                matches!(refused, Err(PolicyError::RetentionOutOfRange { tag: at, .. }) if at == tag),
                "{tag:?} {duration:?}: {refused:?}"
            );
        }
    }
}

#[test]
fn schedules_are_daily_or_weekly() {
    let check =
        |schedule: Schedule| check(Some(&ScheduledBackups { schedule, retention: all_rules() }), None);
    assert_eq!(check(daily(7, 30, TimeZone::Utc)), Ok(()));
    assert_eq!(check(weekly(&[Weekday::Sunday, Weekday::Friday], 7, 30, TimeZone::Utc)), Ok(()));
    assert_eq!(check(weekly(&[], 7, 30, TimeZone::Utc)), Err(PolicyError::NoWeekdayChosen));
    let hourly = Schedule { frequency: ScheduleFrequency::Hourly(4), ..daily(0, 0, TimeZone::Utc) };
    assert!(matches!(check(hourly), Err(PolicyError::FrequencyNotOffered { .. })));
    let rules = vec![rule(Default, Days(30)), rule(Daily, Days(30))];
    let daily_rule = check_parts(DatasourceType::Blob, Some(&scheduled(rules)), None);
    assert!(matches!(daily_rule, Err(PolicyError::RuleNotOffered { tag: Daily, .. })));
}

#[test]
fn a_policy_has_a_part_at_least_and_only_parts_its_datasource_has() {
    let (blob, lake, disk) = (DatasourceType::Blob, DatasourceType::DataLakeStorage, DatasourceType::Disk);
    let vaulted = scheduled(vec![rule(Default, Days(30))]);
    let (both, month) = (Some(&vaulted), Some(Days(30)));
    let nothing = |datasource_type| Err(PolicyError::NothingBackedUp { datasource_type });
    let not_offered = |datasource_type| Err(PolicyError::ContinuousNotOffered { datasource_type });
    let rows = [
        (blob, both, month, Ok(())),
        (blob, both, None, Ok(())),
        (blob, None, month, Ok(())),
        (blob, None, None, nothing(blob)),
        (lake, both, None, Ok(())),
        (lake, both, month, not_offered(lake)),
        (lake, None, month, not_offered(lake)),
        (lake, None, None, nothing(lake)),
        (disk, both, None, Ok(())),
        (disk, both, month, not_offered(disk)),
        (disk, None, None, nothing(disk)),
    ];
    for (datasource_type, scheduled, continuous, expected) in rows {
        let checked = check_parts(datasource_type, scheduled, continuous);
        assert_eq!(checked, expected, "{datasource_type:?} {} {continuous:?}", scheduled.is_some());
        if let Err(refused) = checked {
            let explained = refused.explain();
            assert_eq!(explained.code, "BMSUserErrorInvalidPolicyInput");
            assert!(!explained.cause.is_empty() && !explained.action.is_empty());
        }
    }
}

#[test]
fn both_parts_are_kept_and_shown() {
    let site = BlobBackupSite::new();
    let rows = site.ask(Policies { vault: site.vault.clone() });
    let shown: Vec<_> =
        rows.iter().map(|row| (row.name.as_str(), row.rules().len(), row.continuous)).collect();
    let month = Some(Days(30));
    assert_eq!(shown, [("both", 4, month), ("operational", 0, month), ("vaulted", 4, None)]);
    let runs = |name: &str| {
        site.ask(PolicyDetail { policy: site.vault.child("backupPolicies", name) }).preview.len()
    };
    assert_eq!([runs("both"), runs("operational")], [10, 0]);
}

/// There is no command that changes a policy, and its name is taken for good.
#[test]
fn a_policy_is_not_replaced_by_one_of_its_name() {
    let mut site = BlobBackupSite::new();
    let refused = site.refusal(Command::CreateBackupPolicy {
        vault: site.vault.clone(),
        name: "OPERATIONAL".to_string(),
        datasource_type: DatasourceType::Blob,
        scheduled: None,
        continuous: Some(Days(90)),
    });
    assert_eq!(refused, PolicyError::PolicyNameTaken { name: "OPERATIONAL".to_string() }.into());
}
