//! *Enable operational backup with Azure Backup*: the vault and the policy, and the command they become.

use crate::{
    base::ArmId,
    engine::{
        policy::DatasourceType,
        protection::PolicyParameters,
        query::{BackupReadiness, InstanceRow, PolicyRow, ResourceRow},
        rbac::PrincipalId,
        request::Command,
        resources::{Region, Tags},
    },
    portal::{
        blades::{
            backup_words::{ReadinessText, continuous_sentence},
            configure_backup::form::free_name,
        },
        format::counted,
    },
};
use serde::{Deserialize, Serialize};

/// What is ticked and picked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupForm {
    pub on: bool,
    pub vault: Option<ArmId>,
    pub policy: Option<ArmId>,
}

/// A vault or policy to pick, and why it cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    pub id: ArmId,
    pub label: String,
    pub blocked: Option<String>,
}

impl BackupForm {
    /// Where the draft for an account is kept: the way to a policy leads over another page.
    pub fn draft_key(account: &ArmId) -> String {
        format!("operational-backup.{}", account.key())
    }

    /// Another vault has other policies.
    pub fn choose_vault(&mut self, vault: ArmId) {
        if self.vault.as_ref() != Some(&vault) {
            self.policy = None;
        }
        self.vault = Some(vault);
    }

    /// What is missing before it can be saved; nothing while the box is not ticked.
    pub fn missing(&self, readiness: Option<&ReadinessText>) -> Option<String> {
        if !self.on {
            return None;
        }
        let text = match (&self.vault, &self.policy, readiness) {
            (None, ..) => "Select a Backup vault.".to_string(),
            (_, None, _) => "Select a backup policy.".to_string(),
            (.., None) => "The backup is being validated.".to_string(),
            (.., Some(readiness)) if readiness.refusal.is_some() => {
                format!("The vault cannot back this account up yet: {}", readiness.text)
            }
            (.., Some(_)) => return None,
        };
        Some(text)
    }

    /// What is validated; `None` while something is not picked.
    pub fn question(
        &self,
        account: &ArmId,
        instances: &[InstanceRow],
        principal: PrincipalId,
    ) -> Option<BackupReadiness> {
        Some(BackupReadiness {
            vault: self.vault.clone().filter(|_| self.on)?,
            policy: Some(self.policy.clone()?),
            instance_name: instance_name(account, instances),
            datasource: account.clone(),
            parameters: PolicyParameters::Blobs(None),
            principal,
        })
    }

    pub fn command(&self, account: &ArmId, instances: &[InstanceRow]) -> Option<Command> {
        Some(Command::ConfigureProtection {
            vault: self.vault.clone().filter(|_| self.on)?,
            instance_name: instance_name(account, instances),
            datasource: account.clone(),
            policy: self.policy.clone()?,
            parameters: PolicyParameters::Blobs(None),
            tags: Tags::new(),
        })
    }
}

fn instance_name(account: &ArmId, instances: &[InstanceRow]) -> String {
    free_name(account.name(), |name| instances.iter().any(|row| row.name.eq_ignore_ascii_case(name)))
}

/// The vaults; only those in the region of the account can protect it.
pub fn vault_picks(vaults: &[ResourceRow], region: Option<Region>) -> Vec<Pick> {
    let pick = |row: &ResourceRow| {
        let far = region.is_some_and(|region| region != row.region);
        Pick {
            id: row.id.clone(),
            label: format!("{} ({})", row.name, row.group_name),
            blocked: far.then(|| format!("lies in {}", row.region.display_name())),
        }
    };
    let mut picks: Vec<Pick> = vaults.iter().map(pick).collect();
    picks.sort_by_key(|pick| (pick.blocked.is_some(), pick.label.to_lowercase()));
    picks
}

/// The policies of a vault for operational backup alone: others ask for containers.
pub fn policy_picks(policies: &[PolicyRow]) -> Vec<Pick> {
    let fits = |row: &&PolicyRow| row.datasource_type == DatasourceType::Blob && row.continuous.is_some();
    let pick = |row: &PolicyRow| Pick {
        id: row.id.clone(),
        label: row.name.clone(),
        blocked: row.scheduled.as_ref().map(|_| "vaulted too: configure it in the vault".to_string()),
    };
    policies.iter().filter(fits).map(pick).collect()
}

/// What the chosen policy does to the settings below, or that there is none to choose.
pub fn policy_hint(policies: &[PolicyRow], policy: Option<&ArmId>) -> Option<String> {
    if policy_picks(policies).iter().all(|pick| pick.blocked.is_some()) {
        return Some(
            "This vault has no policy for operational backup of blobs yet. Create one first.".to_string(),
        );
    }
    let row = policies.iter().find(|row| Some(&row.id) == policy)?;
    let reach = row.continuous?;
    Some(format!("{} The settings below are raised to what that needs.", continuous_sentence(reach)))
}

/// Why there is nothing to pick.
pub fn no_vault(picks: &[Pick]) -> Option<String> {
    let free = picks.iter().filter(|pick| pick.blocked.is_none()).count();
    let others = picks.len() - free;
    (free == 0).then(|| match others {
        0 => "There is no Backup vault yet.".to_string(),
        _ => format!(
            "No Backup vault lies in the region of this account; {} elsewhere.",
            counted(others as u64, "vault lies", "vaults lie")
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::SimTime,
        engine::{
            policy::RetentionDuration, query::Readiness, refusal::Refusal, resources::ResourceKind,
            storage::StorageRefusal,
        },
        portal::blades::backup_words::readiness_text,
    };
    use uuid::Uuid;

    fn account() -> ArmId {
        ArmId::resource(&group(), "Microsoft.Storage/storageAccounts", "media")
    }

    fn group() -> ArmId {
        ArmId::resource_group(Uuid::nil(), "rg")
    }

    fn vault(name: &str, region: Region) -> ResourceRow {
        ResourceRow {
            id: ArmId::resource(&group(), "Microsoft.DataProtection/backupVaults", name),
            name: name.into(),
            kind: ResourceKind::BackupVault,
            group: group(),
            group_name: "rg".into(),
            region,
            subscription: Uuid::nil(),
            subscription_name: "Production".into(),
            tags: Tags::new(),
            detail: String::new(),
            sku: String::new(),
            identity: None,
            created_at: SimTime::EPOCH,
        }
    }

    fn policy(name: &str, datasource_type: DatasourceType, days: Option<u32>) -> PolicyRow {
        PolicyRow {
            id: ArmId::new(format!("/v/backupPolicies/{name}")),
            name: name.into(),
            datasource_type,
            scheduled: None,
            continuous: days.map(RetentionDuration::Days),
            instances: 0,
            created_at: SimTime::EPOCH,
        }
    }

    fn filled() -> BackupForm {
        BackupForm {
            on: true,
            vault: Some(ArmId::new("/v")),
            policy: Some(ArmId::new("/v/backupPolicies/p")),
        }
    }

    #[test]
    fn a_filled_form_is_what_the_wizard_would_send() {
        let Some(Command::ConfigureProtection { instance_name, parameters, datasource, .. }) =
            filled().command(&account(), &[])
        else {
            panic!("it is complete");
        };
        assert_eq!((instance_name.as_str(), datasource), ("media-backup", account()));
        assert_eq!(parameters, PolicyParameters::Blobs(None));
        let off = BackupForm { on: false, ..filled() };
        assert_eq!(off.command(&account(), &[]), None);
        assert_eq!(off.question(&account(), &[], PrincipalId(Uuid::nil())), None);
        assert!(filled().question(&account(), &[], PrincipalId(Uuid::nil())).is_some());
    }

    #[test]
    fn what_is_missing_is_said_in_order() {
        let refusal: Refusal = StorageRefusal::ContainerExists { name: "c".into() }.into();
        let blocked = readiness_text(&Readiness::Blocked(refusal), None);
        let ready = readiness_text(&Readiness::Ready, None);
        let mut form = BackupForm { on: true, ..BackupForm::default() };
        assert!(form.missing(None).is_some_and(|text| text.contains("vault")));
        form.choose_vault(ArmId::new("/v"));
        assert!(form.missing(None).is_some_and(|text| text.contains("policy")));
        form.policy = Some(ArmId::new("/v/backupPolicies/p"));
        assert!(form.missing(None).is_some_and(|text| text.contains("validated")));
        assert!(form.missing(Some(&blocked)).is_some_and(|text| text.contains("cannot back")));
        assert_eq!(form.missing(Some(&ready)), None);
        form.choose_vault(ArmId::new("/other"));
        assert_eq!(form.policy, None);
        assert_eq!(BackupForm::default().missing(None), None);
    }

    #[test]
    fn only_near_vaults_and_operational_policies_can_be_picked() {
        let vaults = [vault("a-far", Region::NorthEurope), vault("near", Region::WestEurope)];
        let picks = vault_picks(&vaults, Some(Region::WestEurope));
        assert_eq!(picks[0].label, "near (rg)");
        assert_eq!(picks[1].blocked.as_deref(), Some("lies in North Europe"));
        assert_eq!(no_vault(&picks), None);
        assert!(no_vault(&picks[1..]).is_some_and(|text| text.contains("1 vault lies elsewhere")));
        assert!(no_vault(&[]).is_some());
        let policies = [
            policy("lakes", DatasourceType::DataLakeStorage, None),
            policy("vaulted", DatasourceType::Blob, None),
            policy("month", DatasourceType::Blob, Some(30)),
        ];
        let picks = policy_picks(&policies);
        assert_eq!(picks.iter().map(|pick| pick.label.as_str()).collect::<Vec<_>>(), ["month"]);
        assert!(policy_hint(&policies, Some(&policies[2].id)).is_some_and(|text| text.contains("30 days")));
        assert_eq!(policy_hint(&policies, None), None);
        assert!(policy_hint(&policies[..2], None).is_some_and(|text| text.contains("Create one")));
    }
}
