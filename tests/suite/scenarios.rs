//! Prepared worlds: what is in them, and that the broken one can be mended by what a person can ask for.

use crate::{disk_site::in_days, lab::Lab};
use std::collections::{BTreeMap, BTreeSet};
use vault_lab::{
    base::{ArmId, SimSpan},
    engine::{
        Command,
        job::{JobOperation, JobStatus},
        policy::{
            DatasourceType, RetentionTag, Schedule, ScheduleFrequency, ScheduledBackups, TimeOfDay, TimeZone,
        },
        protection::{
            BackupInstance, ContainerSelection, PolicyParameters, ProtectionState, point::points_of,
        },
        rbac::Role,
        resources::{SUBSCRIPTIONS, Tags},
        storage::{AccessTier, ChangeFeed, DataProtection},
    },
    scenarios::{self, Contents},
};

fn open(name: &str) -> Lab {
    let mut lab = Lab::new();
    lab.state = scenarios::build(name).expect("there is such a world");
    lab
}

/// How the backups of each instance ended that started in the last days, by the code of their failure.
fn outcomes(lab: &Lab, days: i64) -> BTreeMap<String, Vec<String>> {
    let since = lab.now() - SimSpan::from_days(days);
    let mut outcomes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let recent = lab.state.jobs.values().filter(|job| job.started_at > since);
    for job in recent.filter(|job| job.operation == JobOperation::Backup) {
        let outcome = match (&job.error, job.status) {
            (Some(error), _) => error.code.clone(),
            (None, status) => format!("{status:?}"),
        };
        let seen = outcomes.entry(job.instance_name.clone()).or_default();
        if !seen.contains(&outcome) {
            seen.push(outcome);
        }
    }
    outcomes
}

fn group(name: &str) -> ArmId {
    ArmId::resource_group(SUBSCRIPTIONS[0].0, name)
}

fn resource(kind: &str, name: &str) -> ArmId {
    let lies_in = if kind.contains("DataProtection") { "rg-backup-weu" } else { "rg-data-weu" };
    ArmId::resource(&group(lies_in), kind, name)
}

fn vault(name: &str) -> ArmId {
    resource("Microsoft.DataProtection/backupVaults", name)
}

fn disk(name: &str) -> ArmId {
    resource("Microsoft.Compute/disks", name)
}

fn account(name: &str) -> ArmId {
    resource("Microsoft.Storage/storageAccounts", name)
}

fn instance<'a>(lab: &'a Lab, name: &str) -> &'a BackupInstance {
    lab.state.instances.values().find(|row| row.name == name).expect("it is protected")
}

fn point_count(lab: &Lab, name: &str) -> usize {
    points_of(&lab.state, instance(lab, name).id).count()
}

#[test]
fn a_running_estate_has_a_month_of_everything() {
    let lab = open("Running estate");
    let kinds = [DatasourceType::DataLakeStorage, DatasourceType::Disk, DatasourceType::Blob];
    for kind in kinds {
        let of_kind = || lab.state.instances.values().filter(|row| row.datasource_type == kind);
        assert!(of_kind().count() > 0, "{kind:?}");
        let oldest =
            |row: &BackupInstance| points_of(&lab.state, row.id).next().map(|point| point.created_at);
        let month_ago = lab.now() - SimSpan::from_days(28);
        assert!(of_kind().filter_map(oldest).all(|oldest| oldest < month_ago), "{kind:?}");
    }
    let failed = lab.state.jobs.values().filter(|job| job.status == JobStatus::Failed).count();
    assert!(failed > 3, "the night of the lock: {failed}");
    assert!(outcomes(&lab, 2).values().all(|seen| seen.iter().all(|outcome| outcome == "Completed")));
}

#[test]
fn each_thing_that_is_wrong_in_the_broken_estate_shows() {
    let lab = open("Broken estate");
    let seen = outcomes(&lab, 3);
    let of = |name: &str| seen.get(name).map(|seen| seen.join(", ")).unwrap_or_default();
    assert_eq!(of("disk-search-backup"), "UserErrorNotEnoughPermissionOnSnapshotRG");
    assert_eq!(of("disk-ledger-backup"), "UserErrorNotEnoughPermissionOnDisk");
    assert_eq!(of("lakesales-backup"), "UserErrorIncorrectContainersSelectedForOperation");
    assert_eq!(of("stdocsweu-backup"), "UserErrorRequiredStorageFeaturesDisabled");
    assert_eq!(of("disk-queue-backup"), "Completed");
    assert!(point_count(&lab, "disk-queue-backup") > 14, "seven days are kept, and nothing may be deleted");
    assert_eq!(instance(&lab, "disk-web-backup").state, ProtectionState::BackupsSuspended);
    let mail = instance(&lab, "disk-mail-backup");
    let tags: Vec<RetentionTag> = points_of(&lab.state, mail.id).map(|point| point.tag).collect();
    assert!(tags.len() > 14 && tags[..tags.len() - 7].iter().all(|tag| *tag == RetentionTag::Default));
    let scans = lab.state.find_account(&account("stscansweu")).expect("it is there").id;
    assert!(
        lab.state.lifecycles.get(&scans).is_some_and(|policy| policy.rules[0].versions.delete == Some(1))
    );
}

/// Everything that a person would do in the portal, and nothing else.
#[test]
fn the_broken_estate_can_be_mended() {
    let mut lab = open("Broken estate");
    mend_access(&mut lab);
    mend_storage(&mut lab);
    mend_protection(&mut lab);
    lab.advance_days(4);
    let seen = outcomes(&lab, 2);
    assert_eq!(seen.len(), lab.state.instances.len(), "{seen:?}");
    assert!(seen.values().flatten().all(|outcome| outcome == "Completed"), "{seen:?}");
    assert!(point_count(&lab, "disk-queue-backup") <= 9, "what was overdue is gone");
}

fn grant(lab: &mut Lab, of: &str, role: Role, scope: ArmId) {
    let principal = lab.identity(&vault(of));
    lab.do_(Command::CreateRoleAssignment { scope, role, principal, name: None });
}

fn mend_access(lab: &mut Lab) {
    grant(lab, "vault-weu-prod", Role::DiskSnapshotContributor, group("rg-snapshots-new"));
    grant(lab, "vault-weu-finance", Role::DiskSnapshotContributor, group("rg-snapshots-weu"));
    grant(lab, "vault-weu-finance", Role::DiskBackupReader, disk("disk-ledger"));
    let lock =
        group("rg-snapshots-locked").child("providers/Microsoft.Authorization/locks", "keep-everything");
    lab.do_(Command::DeleteLock { lock });
}

fn mend_storage(lab: &mut Lab) {
    let (documents, scans) = (account("stdocsweu"), account("stscansweu"));
    let settings = lab.state.find_account(&documents).expect("it is there").data_protection.clone();
    let settings = DataProtection { change_feed: ChangeFeed::KeepAll, ..settings };
    lab.do_(Command::SetDataProtection { account: documents, settings });
    lab.do_(Command::SetLifecyclePolicy { account: scans, rules: Vec::new() });
    let instance = vault("vault-weu-prod").child("backupInstances", "lakesales-backup");
    lab.do_(Command::UpdateProtection {
        instance,
        policy: vault("vault-weu-prod").child("backupPolicies", "lakes-daily"),
        parameters: PolicyParameters::Containers(ContainerSelection::Listed(vec!["orders".into()])),
        tags: Tags::new(),
    });
}

fn mend_protection(lab: &mut Lab) {
    let of = |name: &str| vault("vault-weu-prod").child("backupInstances", name);
    lab.do_(Command::ResumeProtection { instance: of("disk-web-backup") });
    let policy = vault("vault-weu-prod").child("backupPolicies", "disks-30-90");
    let schedule = Schedule {
        frequency: ScheduleFrequency::Daily,
        time: TimeOfDay { hour: 1, minute: 0 },
        time_zone: TimeZone::Utc,
    };
    let rules = [(RetentionTag::Default, 30), (RetentionTag::Weekly, 90)];
    lab.do_(Command::CreateBackupPolicy {
        vault: vault("vault-weu-prod"),
        name: policy.name().to_string(),
        datasource_type: DatasourceType::Disk,
        scheduled: Some(ScheduledBackups { schedule, retention: in_days(&rules) }),
        continuous: None,
    });
    lab.do_(Command::UpdateProtection {
        instance: of("disk-mail-backup"),
        policy,
        parameters: PolicyParameters::SnapshotGroup(group("rg-snapshots-weu")),
        tags: Tags::new(),
    });
}

#[test]
fn what_was_backed_up_before_the_morning_is_as_it_was() {
    let lab = open("Ransomware morning");
    let note = lab.state.paths.iter().filter(|((_, path), _)| path.to_string() == "READ_ME_NOW.txt");
    assert_eq!(note.count(), 4, "one in each container in reach");
    let evening = lab.now() - SimSpan::from_hours(7);
    for row in lab.state.instances.values() {
        let points: Vec<_> = points_of(&lab.state, row.id).collect();
        assert!(points.iter().any(|point| point.created_at < evening), "{}: nothing good is left", row.name);
    }
    let tiers = lab.state.paths.values().filter_map(|entry| entry.file()).map(|facts| facts.tier);
    assert!(tiers.into_iter().all(|tier| tier == AccessTier::Hot));
}

/// A seventh of the disks, after two months.
fn small_estate() -> Lab {
    let mut lab = Lab::new();
    lab.state = scenarios::thinned_large_estate(7, SimSpan::from_days(60)).finish();
    lab
}

#[test]
fn a_large_estate_is_spread_over_regions_hours_and_rules() {
    let lab = small_estate();
    let (state, kinds) = (&lab.state, [DatasourceType::DataLakeStorage, DatasourceType::Blob]);
    assert_eq!(state.vaults.len(), 6);
    assert!(state.vaults.values().map(|vault| vault.region).collect::<BTreeSet<_>>().len() == 6);
    for kind in kinds {
        assert!(state.instances.values().any(|row| row.datasource_type == kind), "{kind:?}");
    }
    let used: BTreeSet<_> = state.instances.values().map(|row| row.policy).collect();
    let used = used.iter().filter_map(|id| state.policies.get(id)?.scheduled.as_ref());
    let frequencies: BTreeSet<String> =
        used.clone().map(|part| format!("{:?}", part.schedule.frequency)).collect();
    for frequency in ["Daily", "Hourly(4)", "Hourly(6)", "Hourly(12)"] {
        assert!(frequencies.contains(frequency), "{frequency} is not in {frequencies:?}");
    }
    let hours: BTreeSet<u8> = used.map(|part| part.schedule.time.hour).collect();
    assert!(hours.len() > 10, "{hours:?}");
    let tags: BTreeSet<RetentionTag> = state.points.values().map(|point| point.tag).collect();
    for tag in [RetentionTag::Default, RetentionTag::Daily, RetentionTag::Weekly, RetentionTag::Monthly] {
        assert!(tags.contains(&tag), "{tag:?}");
    }
}

#[test]
fn there_is_something_to_be_found_in_a_large_estate() {
    let lab = small_estate();
    let seen = outcomes(&lab, 2);
    let failing: Vec<&str> = seen
        .iter()
        .filter(|(_, outcomes)| outcomes.iter().any(|outcome| outcome != "Completed"))
        .map(|(name, _)| name.as_str())
        .collect();
    assert!(!failing.is_empty() && failing.len() < 10, "{failing:?}");
    assert!(failing.iter().all(|name| name.starts_with("disk-desktop-scus-")), "{failing:?}");
    let alerts: Vec<_> = lab.state.alerts.values().collect();
    let of_the_night = alerts.iter().filter(|alert| alert.instance_name.contains("-sea-"));
    assert!(
        of_the_night.clone().count() > 5 && of_the_night.clone().all(|alert| alert.resolved_at.is_some())
    );
    assert!(alerts.iter().any(|alert| alert.resolved_at.is_none()));
    let suspended = lab.state.instances.values().filter(|row| row.state == ProtectionState::BackupsSuspended);
    assert!(suspended.count() > 0);
}

/// The only test that builds all of it.
#[test]
fn the_large_estate_is_what_its_card_says() {
    let scenario = scenarios::find("Large estate").expect("there is one");
    let mut preparation = scenario.prepare();
    let (mut told, mut pieces) = (0, 0_u64);
    while preparation.go_on() {
        let done = preparation.per_mille();
        assert!((told..=1_000).contains(&done), "{done} after {told}");
        (told, pieces) = (done, pieces + 1);
    }
    assert!(pieces > 500, "it is made in {pieces} pieces");
    let state = preparation.finish();
    assert_eq!(Contents::of(&state), scenario.contents);
    let days = state.now().since(scenario.start()).millis() / SimSpan::from_days(1).millis();
    assert_eq!(days, i64::from(scenario.history_days));
    let oldest = state.points.values().map(|point| point.created_at).min().expect("there are points");
    assert!(state.now().since(oldest) > SimSpan::from_days(500), "monthly points of data lakes stay");
    assert!(state.points.len() > 20_000 && state.jobs.len() > 20_000 && state.alerts.len() > 100);
}
