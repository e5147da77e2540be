//! Deleting backup data, taking it back, and how it goes for good.

use crate::{
    lab::create_lock,
    site::{Site, all_rules, grant, listed},
};
use expect_test::expect;
use vault_lab::{
    base::{ArmId, SimSpan},
    engine::{
        Command, Refusal,
        ids::InstanceId,
        protection::{PolicyParameters, ProtectionError, ProtectionState},
        query::{
            DataLosses, DeletedInstances, Disaster, InstanceDetail, InstanceRow, Instances, JobDetail, Jobs,
            Means, NextEventKind, NextEvents, Outcome, ProtectionOf, RecoveryPoints,
        },
        resources::{LockLevel, Tags},
        restore::RestoreSelection,
        vault::SoftDeleteState,
    },
};

const STATE: &str = "UserErrorOperationNotAllowedInCurrentState";

/// A protected data lake with two recovery points.
fn backed_up() -> Site {
    let mut site = Site::protected();
    site.back_up();
    site.write("bronze", "orders.csv", "orders");
    site.back_up();
    site
}

fn delete(site: &Site) -> Command {
    Command::DeleteBackupInstance { instance: site.instance.clone() }
}

fn deleted_id(site: &Site) -> ArmId {
    site.vault.child("deletedBackupInstances", site.instance.name())
}

fn undelete(site: &Site) -> Command {
    Command::UndeleteBackupInstance { instance: deleted_id(site) }
}

fn resume(site: &Site) -> Command {
    Command::ResumeProtection { instance: site.instance.clone() }
}

fn rows(site: &Site) -> Vec<InstanceRow> {
    site.ask(Instances { vault: site.vault.clone() })
}

/// With its recovery points, soft-deleted a moment ago.
fn soft_deleted() -> Site {
    let mut site = backed_up();
    let command = delete(&site);
    site.do_(command);
    site
}

#[test]
fn what_is_soft_deleted_is_there_and_nobody_sees_it() {
    let site = soft_deleted();
    let row = rows(&site).remove(0);
    assert_eq!((row.id.clone(), row.state), (deleted_id(&site), ProtectionState::SoftDeleted));
    assert_eq!((row.latest_point, row.operational), (None, false));
    let view = site.ask(InstanceDetail { instance: row.id.clone() });
    let deletion = view.deletion.expect("it is deleted");
    assert_eq!(deletion.until.since(deletion.at), SimSpan::from_days(14));
    assert_eq!((view.points, view.next_backup, view.on_demand_left, view.rules), (0, None, 0, vec![]));
    assert!(view.stored.bytes() > 0, "its bytes are kept");
    for instance in [site.instance.clone(), row.id] {
        let points = site.query(RecoveryPoints { instance, since: None, offset: 0, limit: 10 });
        assert_eq!(points.map(drop).map_err(|refusal| refusal.code()), Err("ResourceNotFound"));
    }
    let gone = site.query(InstanceDetail { instance: site.instance.clone() });
    assert_eq!(gone.map(drop).map_err(|refusal| refusal.code()), Err("ResourceNotFound"));
    assert_eq!(site.ask(ProtectionOf { datasource: site.source.clone() }), None);
}

#[test]
fn nothing_expires_nothing_is_backed_up_and_the_days_count_down() {
    let mut site = soft_deleted();
    let jobs = site.state.jobs.len();
    let left = |site: &Site| {
        let page = site.ask(DeletedInstances { vault: site.vault.clone(), from: None, limit: 10 });
        page.rows.iter().map(|row| row.days_left).collect::<Vec<_>>()
    };
    assert_eq!(left(&site), [14]);
    let next = site.ask(NextEvents { limit: 10 });
    assert_eq!(next.iter().map(|event| event.kind).collect::<Vec<_>>(), [NextEventKind::DeletedDataIsPurged]);
    assert_eq!(next[0].subject, "vault-lab");
    // The rule of its points is 7 days.
    site.advance_days(13);
    assert_eq!((left(&site), site.state.points.len(), site.state.jobs.len()), (vec![1], 2, jobs));
    site.advance(24 * 60 - 1);
    assert_eq!(left(&site), [1]);
    site.advance(1);
    assert_eq!((left(&site), site.state.points.len()), (vec![], 0));
}

#[test]
fn undeleted_it_is_stopped_and_resumed_it_purges_what_had_expired() {
    let mut site = soft_deleted();
    site.advance_days(10);
    let command = undelete(&site);
    site.do_(command);
    let row = rows(&site).remove(0);
    assert_eq!((row.id, row.state), (site.instance.clone(), ProtectionState::ProtectionStopped));
    site.advance_days(10);
    assert_eq!(site.points().len(), 2, "retained for ever, and the purge is off");
    assert_eq!(site.next_backup(), None);
    let again = undelete(&site);
    assert_eq!(site.refused(again), "UserErrorGenericResourceNotFound");
    let resume = resume(&site);
    site.do_(resume);
    site.advance(0);
    assert_eq!(site.points().len(), 0);
    assert!(site.next_backup().is_some());
}

#[test]
fn what_is_undeleted_restores_to_the_same_bytes() {
    let mut site = soft_deleted();
    let (source, target) = (site.source.clone(), site.target.clone());
    let before = site.contents(&source);
    for name in ["bronze", "silver"] {
        let container = site.source_container(name);
        site.do_(Command::DeleteContainer { container });
    }
    site.advance_days(3);
    let command = undelete(&site);
    site.do_(command);
    for name in ["bronze", "silver"] {
        let account = source.clone();
        site.do_(Command::CreateContainer { account, name: name.to_string() });
    }
    let resume = resume(&site);
    site.do_(resume);
    let newest = site.points()[0].seq;
    let restore = site.restore(newest, RestoreSelection::All);
    site.do_(restore);
    site.advance(60);
    assert_eq!(site.contents(&target), before);
}

#[test]
fn the_purge_frees_what_only_the_vault_held() {
    let mut site = backed_up();
    for name in ["bronze", "silver"] {
        let container = site.source_container(name);
        site.do_(Command::DeleteContainer { container });
    }
    assert_eq!(site.state.contents.len(), 3, "the vault has them");
    let command = delete(&site);
    site.do_(command);
    site.advance_days(13);
    assert_eq!(site.state.contents.len(), 3);
    site.advance_days(1);
    assert_eq!((site.state.contents.len(), site.state.replicas.len(), site.state.points.len()), (0, 0, 0));
    assert_eq!((site.state.deleted_instances.len(), site.timers_left()), (0, 0));
    let command = undelete(&site);
    assert_eq!(site.refused(command), "UserErrorGenericResourceNotFound");
    // The datasource is free again for this vault too.
    let account = site.source.clone();
    site.do_(Command::CreateContainer { account, name: "bronze".to_string() });
    let command = site.configure(listed(&["bronze"]));
    site.do_(command);
}

#[test]
fn the_days_at_the_moment_of_deletion_count() {
    let mut site = backed_up();
    let vault = site.vault.clone();
    let keep = |days| Command::SetVaultSoftDelete { vault: vault.clone(), state: SoftDeleteState::On, days };
    site.do_(keep(30));
    let command = delete(&site);
    site.do_(command);
    site.do_(keep(180));
    site.do_(keep(14));
    site.advance_days(29);
    assert_eq!(site.state.deleted_instances.len(), 1);
    site.advance_days(1);
    assert_eq!(site.state.deleted_instances.len(), 0);
}

#[test]
fn without_recovery_points_an_instance_goes_at_once() {
    let mut site = Site::protected();
    let command = delete(&site);
    site.do_(command);
    assert_eq!((rows(&site).len(), site.timers_left()), (0, 0));
    let command = site.configure(listed(&["bronze"]));
    site.do_(command);
}

#[test]
fn what_is_configured_or_backed_up_just_now_is_not_deleted() {
    let mut site = Site::new();
    let source = site.source.clone();
    site.lab.container(&source, "bronze");
    let command = site.configure(listed(&["bronze"]));
    site.do_(command);
    let command = delete(&site);
    assert_eq!(site.refused(command.clone()), STATE);
    site.advance(2);
    let backup = site.backup_now();
    site.do_(backup);
    assert_eq!(site.refused(command.clone()), "UserErrorMaxConcurrentOperationLimitReached");
    site.advance(45);
    site.do_(command.clone());
    assert_eq!(site.refused(command), "ResourceNotFound", "it is gone from there");
}

/// What is restored when the data goes does not come to its end.
#[test]
fn a_restore_that_runs_meanwhile_fails() {
    let mut site = backed_up();
    let restore = site.restore(site.points()[0].seq, RestoreSelection::All);
    site.do_(restore);
    let command = delete(&site);
    site.do_(command);
    site.advance(60);
    assert_eq!(site.last_failure().code, "UserErrorRestorePointNotFoundInBackupVault");
    assert_eq!(site.contents(&site.target.clone()).len(), 0);
}

#[test]
fn jobs_stay_and_lead_to_what_is_deleted() {
    let mut site = soft_deleted();
    let id = deleted_id(&site);
    let of_it = Jobs {
        vault: site.vault.clone(),
        instance: Some(id.clone()),
        window: SimSpan::from_days(7),
        operation: None,
        status: None,
    };
    let jobs = site.ask(of_it.clone());
    assert_eq!(jobs.len(), 3);
    assert!(jobs.iter().all(|job| job.instance.as_ref() == Some(&id)));
    let view = site.ask(JobDetail { vault: site.vault.clone(), guid: jobs[0].guid });
    assert_eq!(view.row.instance, Some(id));
    let command = undelete(&site);
    site.do_(command);
    let jobs = site.ask(Jobs { instance: Some(site.instance.clone()), ..of_it });
    assert!(jobs.iter().all(|job| job.instance.as_ref() == Some(&site.instance)));
}

#[test]
fn soft_deleted_data_does_not_count_as_a_backup() {
    let site = soft_deleted();
    let view = site.ask(DataLosses { account: site.source.clone() });
    let vaulted = |rescue: &&vault_lab::engine::query::Rescue| {
        rescue.disaster == Disaster::AccountDeleted && rescue.means == Means::VaultedBackup
    };
    let rescue = view.rescues.iter().find(vaulted).expect("it is told");
    assert_eq!((rescue.outcome, view.protected_by), (Outcome::NotThere, None));
}

#[test]
fn who_may_delete_undelete_and_look() {
    let mut site = backed_up();
    let (delete, undelete) = (delete(&site), undelete(&site));
    let denied = "AuthorizationFailed";
    for name in ["Oskar", "Rosa", "Ravi"] {
        site.sign_in(name);
        assert_eq!(site.refused(delete.clone()), denied, "{name}");
    }
    site.sign_in("Bianca");
    site.do_(delete);
    for name in ["Oskar", "Rosa", "Ravi"] {
        site.sign_in(name);
        assert_eq!(site.refused(undelete.clone()), denied, "{name}");
        let page = site.ask(DeletedInstances { vault: site.vault.clone(), from: None, limit: 10 });
        assert_eq!((page.rows.len(), rows(&site).len()), (1, 1), "{name}");
    }
    site.sign_in("Stella");
    let page = site.query(DeletedInstances { vault: site.vault.clone(), from: None, limit: 10 });
    assert_eq!(page.map(drop).map_err(|refusal| refusal.code()), Err(denied));
    site.sign_in("Bianca");
    site.do_(undelete);
}

#[test]
fn locks_hold_both_ways() {
    let mut site = backed_up();
    let vault = site.vault.clone();
    let (delete, undelete) = (delete(&site), undelete(&site));
    for level in [LockLevel::CanNotDelete, LockLevel::ReadOnly] {
        site.do_(create_lock(&vault, "keep", level));
        assert_eq!(site.refused(delete.clone()), "ScopeLocked");
    }
    let lock = vault.child("providers/Microsoft.Authorization/locks", "keep");
    site.do_(Command::DeleteLock { lock: lock.clone() });
    site.do_(delete);
    site.do_(create_lock(&vault, "keep", LockLevel::ReadOnly));
    assert_eq!(site.refused(undelete.clone()), "ScopeLocked");
    site.do_(create_lock(&vault, "keep", LockLevel::CanNotDelete));
    site.do_(undelete);
}

/// Protects the source from another vault in the same region; answers its instance.
fn protect_elsewhere(site: &mut Site) -> ArmId {
    let group = site.group.clone();
    let vault = site.lab.vault(&group, "vault-two");
    let identity = site.lab.identity(&vault);
    let source = site.source.clone();
    site.do_(grant(&source, identity));
    site.advance(30);
    let first = std::mem::replace(&mut site.vault, vault.clone());
    let policy = site.create_policy("daily", all_rules());
    site.vault = first;
    site.do_(Command::ConfigureProtection {
        vault: vault.clone(),
        instance_name: "elsewhere".to_string(),
        datasource: source,
        policy,
        parameters: PolicyParameters::Containers(listed(&["bronze"])),
        tags: Tags::new(),
    });
    site.advance(2);
    vault.child("backupInstances", "elsewhere")
}

#[test]
fn the_same_vault_refuses_the_datasource_and_another_takes_it() {
    let mut site = soft_deleted();
    let command = site.configure(listed(&["bronze"]));
    let refusal = site.refusal(command.clone());
    let expected = ProtectionError::AlreadyHasInstance {
        vault: site.vault.clone(),
        instance: "lake-instance".to_string(),
        state: ProtectionState::SoftDeleted,
    };
    assert_eq!(refusal, Refusal::from(expected));
    expect!["UserErrorDppDatasourceAlreadyHasBackupInstance: Datasource is already associated with the backup instance lake-instance in the Backup vault /subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01/resourceGroups/rg-lab/providers/Microsoft.DataProtection/backupVaults/vault-lab with the protection status as Soft deleted."]
        .assert_eq(&refusal.to_string());
    let elsewhere = protect_elsewhere(&mut site);
    let found = site.ask(ProtectionOf { datasource: site.source.clone() });
    assert_eq!(found.map(|row| row.id), Some(elsewhere));
    assert_eq!(site.refused(command), "UserErrorDppDatasourceAlreadyProtected");
}

#[test]
fn undeleted_beside_another_it_cannot_be_resumed() {
    let mut site = soft_deleted();
    let elsewhere = protect_elsewhere(&mut site);
    let command = undelete(&site);
    site.do_(command);
    assert_eq!(site.points().len(), 2, "its data is back all the same");
    let resume = resume(&site);
    let refusal = site.refusal(resume.clone()).explain();
    assert_eq!(refusal.code, "UserErrorDppDatasourceAlreadyHasBackupInstance");
    assert!(refusal.message.contains("elsewhere"), "{}", refusal.message);
    let found = site.ask(ProtectionOf { datasource: site.source.clone() });
    assert_eq!(found.map(|row| row.id), Some(elsewhere.clone()), "the one that backs up");
    // Deleting the stopped one takes nothing from the other.
    let policies = site.state.replication_policies.len();
    let command = delete(&site);
    site.do_(command);
    assert_eq!(site.state.replication_policies.len(), policies);
    let command = undelete(&site);
    site.do_(command);
    site.do_(Command::DeleteBackupInstance { instance: elsewhere });
    site.do_(resume);
}

#[test]
fn its_name_stays_taken() {
    let mut site = soft_deleted();
    let target = site.target.clone();
    site.lab.container(&target, "bronze");
    let name = site.instance.name().to_uppercase();
    let command = Command::ConfigureProtection {
        vault: site.vault.clone(),
        instance_name: name.clone(),
        datasource: target,
        policy: site.policy.clone(),
        parameters: PolicyParameters::Containers(listed(&["bronze"])),
        tags: Tags::new(),
    };
    assert_eq!(site.refusal(command), ProtectionError::InstanceNameTaken { name }.into());
}

/// Makes and soft-deletes more instances in the vault.
fn delete_more(site: &mut Site, names: &[&str]) {
    let (group, identity) = (site.group.clone(), site.lab.identity(&site.vault));
    for name in names {
        let account = site.lab.data_lake(&group, name);
        site.lab.container(&account, "bronze");
        site.do_(grant(&account, identity));
        site.advance(30);
        let instance = site.vault.child("backupInstances", name);
        site.do_(Command::ConfigureProtection {
            vault: site.vault.clone(),
            instance_name: name.to_string(),
            datasource: account,
            policy: site.policy.clone(),
            parameters: PolicyParameters::Containers(listed(&["bronze"])),
            tags: Tags::new(),
        });
        site.advance(2);
        let tag = vault_lab::engine::policy::RetentionTag::Default;
        site.do_(Command::BackupNow { instance: instance.clone(), tag });
        site.advance(45);
        site.do_(Command::DeleteBackupInstance { instance });
    }
}

#[test]
fn the_list_goes_on_where_a_page_ended() {
    let mut site = soft_deleted();
    delete_more(&mut site, &["lakeone", "laketwo"]);
    let ask = |site: &Site, from: Option<InstanceId>| {
        let page = site.ask(DeletedInstances { vault: site.vault.clone(), from, limit: 2 });
        let names: Vec<String> = page.rows.iter().map(|row| row.row.name.clone()).collect();
        (names.join(" "), page.next)
    };
    let (first, next) = ask(&site, None);
    assert_eq!((first.as_str(), next.is_some()), ("lake-instance lakeone", true));
    assert_eq!(ask(&site, next), ("laketwo".to_string(), None));
    let everywhere = site.ask(DeletedInstances { vault: site.vault.clone(), from: None, limit: 1_000_000 });
    assert_eq!(everywhere.rows.len(), 3);
}

/// Each deletion has its own timer, also where two are of the same moment.
#[test]
fn undeleting_one_does_not_keep_the_other() {
    let mut site = backed_up();
    let instance = site.vault.child("backupInstances", "lakeone");
    delete_more(&mut site, &["lakeone"]);
    let deleted = site.vault.child("deletedBackupInstances", "lakeone");
    site.do_(Command::UndeleteBackupInstance { instance: deleted });
    let command = delete(&site);
    site.do_(command);
    site.do_(Command::DeleteBackupInstance { instance });
    assert_eq!(site.timers_left(), 2);
    let command = undelete(&site);
    site.do_(command);
    site.advance_days(14);
    assert_eq!((site.state.deleted_instances.len(), rows(&site).len()), (0, 1));
    assert_eq!(site.points().len(), 2);
}
