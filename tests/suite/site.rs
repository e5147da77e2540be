//! A laboratory with a vault, a data lake to protect and one to restore to.

use crate::lab::{Lab, in_lab};
use std::collections::BTreeMap;
use vault_lab::{
    base::{ArmId, SimTime},
    content::ContentId,
    engine::{
        Command, RecordedRefusal,
        ids::PointSeq,
        job::JobStatus,
        policy::{
            DatasourceType, RetentionDuration, RetentionRule, RetentionTag, Schedule, ScheduleFrequency,
            ScheduledBackups, TimeOfDay, TimeZone,
        },
        protection::{ContainerSelection, PolicyParameters},
        query::{InstanceDetail, JobRow, Jobs, PointRow, RecoveryPoints},
        rbac::Role,
        resources::Tags,
        restore::{RestoreDestination, RestoreSelection},
    },
};

/// A laboratory in which everything is ready to be protected.
pub struct Site {
    pub lab: Lab,
    pub group: ArmId,
    pub vault: ArmId,
    /// Daily at 20:00 UTC, kept 7 days; and by the week, month and year.
    pub policy: ArmId,
    pub source: ArmId,
    pub target: ArmId,
    pub instance: ArmId,
}

in_lab!(Site);

impl Site {
    /// Vault, policy and accounts; the vault holds its role on both accounts. Nothing is protected.
    pub fn new() -> Site {
        let mut lab = Lab::new();
        let group = lab.group("rg-lab");
        let vault = lab.vault(&group, "vault-lab");
        let source = lab.data_lake(&group, "lakesource");
        let target = lab.data_lake(&group, "laketarget");
        let identity = lab.identity(&vault);
        lab.do_(grant(&source, identity));
        lab.give(identity, Role::StorageAccountBackupContributor, &target);
        let policy = vault.child("backupPolicies", "daily");
        let instance = vault.child("backupInstances", "lake-instance");
        let mut site = Site { lab, group, vault, policy, source, target, instance };
        site.create_policy("daily", all_rules());
        site
    }

    /// With the containers `bronze` and `silver`, protected; the clock stands right after that.
    pub fn protected() -> Site {
        let mut site = Site::new();
        for name in ["bronze", "silver"] {
            let container = site.lab.container(&site.source.clone(), name);
            site.lab.file(&container, "readme.txt", name);
        }
        let containers = listed(&["bronze", "silver"]);
        site.lab.do_(site.configure(containers));
        site.advance(2);
        site
    }

    pub fn create_policy(&mut self, name: &str, retention: Vec<RetentionRule>) -> ArmId {
        let time = TimeOfDay { hour: 20, minute: 0 };
        let schedule = Schedule { frequency: ScheduleFrequency::Daily, time, time_zone: TimeZone::Utc };
        self.lab.do_(Command::CreateBackupPolicy {
            vault: self.vault.clone(),
            name: name.to_string(),
            datasource_type: DatasourceType::DataLakeStorage,
            scheduled: Some(ScheduledBackups { schedule, retention }),
            continuous: None,
        });
        self.vault.child("backupPolicies", name)
    }

    pub fn configure(&self, containers: ContainerSelection) -> Command {
        Command::ConfigureProtection {
            vault: self.vault.clone(),
            instance_name: self.instance.name().to_string(),
            datasource: self.source.clone(),
            policy: self.policy.clone(),
            parameters: PolicyParameters::Containers(containers),
            tags: Tags::new(),
        }
    }

    pub fn update(&self, containers: ContainerSelection) -> Command {
        self.update_with(self.policy.clone(), containers)
    }

    /// Assigns another policy and other containers.
    pub fn update_with(&self, policy: ArmId, containers: ContainerSelection) -> Command {
        let (instance, parameters) = (self.instance.clone(), PolicyParameters::Containers(containers));
        Command::UpdateProtection { instance, policy, parameters, tags: Tags::new() }
    }

    pub fn source_container(&self, name: &str) -> ArmId {
        self.source.child("blobServices/default/containers", name)
    }

    pub fn target_container(&self, name: &str) -> ArmId {
        self.target.child("blobServices/default/containers", name)
    }

    pub fn write(&mut self, container: &str, path: &str, text: &str) {
        let container = self.source_container(container);
        self.lab.file(&container, path, text);
    }

    pub fn delete(&mut self, container: &str, path: &str) {
        let container = self.source_container(container);
        self.lab.do_(Command::DeletePath { container, path: path.to_string() });
    }

    pub fn backup_now(&self) -> Command {
        Command::BackupNow { instance: self.instance.clone(), tag: RetentionTag::Default }
    }

    /// Backs up and waits until the job has ended; answers the point.
    #[track_caller]
    pub fn back_up(&mut self) -> PointSeq {
        let command = self.backup_now();
        self.lab.do_(command);
        self.advance(45);
        let newest = self.points().into_iter().next().expect("there is a point");
        newest.seq
    }

    pub fn restore(&self, point: PointSeq, selection: RestoreSelection) -> Command {
        self.restore_to(&self.target, point, selection)
    }

    /// Restores to another account than the usual one.
    pub fn restore_to(&self, target: &ArmId, point: PointSeq, selection: RestoreSelection) -> Command {
        let destination = RestoreDestination::Account { account: target.clone(), selection };
        Command::Restore { instance: self.instance.clone(), source: point.into(), destination }
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

    pub fn next_backup(&self) -> Option<SimTime> {
        self.ask(InstanceDetail { instance: self.instance.clone() }).next_backup
    }

    /// Takes the role away from the vault's identity on an account.
    pub fn revoke(&mut self, account: &ArmId) {
        let identity = self.identity(&self.vault);
        let held = self.state.assignments.values();
        let held = held.filter(|row| row.principal == identity && row.scope == *account);
        let assignments: Vec<ArmId> = held.map(|row| row.arm_id()).collect();
        for assignment in assignments {
            self.lab.do_(Command::DeleteRoleAssignment { assignment });
        }
        self.advance(30);
    }

    /// As [`Site::revoke`], whoever is signed in.
    pub fn revoke_as_owner(&mut self, account: &ArmId) {
        let principal = self.principal;
        self.sign_in("Olivia");
        self.revoke(account);
        self.principal = principal;
    }

    /// What an account holds: content by container and path, directories without any.
    pub fn contents(&self, account: &ArmId) -> BTreeMap<String, Option<ContentId>> {
        let mut contents = BTreeMap::new();
        let Ok(account) = self.state.find_account(account) else { return contents };
        for container in self.state.containers_of(account.id) {
            contents.insert(container.name.clone(), None);
            let paths = self.state.paths.iter().filter(|((owner, _), _)| *owner == container.id);
            for ((_, path), entry) in paths {
                let content = entry.file().map(|facts| facts.content);
                contents.insert(format!("{}/{path}", container.name), content);
            }
        }
        contents
    }
}

pub fn grant(scope: &ArmId, principal: vault_lab::engine::rbac::PrincipalId) -> Command {
    let role = Role::StorageAccountBackupContributor;
    Command::CreateRoleAssignment { scope: scope.clone(), role, principal, name: None }
}

pub fn listed(names: &[&str]) -> ContainerSelection {
    ContainerSelection::Listed(names.iter().map(|name| name.to_string()).collect())
}

pub fn all_except(prefixes: &[&str]) -> ContainerSelection {
    let prefixes = prefixes.iter().map(|prefix| prefix.to_string()).collect();
    ContainerSelection::AllExcept { prefixes }
}

/// Default 7 days, weekly 4 weeks, monthly 12 months, yearly 10 years.
pub fn all_rules() -> Vec<RetentionRule> {
    let rule = |tag, duration| RetentionRule { tag, duration };
    vec![
        rule(RetentionTag::Default, RetentionDuration::Days(7)),
        rule(RetentionTag::Weekly, RetentionDuration::Weeks(4)),
        rule(RetentionTag::Monthly, RetentionDuration::Months(12)),
        rule(RetentionTag::Yearly, RetentionDuration::Years(10)),
    ]
}
