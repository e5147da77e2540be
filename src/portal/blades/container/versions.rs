//! What is kept of a blob, line by line, and what can be done with each line.

use crate::{
    base::ArmId,
    engine::{
        query::{VersionKind, VersionPage, VersionRow},
        request::Command,
        storage::{AccessTier, VersionId},
    },
    portal::format,
};

/// Versions and snapshots that are shown at once.
pub const VERSION_ROWS: usize = 100;

#[derive(Clone, Debug, PartialEq)]
pub struct VersionLine {
    pub key: String,
    /// `Current version`, a version id, or the moment of a snapshot.
    pub name: String,
    pub kind: &'static str,
    pub modified: String,
    pub tier: &'static str,
    pub size: String,
    /// How long it can still be taken back.
    pub state: String,
    row: VersionRow,
}

impl VersionLine {
    pub fn new(row: &VersionRow) -> VersionLine {
        let id = row.id.map(|id| id.to_string()).unwrap_or_default();
        let kind = match row.kind {
            VersionKind::Current => "Current version",
            VersionKind::Previous => "Version",
            VersionKind::Snapshot => "Snapshot",
            VersionKind::DeletedBlob => "Deleted blob",
        };
        let state = match row.days_left {
            Some(days) => {
                let days = format::counted(u64::try_from(days).unwrap_or(0), "day", "days");
                format!("Deleted, {days} left")
            }
            None => "Active".to_string(),
        };
        VersionLine {
            key: format!("{kind} {id}"),
            name: if id.is_empty() { kind.to_string() } else { id },
            kind,
            modified: format::moment(row.modified_at),
            tier: row.tier.display_name(),
            size: row.size.to_string(),
            state,
            row: row.clone(),
        }
    }

    /// What can be copied over the blob: its version or snapshot.
    pub fn promotes(&self) -> Result<VersionId, &'static str> {
        match (self.row.kind, self.row.id) {
            (VersionKind::Current, _) => Err("This is the current version."),
            _ if self.row.deletion.is_some() => Err("It is deleted: undelete the blob first."),
            _ if self.row.tier == AccessTier::Archive => Err("It is archived: its bytes are offline."),
            (_, Some(id)) => Ok(id),
            (_, None) => Err("It has no id."),
        }
    }

    /// The command that deletes this line alone.
    pub fn deletes(&self, container: &ArmId, path: &str) -> Result<Command, &'static str> {
        let (container, path) = (container.clone(), path.to_string());
        match (self.row.kind, self.row.id) {
            _ if self.row.deletion.is_some() => Err("It is deleted already."),
            (VersionKind::Previous, Some(version)) => {
                Ok(Command::DeleteBlobVersion { container, path, version })
            }
            (VersionKind::Snapshot, Some(id)) => {
                Ok(Command::DeleteBlobSnapshots { container, path, snapshot: Some(id) })
            }
            _ => Err("Delete the blob itself in the list of blobs."),
        }
    }
}

/// Why nothing can be undeleted.
pub fn undelete_blocked(page: &VersionPage) -> Option<String> {
    let deleted = page.rows.iter().any(|row| row.deletion.is_some());
    (!deleted).then(|| "Nothing of this blob is soft-deleted.".to_string())
}

/// Why no snapshot can be taken.
pub fn snapshot_blocked(page: &VersionPage) -> Option<String> {
    let current = page.rows.iter().find(|row| row.kind == VersionKind::Current);
    match current {
        None => Some("The blob is deleted.".to_string()),
        Some(row) if row.tier == AccessTier::Archive => {
            Some("The blob is archived: its bytes are offline.".to_string())
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{ByteSize, SimTime},
        engine::storage::Deletion,
    };
    use std::collections::BTreeMap;

    fn row(kind: VersionKind, days_left: Option<i64>) -> VersionRow {
        VersionRow {
            kind,
            id: VersionId::from_ticks(7),
            modified_at: SimTime::EPOCH,
            size: ByteSize::kib(1),
            tier: AccessTier::Hot,
            metadata: BTreeMap::new(),
            deletion: days_left.map(|_| Deletion { at: SimTime::EPOCH, until: SimTime::MAX }),
            days_left,
        }
    }

    #[test]
    fn a_line_says_what_can_be_done_with_it() {
        let container = ArmId::new("/c");
        let acts = |kind, days| {
            let line = VersionLine::new(&row(kind, days));
            (line.promotes().is_ok(), line.deletes(&container, "a").is_ok())
        };
        assert_eq!(acts(VersionKind::Current, None), (false, false));
        assert_eq!(acts(VersionKind::Previous, None), (true, true));
        assert_eq!(acts(VersionKind::Snapshot, None), (true, true));
        assert_eq!(acts(VersionKind::Previous, Some(3)), (false, false));
        assert_eq!(acts(VersionKind::DeletedBlob, Some(3)), (false, false));
    }

    #[test]
    fn what_is_deleted_says_for_how_long_it_is_there() {
        assert_eq!(VersionLine::new(&row(VersionKind::DeletedBlob, Some(1))).state, "Deleted, 1 day left");
        assert_eq!(VersionLine::new(&row(VersionKind::Previous, None)).state, "Active");
    }
}
