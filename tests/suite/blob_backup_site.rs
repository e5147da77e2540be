//! A laboratory with a vault, an account with blobs to protect and one to restore to.

use crate::{
    lab::{Lab, in_lab},
    schedule::daily,
    site::{all_rules, grant},
};
use vault_lab::{
    base::{ArmId, Digest},
    engine::{
        Command, RecordedRefusal,
        ids::PointSeq,
        job::JobStatus,
        policy::{DatasourceType, RetentionDuration, RetentionTag, ScheduledBackups, TimeZone},
        protection::{BackupInstance, ContainerSelection, PolicyParameters},
        query::{JobRow, Jobs, LockRow, Locks, PointRow, RecoveryPoints},
        rbac::Role,
        resources::Tags,
        restore::{RestoreDestination, RestoreSelection},
        storage::{BlobPath, DataProtection},
    },
};

/// Which parts a policy has; the operational one for 30 days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Parts {
    Operational,
    Vaulted,
    Both,
}

pub struct BlobBackupSite {
    pub lab: Lab,
    pub group: ArmId,
    pub vault: ArmId,
    pub source: ArmId,
    pub target: ArmId,
    pub instance: ArmId,
}

in_lab!(BlobBackupSite);

impl BlobBackupSite {
    /// Accounts, and a vault with three policies and its role on both accounts. Nothing is protected.
    ///
    /// The source has the containers `data` and `logs` with a file each.
    pub fn new() -> BlobBackupSite {
        let mut lab = Lab::new();
        let group = lab.group("rg-lab");
        let vault = lab.vault(&group, "vault-lab");
        let (source, target) =
            (lab.flat_account(&group, "blobsource"), lab.flat_account(&group, "blobtarget"));
        let identity = lab.identity(&vault);
        lab.do_(grant(&source, identity));
        lab.give(identity, Role::StorageAccountBackupContributor, &target);
        let instance = vault.child("backupInstances", "blob-instance");
        let mut site = BlobBackupSite { lab, group, vault, source, target, instance };
        for name in ["data", "logs"] {
            let source = site.source.clone();
            site.lab.container(&source, name);
            site.write(name, "readme.txt", name);
        }
        site.create_policy("operational", false, Some(RetentionDuration::Days(30)));
        site.create_policy("vaulted", true, None);
        site.create_policy("both", true, Some(RetentionDuration::Days(30)));
        site
    }

    /// Protected under the policy with these parts, with both containers where that asks for any.
    pub fn protected(parts: Parts) -> BlobBackupSite {
        let mut site = BlobBackupSite::new();
        let parameters = if parts == Parts::Operational { blobs(&[]) } else { blobs(&["data", "logs"]) };
        let command = site.configure(parts, parameters);
        site.lab.do_(command);
        site.advance(2);
        site
    }

    /// Daily at 20:00 UTC with all rules, or not at all; operational for so long, or not at all.
    pub fn create_policy(
        &mut self,
        name: &str,
        vaulted: bool,
        continuous: Option<RetentionDuration>,
    ) -> ArmId {
        self.lab.do_(Command::CreateBackupPolicy {
            vault: self.vault.clone(),
            name: name.to_string(),
            datasource_type: DatasourceType::Blob,
            scheduled: vaulted
                .then(|| ScheduledBackups { schedule: daily(20, 0, TimeZone::Utc), retention: all_rules() }),
            continuous,
        });
        self.vault.child("backupPolicies", name)
    }

    pub fn policy(&self, parts: Parts) -> ArmId {
        let name = format!("{parts:?}").to_lowercase();
        self.vault.child("backupPolicies", &name)
    }

    pub fn configure(&self, parts: Parts, parameters: PolicyParameters) -> Command {
        Command::ConfigureProtection {
            vault: self.vault.clone(),
            instance_name: self.instance.name().to_string(),
            datasource: self.source.clone(),
            policy: self.policy(parts),
            parameters,
            tags: Tags::new(),
        }
    }

    pub fn update(&self, policy: &ArmId, parameters: PolicyParameters) -> Command {
        Command::UpdateProtection {
            instance: self.instance.clone(),
            policy: policy.clone(),
            parameters,
            tags: Tags::new(),
        }
    }

    pub fn backup_now(&self) -> Command {
        Command::BackupNow { instance: self.instance.clone(), tag: RetentionTag::Default }
    }

    /// Backs up and waits until the job has ended; answers the point.
    #[track_caller]
    pub fn back_up(&mut self) -> PointSeq {
        let command = self.backup_now();
        self.lab.do_(command);
        self.advance(30);
        assert_eq!(self.last_job().status, JobStatus::Completed);
        self.points()[0].seq
    }

    pub fn stop(&self) -> Command {
        Command::StopProtection { instance: self.instance.clone() }
    }

    pub fn suspend(&self) -> Command {
        Command::SuspendBackups { instance: self.instance.clone() }
    }

    pub fn resume(&self) -> Command {
        Command::ResumeProtection { instance: self.instance.clone() }
    }

    pub fn delete_instance(&self) -> Command {
        Command::DeleteBackupInstance { instance: self.instance.clone() }
    }

    pub fn restore(&self, point: PointSeq, selection: RestoreSelection) -> Command {
        self.restore_to(&self.target, point, selection)
    }

    pub fn restore_to(&self, target: &ArmId, point: PointSeq, selection: RestoreSelection) -> Command {
        let destination = RestoreDestination::Account { account: target.clone(), selection };
        Command::Restore { instance: self.instance.clone(), source: point.into(), destination }
    }

    pub fn container_id(&self, account: &ArmId, name: &str) -> ArmId {
        account.child("blobServices/default/containers", name)
    }

    pub fn write(&mut self, container: &str, path: &str, text: &str) {
        let container = self.container_id(&self.source, container);
        self.lab.file(&container, path, text);
    }

    pub fn delete(&mut self, container: &str, path: &str) {
        let container = self.container_id(&self.source, container);
        self.lab.do_(Command::DeletePath { container, path: path.to_string() });
    }

    pub fn delete_container(&mut self, account: &ArmId, name: &str) {
        let container = self.container_id(account, name);
        self.lab.do_(Command::DeleteContainer { container });
    }

    /// Digest of the bytes of a blob.
    pub fn digest(&self, account: &ArmId, container: &str, path: &str) -> Option<Digest> {
        let container = self.state.find_container(&self.container_id(account, container)).ok()?.id;
        let entry = self.state.paths.get(&(container, BlobPath(path.to_string())))?;
        self.state.contents.get(&entry.file()?.content)?.digest
    }

    pub fn row(&self) -> &BackupInstance {
        self.state.find_instance(&self.instance).expect("the instance is there")
    }

    pub fn settings(&self) -> DataProtection {
        self.state.find_account(&self.source).expect("the account is there").data_protection.clone()
    }

    pub fn set(&mut self, settings: DataProtection) {
        let account = self.source.clone();
        self.lab.do_(Command::SetDataProtection { account, settings });
    }

    /// Takes the vault's role on the source away.
    pub fn revoke(&mut self) {
        let identity = self.lab.identity(&self.vault);
        let held = self.state.assignments.values();
        let held = held.filter(|row| row.principal == identity && row.scope == self.source);
        let assignments: Vec<ArmId> = held.map(|row| row.arm_id()).collect();
        for assignment in assignments {
            self.do_(Command::DeleteRoleAssignment { assignment });
        }
        self.advance(30);
    }

    /// The locks on the source itself.
    pub fn locks(&self) -> Vec<LockRow> {
        let mut rows = self.ask(Locks { scope: self.source.clone() });
        rows.retain(|row| !row.inherited);
        rows
    }

    /// Newest first.
    pub fn points(&self) -> Vec<PointRow> {
        let instance = self.instance.clone();
        self.ask(RecoveryPoints { instance, since: None, offset: 0, limit: 1_000 }).rows
    }

    /// Jobs of the last seven days, newest first.
    pub fn jobs(&self) -> Vec<JobRow> {
        let window = vault_lab::engine::limits::JOB_LIST_WINDOW;
        let vault = self.vault.clone();
        self.ask(Jobs { vault, instance: None, window, operation: None, status: None })
    }

    pub fn last_job(&self) -> JobRow {
        self.jobs().into_iter().next().expect("there is a job")
    }

    /// Why the newest job failed.
    #[track_caller]
    pub fn last_failure(&self) -> RecordedRefusal {
        let job = self.state.jobs.values().next_back().expect("there is a job");
        assert_eq!(job.status, JobStatus::Failed);
        job.error.clone().expect("failed jobs say why")
    }
}

/// These containers; none at all where there are no names.
pub fn blobs(names: &[&str]) -> PolicyParameters {
    let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
    PolicyParameters::Blobs((!names.is_empty()).then_some(ContainerSelection::Listed(names)))
}

/// All present and future containers but these.
pub fn all_blobs_except(prefixes: &[&str]) -> PolicyParameters {
    PolicyParameters::Blobs(Some(crate::site::all_except(prefixes)))
}
