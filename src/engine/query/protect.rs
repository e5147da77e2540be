//! Configuring protection, and the instances that came of it.

use super::{
    JobRow, Viewer,
    backup::{job_row, jobs_of},
    instance_list::{instances, latest_point, readable_instances},
};
use crate::{
    base::{ArmId, ByteSize, SimTime},
    engine::{
        compute::{DiskSku, ManagedDisk},
        limits,
        policy::{BackupPolicy, DatasourceType, RetentionDuration, RetentionTag, retention::expires_at},
        protection::{
            BackupInstance, PolicyParameters, ProtectionState,
            access::{self, AccessGap, NeededRole},
            backup::{on_demand_left, on_demand_max, policy_of},
            point::points_of,
            readiness::{self, Proposal, check_unprotected, vault_of},
            selection::selected,
            timers::next_backup,
            vaulted_storage::{check_account, check_writable},
        },
        rbac::{PrincipalId, action},
        refusal::Refusal,
        resources::{ProvisioningState, Region, Tags},
        storage::{Deletion, StorageAccount},
        usage::measure,
        vault::BackupVault,
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Storage accounts that the picker of a vault lists: data lakes or accounts with blobs of its region, in all
/// subscriptions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProtectableAccounts {
    pub vault: ArmId,
    pub datasource_type: DatasourceType,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProtectableAccount {
    pub id: ArmId,
    pub name: String,
    pub group_name: String,
    pub subscription_name: String,
    pub region: Region,
    pub containers: Vec<String>,
    /// Why it cannot be chosen; shown instead of hiding the row.
    pub reason: Option<Refusal>,
}

/// Disks that the picker of a vault lists: those of its region, in all subscriptions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProtectableDisks {
    pub vault: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProtectableDisk {
    pub id: ArmId,
    pub name: String,
    pub group_name: String,
    pub subscription: Uuid,
    pub subscription_name: String,
    pub sku: DiskSku,
    pub size_gib: u32,
    /// Why it cannot be chosen; shown instead of hiding the row.
    pub reason: Option<Refusal>,
}

/// What *Backup readiness* says of one datasource of the wizard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackupReadiness {
    pub vault: ArmId,
    pub policy: Option<ArmId>,
    pub instance_name: String,
    pub datasource: ArmId,
    pub parameters: PolicyParameters,
    pub principal: PrincipalId,
}

/// The result of a validation: ready, or the first thing in the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Readiness {
    Ready,
    /// The vault lacks roles and the viewer may assign them.
    RoleAssignmentNotDone {
        refusal: Refusal,
        missing: Vec<NeededRole>,
    },
    /// The vault lacks roles and the viewer may not assign all of them.
    InsufficientPermission {
        refusal: Refusal,
        missing: Vec<NeededRole>,
    },
    /// The role is assigned; it takes effect later.
    RoleNotEffective {
        refusal: Refusal,
        effective_at: SimTime,
    },
    Blocked(Refusal),
}

/// Backup instances of a vault by name, soft-deleted ones too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instances {
    pub vault: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstanceRow {
    pub id: ArmId,
    pub name: String,
    pub datasource: ArmId,
    pub datasource_name: String,
    pub datasource_group: String,
    pub datasource_type: DatasourceType,
    pub state: ProtectionState,
    pub policy: ArmId,
    pub policy_name: String,
    /// None of what is soft-deleted: its points are there, but nobody sees them.
    pub latest_point: Option<SimTime>,
    /// Its policy has operational backup: it is restored without a recovery point.
    pub operational: bool,
}

/// Backup instances of all vaults that the viewer can read, without soft-deleted ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProtectedItems {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProtectedItem {
    pub row: InstanceRow,
    pub vault: ArmId,
    pub vault_name: String,
    pub subscription_name: String,
}

/// Who protects a resource: its backup instance, in whatever vault that lies. One that is soft-deleted does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProtectionOf {
    pub datasource: ArmId,
}

/// A backup instance, or a soft-deleted one by its id among those.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstanceDetail {
    pub instance: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstanceView {
    pub row: InstanceRow,
    pub vault: ArmId,
    pub vault_name: String,
    /// Of what is soft-deleted: when it was, and when it will be purged.
    pub deletion: Option<Deletion>,
    /// Days that its backup data would be kept if it were deleted now.
    pub kept_days: u32,
    /// Whether the datasource still exists.
    pub datasource_exists: bool,
    pub parameters: PolicyParameters,
    pub tags: Tags,
    /// Containers that the selection means today.
    pub protected_containers: Vec<String>,
    pub points: usize,
    pub next_backup: Option<SimTime>,
    /// On-demand backups that are left today (UTC); none where the policy makes operational backups only.
    pub on_demand_left: usize,
    pub on_demand_max: usize,
    /// How far back operational backup of blobs reaches, where the policy has that part.
    pub continuous: Option<RetentionDuration>,
    /// The rules an on-demand backup can be kept by, with when it would expire.
    pub rules: Vec<(RetentionTag, SimTime)>,
    /// Bytes the vault holds for it, each version once; or those of its snapshots.
    pub stored: ByteSize,
    /// Jobs of the last seven days, newest first.
    pub jobs: Vec<JobRow>,
}

impl ProtectableAccounts {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<ProtectableAccount>, Refusal> {
        viewer.require(action::READ_VAULT, &self.vault)?;
        let vault = viewer.state.find_vault(&self.vault)?;
        let is_lake = self.datasource_type != DatasourceType::Blob;
        let accounts = viewer.state.accounts.values();
        let listed = accounts
            .filter(|account| account.hierarchical_namespace == is_lake)
            .filter(|account| account.region == vault.region)
            .filter(|account| account.provisioning == ProvisioningState::Succeeded);
        let mut rows: Vec<ProtectableAccount> =
            listed.filter_map(|account| self.row(viewer, vault, account)).collect();
        rows.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(rows)
    }

    /// The row of an account that the viewer can see; its containers are listed to who may list them.
    fn row(
        &self,
        viewer: &Viewer<'_>,
        vault: &BackupVault,
        account: &StorageAccount,
    ) -> Option<ProtectableAccount> {
        let id = viewer.state.account_id(account);
        viewer.require(action::READ_ACCOUNT, &id).ok()?;
        let mut containers = Vec::new();
        if viewer.may(action::READ_CONTAINER, &id) {
            containers.extend(viewer.state.containers_of(account.id).map(|container| container.name.clone()));
            containers.sort();
        }
        let context = viewer.context(viewer.principal);
        let reason = check_account(self.datasource_type, account, vault)
            .and_then(|()| check_writable(&context, account))
            .and_then(|()| check_unprotected(&context, vault, &id))
            .err();
        Some(ProtectableAccount {
            name: account.name.clone(),
            group_name: id.resource_group_name().unwrap_or_default().to_string(),
            subscription_name: viewer.subscription_of(&id),
            region: account.region,
            containers,
            reason: reason.map(Refusal::from),
            id,
        })
    }
}

impl ProtectableDisks {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<ProtectableDisk>, Refusal> {
        viewer.require(action::READ_VAULT, &self.vault)?;
        let vault = viewer.state.find_vault(&self.vault)?;
        let listed = viewer
            .state
            .disks
            .values()
            .filter(|disk| disk.region == vault.region)
            .filter(|disk| disk.provisioning == ProvisioningState::Succeeded);
        let mut rows: Vec<ProtectableDisk> =
            listed.filter_map(|disk| disk_row(viewer, vault, disk)).collect();
        rows.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(rows)
    }
}

/// The row of a disk that the viewer can see.
fn disk_row(viewer: &Viewer<'_>, vault: &BackupVault, disk: &ManagedDisk) -> Option<ProtectableDisk> {
    let id = viewer.state.disk_id(disk);
    viewer.require(action::READ_DISK, &id).ok()?;
    Some(ProtectableDisk {
        name: disk.name.clone(),
        group_name: id.resource_group_name().unwrap_or_default().to_string(),
        subscription: id.subscription_id().unwrap_or_default(),
        subscription_name: viewer.subscription_of(&id),
        sku: disk.sku,
        size_gib: disk.size_gib,
        reason: check_unprotected(&viewer.context(viewer.principal), vault, &id).err().map(Refusal::from),
        id,
    })
}

impl BackupReadiness {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Readiness, Refusal> {
        let proposal = Proposal {
            vault: &self.vault,
            policy: self.policy.as_ref(),
            instance_name: &self.instance_name,
            datasource: &self.datasource,
            parameters: &self.parameters,
        };
        let context = viewer.context(self.principal);
        let vault = viewer.state.find_vault(&self.vault)?;
        let needed = readiness::needed_roles(&self.datasource, &self.parameters);
        let gaps = access::gaps(&context, vault, &needed);
        Ok(Readiness::of(readiness::check(&context, &proposal).map(drop), gaps))
    }
}

impl Readiness {
    /// What the result of a check means to the wizard, with everything that is missing of the roles.
    ///
    /// A role that nobody has assigned can be mended at once, so it is not hidden by one that only has to take
    /// effect; and there is nothing to wait for before the last of them has.
    pub(super) fn of(checked: Result<(), Refusal>, gaps: Vec<AccessGap>) -> Readiness {
        let Err(refusal) = checked else { return Readiness::Ready };
        if !matches!(refusal, Refusal::Access(AccessGap::NoRole { .. } | AccessGap::NotEffective { .. })) {
            return Readiness::Blocked(refusal);
        }
        let (mut missing, mut may_assign, mut unassigned, mut pending) = (Vec::new(), true, None, None);
        for gap in gaps {
            match &gap {
                AccessGap::NoIdentity { .. } => {}
                AccessGap::NoRole { needed, caller_can_assign, .. } => {
                    missing.push(needed.clone());
                    may_assign &= caller_can_assign;
                    unassigned.get_or_insert(gap);
                }
                AccessGap::NotEffective { effective_at, .. } => pending = pending.max(Some(*effective_at)),
            }
        }
        match (unassigned.map(Refusal::Access), pending) {
            (Some(refusal), _) if may_assign => Readiness::RoleAssignmentNotDone { refusal, missing },
            (Some(refusal), _) => Readiness::InsufficientPermission { refusal, missing },
            (None, Some(effective_at)) => Readiness::RoleNotEffective { refusal, effective_at },
            (None, None) => Readiness::Blocked(refusal),
        }
    }
}

impl Instances {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<InstanceRow>, Refusal> {
        let instances = instances(viewer, &self.vault)?;
        let mut rows: Vec<InstanceRow> = instances.map(|instance| instance_row(viewer, instance)).collect();
        rows.sort_by_cached_key(|row| row.name.to_lowercase());
        Ok(rows)
    }
}

impl ProtectedItems {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<ProtectedItem>, Refusal> {
        let instances = readable_instances(viewer);
        let mut items: Vec<ProtectedItem> =
            instances.map(|instance| protected_item(viewer, instance)).collect();
        items.sort_by_cached_key(|item| {
            (item.row.datasource_name.to_lowercase(), item.row.name.to_lowercase())
        });
        Ok(items)
    }
}

pub(super) fn protected_item(viewer: &Viewer<'_>, instance: &BackupInstance) -> ProtectedItem {
    let vault = vault_of(&viewer.context(viewer.principal), instance);
    ProtectedItem {
        row: instance_row(viewer, instance),
        vault: viewer.state.vault_id(vault),
        vault_name: vault.name.clone(),
        subscription_name: viewer.subscription_of(&instance.datasource),
    }
}

impl ProtectionOf {
    /// `None` for a resource that no vault protects, or none that the viewer can read.
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Option<InstanceRow>, Refusal> {
        let instance = viewer.state.protecting(&self.datasource);
        let readable = instance
            .filter(|instance| viewer.may(action::READ_INSTANCES, &viewer.state.instance_id(instance)));
        Ok(readable.map(|instance| instance_row(viewer, instance)))
    }
}

impl InstanceDetail {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<InstanceView, Refusal> {
        let state = viewer.state;
        let deleted = state.find_deleted_instance(&self.instance).ok();
        viewer.require(
            if deleted.is_some() { action::READ_DELETED_INSTANCES } else { action::READ_INSTANCES },
            &self.instance,
        )?;
        let instance = match deleted {
            Some(row) => &row.instance,
            None => state.find_instance(&self.instance)?,
        };
        let vault = vault_of(&viewer.context(viewer.principal), instance);
        let policy = Some(policy_of(state, instance)).filter(|_| deleted.is_none());
        let on_demand = policy.is_some_and(|policy| policy.scheduled.is_some());
        Ok(InstanceView {
            row: instance_row(viewer, instance),
            vault: state.vault_id(vault),
            vault_name: vault.name.clone(),
            deletion: deleted.map(|row| row.deletion),
            kept_days: vault.soft_delete.days,
            datasource_exists: state.scope(&instance.datasource).is_ok(),
            parameters: instance.parameters.clone(),
            tags: instance.tags.clone(),
            protected_containers: protected_containers(viewer, instance),
            points: if deleted.is_some() { 0 } else { points_of(state, instance.id).count() },
            next_backup: next_backup(state, instance.id),
            on_demand_left: if on_demand { on_demand_left(state, instance, viewer.now) } else { 0 },
            on_demand_max: if on_demand { on_demand_max(instance.datasource_type) } else { 0 },
            continuous: policy.and_then(|policy| policy.continuous),
            rules: policy.map_or_else(Vec::new, |policy| rules(viewer, policy)),
            stored: measure::stored_of(state, instance.id),
            jobs: jobs_of(viewer, instance.vault, limits::JOB_LIST_WINDOW)
                .filter(|job| job.instance == instance.id)
                .map(|job| job_row(viewer, job))
                .collect(),
        })
    }
}

fn protected_containers(viewer: &Viewer<'_>, instance: &BackupInstance) -> Vec<String> {
    let Some(containers) = instance.parameters.containers() else { return Vec::new() };
    let Ok(account) = viewer.state.find_account(&instance.datasource) else { return Vec::new() };
    let selected = selected(viewer.state, account.id, containers);
    selected.containers.iter().map(|container| container.name.clone()).collect()
}

pub(super) fn instance_row(viewer: &Viewer<'_>, instance: &BackupInstance) -> InstanceRow {
    let policy = policy_of(viewer.state, instance);
    let is_there = instance.state != ProtectionState::SoftDeleted;
    let datasource = &instance.datasource;
    InstanceRow {
        id: viewer.state.instance_id(instance),
        name: instance.name.clone(),
        datasource: datasource.clone(),
        datasource_name: datasource.name().to_string(),
        datasource_group: datasource.resource_group_name().unwrap_or_default().to_string(),
        datasource_type: instance.datasource_type,
        state: instance.state,
        policy: viewer.state.policy_id(policy),
        policy_name: policy.name.clone(),
        latest_point: latest_point(viewer, instance),
        operational: policy.continuous.is_some() && is_there,
    }
}

fn rules(viewer: &Viewer<'_>, policy: &BackupPolicy) -> Vec<(RetentionTag, SimTime)> {
    policy.rules().iter().map(|rule| (rule.tag, expires_at(viewer.now, rule.duration))).collect()
}
