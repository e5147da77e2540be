//! Behaviours of backup of blobs and data lakes that surprise, each in a few lines: what the page does not say until it
//! is too late. Most have scenarios of their own beside the feature they belong to; these are the rest.

use crate::{
    blob_backup_site::{BlobBackupSite, Parts, blobs},
    lab::create_vault,
    site::{Site, grant},
};
use std::{fs, path::Path};
use vault_lab::{
    base::ArmId,
    engine::{
        Command, Refusal,
        job::JobStatus,
        policy::RetentionDuration,
        protection::point::points_of,
        query::{RecoveryPoints, ReplicationPolicies},
        resources::{Region, Tags},
        restore::{RestoreDestination, RestoreSource},
        storage::{BlobRefusal, StorageRefusal},
    },
};

/// The sources of the engine, each file as a text.
fn engine_sources(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder of the source tree");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let texts = paths.flat_map(|path| match path.is_dir() {
        true => engine_sources(&path),
        false => vec![fs::read_to_string(&path).expect("a source file")],
    });
    texts.collect()
}

/// The table of Azure Backup's codes says which of them arise: those are in the source as texts, and no other is.
#[test]
fn the_table_of_codes_is_true() {
    let engine = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/engine");
    let table = fs::read_to_string(engine.join("protection/blob_error.rs")).expect("the file of the table");
    let sources = engine_sources(&engine);
    let rows = table.lines().filter_map(|line| line.strip_prefix("//! | `")?.split_once("` | "));
    let rows: Vec<(&str, bool)> = rows.map(|(code, rest)| (code, rest.starts_with("yes |"))).collect();
    assert!(rows.len() > 40 && rows.iter().any(|(_, arises)| !arises), "{rows:?}");
    for (code, arises) in rows {
        let quoted = format!("\"{code}\"");
        assert_eq!(sources.iter().any(|text| text.contains(&quoted)), arises, "{code}");
    }
}

/// A vault in the other subscription, in the same region, with its role on the source.
fn vault_elsewhere(site: &mut BlobBackupSite) -> ArmId {
    let subscription = site.subscription(1);
    let name = "rg-elsewhere".to_string();
    let command =
        Command::CreateResourceGroup { subscription, name, region: Region::NorthEurope, tags: Tags::new() };
    site.do_(command);
    let group = ArmId::resource_group(subscription, "rg-elsewhere");
    let vault = site.vault(&group, "vault-elsewhere");
    let (identity, source) = (site.identity(&vault), site.source.clone());
    site.do_(grant(&source, identity));
    site.advance(30);
    vault
}

#[test]
fn vault_and_account_share_the_region_but_need_not_share_the_subscription() {
    let mut site = BlobBackupSite::new();
    let elsewhere = vault_elsewhere(&mut site);
    let mut far = create_vault(&site.group, "vault-far");
    if let Command::CreateBackupVault { region, .. } = &mut far {
        *region = Region::NorthEurope;
    }
    site.do_(far);
    site.advance(1);
    let near = site.vault.clone();
    site.vault = ArmId::resource(&site.group, "Microsoft.DataProtection/backupVaults", "vault-far");
    site.create_policy("vaulted", true, None);
    let command = site.configure(Parts::Vaulted, blobs(&["data"]));
    assert_eq!(site.refused(command), "UserErrorDatasourceAndBackupVaultLocationMismatch");
    site.vault = elsewhere;
    site.instance = site.vault.child("backupInstances", "blob-instance");
    site.create_policy("vaulted", true, None);
    let command = site.configure(Parts::Vaulted, blobs(&["data"]));
    site.do_(command);
    site.advance(2);
    site.back_up();
    site.vault = near;
    let command = site.configure(Parts::Vaulted, blobs(&["data"]));
    let refusal = site.refusal(command).explain();
    assert_eq!(refusal.code, "UserErrorDppDatasourceAlreadyProtected");
    assert!(refusal.message.contains("vault-elsewhere"), "it names the first vault: {}", refusal.message);
}

#[test]
fn a_data_lake_is_vaulted_only() {
    let mut site = Site::protected();
    site.back_up();
    let command = Command::CreateBackupPolicy {
        vault: site.vault.clone(),
        name: "operational".to_string(),
        datasource_type: vault_lab::engine::policy::DatasourceType::DataLakeStorage,
        scheduled: None,
        continuous: Some(RetentionDuration::Days(30)),
    };
    assert_eq!(site.refused(command), "BMSUserErrorInvalidPolicyInput");
    let time = site.now();
    let command = Command::Restore {
        instance: site.instance.clone(),
        source: RestoreSource::Time(time),
        destination: RestoreDestination::InPlace { ranges: Vec::new() },
    };
    assert_eq!(site.refused(command), "BMSUserErrorInvalidInput");
    let account = site.source.clone();
    let command = Command::RestoreBlobRanges { account, time, ranges: Vec::new() };
    assert_eq!(site.refused(command), "ContainerOperationFailure");
}

/// Stopping protection is the only way back to undeleting, and costs a full copy.
#[test]
fn nothing_is_undeleted_in_a_protected_data_lake() {
    let mut site = Site::protected();
    site.back_up();
    site.delete("bronze", "readme.txt");
    let undelete =
        Command::UndeleteBlob { container: site.source_container("bronze"), path: "readme.txt".to_string() };
    let refused = |refusal: BlobRefusal| Refusal::Storage(StorageRefusal::Blob(refusal));
    let account = "lakesource".to_string();
    assert_eq!(site.refusal(undelete.clone()), refused(BlobRefusal::UndeleteUnderBackup { account }));
    let instance = site.instance.clone();
    site.do_(Command::StopProtection { instance: instance.clone() });
    let feature = "Undeleting blobs".to_string();
    let flat_only = BlobRefusal::NotInHierarchicalNamespace { feature };
    assert_eq!(site.refusal(undelete), refused(flat_only), "which this simulator does not have for lakes");
    site.do_(Command::ResumeProtection { instance: instance.clone() });
    site.back_up();
    let id = site.state.find_instance(&instance).expect("there").id;
    let newest = points_of(&site.state, id).next_back().expect("a point");
    assert_eq!(newest.transferred, newest.size);
}

#[test]
fn tidying_up_the_replication_policy_of_a_data_lake_costs_a_full_copy() {
    let mut site = Site::protected();
    site.back_up();
    let policies = site.ask(ReplicationPolicies { account: site.source.clone() });
    site.do_(Command::DeleteReplicationPolicy { policy: policies[0].id.clone() });
    site.back_up();
    let instance = site.instance.clone();
    let rows = site.ask(RecoveryPoints { instance, since: None, offset: 0, limit: 10 }).rows;
    let id = site.state.find_instance(&site.instance).expect("there").id;
    let newest = points_of(&site.state, id).next_back().expect("a point");
    assert_eq!((rows.len(), newest.transferred), (2, newest.size));
}

/// What is created later is silently left out of a list.
#[test]
fn all_present_containers_of_a_data_lake_are_those_of_today() {
    let mut site = Site::protected();
    let source = site.source.clone();
    let later = site.container(&source, "gold");
    site.lab.file(&later, "orders.csv", "1");
    site.back_up();
    let id = site.state.find_instance(&site.instance).expect("there").id;
    let newest = points_of(&site.state, id).next_back().expect("a point");
    assert_eq!(newest.containers(), ["bronze", "silver"]);
    assert_eq!(site.last_job().status, JobStatus::Completed, "and nobody is told");
}

/// Each policy of a data lake copies one container: what moves from one to the other is deleted here and new there.
#[test]
fn moving_data_between_containers_of_a_data_lake_is_deleting_and_writing() {
    let mut site = Site::protected();
    let first = site.back_up();
    site.delete("bronze", "readme.txt");
    site.write("silver", "moved.txt", "bronze");
    let second = site.back_up();
    let id = site.state.find_instance(&site.instance).expect("there").id;
    let files = |point, container: &str| {
        let entries = vault_lab::engine::protection::replica::entries_at(&site.state, id, container, point);
        entries.map(|(path, _)| path.to_string()).collect::<Vec<_>>()
    };
    assert_eq!((files(first, "bronze"), files(second, "bronze")), (vec!["readme.txt".into()], vec![]));
    assert_eq!(files(second, "silver"), ["moved.txt", "readme.txt"]);
}
