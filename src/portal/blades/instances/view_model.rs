//! Rows and filter of the list of backup instances.

use crate::base::ArmId;
use crate::{
    base::SimTime,
    engine::{
        protection::ProtectionState,
        query::{InstanceColumn, InstancePage, InstanceRow, PageRequest, latest_text},
    },
    portal::{
        blades::{
            backup_words::{protection_badge, restore_blocked},
            badge::Badge,
            instance::view_model::NOT_DELETED,
            jobs::view_model::JobFilter,
        },
        route::{MenuItem, Route},
    },
};

/// A protection status as it stands in an address: `ProtectionError`.
pub fn state_filter(state: ProtectionState) -> String {
    format!("{state:?}")
}

/// The display names to filter by that an address asks for; none for anything else.
pub fn parse_filter(text: &str) -> Vec<String> {
    let wanted =
        ProtectionState::ALL.into_iter().filter(|state| state_filter(*state).eq_ignore_ascii_case(text));
    wanted.map(|state| state.display_name().to_string()).collect()
}

/// The question for a page of the instances in states of these display names; none of them means all.
pub fn question(vault: &ArmId, states: &[String], page: PageRequest<InstanceColumn>) -> InstancePage {
    let is_chosen = |state: &ProtectionState| states.iter().any(|name| name == state.display_name());
    let states = ProtectionState::ALL.into_iter().filter(is_chosen).collect();
    InstancePage { vault: vault.clone(), states, page }
}

/// A backup instance as the list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct InstanceLine {
    pub key: String,
    pub id: ArmId,
    pub name: String,
    pub href: String,
    pub datasource: String,
    pub datasource_type: &'static str,
    pub group: String,
    pub badge: Badge,
    pub status: &'static str,
    pub policy: String,
    pub policy_href: String,
    pub latest: String,
    pub latest_at: Option<SimTime>,
    pub jobs_href: String,
    /// Why backup cannot be started, stopped, resumed, or restored: by state, before anything is asked.
    pub backup_blocked: Option<String>,
    pub restore_blocked: Option<String>,
    pub resume_blocked: Option<String>,
    pub delete_blocked: Option<String>,
    pub undelete_blocked: Option<String>,
}

impl InstanceLine {
    pub fn new(row: &InstanceRow, vault: &ArmId) -> InstanceLine {
        let jobs = Route::VaultList {
            id: vault.clone(),
            item: MenuItem::BackupJobs,
            filter: JobFilter::of_instance(&row.name).text(),
        };
        let settled =
            matches!(row.state, ProtectionState::ProtectionConfigured | ProtectionState::ProtectionError);
        let stopped = matches!(
            row.state,
            ProtectionState::ProtectionStopped
                | ProtectionState::BackupsSuspended
                | ProtectionState::ProtectionError
        );
        let deleted = row.state == ProtectionState::SoftDeleted;
        let status = row.state.display_name();
        let because = || format!("Its protection status is '{status}'.");
        InstanceLine {
            key: row.id.key(),
            id: row.id.clone(),
            name: row.name.clone(),
            href: Route::Instance { id: row.id.clone() }.href(),
            datasource: row.datasource_name.clone(),
            datasource_type: row.datasource_type.display_name(),
            group: row.datasource_group.clone(),
            badge: protection_badge(row.state),
            status,
            policy: row.policy_name.clone(),
            policy_href: Route::Policy { id: row.policy.clone() }.href(),
            latest: latest_text(row.latest_point),
            latest_at: row.latest_point,
            jobs_href: jobs.href(),
            backup_blocked: (!settled).then(because),
            restore_blocked: restore_blocked(row),
            resume_blocked: (!stopped).then(because),
            delete_blocked: deleted.then(because),
            undelete_blocked: (!deleted).then(|| NOT_DELETED.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::policy::DatasourceType;

    fn row(state: ProtectionState) -> InstanceRow {
        let vault = ArmId::new("/v");
        InstanceRow {
            id: vault.child("backupInstances", "lake1"),
            name: "lake1".into(),
            datasource: ArmId::new("/a/lake1"),
            datasource_name: "lake1".into(),
            datasource_group: "g".into(),
            datasource_type: DatasourceType::DataLakeStorage,
            state,
            policy: vault.child("backupPolicies", "daily"),
            policy_name: "daily".into(),
            latest_point: None,
            operational: false,
        }
    }

    #[test]
    fn an_address_filters_by_status() {
        let vault = ArmId::new("/v");
        let states = |text: &str| question(&vault, &parse_filter(text), PageRequest::first(1)).states;
        for state in ProtectionState::ALL {
            assert_eq!(states(&state_filter(state)), [state]);
        }
        assert_eq!(states("nonsense"), []);
    }

    #[test]
    fn commands_of_a_row_say_why_not() {
        let line = InstanceLine::new(&row(ProtectionState::ProtectionStopped), &ArmId::new("/v"));
        assert!(line.backup_blocked.expect("stopped").contains("Protection stopped"));
        assert!(line.restore_blocked.is_some() && line.resume_blocked.is_none());
        let line = InstanceLine::new(&row(ProtectionState::ProtectionConfigured), &ArmId::new("/v"));
        assert!(line.backup_blocked.is_none() && line.resume_blocked.is_some());
        assert!(line.delete_blocked.is_none() && line.undelete_blocked.is_some());
        let line = InstanceLine::new(&row(ProtectionState::SoftDeleted), &ArmId::new("/v"));
        assert!(line.restore_blocked.expect("deleted").contains("Undelete"));
        assert!(line.delete_blocked.is_some() && line.resume_blocked.is_some());
        assert!(line.undelete_blocked.is_none());
    }
}
