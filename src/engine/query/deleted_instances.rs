//! Soft-deleted backup instances of a vault.

use super::{InstanceRow, Viewer, page_rows, protect::instance_row};
use crate::{
    base::ArmId,
    engine::{
        ids::InstanceId, protection::DeletedInstance, rbac::action, refusal::Refusal, storage::Deletion,
    },
};
use serde::{Deserialize, Serialize};

/// Soft-deleted instances of a vault, in the order in which they were configured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeletedInstances {
    pub vault: ArmId,
    /// [`DeletedInstancePage::next`] of the page before; `None` for the first.
    pub from: Option<InstanceId>,
    /// At most [`crate::engine::limits::PAGE_ROWS_MAX`].
    pub limit: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeletedInstancePage {
    pub rows: Vec<DeletedInstanceRow>,
    /// Where the next page begins, if there are more rows.
    pub next: Option<InstanceId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeletedInstanceRow {
    pub row: InstanceRow,
    pub deletion: Deletion,
    /// Days until it is purged, the last one counted as one.
    pub days_left: i64,
}

impl DeletedInstances {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<DeletedInstancePage, Refusal> {
        viewer.require(action::READ_DELETED_INSTANCES, &self.vault)?;
        let vault = viewer.state.find_vault(&self.vault)?.id;
        let first = (vault, self.from.unwrap_or(InstanceId(0)));
        let all = viewer.state.deleted_instances.range(first..=(vault, InstanceId(u64::MAX)));
        let mut found = all.map(|(_, row)| row);
        let rows = found.by_ref().take(page_rows(self.limit)).map(|row| deleted_row(viewer, row)).collect();
        Ok(DeletedInstancePage { rows, next: found.next().map(|row| row.instance.id) })
    }
}

fn deleted_row(viewer: &Viewer<'_>, row: &DeletedInstance) -> DeletedInstanceRow {
    DeletedInstanceRow {
        row: instance_row(viewer, &row.instance),
        deletion: row.deletion,
        days_left: row.deletion.days_left(viewer.now),
    }
}
