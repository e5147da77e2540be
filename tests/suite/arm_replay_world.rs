//! A laboratory in which a recording can be played back: what its requests take for granted is made under the names
//! that they use.

use crate::{
    arm_client::Client,
    arm_contract::Recording,
    arm_replay_compare::is_made_up,
    disk_site::{Setup, create_disk},
    lab::Lab,
    schedule::{daily, weekly},
    site::{grant, listed},
};
use serde_json::Value;
use std::collections::BTreeSet;
use vault_lab::{
    base::ArmId,
    engine::{
        Command,
        policy::{
            DatasourceType, RetentionDuration, RetentionRule, RetentionTag, ScheduledBackups, TimeZone,
            Weekday,
        },
        protection::PolicyParameters,
        rbac::Role,
        resources::Tags,
    },
};

/// What a recording is about, and what was there when it began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scene {
    pub recording: &'static str,
    kind: Option<DatasourceType>,
    /// Whether there is a part for the account itself, as blobs have.
    operational: bool,
    /// Days of protection before it begins; none where it begins unprotected.
    protected_days: Option<i64>,
}

const fn scene(recording: &'static str, kind: Option<DatasourceType>, protected_days: Option<i64>) -> Scene {
    Scene { recording, kind, operational: false, protected_days }
}

const fn operational(scene: Scene) -> Scene {
    Scene { operational: true, ..scene }
}

const DISK: Option<DatasourceType> = Some(DatasourceType::Disk);
const BLOB: Option<DatasourceType> = Some(DatasourceType::Blob);
const LAKE: Option<DatasourceType> = Some(DatasourceType::DataLakeStorage);

const SCENES: &[Scene] = &[
    scene("backup-instance-create-and-delete-adls", LAKE, None),
    scene("backup-instance-create-and-delete-blob", BLOB, None),
    scene("backup-instance-list-from-resource-graph", None, None),
    scene("backup-instance-restore-adls-recovery-point", LAKE, Some(1)),
    operational(scene("backup-instance-restore-blob-point-in-time", BLOB, Some(31))),
    operational(scene("backup-instance-restore-blob", BLOB, Some(31))),
    scene("backup-instance-restore-disk", DISK, Some(8)),
    scene("backup-instance-update-policy", BLOB, Some(1)),
    scene("backup-policy-create-and-delete", None, None),
    scene("backup-policy-manual", None, None),
    scene("backup-vault-create-and-delete", None, None),
    scene("backup-vault-list-from-resource-graph", None, None),
    scene("job-list-and-show", DISK, Some(8)),
    scene("recovery-point-show", DISK, Some(8)),
    scene("recovery-point-vaulted-blob", BLOB, Some(8)),
    scene("resource-guard-create-and-delete", None, None),
    scene("resource-guard-mapping", None, None),
    operational(scene("restorable-time-range-find", BLOB, Some(31))),
    scene("update-msi-permissions-disk", None, None),
];

/// The scene of a recording.
///
/// # Panics
/// For a recording that nobody has looked at yet.
pub fn scene_of(recording: &Recording) -> Scene {
    let found = SCENES.iter().find(|scene| scene.recording == recording.name);
    *found.unwrap_or_else(|| panic!("{}: say in SCENES what it is about", recording.name))
}

/// The names in a recording, by what they are names of.
#[derive(Debug, Default)]
struct Names {
    groups: BTreeSet<String>,
    vaults: BTreeSet<String>,
    accounts: BTreeSet<String>,
    policies: BTreeSet<String>,
    containers: BTreeSet<String>,
    instance: Option<String>,
    /// What the instance protects.
    datasource: Option<String>,
}

impl Names {
    fn of(recording: &Recording) -> Names {
        let mut names = Names::default();
        for exchange in &recording.exchanges {
            let url = exchange["url"].as_str().unwrap_or_default();
            names.read_id(url);
            names.instance =
                names.instance.take().or_else(|| after(url, "backupInstances").map(str::to_string));
            names.read(&exchange["requestBody"]);
            names.read(&exchange["responseBody"]);
        }
        // Of an instance that nothing else is told of: its name is twice the datasource's, and a number.
        let twice = names.instance.as_ref().and_then(|name| name.get(..name.len().checked_sub(37)?));
        let from_name = twice.and_then(|twice| twice.get(..twice.len() / 2)).map(str::to_string);
        names.datasource = names.datasource.take().or(from_name);
        names
    }

    fn read(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.read_id(text),
            Value::Array(items) => items.iter().for_each(|item| self.read(item)),
            Value::Object(members) => {
                for (name, value) in members {
                    let is_source = name == "dataSourceInfo" && self.datasource.is_none();
                    if is_source || (name == "dataSourceId" && self.datasource.is_none()) {
                        let id = value.get("resourceID").or_else(|| value.get("resourceId")).unwrap_or(value);
                        let id = id.as_str().unwrap_or_default();
                        self.datasource = Some(id.rsplit('/').next().unwrap_or_default().to_string());
                    }
                    match (name.as_str(), value) {
                        ("containersList", Value::Array(items)) => {
                            self.containers
                                .extend(items.iter().filter_map(Value::as_str).map(str::to_string));
                        }
                        ("itemPath", Value::String(text)) => drop(self.containers.insert(text.clone())),
                        _ => {}
                    }
                    self.read(value);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn read_id(&mut self, id: &str) {
        if !id.starts_with("/subscriptions/") && !id.starts_with("https://") {
            return;
        }
        for (word, names) in [
            ("resourceGroups", &mut self.groups),
            ("backupVaults", &mut self.vaults),
            ("storageAccounts", &mut self.accounts),
            ("backupPolicies", &mut self.policies),
            ("containers", &mut self.containers),
        ] {
            let name = after(id, word).filter(|name| !name.contains(' '));
            names.extend(name.map(str::to_string));
        }
    }
}

/// The segment after one, whatever its case.
fn after<'a>(id: &'a str, word: &str) -> Option<&'a str> {
    let path = id.split('?').next().unwrap_or_default();
    let mut segments = path.split('/').skip_while(|segment| !segment.eq_ignore_ascii_case(word));
    segments.next()?;
    segments.next().filter(|name| !name.is_empty())
}

/// Where everything lies, and what it is called.
pub struct World {
    pub client: Client,
    pub subscription: String,
}

impl World {
    /// Makes what the recording takes for granted.
    pub fn of(recording: &Recording) -> World {
        let scene = scene_of(recording);
        let names = Names::of(recording);
        let mut lab = Lab::new();
        let subscription = lab.subscription(0).to_string();
        let groups: Vec<ArmId> = names.groups.iter().map(|name| lab.group(name)).collect();
        // All of a recording lies in one group, but for what lists of whole subscriptions tell.
        let Some(group) = groups.first().cloned() else {
            return World { client: Client::new(lab), subscription };
        };
        let picks_containers = !names.containers.is_empty();
        let mut stage = Stage { lab, group, scene, names, picks_containers };
        stage.make_vaults(recording);
        if let Some(kind) = scene.kind {
            stage.make_datasource(kind);
            stage.make_policies(recording, kind);
            stage.protect(kind);
        }
        let vaults = stage.vaults();
        let mut client = Client::new(stage.lab);
        if scene.kind.is_none() {
            put_listed_policies(&mut client, &vaults, recording);
        }
        World { client, subscription }
    }
}

/// Policies that a list tells of and no request makes: they say of themselves how they are made.
fn put_listed_policies(client: &mut Client, vaults: &[ArmId], recording: &Recording) {
    for exchange in &recording.exchanges {
        let url = exchange["url"].as_str().unwrap_or_default();
        let listed = exchange["responseBody"]["value"].as_array().into_iter().flatten();
        let vault = after(url, "backupVaults")
            .filter(|_| url.contains("/backupPolicies?"))
            .and_then(|name| vaults.iter().find(|vault| vault.name() == name));
        let Some(vault) = vault else { continue };
        for policy in listed {
            let name = policy["name"].as_str().unwrap_or_default();
            if !puts_policy(recording, name) {
                let made = client.put(vault.child("backupPolicies", name).as_str(), policy.clone());
                assert_eq!(made.status(), 200, "{made:?}");
            }
        }
    }
}

fn puts_policy(recording: &Recording, name: &str) -> bool {
    recording.exchanges.iter().any(|exchange| {
        let url = exchange["url"].as_str().unwrap_or_default();
        exchange["method"] == "PUT" && after(url, "backupPolicies") == Some(name)
    })
}

/// A world in the making.
struct Stage {
    lab: Lab,
    group: ArmId,
    scene: Scene,
    names: Names,
    /// Whether containers are named to back up to the vault.
    picks_containers: bool,
}

impl Stage {
    fn vaults(&self) -> Vec<ArmId> {
        let kind = "Microsoft.DataProtection/backupVaults";
        self.names.vaults.iter().map(|name| ArmId::resource(&self.group, kind, name)).collect()
    }

    fn is_vaulted(&self) -> bool {
        !self.scene.operational || self.picks_containers
    }

    /// The vault of the instance; the others only appear in lists.
    fn vault(&self) -> ArmId {
        self.vaults().into_iter().next().expect("an instance lies in a vault")
    }

    fn source(&self, kind: DatasourceType) -> ArmId {
        let name = self.names.datasource.as_deref().expect("something is protected");
        let resource = match kind {
            DatasourceType::Disk => "Microsoft.Compute/disks",
            DatasourceType::Blob | DatasourceType::DataLakeStorage => "Microsoft.Storage/storageAccounts",
        };
        ArmId::resource(&self.group, resource, name)
    }

    /// All but those that the recording makes itself.
    fn make_vaults(&mut self, recording: &Recording) {
        let made = recording.exchanges.iter().filter(|exchange| exchange["status"] == 201);
        let made: Vec<&str> = made
            .filter_map(|exchange| exchange["url"].as_str())
            .filter(|url| !url.contains("/backupInstances/"))
            .filter_map(|url| after(url, "backupVaults"))
            .collect();
        for vault in self.vaults() {
            if !made.contains(&vault.name()) {
                self.lab.vault(&self.group.clone(), vault.name());
            }
        }
    }

    fn make_datasource(&mut self, kind: DatasourceType) {
        let (source, group) = (self.source(kind), self.group.clone());
        let identity = self.lab.identity(&self.vault());
        if kind == DatasourceType::Disk {
            self.lab.do_(create_disk(&group, source.name(), &Setup::default()));
            self.lab.advance(1);
            for (role, scope) in [
                (Role::DiskBackupReader, &source),
                (Role::DiskSnapshotContributor, &group),
                (Role::DiskRestoreOperator, &group),
            ] {
                self.lab.give(identity, role, scope);
            }
            return;
        }
        let mut accounts = std::mem::take(&mut self.names.accounts);
        accounts.insert(source.name().to_string());
        for name in &accounts {
            let account = match kind {
                DatasourceType::DataLakeStorage => self.lab.data_lake(&group, name),
                _ => self.lab.flat_account(&group, name),
            };
            self.lab.do_(grant(&account, identity));
        }
        self.lab.advance(30);
        if self.names.containers.is_empty() {
            self.names.containers.insert("documents".to_string());
        }
        for name in self.names.containers.clone() {
            let container = self.lab.container(&source, &name);
            self.lab.file(&container, "readme.txt", &name);
        }
    }

    /// Those that instances name; those that are put come by themselves.
    fn make_policies(&mut self, recording: &Recording, kind: DatasourceType) {
        if self.names.policies.is_empty() {
            self.names.policies.insert("usual".to_string());
        }
        let names: Vec<String> =
            self.names.policies.iter().filter(|name| !puts_policy(recording, name)).cloned().collect();
        for (index, name) in names.into_iter().enumerate() {
            let schedule = match kind {
                DatasourceType::Disk => daily(12, 0, TimeZone::Utc),
                _ if self.scene.protected_days.is_some() => daily(12, 0, TimeZone::Utc),
                DatasourceType::Blob | DatasourceType::DataLakeStorage => {
                    weekly(&[Weekday::Sunday], 13, 0, TimeZone::Utc)
                }
            };
            // No two say the same: another policy is a change.
            let duration = RetentionDuration::Days(7 + u32::try_from(index).unwrap_or(0));
            let retention = vec![RetentionRule { tag: RetentionTag::Default, duration }];
            let is_vaulted = self.is_vaulted();
            self.lab.do_(Command::CreateBackupPolicy {
                vault: self.vault(),
                name,
                datasource_type: kind,
                scheduled: is_vaulted.then_some(ScheduledBackups { schedule, retention }),
                continuous: self.scene.operational.then_some(RetentionDuration::Days(30)),
            });
        }
    }

    fn protect(&mut self, kind: DatasourceType) {
        let Some(days) = self.scene.protected_days else { return };
        let containers: Vec<&str> = self.names.containers.iter().map(String::as_str).collect();
        let parameters = match kind {
            DatasourceType::Disk => PolicyParameters::SnapshotGroup(self.group.clone()),
            DatasourceType::Blob if !self.is_vaulted() => PolicyParameters::Blobs(None),
            DatasourceType::Blob => PolicyParameters::Blobs(Some(listed(&containers))),
            DatasourceType::DataLakeStorage => PolicyParameters::Containers(listed(&containers)),
        };
        let recorded = self.names.instance.clone();
        let instance_name = recorded.unwrap_or_else(|| format!("of-{}", self.source(kind).name()));
        let policy = self.names.policies.first().expect("there is a policy").clone();
        let vault = self.vault();
        let instance = vault.child("backupInstances", &instance_name);
        self.lab.do_(Command::ConfigureProtection {
            policy: vault.child("backupPolicies", &policy),
            vault,
            instance_name,
            datasource: self.source(kind),
            parameters,
            tags: Tags::new(),
        });
        self.lab.advance(2);
        if self.is_vaulted() {
            self.lab.do_(Command::BackupNow { instance, tag: RetentionTag::Default });
        }
        self.lab.advance_days(days);
    }
}

#[test]
fn names_are_found_in_recordings() {
    let url = "https://host/subscriptions/s/resourcegroups/g/providers/P/backupVaults/v/backupInstances/a-b-a-b-00000000-0000-0000-0000-000000000000?api-version=1";
    let exchange = serde_json::json!({ "url": url, "requestBody": { "containersList": ["c"] } });
    let names = Names::of(&Recording { name: String::new(), exchanges: vec![exchange] });
    let only = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<String>>().join(" ");
    assert_eq!(
        (only(&names.groups), only(&names.vaults), only(&names.containers)),
        ("g".into(), "v".into(), "c".into())
    );
    assert_eq!(names.datasource.as_deref(), Some("a-b"));
    assert!(is_made_up("00000000-0000-0000-0000-000000000000"));
}
