//! Who may do what, and from when.

use crate::lab::{Lab, create_account, persona, put_file};
use expect_test::expect;
use uuid::Uuid;
use vault_lab::{
    base::ArmId,
    engine::{
        Command, Event,
        ids::AssignmentId,
        query::{IdentityAssignments, Principals, RoleAssignments},
        rbac::{PrincipalId, PrincipalKind, Role, RoleAssignment},
        state::TimerAction,
    },
};

fn assign(scope: &ArmId, role: Role, principal: PrincipalId) -> Command {
    Command::CreateRoleAssignment { scope: scope.clone(), role, principal, name: None }
}

/// Name, role, and whether each standing assignment made at `scope` itself counts.
fn own_assignments(lab: &Lab, scope: &ArmId) -> Vec<(String, &'static str, bool)> {
    let rows = lab.ask(RoleAssignments { scope: scope.clone() });
    rows.into_iter()
        .filter(|row| !row.inherited)
        .map(|row| {
            (row.principal_name.unwrap_or("Identity not found".to_string()), row.role.name(), row.effective)
        })
        .collect()
}

/// The command that removes the only assignment made at `scope` itself.
fn remove_own(lab: &Lab, scope: &ArmId) -> Command {
    let rows = lab.ask(RoleAssignments { scope: scope.clone() });
    let mut own = rows.into_iter().filter(|row| !row.inherited);
    Command::DeleteRoleAssignment { assignment: own.next().expect("an assignment at the scope").id }
}

#[test]
fn a_role_shows_at_once_and_counts_later() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    lab.do_(assign(&group, Role::Contributor, persona("Rosa")));
    assert_eq!(own_assignments(&lab, &group), [("Rosa Backup-Reader".to_string(), "Contributor", false)]);
    assert_eq!(lab.refused(assign(&group, Role::Contributor, persona("Rosa"))), "RoleAssignmentExists");

    lab.sign_in("Rosa");
    let early = lab.refusal(create_account(&group, "rosasaccount", true));
    expect!["AuthorizationFailed: The client 'Rosa Backup-Reader' with object id '4f1c0a52-93d7-4b7e-8a51-0c6a8f5d2e05' does not have authorization to perform action 'Microsoft.Storage/storageAccounts/write' over scope '/subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01/resourceGroups/rg-lake/providers/Microsoft.Storage/storageAccounts/rosasaccount' or the scope is invalid. If access was recently granted, please refresh your credentials."]
        .assert_eq(&early.to_string());
    lab.next_event();
    assert!((1..=30).contains(&lab.minutes()), "{}", lab.minutes());
    lab.do_(create_account(&group, "rosasaccount", true));
}

#[test]
fn propagation_is_mostly_quick_and_now_and_then_slow() {
    let mut lab = Lab::new();
    let mut delays = Vec::new();
    for number in 0..200 {
        let scope = lab.group(&format!("rg-{number}"));
        let events = lab.do_(assign(&scope, Role::Reader, persona("Stella")));
        let Event::RoleAssigned(row) = &events[0] else { panic!("{events:?}") };
        delays.push(row.effective_at.since(row.created_at).seconds());
    }
    assert!(delays.iter().all(|seconds| (60..=1_800).contains(seconds)));
    let slow = delays.iter().filter(|seconds| **seconds > 600).count();
    assert!((3..=25).contains(&slow), "{slow} of 200 took longer than ten minutes");
}

#[test]
fn a_removed_role_is_gone_from_the_list_before_it_stops_counting() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    lab.give(persona("Rosa"), Role::Contributor, &group);
    let remove = remove_own(&lab, &group);
    lab.do_(remove.clone());
    assert_eq!(own_assignments(&lab, &group), []);
    assert_eq!(lab.refused(remove.clone()), "RoleAssignmentNotFound");

    lab.sign_in("Rosa");
    lab.do_(create_account(&group, "quickrosa", true));
    lab.advance(5);
    assert_eq!(lab.refused(create_account(&group, "laterosa", true)), "AuthorizationFailed");
    lab.sign_in("Olivia");
    assert_eq!(lab.refused(remove), "RoleAssignmentNotFound");

    // Given again while the first is being removed: a new assignment, not a duplicate.
    lab.do_(assign(&group, Role::Contributor, persona("Rosa")));
    lab.advance(30);
    assert_eq!(own_assignments(&lab, &group), [("Rosa Backup-Reader".to_string(), "Contributor", true)]);
}

#[test]
fn a_role_removed_before_it_counted_leaves_no_timer() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    lab.do_(assign(&group, Role::Contributor, persona("Rosa")));
    let remove = remove_own(&lab, &group);
    lab.do_(remove);
    assert!(lab.state.timers.is_empty());
    lab.advance(30).sign_in("Rosa");
    assert_eq!(lab.refused(create_account(&group, "rosasaccount", true)), "AuthorizationFailed");
}

#[test]
fn only_those_who_may_assign_roles_do() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let command = assign(&group, Role::Reader, persona("Stella"));
    for name in ["Carlos", "Bianca", "Oskar", "Rosa", "Ravi", "Stella"] {
        lab.sign_in(name);
        assert_eq!(lab.refused(command.clone()), "AuthorizationFailed", "{name}");
    }
    lab.sign_in("Olivia").give(persona("Carlos"), Role::UserAccessAdministrator, &group);
    lab.sign_in("Carlos").do_(command);
    // At the group, not above it.
    let subscription = ArmId::subscription(lab.subscription(0));
    assert_eq!(lab.refused(assign(&subscription, Role::Reader, persona("Stella"))), "AuthorizationFailed");
}

#[test]
fn what_a_role_is_given_to_and_where_has_to_exist() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let nobody = PrincipalId(Uuid::from_u128(5));
    assert_eq!(lab.refused(assign(&group, Role::Reader, nobody)), "PrincipalNotFound");
    let gone = ArmId::resource_group(lab.subscription(0), "rg-gone");
    assert_eq!(lab.refused(assign(&gone, Role::Reader, persona("Ravi"))), "ResourceGroupNotFound");
    let odd = group.child("providers/Microsoft.Compute/disks", "disk1");
    assert_eq!(lab.refused(assign(&odd, Role::Reader, persona("Ravi"))), "ResourceNotFound");
    let odd = ArmId::subscription(lab.subscription(0)).child("locations", "westeurope");
    assert_eq!(lab.refused(assign(&odd, Role::Reader, persona("Ravi"))), "ResourceNotFound");
    let not_an_assignment = Command::DeleteRoleAssignment { assignment: group };
    assert_eq!(lab.refused(not_an_assignment), "RoleAssignmentNotFound");
}

#[test]
fn the_last_owner_stays() {
    let mut lab = Lab::new();
    let subscription = ArmId::subscription(lab.subscription(0));
    let owner_row = |lab: &Lab, name: &str| {
        let rows = lab.ask(RoleAssignments { scope: subscription.clone() });
        let row = rows.into_iter().find(|row| {
            row.role == Role::Owner
                && row.principal_name.as_ref().is_some_and(|found| found.starts_with(name))
        });
        Command::DeleteRoleAssignment { assignment: row.expect("an owner of that name").id }
    };
    let remove_olivia = owner_row(&lab, "Olivia");
    assert_eq!(lab.refused(remove_olivia.clone()), "LastOwnerCannotBeRemoved");
    lab.do_(assign(&subscription, Role::Owner, persona("Carlos")));
    lab.advance(30);
    lab.do_(remove_olivia);
    let remove_carlos = owner_row(&lab, "Carlos");
    assert_eq!(lab.refused(remove_carlos), "LastOwnerCannotBeRemoved");
}

#[test]
fn a_subscription_takes_4000_role_assignments() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let there = lab.state.assignments.len() / 2;
    for number in there..4_000 {
        let id = AssignmentId(lab.state.world().next_id);
        let row = RoleAssignment {
            id,
            guid: Uuid::from_u128(number as u128),
            scope: group.clone(),
            principal: PrincipalId(Uuid::from_u128(number as u128)),
            role: Role::Reader,
            created_at: lab.now(),
            created_by: PrincipalId::SYSTEM,
            effective_at: lab.now(),
        };
        vault_lab::engine::apply::apply_event(&mut lab.state, &Event::RoleAssigned(row));
    }
    let one_more = assign(&group, Role::Reader, persona("Stella"));
    assert_eq!(lab.refused(one_more.clone()), "RoleAssignmentLimitExceeded");
    // The other subscription has its own count.
    lab.do_(assign(&ArmId::subscription(lab.subscription(1)), Role::Reader, persona("Stella")));
    let orphan = lab.state.assignments.last().map(|(_, row)| row.arm_id()).filter(|id| group.contains(id));
    assert!(orphan.is_none(), "the newest assignment is Stella's in the other subscription");
    let first = lab.state.assignments.values().find(|row| row.scope == group).expect("one of many").arm_id();
    lab.do_(Command::DeleteRoleAssignment { assignment: first });
    lab.do_(one_more);
}

#[test]
fn data_is_for_those_with_a_data_role_or_a_key() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let account = lab.data_lake(&group, "lakesource");
    let container = lab.container(&account, "raw");
    let may = |lab: &mut Lab, name: &str| {
        lab.sign_in(name).request(put_file(&container, "probe.txt", name)).is_ok()
    };
    let allowed: Vec<&str> = ["Olivia", "Carlos", "Bianca", "Oskar", "Rosa", "Ravi", "Stella"]
        .into_iter()
        .filter(|name| may(&mut lab, name))
        .collect();
    assert_eq!(allowed, ["Olivia", "Carlos", "Stella"]);
    // A data role at the container is enough, there and nowhere else.
    lab.sign_in("Olivia").give(persona("Ravi"), Role::StorageBlobDataContributor, &container);
    assert!(may(&mut lab, "Ravi"));
    lab.sign_in("Olivia");
    let other = lab.container(&account, "other");
    lab.sign_in("Ravi");
    assert_eq!(lab.refused(put_file(&other, "probe.txt", "Ravi")), "AuthorizationFailed");
}

#[test]
fn identities_are_found_by_name_and_list_what_they_were_given() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let account = lab.data_lake(&group, "lakesource");
    let vault = lab.vault(&group, "vault-west");
    let found = lab.ask(Principals { text: "VAULT-w".to_string(), kind: None });
    expect![[r#"[("vault-west", ManagedIdentity, "Backup vault")]"#]].assert_eq(&format!(
        "{:?}",
        found.iter().map(|row| (&row.name, row.kind, &row.detail)).collect::<Vec<_>>()
    ));
    let users = lab.ask(Principals { text: "backup".to_string(), kind: Some(PrincipalKind::User) });
    let names: Vec<&str> = users.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Bianca Backup-Contributor", "Oskar Backup-Operator", "Rosa Backup-Reader"]);

    lab.do_(assign(&account, Role::StorageAccountBackupContributor, found[0].id));
    let given = lab.ask(IdentityAssignments { vault });
    assert_eq!(given.len(), 1);
    assert_eq!((given[0].scope_name.as_str(), given[0].effective), ("lakesource", false));
}

#[test]
fn a_role_at_something_deleted_does_not_come_back_with_its_name() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let account = lab.data_lake(&group, "lakesource");
    lab.do_(assign(&account, Role::Contributor, persona("Rosa")));
    lab.do_(Command::DeleteStorageAccount { account: account.clone() });
    let timer = lab.state.timers.iter().find(|(_, action)| matches!(action, TimerAction::RoleEffective(_)));
    assert_eq!(timer, None);
    let again = lab.data_lake(&group, "lakesource");
    assert_eq!(own_assignments(&lab, &again), []);
}
