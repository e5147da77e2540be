//! Policies: when they fire, which rule keeps a point and until when, and what makes them invalid.

use crate::{
    lab::Lab,
    schedule::{at, daily, weekly},
};
use expect_test::{Expect, expect};
use std::{collections::BTreeSet, fmt::Write};
use vault_lab::{
    base::ArmId,
    engine::{
        Command, Refusal,
        policy::{
            DatasourceType, PolicyError, RetentionDuration, RetentionRule, RetentionTag, Schedule,
            ScheduleFrequency, ScheduledBackups, TimeZone, Weekday,
            retention::{TagReason, choose_tag, expires_at, explain_tag},
            schedule::{local_text, next_firing},
            validate::{check_policy_name, check_retention, check_schedule, duration_bounds},
        },
        query::{Policies, PolicyDetail, PolicyPreview},
    },
};

fn rule(tag: RetentionTag, duration: RetentionDuration) -> RetentionRule {
    RetentionRule { tag, duration }
}

/// Whether a policy for data lakes can have these rules.
fn check_vault_retention(rules: &[RetentionRule]) -> Result<(), PolicyError> {
    check_retention(DatasourceType::DataLakeStorage, &daily(7, 30, TimeZone::Utc), rules)
}

/// Default, weekly, monthly and yearly rules.
fn all_rules() -> Vec<RetentionRule> {
    vec![
        rule(RetentionTag::Default, RetentionDuration::Days(7)),
        rule(RetentionTag::Weekly, RetentionDuration::Weeks(4)),
        rule(RetentionTag::Monthly, RetentionDuration::Months(12)),
        rule(RetentionTag::Yearly, RetentionDuration::Years(10)),
    ]
}

/// Runs a schedule for a while and prints the runs that get another rule than the default one.
fn check_tags(rules: &[RetentionRule], schedule: &Schedule, after: &str, runs: usize, expected: Expect) {
    let mut earlier = Vec::new();
    let mut shown = String::new();
    let mut moment = at(after);
    for _ in 0..runs {
        moment = next_firing(schedule, moment);
        let tag = choose_tag(rules, moment, schedule.time_zone, earlier.iter().copied());
        earlier.push(moment);
        if tag != RetentionTag::Default {
            let line = format!("{}  {}", local_text(moment, schedule.time_zone), tag.display_name());
            writeln!(shown, "{line}").expect("text can be written");
        }
    }
    expected.assert_eq(&shown);
}

#[test]
fn the_first_backup_of_a_period_is_kept_by_its_rule() {
    check_tags(
        &all_rules(),
        &daily(7, 30, TimeZone::Utc),
        "2026-12-10T00:00:00Z",
        60,
        expect![[r#"
        Thu 10 Dec 2026 07:30  Yearly
        Sun 13 Dec 2026 07:30  Weekly
        Sun 20 Dec 2026 07:30  Weekly
        Sun 27 Dec 2026 07:30  Weekly
        Fri 01 Jan 2027 07:30  Yearly
        Sun 03 Jan 2027 07:30  Weekly
        Sun 10 Jan 2027 07:30  Weekly
        Sun 17 Jan 2027 07:30  Weekly
        Sun 24 Jan 2027 07:30  Weekly
        Sun 31 Jan 2027 07:30  Weekly
        Mon 01 Feb 2027 07:30  Monthly
        Sun 07 Feb 2027 07:30  Weekly
    "#]],
    );
}

#[test]
fn weeks_start_on_sunday() {
    let rules = &all_rules()[..2];
    check_tags(
        rules,
        &daily(7, 30, TimeZone::Utc),
        "2026-09-17T00:00:00Z",
        14,
        expect![[r#"
        Thu 17 Sep 2026 07:30  Weekly
        Sun 20 Sep 2026 07:30  Weekly
        Sun 27 Sep 2026 07:30  Weekly
    "#]],
    );
    let days = [Weekday::Saturday, Weekday::Sunday];
    check_tags(
        rules,
        &weekly(&days, 7, 30, TimeZone::Utc),
        "2026-09-17T00:00:00Z",
        5,
        expect![[r#"
        Sat 19 Sep 2026 07:30  Weekly
        Sun 20 Sep 2026 07:30  Weekly
        Sun 27 Sep 2026 07:30  Weekly
    "#]],
    );
}

#[test]
fn periods_are_those_of_the_schedules_zone() {
    // 08:00 in Auckland on 1 January is still 31 December in UTC.
    let schedule = daily(8, 0, TimeZone::NewZealand);
    check_tags(
        &all_rules()[2..],
        &schedule,
        "2026-12-29T00:00:00Z",
        5,
        expect![[r#"
        Wed 30 Dec 2026 08:00  Yearly
        Fri 01 Jan 2027 08:00  Yearly
    "#]],
    );
}

#[test]
fn a_rule_is_explained() {
    let rules = all_rules();
    let earlier = ["2026-01-01T07:30:00Z", "2026-09-01T07:30:00Z"].map(at);
    let choice = explain_tag(&rules, at("2026-09-13T07:30:00Z"), TimeZone::Utc, earlier);
    assert_eq!((choice.tag, choice.reason), (RetentionTag::Weekly, TagReason::FirstOfWeek));
    let passed_over = [(RetentionTag::Yearly, earlier[0]), (RetentionTag::Monthly, earlier[1])];
    assert_eq!(choice.passed_over, passed_over);
    let choice = explain_tag(&rules, at("2026-09-01T09:30:00Z"), TimeZone::Utc, earlier);
    assert_eq!((choice.tag, choice.reason), (RetentionTag::Default, TagReason::Otherwise));
}

#[test]
fn expiry_follows_the_calendar() {
    use RetentionDuration::*;
    let cases = [
        ("2026-09-14T07:30:00Z", Days(7)),
        ("2026-09-14T07:30:00Z", Weeks(521)),
        ("2026-01-31T07:30:00Z", Months(1)),
        ("2028-01-31T07:30:00Z", Months(1)),
        ("2026-10-31T23:59:00Z", Months(120)),
        ("2028-02-29T00:00:00Z", Years(1)),
        ("2028-02-29T00:00:00Z", Years(4)),
        ("2026-12-31T07:30:00Z", Years(10)),
        ("2026-12-31T07:30:00Z", Years(u32::MAX)),
    ];
    let mut shown = String::new();
    for (created, duration) in cases {
        let expires = expires_at(at(created), duration);
        writeln!(shown, "{created} + {duration:?} = {expires}").expect("text can be written");
    }
    expect![[r#"
        2026-09-14T07:30:00Z + Days(7) = 2026-09-21T07:30:00Z
        2026-09-14T07:30:00Z + Weeks(521) = 2036-09-08T07:30:00Z
        2026-01-31T07:30:00Z + Months(1) = 2026-02-28T07:30:00Z
        2028-01-31T07:30:00Z + Months(1) = 2028-02-29T07:30:00Z
        2026-10-31T23:59:00Z + Months(120) = 2036-10-31T23:59:00Z
        2028-02-29T00:00:00Z + Years(1) = 2029-02-28T00:00:00Z
        2028-02-29T00:00:00Z + Years(4) = 2032-02-29T00:00:00Z
        2026-12-31T07:30:00Z + Years(10) = 2036-12-31T07:30:00Z
        2026-12-31T07:30:00Z + Years(4294967295) = +262142-12-31T23:59:59Z
    "#]]
    .assert_eq(&shown);
}

#[test]
fn names_schedules_and_rules_are_checked() {
    for name in ["abc", "Daily-30", "0123456789", &"a".repeat(150)] {
        assert_eq!(check_policy_name(name), Ok(()), "{name}");
    }
    for name in ["", "ab", "daily 30", "daily_30", "täglich", &"a".repeat(151)] {
        assert!(matches!(check_policy_name(name), Err(PolicyError::InvalidPolicyName { .. })), "{name}");
    }
    assert_eq!(check_schedule(DatasourceType::DataLakeStorage, &daily(23, 59, TimeZone::Utc)), Ok(()));
    assert_eq!(
        check_schedule(DatasourceType::DataLakeStorage, &daily(24, 0, TimeZone::Utc)),
        Err(PolicyError::InvalidTimeOfDay { hour: 24, minute: 0 })
    );
    assert!(check_schedule(DatasourceType::DataLakeStorage, &daily(7, 60, TimeZone::Utc)).is_err());
    assert_eq!(
        check_schedule(DatasourceType::DataLakeStorage, &weekly(&[], 7, 0, TimeZone::Utc)),
        Err(PolicyError::NoWeekdayChosen)
    );
    assert_eq!(check_vault_retention(&all_rules()), Ok(()));
    assert_eq!(check_vault_retention(&all_rules()[1..]), Err(PolicyError::DefaultRuleMissing));
    assert_eq!(check_vault_retention(&[]), Err(PolicyError::DefaultRuleMissing));
    let twice = [all_rules(), all_rules()[2..3].to_vec()].concat();
    assert_eq!(check_vault_retention(&twice), Err(PolicyError::DuplicateRule { tag: RetentionTag::Monthly }));
}

#[test]
fn durations_have_bounds() {
    use RetentionDuration::*;
    let mut shown = String::new();
    let tags = DatasourceType::DataLakeStorage.retention_tags().iter().copied();
    for tag in [RetentionTag::Default].into_iter().chain(tags) {
        for (unit, duration) in
            [("days", Days(0)), ("weeks", Weeks(0)), ("months", Months(0)), ("years", Years(0))]
        {
            let (min, max) = duration_bounds(DatasourceType::DataLakeStorage, tag, duration);
            writeln!(shown, "{} {min}-{max} {unit}", tag.display_name()).expect("text can be written");
        }
    }
    expect![[r#"
        Default 7-3650 days
        Default 1-521 weeks
        Default 1-120 months
        Default 1-10 years
        Weekly 7-3650 days
        Weekly 1-521 weeks
        Weekly 1-120 months
        Weekly 1-10 years
        Monthly 31-3650 days
        Monthly 5-521 weeks
        Monthly 1-120 months
        Monthly 1-10 years
        Yearly 366-3650 days
        Yearly 53-521 weeks
        Yearly 12-120 months
        Yearly 1-10 years
    "#]]
    .assert_eq(&shown);
    let rules = |days| [rule(RetentionTag::Default, Days(days))];
    assert_eq!(check_vault_retention(&rules(7)), Ok(()));
    assert_eq!(check_vault_retention(&rules(3_650)), Ok(()));
    for days in [0, 6, 3_651] {
        assert!(matches!(check_vault_retention(&rules(days)), Err(PolicyError::RetentionOutOfRange { .. })));
    }
}

fn create(vault: &ArmId, name: &str) -> Command {
    Command::CreateBackupPolicy {
        vault: vault.clone(),
        name: name.to_string(),
        datasource_type: DatasourceType::DataLakeStorage,
        scheduled: Some(ScheduledBackups {
            schedule: daily(7, 30, TimeZone::Utc),
            retention: all_rules().into_iter().rev().collect(),
        }),
        continuous: None,
    }
}

#[test]
fn a_policy_is_created_listed_and_deleted() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lab");
    let vault = lab.vault(&group, "vault-lab");
    lab.do_(create(&vault, "daily"));
    let id = vault.child("backupPolicies", "daily");
    let rows = lab.ask(Policies { vault: vault.clone() });
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].id, id);
    assert_eq!(rows[0].rules(), all_rules(), "rules are ordered by rank");
    let view = lab.ask(PolicyDetail { policy: id.clone() });
    assert_eq!((view.row, view.vault), (rows[0].clone(), vault.clone()));
    let mut preview = String::new();
    for run in &view.preview[..3] {
        let line = format!("{}  {}  until {}", run.local, run.tag.display_name(), run.expires_at);
        writeln!(preview, "{line}").expect("text can be written");
    }
    expect![[r#"
        Tue 15 Sep 2026 07:30  Yearly  until 2036-09-15T07:30:00Z
        Wed 16 Sep 2026 07:30  Default  until 2026-09-23T07:30:00Z
        Thu 17 Sep 2026 07:30  Default  until 2026-09-24T07:30:00Z
    "#]]
    .assert_eq(&preview);
    lab.do_(Command::DeleteBackupPolicy { policy: id.clone() });
    assert_eq!(lab.ask(Policies { vault }), []);
    assert_eq!(lab.refused(Command::DeleteBackupPolicy { policy: id }), "ResourceNotFound");
}

#[test]
fn what_makes_a_policy_refused_and_in_which_order() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lab");
    let vault = lab.vault(&group, "vault-lab");
    lab.do_(create(&vault, "daily"));
    let nowhere = group.child("providers/Microsoft.DataProtection/backupVaults", "gone");
    // Who comes before where, where before what, what before when.
    lab.sign_in("Rosa");
    assert_eq!(lab.refused(create(&nowhere, "?")), "AuthorizationFailed");
    assert_eq!(
        lab.refused(Command::DeleteBackupPolicy { policy: vault.child("backupPolicies", "daily") }),
        "AuthorizationFailed"
    );
    lab.sign_in("Bianca");
    assert_eq!(lab.refused(create(&nowhere, "?")), "ResourceNotFound");
    assert!(matches!(
        lab.refusal(create(&vault, "?")),
        Refusal::Policy(PolicyError::InvalidPolicyName { .. })
    ));
    assert!(matches!(
        lab.refusal(create(&vault, "DAILY")),
        Refusal::Policy(PolicyError::PolicyNameTaken { .. })
    ));
    let mut bad = create(&vault, "weekly");
    if let Command::CreateBackupPolicy { scheduled: Some(scheduled), .. } = &mut bad {
        scheduled.schedule.frequency = ScheduleFrequency::Weekly(BTreeSet::new());
        scheduled.retention.clear();
    }
    assert_eq!(lab.refusal(bad.clone()), Refusal::Policy(PolicyError::NoWeekdayChosen));
    if let Command::CreateBackupPolicy { scheduled: Some(scheduled), .. } = &mut bad {
        scheduled.schedule.frequency = ScheduleFrequency::Daily;
    }
    assert_eq!(lab.refusal(bad), Refusal::Policy(PolicyError::DefaultRuleMissing));
}

#[test]
fn a_preview_answers_for_a_policy_that_does_not_exist_yet() {
    let lab = Lab::new();
    let schedule = daily(2, 30, TimeZone::WesternEurope);
    let datasource_type = DatasourceType::DataLakeStorage;
    let question = PolicyPreview { datasource_type, schedule, retention: all_rules(), runs: 5 };
    let runs = lab.ask(question.clone());
    let tags: Vec<&str> = runs.iter().map(|run| run.tag.display_name()).collect();
    assert_eq!(tags, ["Yearly", "Default", "Default", "Default", "Default"]);
    let wrong = PolicyPreview { retention: Vec::new(), ..question };
    assert_eq!(lab.query(wrong).expect_err("no default rule").code(), "BMSUserErrorInvalidPolicyInput");
}
