//! What the screens ask: the world, search, and lists that leave out what a viewer may not see.

use crate::lab::{Lab, create_account, persona};
use expect_test::expect;
use std::collections::BTreeSet;
use vault_lab::{
    base::{ArmId, SimSpan},
    engine::{
        Command,
        compute::SnapshotSku,
        query::{
            CheckCommand, Containers, NewestResources, NextEvents, PageRequest, PathDetail, Paths, Query,
            ResourceGroups, ResourcePage, Resources, Search, StorageAccountDetail, Subscriptions,
            VaultDetail, Viewer, WorldSummary, access::read_action,
        },
        rbac::{PrincipalId, Role},
        resources::{ResourceKind, Tags},
    },
    scenarios,
};

/// Two groups, a lake in one and a vault in the other.
fn estate() -> (Lab, ArmId, ArmId) {
    let mut lab = Lab::new();
    let lakes = lab.group("rg-lakes");
    let vaults = lab.group("rg-vaults");
    let account = lab.data_lake(&lakes, "lakesource");
    let vault = lab.vault(&vaults, "vault-west");
    (lab, account, vault)
}

fn resources(kind: Option<ResourceKind>, text: &str, limit: usize) -> ResourcePage {
    let page = PageRequest { text: text.to_string(), ..PageRequest::first(limit) };
    let (subscriptions, groups, locations) = Default::default();
    ResourcePage { kind, group: None, subscriptions, groups, locations, page }
}

fn paths(container: &ArmId, directory: &str, prefix: &str, from: Option<&str>, limit: usize) -> Paths {
    let (directory, prefix) = (directory.to_string(), prefix.to_string());
    Paths { container: container.clone(), directory, prefix, from: from.map(str::to_string), limit }
}

#[test]
fn the_world_in_short() {
    let (lab, ..) = estate();
    expect![[r#"
        WorldView {
            scenario: "lab",
            now: 2026-09-14T08:02:00Z,
            speed: 60,
            paused: false,
            resources: 2,
            directory: "Tailspin Toys",
            default_subscription: 6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01,
        }
    "#]]
    .assert_debug_eq(&lab.ask(WorldSummary));
}

#[test]
fn what_happens_next() {
    let (mut lab, account, vault) = estate();
    let group = ArmId::resource_group(lab.subscription(0), "rg-lakes");
    let (scope, principal) = (account.clone(), lab.identity(&vault));
    let role = Role::StorageAccountBackupContributor;
    lab.give(persona("Ravi"), Role::Contributor, &ArmId::subscription(lab.subscription(1)));
    lab.do_(create_account(&group, "secondlake", true));
    lab.do_(Command::CreateRoleAssignment { scope, role, principal, name: None });
    let ravis =
        lab.state.assignments.values().find(|row| {
            row.role == role || row.principal == persona("Ravi") && row.role == Role::Contributor
        });
    let assignment = ravis.expect("just given").arm_id();
    lab.do_(Command::DeleteRoleAssignment { assignment });
    let events = lab.ask(NextEvents { limit: 10 });
    let mut shown: Vec<String> =
        events.iter().map(|event| format!("{:?} {}", event.kind, event.subject)).collect();
    assert!(events.is_sorted_by_key(|event| event.at));
    shown.sort();
    expect![[r#"
        DeploymentFinishes secondlake
        RoleIsRemoved Contributor on Tailspin Sandbox
        RoleTakesEffect Storage Account Backup Contributor on lakesource"#]]
    .assert_eq(&shown.join("\n"));
    assert_eq!(lab.ask(NextEvents { limit: 1 }).len(), 1);
}

#[test]
fn search_finds_names_that_start_with_the_text_first() {
    let (mut lab, ..) = estate();
    let group = ArmId::resource_group(lab.subscription(0), "rg-lakes");
    lab.data_lake(&group, "bigvaultlake");
    let found = |lab: &Lab, text: &str, limit| {
        let hits = lab.ask(Search { text: text.to_string(), limit });
        hits.iter().map(|hit| format!("{} ({})", hit.name, hit.kind)).collect::<Vec<_>>().join(", ")
    };
    expect!["vault-west (Backup vault), bigvaultlake (Storage account), rg-vaults (Resource group)"]
        .assert_eq(&found(&lab, " VAULT", 10));
    assert_eq!(found(&lab, "vault", 1), "vault-west (Backup vault)");
    assert_eq!(found(&lab, "sandbox", 5), "Tailspin Sandbox (Subscription)");
    assert_eq!(found(&lab, "  ", 5), "");
}

#[test]
fn lists_leave_out_what_the_viewer_may_not_read() {
    let (mut lab, account, vault) = estate();
    let raw = lab.container(&account, "raw");
    lab.file(&raw, "orders.csv", "1");
    let names = |lab: &Lab| -> Vec<String> {
        lab.ask(Resources::default()).into_iter().map(|row| row.name).collect()
    };
    assert_eq!(names(lab.sign_in("Ravi")), ["lakesource", "vault-west"]);
    assert_eq!(names(lab.sign_in("Rosa")), ["vault-west"]);
    assert_eq!(names(lab.sign_in("Stella")), ["lakesource"]);

    let refused = |lab: &Lab, query: Query| {
        let viewer = Viewer { state: &lab.state, principal: lab.principal, now: lab.now() };
        query.answer(&viewer).expect_err("the viewer may not look").code()
    };
    let forbidden = "AuthorizationFailed";
    assert_eq!(refused(&lab, VaultDetail { vault }.into()), forbidden);
    lab.sign_in("Rosa");
    assert_eq!(refused(&lab, StorageAccountDetail { account: account.clone() }.into()), forbidden);
    assert_eq!(refused(&lab, Containers { account: account.clone() }.into()), forbidden);
    // A reader sees the containers, but not what is in them.
    lab.sign_in("Ravi");
    assert_eq!(lab.ask(Containers { account: account.clone() }).len(), 1);
    assert_eq!(refused(&lab, paths(&raw, "", "", None, 10).into()), forbidden);
    let path = "orders.csv".to_string();
    assert_eq!(refused(&lab, PathDetail { container: raw.clone(), path }.into()), forbidden);
    // An operator may look at the account, and finds no containers.
    lab.sign_in("Oskar");
    assert_eq!(lab.ask(Containers { account }), []);
}

/// Thousands of snapshots, and who may read one group of them, one disk, or nothing.
#[test]
fn lists_of_many_resources_end_and_find_the_others_by_name() {
    let mut lab = Lab::new();
    lab.state = scenarios::thinned_large_estate(15, SimSpan::from_days(30)).finish();
    let all: Vec<String> = lab.ask(Resources::default()).into_iter().map(|row| row.name).collect();
    assert!(all.len() > 1_000, "{}", all.len());
    let page = lab.ask(resources(None, "", usize::MAX));
    assert_eq!((page.rows.len(), page.total), (1_000, all.len()));
    assert!(page.rows.iter().map(|row| &row.name).eq(&all[..1_000]), "the first by name");
    let found = lab.ask(resources(None, " Vault-SEA ", 10));
    assert_eq!(found.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["vault-sea-prod"]);
    let disks = lab.ask(resources(Some(ResourceKind::Disk), "", 1_000));
    assert_eq!((disks.rows.len(), disks.total), (lab.state.disks.len(), lab.state.disks.len()));
    let newest = lab.ask(NewestResources { limit: 8 });
    assert!(newest.len() == 8 && newest.is_sorted_by(|one, next| one.created_at >= next.created_at));
    assert!(newest.iter().all(|row| row.kind != ResourceKind::Snapshot), "nobody took them");
    let disk = lab.ask(Resources { kind: Some(ResourceKind::Disk), group: None }).swap_remove(0);
    let (group, disk) = (disk.group, disk.id);
    let name = "mine".to_string();
    let (sku, tags) = (SnapshotSku::StandardLrs, Tags::new());
    lab.do_(Command::CreateSnapshot { group, name, disk, incremental: true, sku, tags });
    lab.advance(1);
    assert_eq!(lab.ask(NewestResources { limit: 1 })[0].name, "mine", "a person took that");

    // Nobody sees more, or less, than what each resource by itself says of who may read it.
    let disk = lab.ask(Resources { kind: Some(ResourceKind::Disk), group: None }).swap_remove(0);
    let identities: Vec<PrincipalId> =
        lab.state.vaults.values().filter_map(|vault| Some(vault.identity?.principal)).collect();
    lab.give(identities[5], Role::DiskBackupReader, &disk.id);
    lab.advance(40);
    let owned = lab.ask(Resources::default());
    let mut seen = BTreeSet::new();
    for principal in identities.into_iter().chain(["Ravi", "Rosa", "Stella", "Oskar"].map(persona)) {
        lab.principal = principal;
        let viewer = Viewer { state: &lab.state, principal, now: lab.now() };
        let expected = owned.iter().filter(|row| viewer.may(read_action(row.kind), &row.id));
        let expected: Vec<ArmId> = expected.map(|row| row.id.clone()).collect();
        let found = lab.ask(Resources::default()).into_iter().map(|row| row.id);
        assert!(found.eq(expected.iter().cloned()), "{principal:?}");
        assert_eq!(lab.ask(resources(None, "", 1)).total, expected.len());
        let hits = lab.ask(Search { text: disk.name.clone(), limit: 5 });
        assert_eq!(hits.iter().any(|hit| hit.id == disk.id), expected.contains(&disk.id), "{principal:?}");
        seen.insert(expected.len());
    }
    assert!(seen.len() > 4, "they may read different things: {seen:?}");
}

#[test]
fn a_subscription_shows_to_whoever_has_a_role_in_it() {
    let (mut lab, account, vault) = estate();
    let shown = |lab: &Lab| -> Vec<(String, String, usize)> {
        let rows = lab.ask(Subscriptions);
        rows.into_iter().map(|row| (row.name, row.my_role, row.resources)).collect()
    };
    expect![[r#"[("Tailspin Production", "Owner", 2), ("Tailspin Sandbox", "Owner", 0)]"#]]
        .assert_eq(&format!("{:?}", shown(&lab)));
    // The identity of a vault, with a role at one account.
    let identity = lab.identity(&vault);
    lab.give(identity, Role::StorageAccountBackupContributor, &account);
    lab.principal = identity;
    expect![[r#"[("Tailspin Production", "", 1)]"#]].assert_eq(&format!("{:?}", shown(&lab)));
    assert_eq!(lab.ask(ResourceGroups { subscription: None }), []);
}

#[test]
fn a_command_can_be_tried_without_consequences() {
    let (lab, account, _) = estate();
    let group = ArmId::resource_group(lab.subscription(0), "rg-lakes");
    let check = |name: &str, who: &str| {
        let command = Box::new(create_account(&group, name, true));
        let refusal = lab.ask(CheckCommand { command, principal: persona(who) });
        refusal.map(|refusal| refusal.code())
    };
    assert_eq!(check("freshname", "Olivia"), None);
    assert_eq!(check("lakesource", "Olivia"), Some("StorageAccountAlreadyTaken"));
    assert_eq!(check("freshname", "Ravi"), Some("AuthorizationFailed"));
    assert_eq!(lab.ask(StorageAccountDetail { account }).protected_by, None);
    assert_eq!(lab.ask(Resources { kind: Some(ResourceKind::StorageAccount), group: None }).len(), 1);
}

#[test]
fn the_file_browser_pages_and_filters() {
    let (mut lab, account, _) = estate();
    let raw = lab.container(&account, "raw");
    for number in 0..25 {
        lab.file(&raw, &format!("day{number:02}/deep/file.csv"), "1");
        lab.file(&raw, &format!("day{number:02}.csv"), "2");
    }
    let page = |directory: &str, prefix: &str, from: Option<&str>, limit: usize| {
        let page = lab.ask(paths(&raw, directory, prefix, from, limit));
        let names: Vec<&str> = page.rows.iter().map(|row| row.name.as_str()).collect();
        (names.join(" "), page.next)
    };
    let whole = |names: &str| (names.to_string(), None);
    // Directories stand among the files, each where its name puts it.
    let (names, next) = page("", "", None, 3);
    assert_eq!(names, "day00 day00.csv day01");
    assert_eq!(page("", "", next.as_deref(), 2).0, "day01.csv day02");
    let (names, next) = page("", "day1", None, 19);
    assert!(names.starts_with("day10 day10.csv") && names.ends_with("day19"));
    assert_eq!(page("", "day1", next.as_deref(), 100), whole("day19.csv"));
    assert_eq!(page("", "day2", next.as_deref(), 2).0, "day20 day20.csv");
    assert_eq!(page("day07", "", None, 10), whole("deep"));
    assert_eq!(page("day07/deep", "f", None, 10), whole("file.csv"));
    for (prefix, from) in [("nothing", None), ("day07/", None), ("", Some("e"))] {
        assert_eq!(page("", prefix, from, 10), whole(""));
    }
    // A page makes progress, whatever was asked for.
    assert_eq!(page("", "", None, 0).0, "day00");
}
