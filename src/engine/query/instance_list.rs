//! The backup instances of a vault, and those of all vaults as protected items, page by page.

use super::{
    InstanceRow, ProtectedItem, Viewer,
    page::{Direction, ListColumn, Listing, Page, PageRequest, SortKey, by_name, is_chosen},
    protect::{instance_row, protected_item},
};
use crate::{
    base::{ArmId, SimTime, words},
    engine::{
        ids::VaultId,
        protection::{
            BackupInstance, ProtectionState, backup::policy_of, point::newest_point, readiness::vault_of,
        },
        rbac::action,
        refusal::Refusal,
    },
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, cmp::Ordering, collections::BTreeMap};

/// A page of the backup instances of a vault, soft-deleted ones too; by name unless sorted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstancePage {
    pub vault: ArmId,
    /// Empty: all.
    pub states: Vec<ProtectionState>,
    pub page: PageRequest<InstanceColumn>,
}

pub type InstanceRows = Page<InstanceRow, InstanceColumn>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InstanceColumn {
    Name,
    Datasource,
    DatasourceType,
    ProtectionStatus,
    Policy,
    LatestPoint,
    ResourceGroup,
}

impl ListColumn for InstanceColumn {
    const ALL: &'static [InstanceColumn] = &[
        InstanceColumn::Name,
        InstanceColumn::Datasource,
        InstanceColumn::DatasourceType,
        InstanceColumn::ProtectionStatus,
        InstanceColumn::Policy,
        InstanceColumn::LatestPoint,
        InstanceColumn::ResourceGroup,
    ];

    fn title(self) -> &'static str {
        match self {
            InstanceColumn::Name => "Name",
            InstanceColumn::Datasource => "Datasource",
            InstanceColumn::DatasourceType => "Datasource type",
            InstanceColumn::ProtectionStatus => "Protection status",
            InstanceColumn::Policy => "Policy",
            InstanceColumn::LatestPoint => "Latest restore point",
            InstanceColumn::ResourceGroup => "Resource group",
        }
    }
}

impl InstanceColumn {
    /// The order that the list opens in.
    pub const SORTED_BY: (InstanceColumn, Direction) = (InstanceColumn::Name, Direction::Ascending);
}

/// A page of the backup instances of all vaults that the viewer can read, without soft-deleted ones; by datasource
/// unless sorted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProtectedItemPage {
    pub page: PageRequest<ItemColumn>,
}

pub type ProtectedItemRows = Page<ProtectedItem, ItemColumn>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ItemColumn {
    Datasource,
    DatasourceType,
    ProtectionStatus,
    Vault,
    Policy,
    LatestPoint,
    Subscription,
}

impl ListColumn for ItemColumn {
    const ALL: &'static [ItemColumn] = &[
        ItemColumn::Datasource,
        ItemColumn::DatasourceType,
        ItemColumn::ProtectionStatus,
        ItemColumn::Vault,
        ItemColumn::Policy,
        ItemColumn::LatestPoint,
        ItemColumn::Subscription,
    ];

    fn title(self) -> &'static str {
        match self {
            ItemColumn::Datasource => "Datasource",
            ItemColumn::DatasourceType => "Datasource type",
            ItemColumn::ProtectionStatus => "Protection status",
            ItemColumn::Vault => "Vault",
            ItemColumn::Policy => "Policy",
            ItemColumn::LatestPoint => "Latest restore point",
            ItemColumn::Subscription => "Subscription",
        }
    }
}

impl ItemColumn {
    /// The order that the list opens in.
    pub const SORTED_BY: (ItemColumn, Direction) = (ItemColumn::Datasource, Direction::Ascending);
}

/// When the newest restore point was made, as lists show it: nobody sees the points of what is soft-deleted.
pub(super) fn latest_point(viewer: &Viewer<'_>, instance: &BackupInstance) -> Option<SimTime> {
    let is_there = instance.state != ProtectionState::SoftDeleted;
    let newest = is_there.then(|| newest_point(viewer.state, instance.id)).flatten();
    newest.map(|point| point.created_at)
}

/// A moment, or a dash where there is none.
pub fn latest_text(latest: Option<SimTime>) -> String {
    latest.map_or_else(|| "-".into(), words::moment)
}

struct InstanceList<'v, 'a>(&'v Viewer<'a>);

impl<'a> Listing<'a> for InstanceList<'_, 'a> {
    type Item = &'a BackupInstance;
    type Column = InstanceColumn;
    type Row = InstanceRow;

    fn text(&self, instance: &'a BackupInstance, column: InstanceColumn) -> Cow<'a, str> {
        let datasource = &instance.datasource;
        match column {
            InstanceColumn::Name => instance.name.as_str().into(),
            InstanceColumn::Datasource => datasource.name().into(),
            InstanceColumn::DatasourceType => instance.datasource_type.display_name().into(),
            InstanceColumn::ProtectionStatus => instance.state.display_name().into(),
            InstanceColumn::Policy => policy_of(self.0.state, instance).name.as_str().into(),
            InstanceColumn::LatestPoint => latest_text(latest_point(self.0, instance)).into(),
            InstanceColumn::ResourceGroup => datasource.resource_group_name().unwrap_or_default().into(),
        }
    }

    fn key(&self, instance: &'a BackupInstance, column: InstanceColumn) -> SortKey<'a> {
        match column {
            InstanceColumn::LatestPoint => SortKey::Moment(latest_point(self.0, instance)),
            _ => SortKey::Shown(self.text(instance, column)),
        }
    }

    fn order(&self, one: &'a BackupInstance, other: &'a BackupInstance) -> Ordering {
        let rest = |instance: &BackupInstance| (instance.state == ProtectionState::SoftDeleted, instance.id);
        by_name(&one.name, &other.name).then_with(|| rest(one).cmp(&rest(other)))
    }

    fn row(&self, instance: &'a BackupInstance) -> InstanceRow {
        instance_row(self.0, instance)
    }
}

impl InstancePage {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<InstanceRows, Refusal> {
        let instances = instances(viewer, &self.vault)?;
        let kept = instances.filter(|instance| is_chosen(&self.states, &instance.state));
        Ok(InstanceList(viewer).page(kept, &self.page))
    }
}

/// The backup instances of a vault with the soft-deleted ones that the viewer may see.
pub(super) fn instances<'a>(
    viewer: &Viewer<'a>,
    vault: &ArmId,
) -> Result<impl Iterator<Item = &'a BackupInstance> + use<'a>, Refusal> {
    viewer.require(action::READ_INSTANCES, vault)?;
    let sees_deleted = viewer.may(action::READ_DELETED_INSTANCES, vault);
    let vault = viewer.state.find_vault(vault)?.id;
    let deleted = viewer.state.deleted_instances_of(vault).map(|row| &row.instance);
    Ok(viewer.state.instances_of(vault).chain(deleted.filter(move |_| sees_deleted)))
}

struct ItemList<'v, 'a>(&'v Viewer<'a>);

impl<'a> Listing<'a> for ItemList<'_, 'a> {
    type Item = &'a BackupInstance;
    type Column = ItemColumn;
    type Row = ProtectedItem;

    fn text(&self, instance: &'a BackupInstance, column: ItemColumn) -> Cow<'a, str> {
        let viewer = self.0;
        match column {
            ItemColumn::Datasource => instance.datasource.name().into(),
            ItemColumn::DatasourceType => instance.datasource_type.display_name().into(),
            ItemColumn::ProtectionStatus => instance.state.display_name().into(),
            ItemColumn::Vault => vault_of(&viewer.context(viewer.principal), instance).name.as_str().into(),
            ItemColumn::Policy => policy_of(viewer.state, instance).name.as_str().into(),
            ItemColumn::LatestPoint => latest_text(latest_point(viewer, instance)).into(),
            ItemColumn::Subscription => viewer.subscription_of(&instance.datasource).into(),
        }
    }

    fn key(&self, instance: &'a BackupInstance, column: ItemColumn) -> SortKey<'a> {
        match column {
            ItemColumn::LatestPoint => SortKey::Moment(latest_point(self.0, instance)),
            _ => SortKey::Shown(self.text(instance, column)),
        }
    }

    fn order(&self, one: &'a BackupInstance, other: &'a BackupInstance) -> Ordering {
        by_name(one.datasource.name(), other.datasource.name())
            .then_with(|| by_name(&one.name, &other.name))
            .then_with(|| one.id.cmp(&other.id))
    }

    fn row(&self, instance: &'a BackupInstance) -> ProtectedItem {
        protected_item(self.0, instance)
    }
}

impl ProtectedItemPage {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<ProtectedItemRows, Refusal> {
        Ok(ItemList(viewer).page(readable_instances(viewer), &self.page))
    }
}

/// The backup instances that the viewer may read. Who may read those of a vault may read each of it: roles are inherited,
/// and nothing takes them away again.
pub(super) fn readable_instances<'a>(
    viewer: &Viewer<'a>,
) -> impl Iterator<Item = &'a BackupInstance> + use<'a> {
    let viewer = *viewer;
    let mut vaults: BTreeMap<VaultId, bool> = BTreeMap::new();
    viewer.state.instances.values().filter(move |instance| {
        let of_vault = || {
            let vault = viewer.state.vaults.get(&instance.vault);
            vault.is_some_and(|vault| viewer.may(action::READ_INSTANCES, &viewer.state.vault_id(vault)))
        };
        *vaults.entry(instance.vault).or_insert_with(of_vault)
            || viewer.may(action::READ_INSTANCES, &viewer.state.instance_id(instance))
    })
}
