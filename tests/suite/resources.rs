//! Resource groups, tags, deployments and the clock.

use crate::{
    lab::{Lab, OPENING, create_account, create_vault},
    site::{Site, listed},
};
use expect_test::expect;
use uuid::Uuid;
use vault_lab::{
    base::{ArmId, SimTime},
    engine::{
        Command,
        query::{DeploymentDetail, ResourceGroupDetail, ResourceGroups, Resources},
        rbac::{PrincipalId, Role},
        resources::{DeploymentStatus, Region, ResourceKind, Tags},
    },
};

fn create_group(lab: &Lab, name: &str, region: Region, tags: &[(&str, &str)]) -> Command {
    Command::CreateResourceGroup {
        subscription: lab.subscription(0),
        name: name.to_string(),
        region,
        tags: tags.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
    }
}

#[test]
fn a_group_is_created_once_and_keeps_its_region() {
    let mut lab = Lab::new();
    lab.do_(create_group(&lab, "rg-lake", Region::WestEurope, &[("team", "data")]));

    // Again, in other letters: the same group, with other tags.
    lab.do_(create_group(&lab, "RG-Lake", Region::WestEurope, &[("team", "backup")]));
    assert_eq!(lab.do_(create_group(&lab, "rg-lake", Region::WestEurope, &[("team", "backup")])), []);
    let elsewhere = lab.refusal(create_group(&lab, "rg-lake", Region::UkSouth, &[]));
    expect!["InvalidResourceGroupLocation: A resource group with the same name 'rg-lake' already exists in 'West Europe'."]
        .assert_eq(&elsewhere.to_string());

    let groups = lab.ask(ResourceGroups { subscription: None });
    expect![[r#"[("rg-lake", "Tailspin Production", {"team": "backup"}, 0)]"#]].assert_eq(&format!(
        "{:?}",
        groups
            .iter()
            .map(|row| (&row.name, &row.subscription_name, &row.tags, row.resources))
            .collect::<Vec<_>>()
    ));
    // The same name in the other subscription is another group.
    let subscription = lab.subscription(1);
    let (name, region) = ("rg-lake".to_string(), Region::UkSouth);
    lab.do_(Command::CreateResourceGroup { subscription, name, region, tags: Tags::new() });
    assert_eq!(lab.ask(ResourceGroups { subscription: Some(subscription) }).len(), 1);
}

#[test]
fn names_and_tags_of_groups_are_checked() {
    let mut lab = Lab::new();
    assert_eq!(lab.refused(create_group(&lab, "rg.", Region::WestEurope, &[])), "InvalidResourceGroup");
    assert_eq!(
        lab.refused(create_group(&lab, "rg", Region::WestEurope, &[("a/b", "")])),
        "InvalidTagNameCharacters"
    );
    let many: Vec<String> = (0..51).map(|number| format!("tag{number}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(lab.refused(create_group(&lab, "rg", Region::WestEurope, &many)), "InvalidTagCount");
    assert_eq!(lab.ask(ResourceGroups { subscription: None }), []);
}

#[test]
fn a_subscription_that_is_not_there() {
    let mut lab = Lab::new();
    let (subscription, region) = (Uuid::from_u128(1), Region::WestEurope);
    let command =
        Command::CreateResourceGroup { subscription, name: "rg".to_string(), region, tags: Tags::new() };
    // Nobody has rights there; only the simulator itself gets to hear the reason.
    assert_eq!(lab.refused(command.clone()), "AuthorizationFailed");
    lab.principal = PrincipalId::SYSTEM;
    assert_eq!(lab.refused(command), "SubscriptionNotFound");
}

#[test]
fn deployments_take_less_than_a_minute_of_simulated_time() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    lab.do_(create_account(&group, "lakesource", true));
    lab.do_(create_vault(&group, "vault-west"));
    lab.do_(create_vault(&group, "vault-second"));

    let status = |lab: &Lab| -> Vec<(String, DeploymentStatus)> {
        let view = lab.ask(ResourceGroupDetail { group: group.clone() });
        view.deployments.into_iter().map(|row| (row.name, row.status)).collect()
    };
    expect![[r#"
        [
            (
                "Microsoft.BackupVault-20260914080000-2",
                Running,
            ),
            (
                "Microsoft.BackupVault-20260914080000",
                Running,
            ),
            (
                "lakesource_1789372800000",
                Running,
            ),
        ]
    "#]]
    .assert_debug_eq(&status(&lab));
    lab.advance(1);
    assert!(status(&lab).iter().all(|(_, status)| *status == DeploymentStatus::Succeeded));

    let deployment =
        lab.ask(DeploymentDetail { group: group.clone(), name: "lakesource_1789372800000".to_string() });
    assert_eq!(deployment.kind, ResourceKind::StorageAccount);
    let seconds = deployment.ended_at.expect("it ended").since(deployment.started_at).seconds();
    assert!((20..=50).contains(&seconds), "{seconds}");
    let missing = lab.query(DeploymentDetail { group, name: "nothing".to_string() });
    assert_eq!(missing.expect_err("there is no such deployment").code(), "ResourceNotFound");
}

#[test]
fn tags_are_replaced_as_a_whole() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let account = lab.data_lake(&group, "lakesource");
    let vault = lab.vault(&group, "vault-west");
    let tags = Tags::from([("env".to_string(), "lab".to_string())]);
    for resource in [&group, &account, &vault] {
        lab.do_(Command::SetTags { resource: resource.clone(), tags: tags.clone() });
        let again = Command::SetTags { resource: resource.clone(), tags: tags.clone() };
        assert_eq!(lab.do_(again), []);
    }
    let tagged = lab.ask(Resources::default()).iter().filter(|row| row.tags == tags).count();
    assert_eq!(tagged, 2);
    assert_eq!(lab.ask(ResourceGroupDetail { group: group.clone() }).row.tags, tags);

    // Names of storage accounts' tags are shorter.
    let long = Tags::from([("n".repeat(129), String::new())]);
    lab.do_(Command::SetTags { resource: vault, tags: long.clone() });
    assert_eq!(lab.refused(Command::SetTags { resource: account, tags: long }), "InvalidTagNameCharacters");
    // Subscriptions carry no tags here, and what is not there carries none either.
    let subscription = ArmId::subscription(lab.subscription(0));
    assert_eq!(
        lab.refused(Command::SetTags { resource: subscription, tags: tags.clone() }),
        "ResourceNotFound"
    );
    let gone = ArmId::resource_group(lab.subscription(0), "rg-gone");
    assert_eq!(lab.refused(Command::SetTags { resource: gone, tags }), "ResourceGroupNotFound");
}

#[test]
fn a_group_is_deleted_with_everything_in_it() {
    let mut lab = Lab::new();
    let before = lab.state.clone();
    let group = lab.group("rg-lake");
    let account = lab.data_lake(&group, "lakesource");
    let container = lab.container(&account, "raw");
    lab.file(&container, "2026/09/orders.csv", "1;2;3");
    let vault = lab.vault(&group, "vault-west");
    let (identity, role) = (lab.identity(&vault), Role::StorageAccountBackupContributor);
    lab.do_(Command::CreateRoleAssignment { scope: account, role, principal: identity, name: None });
    lab.do_(create_account(&group, "halfdone", false));

    lab.do_(Command::DeleteResourceGroup { group: group.clone() });
    // Nothing is left: not a row, not a timer, not a byte.
    assert_eq!(lab.state.timers, before.timers);
    assert_eq!(lab.state.groups, before.groups);
    assert_eq!(lab.state.accounts, before.accounts);
    assert_eq!(lab.state.containers, before.containers);
    assert_eq!(lab.state.paths, before.paths);
    assert_eq!(lab.state.contents, before.contents);
    assert_eq!(lab.state.vaults, before.vaults);
    assert_eq!(lab.state.principals, before.principals);
    assert_eq!(lab.state.assignments, before.assignments);
    assert_eq!(lab.state.deployments, before.deployments);
    assert_eq!(lab.refused(Command::DeleteResourceGroup { group }), "ResourceGroupNotFound");
}

#[test]
fn a_group_with_backups_in_it_stays() {
    let mut site = Site::protected();
    let group = site.group.clone();
    let blocked = site.refusal(Command::DeleteResourceGroup { group: group.clone() });
    expect!["ResourceGroupDeletionBlocked: The Backup vault 'vault-lab' in this resource group holds 1 backup instances."]
        .assert_eq(&blocked.to_string());
    let detail = site.ask(ResourceGroupDetail { group });
    assert_eq!((detail.protected_instances, detail.row.resources), (1, 3));
}

#[test]
fn a_group_is_not_deleted_while_a_job_reads_from_it() {
    let mut site = Site::new();
    let lakes = site.lab.group("rg-lakes");
    site.source = site.lab.data_lake(&lakes, "otherlake");
    let container = site.lab.container(&site.source.clone(), "bronze");
    site.lab.file(&container, "readme.txt", "hello");
    let identity = site.identity(&site.vault);
    let source = site.source.clone();
    site.give(identity, Role::StorageAccountBackupContributor, &source);
    site.lab.do_(site.configure(listed(&["bronze"])));
    site.advance(2);
    site.lab.do_(site.backup_now());
    let delete = Command::DeleteResourceGroup { group: lakes };
    assert_eq!(site.refused(delete.clone()), "StorageAccountOperationInProgress");
    assert_eq!(
        site.refused(Command::DeleteStorageAccount { account: source }),
        "StorageAccountOperationInProgress"
    );
    site.advance(60);
    site.do_(delete);
}

#[test]
fn a_group_is_not_deleted_under_the_name_of_something_in_it() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let account = lab.data_lake(&group, "lakesource");
    let disguised = Command::DeleteResourceGroup { group: account.clone() };
    assert_eq!(lab.refused(disguised), "ResourceGroupNotFound");
    let child = account.child("blobServices/default/containers", "raw");
    assert_eq!(lab.refused(Command::DeleteStorageAccount { account: child }), "ResourceNotFound");
    assert_eq!(lab.ask(Resources::default()).len(), 1);
}

#[test]
fn the_clock_is_set_by_anybody_within_reason() {
    let mut lab = Lab::new();
    lab.sign_in("Rosa");
    lab.do_(Command::SetClock { speed: 3_600, paused: true });
    assert_eq!((lab.state.world().speed, lab.state.world().paused), (3_600, true));
    for speed in [0, 86_401] {
        assert_eq!(lab.refused(Command::SetClock { speed, paused: false }), "InvalidParameter");
    }
    assert_eq!(lab.now(), SimTime::parse(OPENING).expect("a valid moment"));
}
