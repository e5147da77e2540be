//! Storage accounts, containers, directories and files.

use crate::{
    lab::{Lab, bytes_of, create_account, put_file, put_generated},
    site::Site,
};
use expect_test::expect;
use std::collections::BTreeMap;
use vault_lab::{
    base::{ArmId, ByteSize},
    engine::{
        Command,
        query::{Containers, PathDetail, Paths, StorageAccountDetail},
        resources::Region,
        restore::RestoreSelection,
        storage::{AccessTier, Acl, AclEntry, AclScope, StorageRedundancy},
    },
};

/// A laboratory with a data lake `lakesource` and its container `raw`.
fn lake() -> (Lab, ArmId, ArmId) {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let account = lab.data_lake(&group, "lakesource");
    let container = lab.container(&account, "raw");
    (lab, account, container)
}

/// A laboratory with an account without hierarchical namespace and its container `raw`.
fn flat() -> (Lab, ArmId) {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let account = lab.flat_account(&group, "flataccount");
    let container = lab.container(&account, "raw");
    (lab, container)
}

/// What the file browser lists, directories with a slash.
fn list(lab: &Lab, container: &ArmId, directory: &str) -> String {
    let page = lab.ask(Paths {
        container: container.clone(),
        directory: directory.to_string(),
        prefix: String::new(),
        from: None,
        limit: 1_000,
    });
    let names = page.rows.iter().map(|row| format!("{}{}", row.name, if row.directory { "/" } else { "" }));
    names.collect::<Vec<_>>().join(" ")
}

fn directory(container: &ArmId, path: &str) -> Command {
    Command::CreateDirectory { container: container.clone(), path: path.to_string() }
}

fn delete(container: &ArmId, path: &str) -> Command {
    Command::DeletePath { container: container.clone(), path: path.to_string() }
}

fn set_acl(container: &ArmId, path: &str, acl: Acl) -> Command {
    Command::SetPathProperties {
        container: container.clone(),
        path: path.to_string(),
        tier: None,
        metadata: None,
        acl: Some(acl),
    }
}

fn set_tier(container: &ArmId, path: &str, tier: AccessTier) -> Command {
    Command::SetPathProperties {
        container: container.clone(),
        path: path.to_string(),
        tier: Some(tier),
        metadata: None,
        acl: None,
    }
}

fn set_metadata(container: &ArmId, path: &str, name: &str, value: &str) -> Command {
    Command::SetPathProperties {
        container: container.clone(),
        path: path.to_string(),
        tier: None,
        metadata: Some(BTreeMap::from([(name.to_string(), value.to_string())])),
        acl: None,
    }
}

fn detail(lab: &Lab, container: &ArmId, path: &str) -> vault_lab::engine::query::PathView {
    lab.ask(PathDetail { container: container.clone(), path: path.to_string() })
}

#[test]
fn an_account_name_belongs_to_one_account_in_the_world() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    assert_eq!(lab.refused(create_account(&group, "Lake-1", true)), "AccountNameInvalid");
    lab.data_lake(&group, "lakesource");
    let other = lab.group("rg-other");
    let taken = lab.refusal(create_account(&other, "lakesource", false));
    expect!["StorageAccountAlreadyTaken: The storage account named lakesource is already taken."]
        .assert_eq(&taken.to_string());
}

#[test]
fn redundancy_needs_what_the_region_has() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let mut in_region = |region: Region, redundancy: StorageRedundancy| {
        let mut command = create_account(&group, "lakesource", true);
        if let Command::CreateStorageAccount { region: place, redundancy: kind, .. } = &mut command {
            (*place, *kind) = (region, redundancy);
        }
        lab.refused(command)
    };
    assert_eq!(in_region(Region::WestUs, StorageRedundancy::Zrs), "SkuNotAvailable");
    assert_eq!(in_region(Region::QatarCentral, StorageRedundancy::Grs), "SkuNotAvailable");
}

#[test]
fn containers_have_names_of_their_own_kind() {
    let (mut lab, account, container) = lake();
    let create = |name: &str| Command::CreateContainer { account: account.clone(), name: name.to_string() };
    assert_eq!(lab.refused(create("Raw")), "InvalidResourceName");
    assert_eq!(lab.refused(create("raw")), "ContainerAlreadyExists");
    lab.do_(create("$web"));
    lab.file(&container, "a/b.csv", "12345");
    lab.advance(5);
    lab.file(&container, "c.csv", "123");
    let rows = lab.ask(Containers { account: account.clone() });
    expect![[r#"[("$web", 0, ByteSize(0)), ("raw", 2, ByteSize(8))]"#]].assert_eq(&format!(
        "{:?}",
        rows.iter().map(|row| (&row.name, row.files, row.size)).collect::<Vec<_>>()
    ));
    assert_eq!(rows[1].modified_at, lab.now());

    lab.do_(Command::DeleteContainer { container: container.clone() });
    assert_eq!(lab.refused(Command::DeleteContainer { container: container.clone() }), "ContainerNotFound");
    assert_eq!(lab.refused(put_file(&container, "a.csv", "1")), "ContainerNotFound");
    assert!(lab.state.paths.is_empty() && lab.state.contents.is_empty());
    assert_eq!(lab.ask(StorageAccountDetail { account }).containers, 1);
}

#[test]
fn a_file_in_a_data_lake_makes_its_directories() {
    let (mut lab, _, container) = lake();
    lab.file(&container, "2026/09/orders.csv", "1;2;3");
    lab.file(&container, "2026/readme.md", "hello");
    lab.file(&container, "2026-archive/old.csv", "0");
    lab.do_(directory(&container, "empty/deep"));
    assert_eq!(list(&lab, &container, ""), "2026/ 2026-archive/ empty/");
    assert_eq!(list(&lab, &container, "2026"), "09/ readme.md");
    assert_eq!(list(&lab, &container, "empty"), "deep/");
    assert_eq!(list(&lab, &container, "empty/deep"), "");

    let missing = Paths {
        container: container.clone(),
        directory: "nowhere".to_string(),
        prefix: String::new(),
        from: None,
        limit: 10,
    };
    assert_eq!(lab.query(missing.clone()).expect_err("no such directory").code(), "PathNotFound");
    let file = Paths { directory: "2026/readme.md".to_string(), ..missing.clone() };
    assert_eq!(lab.query(file).expect_err("a file").code(), "ResourceTypeMismatch");

    lab.do_(delete(&container, "2026"));
    assert_eq!(list(&lab, &container, ""), "2026-archive/ empty/");
    assert_eq!(lab.refused(delete(&container, "2026")), "PathNotFound");
}

#[test]
fn files_and_directories_do_not_take_each_others_place() {
    let (mut lab, _, container) = lake();
    lab.file(&container, "data/file", "1");
    assert_eq!(lab.refused(put_file(&container, "data", "2")), "ResourceTypeMismatch");
    assert_eq!(lab.refused(put_file(&container, "data/file/below", "2")), "ResourceTypeMismatch");
    assert_eq!(lab.refused(directory(&container, "data/file")), "ResourceTypeMismatch");
    assert_eq!(lab.refused(directory(&container, "data/file/below")), "ResourceTypeMismatch");
    assert_eq!(lab.refused(directory(&container, "data")), "PathAlreadyExists");
    assert_eq!(lab.refused(set_tier(&container, "data", AccessTier::Cool)), "ResourceTypeMismatch");
}

#[test]
fn overwriting_is_asked_for() {
    let (mut lab, _, container) = lake();
    lab.file(&container, "orders.csv", "first");
    let first = detail(&lab, &container, "orders.csv");
    let mut careful = put_file(&container, "orders.csv", "second");
    if let Command::PutFile { overwrite, .. } = &mut careful {
        *overwrite = false;
    }
    assert_eq!(lab.refused(careful), "PathAlreadyExists");
    lab.advance(3);
    lab.file(&container, "orders.csv", "second");
    let second = detail(&lab, &container, "orders.csv");
    assert_ne!(second.etag, first.etag);
    assert_eq!(second.row.modified_at, Some(lab.now()));
    assert_eq!(second.digest, bytes_of("second").digest);
    assert_eq!(lab.state.contents.len(), 1, "nobody names the first bytes any more");
}

#[test]
fn equal_bytes_are_kept_once() {
    let (mut lab, _, container) = lake();
    for path in ["one.csv", "two.csv", "three.csv"] {
        lab.file(&container, path, "the same");
    }
    assert_eq!(lab.state.contents.len(), 1);
    // The same bytes over the same bytes.
    lab.file(&container, "one.csv", "the same");
    lab.do_(delete(&container, "one.csv"));
    lab.do_(delete(&container, "two.csv"));
    assert_eq!(lab.state.contents.len(), 1);
    lab.do_(delete(&container, "three.csv"));
    assert!(lab.state.contents.is_empty());
}

#[test]
fn in_a_flat_account_directories_are_parts_of_names() {
    let (mut lab, container) = flat();
    lab.file(&container, "a", "blob");
    lab.file(&container, "a/b/c.csv", "1");
    lab.file(&container, "a-b", "2");
    assert_eq!(list(&lab, &container, ""), "a a/ a-b");
    assert_eq!(list(&lab, &container, "a"), "b/");
    assert_eq!(list(&lab, &container, "no/such/folder"), "");
    assert_eq!(lab.refused(directory(&container, "x")), "HierarchicalNamespaceNotEnabled");
    assert_eq!(
        lab.refused(set_acl(&container, "a", Acl::initial("olivia"))),
        "HierarchicalNamespaceNotEnabled"
    );
    // The blob of that name goes first, the folder of that name next.
    lab.do_(delete(&container, "a"));
    assert_eq!(list(&lab, &container, ""), "a/ a-b");
    lab.do_(delete(&container, "a"));
    assert_eq!(list(&lab, &container, ""), "a-b");
    assert_eq!(detail(&lab, &container, "a-b").row.permissions, None);
}

#[test]
fn paths_metadata_and_sizes_have_bounds() {
    let (mut lab, _, container) = lake();
    assert_eq!(lab.refused(put_file(&container, "a//b", "1")), "InvalidResourceName");
    let deep = ["d"; 64].join("/");
    let too_deep = lab.refusal(put_file(&container, &deep, "1"));
    assert!(too_deep.to_string().contains("lies too deep"));
    let large = lab.refusal(put_generated(&container, "large.bin", 1, ByteSize::gib(65)));
    expect!["RequestBodyTooLarge: A file of 65.00 GiB is too large."].assert_eq(&large.to_string());
    lab.do_(put_generated(&container, "large.bin", 1, ByteSize::gib(64)));
    assert_eq!(lab.refused(set_metadata(&container, "large.bin", "2nd", "x")), "InvalidMetadata");
    let value = "x".repeat(8 * 1_024);
    assert_eq!(lab.refused(set_metadata(&container, "large.bin", "name", &value)), "MetadataTooLarge");
    assert_eq!(lab.refused(set_metadata(&container, "gone.bin", "name", "x")), "PathNotFound");
}

#[test]
fn properties_change_one_by_one() {
    let (mut lab, _, container) = lake();
    lab.file(&container, "orders.csv", "1;2;3");
    let before = detail(&lab, &container, "orders.csv");
    lab.advance(10);
    lab.do_(set_tier(&container, "orders.csv", AccessTier::Cool));
    let cool = detail(&lab, &container, "orders.csv");
    assert_eq!(cool.row.tier, Some(AccessTier::Cool));
    assert_eq!(cool.row.modified_at, before.row.modified_at, "a tier is not a modification");
    assert_ne!(cool.etag, before.etag);
    lab.do_(set_metadata(&container, "orders.csv", "owner", "sales"));
    let described = detail(&lab, &container, "orders.csv");
    assert_eq!(described.row.modified_at, Some(lab.now()));
    assert_eq!(described.row.tier, Some(AccessTier::Cool));
    assert_eq!(described.metadata["owner"], "sales");
    assert_eq!(described.created_at, before.created_at);
    assert!(described.acl.is_some() && described.acl == before.acl);
}

#[test]
fn access_control_lists_are_whole_and_handed_down() {
    let (mut lab, _, container) = lake();
    lab.do_(directory(&container, "shared"));
    let everybody = |default, scope| AclEntry { default, scope, read: true, write: true, execute: true };
    let mut acl = Acl::initial("olivia");
    acl.entries.push(everybody(true, AclScope::Other));
    let incomplete = lab.refusal(set_acl(&container, "shared", acl.clone()));
    expect![
        "InvalidAccessControlList: The access control list is not valid: it has no entry for the owning user."
    ]
    .assert_eq(&incomplete.to_string());
    acl.entries.push(everybody(true, AclScope::OwningUser));
    acl.entries.push(everybody(true, AclScope::OwningGroup));
    lab.do_(set_acl(&container, "shared", acl));
    lab.file(&container, "shared/a/b.csv", "1");
    lab.file(&container, "private/b.csv", "1");
    assert_eq!(detail(&lab, &container, "shared/a").row.permissions.as_deref(), Some("rwxrwxrwx"));
    assert_eq!(detail(&lab, &container, "shared/a/b.csv").row.permissions.as_deref(), Some("rwxrwxrwx"));
    assert_eq!(detail(&lab, &container, "private/b.csv").row.permissions.as_deref(), Some("rw-r-----"));
}

#[test]
fn an_account_is_deleted_with_its_files() {
    let (mut lab, account, container) = lake();
    lab.file(&container, "orders.csv", "1;2;3");
    lab.do_(Command::DeleteStorageAccount { account: account.clone() });
    assert!(lab.state.containers.is_empty() && lab.state.paths.is_empty());
    assert_eq!(lab.refused(Command::DeleteStorageAccount { account: account.clone() }), "ResourceNotFound");
    assert_eq!(lab.refused(put_file(&container, "orders.csv", "1")), "ResourceNotFound");
    // Its name is free again.
    let group = ArmId::resource_group(lab.subscription(0), "rg-lake");
    lab.do_(create_account(&group, "lakesource", false));
}

#[test]
fn an_account_stays_while_a_job_reads_it_or_writes_to_it() {
    let mut site = Site::protected();
    let delete_source = Command::DeleteStorageAccount { account: site.source.clone() };
    let delete_target = Command::DeleteStorageAccount { account: site.target.clone() };
    let point = site.back_up();
    site.lab.do_(site.backup_now());
    let reading = site.refusal(delete_source.clone());
    expect!["StorageAccountOperationInProgress: The storage account lakesource is the datasource of a running backup job in the vault vault-lab."]
        .assert_eq(&reading.to_string());
    site.advance(45);
    site.lab.do_(site.restore(point, RestoreSelection::All));
    assert_eq!(site.refused(delete_target.clone()), "StorageAccountOperationInProgress");
    site.advance(60);
    // A protected account can be deleted between jobs: vaulted backup sets no lock.
    site.do_(delete_target);
    site.do_(delete_source);
}

#[test]
fn an_account_tells_who_protects_it() {
    let site = Site::protected();
    let view = site.ask(StorageAccountDetail { account: site.source.clone() });
    assert_eq!((view.protected_by, view.files), (Some(site.instance.clone()), 2));
    assert_eq!(site.ask(StorageAccountDetail { account: site.target.clone() }).protected_by, None);
}
