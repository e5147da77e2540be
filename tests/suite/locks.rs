//! Management locks: who puts them, where they count, and what they keep from being deleted.

use crate::{
    disk_site::{DiskSite, disk_id, resize},
    lab::{Lab, create_account, create_lock, persona, put_file},
};
use LockLevel::{CanNotDelete, ReadOnly};
use expect_test::expect;
use vault_lab::{
    base::{ArmId, Seed, SimTime},
    engine::{
        Command, State,
        apply::apply_event,
        event::Event,
        ids::LockId,
        limits,
        query::{Locks, Paths, image::image},
        rbac::Role,
        resources::{
            LockLevel, ManagementLock, Region, Tags,
            lock::{check_delete, check_write},
        },
    },
};

const LOCKED: &str = "ScopeLocked";

fn delete_group(group: &ArmId) -> Command {
    Command::DeleteResourceGroup { group: group.clone() }
}

fn unlock(lock: &ArmId) -> Command {
    Command::DeleteLock { lock: lock.clone() }
}

fn tag(resource: &ArmId) -> Command {
    Command::SetTags { resource: resource.clone(), tags: Tags::from([("a".to_string(), String::new())]) }
}

#[test]
fn a_locked_group_stays_until_the_lock_is_removed() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let lock = lab.lock(&group, CanNotDelete);
    let refusal = lab.refusal(delete_group(&group)).explain();
    expect![[r#"
        ScopeLocked
        The scope '/subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01/resourceGroups/rg-lake' cannot perform delete operation because following scope(s) are locked: '/subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01/resourceGroups/rg-lake'. Please remove the lock and try again.
        The lock keep (Delete) on rg-lake forbids it, whatever the role.
        Remove the lock under Locks, which takes the role Owner or User Access Administrator, and try again.
    "#]]
    .assert_eq(&format!("{}\n{}\n{}\n{}\n", refusal.code, refusal.message, refusal.cause, refusal.action));
    lab.do_(tag(&group));
    lab.do_(unlock(&lock));
    assert_eq!(lab.refused(unlock(&lock)), "LockNotFound");
    lab.do_(delete_group(&group));
}

#[test]
fn a_locked_resource_keeps_its_whole_group() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let lakes = ["lakeone", "laketwo"].map(|name| lab.data_lake(&group, name));
    let raw = lab.container(&lakes[1], "raw");
    let on_container = lab.lock(&raw, ReadOnly);
    let on_account = lab.lock(&lakes[1], CanNotDelete);
    let refusal = lab.refusal(delete_group(&group)).explain();
    expect!["The locks keep (Read-only) on raw, keep (Delete) on laketwo forbid it, whatever the role."]
        .assert_eq(&refusal.cause);
    assert_eq!(lab.state.accounts.len(), 2, "nothing of it is deleted");
    lab.do_(Command::DeleteStorageAccount { account: lakes[0].clone() });
    let delete = Command::DeleteStorageAccount { account: lakes[1].clone() };
    lab.do_(unlock(&on_account));
    assert_eq!(lab.refused(delete), LOCKED, "a container in it is locked still");
    lab.do_(unlock(&on_container));
    lab.do_(delete_group(&group));
    assert!(lab.state.accounts.is_empty() && lab.state.locks.is_empty());
}

#[test]
fn putting_a_lock_again_changes_it() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    lab.lock(&group, CanNotDelete);
    assert_eq!(lab.do_(create_lock(&group, "keep", CanNotDelete)), []);
    let notes = "ask the lake team".to_string();
    let command = Command::CreateLock { scope: group.clone(), name: "KEEP".into(), level: ReadOnly, notes };
    lab.do_(command);
    let rows = lab.ask(Locks { scope: group.clone() });
    let shown: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.level, row.notes.as_str())).collect();
    assert_eq!(shown, [("keep", ReadOnly, "ask the lake team")]);
    for number in 1..limits::LOCKS_PER_SCOPE_MAX {
        lab.do_(create_lock(&group, &format!("keep-{number}"), CanNotDelete));
    }
    assert_eq!(lab.refused(create_lock(&group, "one-more", CanNotDelete)), "LockLimitExceeded");
    lab.do_(create_lock(&group, "keep", CanNotDelete));
    let lake = lab.state.groups.values().next().expect("there is a group").arm_id();
    assert_eq!(
        lab.refusal(delete_group(&lake)).explain().cause.matches("keep").count(),
        limits::LOCKS_NAMED_MAX
    );
}

#[test]
fn owners_and_user_access_administrators_lock_and_unlock() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    for (role, may) in [
        (Role::UserAccessAdministrator, true),
        (Role::StorageAccountBackupContributor, true),
        (Role::RoleBasedAccessControlAdministrator, false),
        (Role::Contributor, false),
    ] {
        let (rosa, name) = (persona("Rosa"), format!("by-{}", role.name().replace(' ', "-")));
        let scope = lab.group(&name);
        lab.give(rosa, role, &scope);
        let lock = create_lock(&scope, "keep", CanNotDelete);
        lab.sign_in("Rosa");
        if may {
            lab.do_(lock);
            lab.do_(unlock(&scope.child("providers/Microsoft.Authorization/locks", "keep")));
        } else {
            assert_eq!(lab.refused(lock), "AuthorizationFailed", "{role:?}");
        }
        lab.sign_in("Olivia");
    }
    let lock = lab.lock(&group, ReadOnly);
    assert_eq!(lab.sign_in("Carlos").refused(unlock(&lock)), "AuthorizationFailed");
    assert_eq!(lab.query(Locks { scope: group.clone() }).map(|rows| rows.len()), Ok(1));
    // Not even a read-only lock stands in the way of locks.
    lab.sign_in("Olivia").do_(create_lock(&group, "another", CanNotDelete));
    lab.do_(unlock(&lock));
}

#[test]
fn order_of_checks() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let gone = ArmId::resource_group(lab.subscription(0), "rg-gone");
    let disk = disk_id(&group, "data");
    let mut site_disk = crate::disk_site::create_disk(&group, "data", &Default::default());
    lab.do_(site_disk.clone());
    lab.advance(1);
    let machine = "vm-1".to_string();
    lab.do_(Command::AttachDisk { disk: disk.clone(), machine });
    lab.lock(&group, ReadOnly);
    if let Command::CreateDisk { size_gib, .. } = &mut site_disk {
        *size_gib = 0;
    }
    let notes = |length: usize| Command::CreateLock {
        scope: group.clone(),
        name: "a b".to_string(),
        level: CanNotDelete,
        notes: "n".repeat(length),
    };
    let missing = disk_id(&group, "missing");
    let resize = |disk: &ArmId| resize(disk, 0);
    let cases = [
        ("Ravi", create_lock(&gone, "a b", CanNotDelete), "AuthorizationFailed"),
        ("Olivia", create_lock(&gone, "a b", CanNotDelete), "ResourceGroupNotFound"),
        ("Olivia", notes(513), "InvalidLockName"),
        ("Ravi", unlock(&gone), "AuthorizationFailed"),
        ("Olivia", unlock(&gone), "LockNotFound"),
        ("Ravi", delete_group(&group), "AuthorizationFailed"),
        ("Olivia", delete_group(&gone), "ResourceGroupNotFound"),
        // Its size is invalid, and its name is taken.
        ("Ravi", site_disk.clone(), "AuthorizationFailed"),
        ("Olivia", site_disk, LOCKED),
        ("Olivia", create_account(&gone, "X", true), "ResourceGroupNotFound"),
        ("Olivia", create_account(&group, "X", true), LOCKED),
        ("Olivia", resize(&missing), "ResourceNotFound"),
        ("Olivia", resize(&disk), LOCKED),
        // It is attached.
        ("Ravi", Command::DeleteDisk { disk: disk.clone() }, "AuthorizationFailed"),
        ("Olivia", Command::DeleteDisk { disk: missing }, "ResourceNotFound"),
        ("Olivia", Command::DeleteDisk { disk }, LOCKED),
    ];
    for (who, command, code) in cases {
        let shown = format!("{who}: {command:?}");
        assert_eq!(lab.sign_in(who).refused(command), code, "{shown}");
    }
    let long = Command::CreateLock {
        scope: group.clone(),
        name: "n".to_string(),
        level: CanNotDelete,
        notes: "n".repeat(513),
    };
    assert_eq!(lab.refused(long), "InvalidLockNotes");
}

/// Every pair of scopes: a lock counts at its scope and below it, and keeps what lies above it from being deleted.
#[test]
fn locks_are_inherited_downwards() {
    let subscription = |number| ArmId::subscription(uuid::Uuid::from_u128(number));
    let group = |name| ArmId::resource_group(uuid::Uuid::from_u128(1), name);
    let account = ArmId::resource(&group("rg"), "Microsoft.Storage/storageAccounts", "lake");
    let vault = ArmId::resource(&group("rg"), "Microsoft.DataProtection/backupVaults", "lake");
    // Each with the scope above it.
    let scopes = [
        (subscription(1), None),
        (subscription(2), None),
        (group("rg"), Some(0)),
        (group("rg-2"), Some(0)),
        (account.clone(), Some(2)),
        (account.child("blobServices/default/containers", "raw"), Some(4)),
        (vault.clone(), Some(2)),
        (vault.child("backupPolicies", "raw"), Some(6)),
        (disk_id(&group("rg-2"), "lake"), Some(3)),
        (disk_id(&group("rg-2"), "lake-2"), Some(3)),
    ];
    let above = |from: usize| std::iter::successors(Some(from), |at| scopes[*at].1);
    for (index, (scope, _)) in scopes.iter().enumerate() {
        for level in LockLevel::ALL {
            let mut state = State::new(Seed(1), "locks", SimTime::from_millis(0));
            let row = ManagementLock {
                id: LockId(1),
                // Letters differ in case only: ids compare without regard to it.
                scope: ArmId::new(scope.as_str().to_uppercase()),
                name: "keep".to_string(),
                level,
                notes: String::new(),
                created_at: state.now(),
            };
            apply_event(&mut state, &Event::LockCreated(row));
            for (other, (target, _)) in scopes.iter().enumerate() {
                let below = above(other).any(|at| at == index);
                let holds = above(index).any(|at| at == other);
                let shown = format!("{level:?} on {scope} for {target}");
                assert_eq!(check_write(&state, target).is_err(), below && level == ReadOnly, "{shown}");
                assert_eq!(check_delete(&state, target).is_err(), below || holds, "{shown}");
            }
        }
    }
}

#[test]
fn own_locks_are_listed_before_inherited_ones() {
    let mut lab = Lab::new();
    let (group, other) = (lab.group("rg-lake"), lab.group("rg-other"));
    let lake = lab.data_lake(&group, "lakesource");
    let subscription = ArmId::subscription(lab.subscription(0));
    for (scope, name) in [(&subscription, "a"), (&group, "b"), (&lake, "d"), (&lake, "C"), (&other, "e")] {
        lab.do_(create_lock(scope, name, CanNotDelete));
    }
    let shown = |lab: &Lab, scope: &ArmId| {
        let rows = lab.ask(Locks { scope: scope.clone() });
        let show = |row: &vault_lab::engine::query::LockRow| {
            format!("{} on {}{}", row.name, row.scope_name, if row.inherited { ", inherited" } else { "" })
        };
        rows.iter().map(show).collect::<Vec<_>>().join("; ")
    };
    expect!["C on lakesource; d on lakesource; b on rg-lake, inherited; a on Tailspin Production, inherited"]
        .assert_eq(&shown(&lab, &lake));
    expect!["e on rg-other; a on Tailspin Production, inherited"].assert_eq(&shown(&lab, &other));
    expect!["a on Tailspin Production"].assert_eq(&shown(&lab, &subscription));
    let gone = ArmId::resource_group(lab.subscription(0), "rg-gone");
    assert_eq!(
        lab.query(Locks { scope: gone }).expect_err("it does not exist").code(),
        "ResourceGroupNotFound"
    );
    let elsewhere = ArmId::subscription(lab.subscription(1));
    assert_eq!(shown(&lab, &elsewhere), "");
}

#[test]
fn locks_do_not_protect_data_but_its_keys() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let lake = lab.data_lake(&group, "lakesource");
    let raw = lab.container(&lake, "raw");
    lab.file(&raw, "a.csv", "1");
    let lock = lab.lock(&lake, CanNotDelete);
    let delete = |path: &str| Command::DeletePath { container: raw.clone(), path: path.to_string() };
    lab.do_(delete("a.csv"));
    lab.file(&raw, "b.csv", "1");
    let fine = lab.container(&lake, "fine");
    lab.do_(Command::DeleteContainer { container: fine });
    lab.do_(unlock(&lock));
    lab.lock(&lake, ReadOnly);
    let create = Command::CreateContainer { account: lake.clone(), name: "more".to_string() };
    assert_eq!(lab.refused(create), LOCKED);
    // Owners reach the data by the keys of the account, which are not listed any more.
    let list = Paths {
        container: raw.clone(),
        directory: String::new(),
        prefix: String::new(),
        from: None,
        limit: 10,
    };
    assert_eq!(lab.refused(put_file(&raw, "c.csv", "1")), LOCKED);
    assert_eq!(lab.query(list.clone()).expect_err("nor may they look").code(), LOCKED);
    assert_eq!(lab.sign_in("Ravi").refused(put_file(&raw, "c.csv", "1")), "AuthorizationFailed");
    // Nobody is given a role on the data meanwhile either.
    lab.sign_in("Olivia");
    let (principal, role) = (persona("Rosa"), Role::StorageBlobDataContributor);
    assert_eq!(
        lab.refused(Command::CreateRoleAssignment { scope: raw.clone(), role, principal, name: None }),
        LOCKED
    );
    lab.do_(Command::CreateRoleAssignment { scope: group.clone(), role, principal, name: None });
    lab.advance(30);
    lab.sign_in("Rosa").do_(put_file(&raw, "c.csv", "1"));
    lab.do_(delete("b.csv"));
    assert!(lab.query(list).is_ok());
}

#[test]
fn role_assignments_under_a_lock_stay() {
    let mut lab = Lab::new();
    let (group, other) = (lab.group("rg-lake"), lab.group("rg-other"));
    let assign = |scope: &ArmId, role| Command::CreateRoleAssignment {
        scope: scope.clone(),
        role,
        principal: persona("Rosa"),
        name: None,
    };
    let lock = lab.lock(&group, CanNotDelete);
    lab.do_(assign(&group, Role::Reader));
    lab.do_(assign(&other, Role::Reader));
    let held = |lab: &Lab, scope: &ArmId| {
        let found = lab.state.assignments.values().find(|row| row.scope == *scope);
        found.expect("it was assigned").arm_id()
    };
    let (here, there) = (held(&lab, &group), held(&lab, &other));
    let remove = |assignment: &ArmId| Command::DeleteRoleAssignment { assignment: assignment.clone() };
    assert_eq!(lab.refused(remove(&here)), LOCKED);
    lab.do_(remove(&there));
    lab.do_(create_lock(&group, "keep", ReadOnly));
    assert_eq!(lab.refused(assign(&group, Role::Contributor)), LOCKED);
    lab.do_(unlock(&lock));
    lab.do_(remove(&here));
}

#[test]
fn access_to_the_bytes_of_a_read_only_disk_is_not_granted() {
    let mut site = DiskSite::new();
    site.write(0, 1, 1);
    let disk = site.disk.clone();
    let export = |site: &DiskSite| {
        let (state, principal, now) = (&site.state, site.principal, site.now());
        image(&vault_lab::engine::query::Viewer { state, principal, now }, &disk).map(drop)
    };
    assert_eq!(export(&site), Ok(()));
    let lock = site.lab.lock(&disk, CanNotDelete);
    assert_eq!(export(&site), Ok(()));
    site.do_(unlock(&lock));
    site.lab.lock(&disk, ReadOnly);
    assert_eq!(export(&site).expect_err("it is a POST").code(), LOCKED);
    // The machine that uses it writes on.
    site.write(0, 1, 2);
    let group = site.disks.clone();
    let region = Region::WestEurope;
    let (name, subscription) = (group.name().to_string(), site.subscription(0));
    let again = Command::CreateResourceGroup { subscription, name, region, tags: Tags::new() };
    assert_eq!(site.lab.request(again), Ok(Vec::new()), "the lock lies on the disk only");
}
