//! Rows of the datasources, what each step still needs, and what the footer says.

use crate::{
    base::{ArmId, SimTime},
    engine::query::{PolicyRow, ProtectableAccount, Readiness},
    portal::{
        blades::{
            backup_words::{ReadinessText, duration_text, readiness_text, schedule_sentence, selection_text},
            badge::Badge,
            configure_backup::form::{Datasource, PickedAccount},
        },
        failure::FailureText,
        format::counted,
        route::Route,
    },
    rpc::Failure,
};

pub const BASICS: usize = 0;
pub const POLICY: usize = 1;
pub const DATASOURCES: usize = 2;
pub const REVIEW: usize = 3;

pub const STEPS: [&str; 4] = ["Basics", "Backup policy", "Datasources", "Review + configure"];

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
    pub account_name: String,
    pub account: ArmId,
    pub account_href: String,
    pub group_name: String,
    pub subscription_name: String,
    pub containers: String,
    pub readiness: ReadinessText,
    pub ready: bool,
}

impl DatasourceRow {
    pub fn new(datasource: &Datasource, validation: &Validation, now: Option<SimTime>) -> DatasourceRow {
        let readiness = match validation {
            Validation::Running => plain(Badge::InProgress, "Validating".into()),
            Validation::Known(readiness) => readiness_text(readiness, now),
            Validation::Failed(failure) => plain(Badge::Error, FailureText::of(failure).message),
        };
        DatasourceRow {
            key: datasource.instance_name.clone(),
            instance_name: datasource.instance_name.clone(),
            account_name: datasource.account.name().to_string(),
            account_href: Route::of_resource(&datasource.account).href(),
            account: datasource.account.clone(),
            group_name: datasource.group_name.clone(),
            subscription_name: datasource.subscription_name.clone(),
            containers: selection_text(&datasource.containers),
            readiness,
            ready: matches!(validation, Validation::Known(Readiness::Ready)),
        }
    }
}

fn plain(badge: Badge, text: String) -> ReadinessText {
    ReadinessText { badge, text, refusal: None, advice: None, assignable: false, waiting: false }
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
        DATASOURCES if rows.is_empty() => Some("Add at least one storage account first.".into()),
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
    let schedule = ("Backup schedule".to_string(), schedule_sentence(&policy.schedule));
    std::iter::once(schedule).chain(policy.retention.iter().map(rule)).collect()
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
            reason: account.reason.as_ref().map(|refusal| refusal.explain().message),
        }
    }
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
    use crate::engine::protection::{ContainerSelection, ProtectionError};

    fn row(validation: &Validation) -> DatasourceRow {
        let datasource = Datasource {
            instance_name: "lake1".into(),
            account: ArmId::new(
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/lake1",
            ),
            group_name: "g".into(),
            subscription_name: "s".into(),
            containers: ContainerSelection::Listed(vec!["raw".into()]),
        };
        DatasourceRow::new(&datasource, validation, None)
    }

    fn missing() -> Validation {
        let refusal = ProtectionError::MissingRole {
            vault: "v".into(),
            role: "r".into(),
            scope: ArmId::new("/s"),
            caller_can_assign: true,
        };
        Validation::Known(Readiness::RoleAssignmentNotDone(refusal.into()))
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
        assert!(step_locked(REVIEW, true, &[]).expect("no account").contains("storage account"));
        assert!(step_locked(REVIEW, true, &[ready.clone(), row(&missing())]).is_some());
        assert_eq!(step_locked(REVIEW, true, &[ready]), None);
    }

    #[test]
    fn the_count_names_each_kind() {
        let rows = [row(&Validation::Known(Readiness::Ready)), row(&Validation::Running), row(&missing())];
        assert_eq!(count_sentence(&rows), "3 datasources. 1 ready, 1 validating, 1 needs attention.");
    }
}
