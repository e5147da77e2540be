//! Rows of the datasources, what each step still needs, and what the footer says.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        policy::DatasourceType,
        protection::ProtectionError,
        query::{PolicyRow, ProtectableAccount, ProtectableDisk, Readiness},
        refusal::Refusal,
    },
    portal::{
        blades::{
            backup_words::{
                ReadinessText, duration_text, parameters_text, readiness_text, schedule_sentence,
            },
            badge::Badge,
            configure_backup::form::{Datasource, PickedAccount, WholeList},
        },
        failure::FailureText,
        format::counted,
        route::Route,
    },
    rpc::Failure,
};
use std::collections::BTreeSet;

pub const BASICS: usize = 0;
pub const POLICY: usize = 1;
pub const DATASOURCES: usize = 2;
pub const REVIEW: usize = 3;

pub const STEPS: [&str; 4] = ["Basics", "Backup policy", "Datasources", "Review + configure"];

/// What the parts of a list are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nouns {
    /// Heading of the column with the resource.
    pub resource: &'static str,
    /// Heading of the column with what belongs to it.
    pub parameters: &'static str,
    pub intro: &'static str,
    /// The button of an empty list.
    pub add: &'static str,
    pub empty: &'static str,
}

impl Nouns {
    pub fn of(datasource_type: DatasourceType) -> Nouns {
        match datasource_type {
            DatasourceType::DataLakeStorage => Nouns {
                resource: "Storage account",
                parameters: "Selected containers",
                intro: "Add the storage accounts to protect. Each becomes a backup instance of its own, with its own containers.",
                add: "Add storage account",
                empty: "Add a storage account to see whether it is ready for backup.",
            },
            DatasourceType::Blob => Nouns {
                resource: "Storage account",
                parameters: "Selected containers",
                intro: "Add the storage accounts to protect. Each becomes one backup instance, whichever backups its policy makes.",
                add: "Add/Edit storage accounts",
                empty: "Add storage accounts to see whether they are ready for backup.",
            },
            DatasourceType::Disk => Nouns {
                resource: "Disk",
                parameters: "Snapshot resource group",
                intro: "Add the disks to protect. Each becomes a backup instance of its own: the disks of a virtual machine have no common point in time.",
                add: "Add/Edit disks",
                empty: "Add disks to see whether they are ready for backup.",
            },
        }
    }
}

/// What is known of one datasource's readiness.
#[derive(Clone, Debug, PartialEq)]
pub enum Validation {
    Running,
    Known(Readiness),
    Failed(Failure),
}

/// A row of the Datasources step.
#[derive(Clone, Debug, PartialEq)]
pub struct DatasourceRow {
    pub key: String,
    pub instance_name: String,
    pub datasource_name: String,
    pub datasource: ArmId,
    pub href: String,
    pub group_name: String,
    pub subscription_name: String,
    /// Its containers, or the group its snapshots go to.
    pub parameters: String,
    pub readiness: ReadinessText,
    pub ready: bool,
}

impl DatasourceRow {
    pub fn new(
        datasource: &Datasource,
        list: &WholeList,
        validation: &Validation,
        now: Option<SimTime>,
    ) -> DatasourceRow {
        let readiness = match validation {
            Validation::Running => plain(Badge::InProgress, "Validating".into()),
            Validation::Known(readiness) => readiness_text(readiness, now),
            Validation::Failed(failure) => plain(Badge::Error, FailureText::of(failure).message),
        };
        DatasourceRow {
            key: datasource.instance_name.clone(),
            instance_name: datasource.instance_name.clone(),
            datasource_name: datasource.id.name().to_string(),
            href: Route::of_resource(&datasource.id).href(),
            datasource: datasource.id.clone(),
            group_name: datasource.group_name.clone(),
            subscription_name: datasource.subscription_name.clone(),
            parameters: parameters_text(&datasource.parameters(list)),
            readiness,
            ready: matches!(validation, Validation::Known(Readiness::Ready)),
        }
    }
}

fn plain(badge: Badge, text: String) -> ReadinessText {
    let missing = Vec::new();
    ReadinessText { badge, text, refusal: None, advice: None, missing, assignable: false, waiting: false }
}

/// `4 datasources. 1 ready, 3 need attention.`
pub fn count_sentence(rows: &[DatasourceRow]) -> String {
    let ready = rows.iter().filter(|row| row.ready).count();
    let running = rows.iter().filter(|row| row.readiness.badge == Badge::InProgress).count();
    let attention = rows.len() - ready - running;
    let mut parts = vec![format!("{ready} ready")];
    if running > 0 {
        parts.push(format!("{running} validating"));
    }
    if attention > 0 {
        parts.push(format!(
            "{attention} {}",
            if attention == 1 { "needs attention" } else { "need attention" }
        ));
    }
    format!("{}. {}.", counted(rows.len() as u64, "datasource", "datasources"), parts.join(", "))
}

/// What a step still needs before the next one opens; `None` when it is done.
pub fn step_missing(step: usize, policy_chosen: bool, rows: &[DatasourceRow]) -> Option<String> {
    match step {
        POLICY if !policy_chosen => Some("Select a backup policy first.".into()),
        DATASOURCES if rows.is_empty() => Some("Add at least one datasource first.".into()),
        DATASOURCES if rows.iter().any(|row| row.readiness.badge == Badge::InProgress) => {
            Some("Validation is in progress.".into())
        }
        DATASOURCES if rows.iter().any(|row| !row.ready) => {
            Some("Every datasource needs the backup readiness Success: fix or remove the others.".into())
        }
        _ => None,
    }
}

/// What stands between here and a step: the first incomplete one before it.
pub fn step_locked(step: usize, policy_chosen: bool, rows: &[DatasourceRow]) -> Option<String> {
    (0..step).find_map(|before| step_missing(before, policy_chosen, rows))
}

/// Label and value of the policy that is chosen.
pub fn policy_details(policy: &PolicyRow) -> Vec<(String, String)> {
    let rule = |rule: &crate::engine::policy::RetentionRule| {
        (format!("{} retention", rule.tag.display_name()), duration_text(rule.duration))
    };
    let schedule = policy.scheduled.as_ref().map(|scheduled| schedule_sentence(&scheduled.schedule));
    let schedule = schedule.map(|sentence| ("Backup schedule".to_string(), sentence));
    let continuous = policy.continuous.map(duration_text);
    let continuous = continuous.map(|kept| ("Operational retention".to_string(), kept));
    schedule.into_iter().chain(policy.rules().iter().map(rule)).chain(continuous).collect()
}

/// A row of the account picker.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountRow {
    pub key: String,
    pub name: String,
    pub group_name: String,
    pub subscription_name: String,
    pub location: String,
    pub containers: usize,
    /// Why it cannot be chosen.
    pub reason: Option<String>,
}

impl AccountRow {
    pub fn new(account: &ProtectableAccount) -> AccountRow {
        AccountRow {
            key: account.id.key(),
            name: account.name.clone(),
            group_name: account.group_name.clone(),
            subscription_name: account.subscription_name.clone(),
            location: account.region.display_name().to_string(),
            containers: account.containers.len(),
            reason: account.reason.as_ref().map(unavailable),
        }
    }
}

/// Why something cannot be chosen, short enough for a column.
fn unavailable(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Protection(ProtectionError::AlreadyProtected { vault, instance }) => {
            format!("Already protected by the vault {} as {instance}.", vault.name())
        }
        Refusal::Protection(ProtectionError::AlreadyHasInstance { vault, instance, .. }) => {
            format!("Soft-deleted in the vault {} as {instance}.", vault.name())
        }
        other => other.explain().message,
    }
}

/// A row of the disk picker.
#[derive(Clone, Debug, PartialEq)]
pub struct DiskRow {
    pub key: String,
    pub name: String,
    pub group_name: String,
    pub subscription_name: String,
    pub sku: &'static str,
    pub size: String,
    /// Why it cannot be chosen.
    pub reason: Option<String>,
}

impl DiskRow {
    pub fn new(disk: &ProtectableDisk) -> DiskRow {
        DiskRow {
            key: disk.id.key(),
            name: disk.name.clone(),
            group_name: disk.group_name.clone(),
            subscription_name: disk.subscription_name.clone(),
            sku: disk.sku.display_name(),
            size: format!("{} GiB", disk.size_gib),
            reason: disk.reason.as_ref().map(unavailable),
        }
    }
}

/// Why disks cannot be protected together: a run is for one subscription.
///
/// Source: Azure Backup, "Back up Azure Disks".
pub fn mixed_subscriptions<'a>(disks: impl IntoIterator<Item = &'a ArmId>) -> Option<String> {
    let subscriptions: BTreeSet<_> = disks.into_iter().map(ArmId::subscription_id).collect();
    (subscriptions.len() > 1).then(|| {
        "The disks lie in several subscriptions. Configure those of each subscription on their own."
            .to_string()
    })
}

/// The account that was ticked in the picker.
pub fn picked(accounts: &[ProtectableAccount], key: &str) -> Option<PickedAccount> {
    accounts.iter().find(|account| account.id.key() == key).map(|account| PickedAccount {
        id: account.id.clone(),
        group_name: account.group_name.clone(),
        subscription_name: account.subscription_name.clone(),
        containers: account.containers.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{
        protection::{
            ContainerSelection,
            access::{AccessGap, NeededRole},
        },
        rbac::{PrincipalId, Role},
    };

    fn row(validation: &Validation) -> DatasourceRow {
        let datasource = Datasource {
            instance_name: "lake1".into(),
            id: ArmId::new(
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/lake1",
            ),
            group_name: "g".into(),
            subscription_name: "s".into(),
            containers: Some(ContainerSelection::Listed(vec!["raw".into()])),
        };
        let datasource_type = DatasourceType::DataLakeStorage;
        let list = WholeList { datasource_type, snapshot_group: None, scheduled: true };
        DatasourceRow::new(&datasource, &list, validation, None)
    }

    fn missing() -> Validation {
        let needed = NeededRole { role: Role::DiskBackupReader, scope: ArmId::new("/s") };
        let missing = vec![needed.clone()];
        let gap = AccessGap::NoRole {
            vault: "v".into(),
            identity: PrincipalId::SYSTEM,
            needed,
            caller_can_assign: true,
        };
        Validation::Known(Readiness::RoleAssignmentNotDone { refusal: gap.into(), missing })
    }

    #[test]
    fn rows_say_what_validation_found() {
        assert_eq!(row(&Validation::Running).readiness.text, "Validating");
        let missing = row(&missing());
        assert_eq!(missing.readiness.text, "Role assignment not done");
        assert!(missing.readiness.assignable && !missing.ready);
        assert!(row(&Validation::Known(Readiness::Ready)).ready);
    }

    #[test]
    fn later_steps_wait_for_earlier_ones() {
        let ready = row(&Validation::Known(Readiness::Ready));
        assert_eq!(step_locked(POLICY, false, &[]), None);
        assert!(step_locked(DATASOURCES, false, &[]).expect("no policy").contains("policy"));
        assert!(step_locked(REVIEW, true, &[]).expect("nothing to protect").contains("datasource"));
        assert!(step_locked(REVIEW, true, &[ready.clone(), row(&missing())]).is_some());
        assert_eq!(step_locked(REVIEW, true, &[ready]), None);
    }

    #[test]
    fn the_count_names_each_kind() {
        let rows = [row(&Validation::Known(Readiness::Ready)), row(&Validation::Running), row(&missing())];
        assert_eq!(count_sentence(&rows), "3 datasources. 1 ready, 1 validating, 1 needs attention.");
    }
}
