//! Lines of blobs that are not there and of which something is kept.

use crate::{
    base::ArmId,
    engine::query::{DeletedBlob, DeletedBlobRow},
    portal::{format, route::Route},
};

#[derive(Clone, Debug, PartialEq)]
pub struct DeletedLine {
    pub path: String,
    pub name: String,
    /// Where a folder leads.
    pub href: Option<String>,
    pub modified: String,
    pub size: String,
    pub kept: String,
    /// How many states can be undeleted.
    soft_deleted: usize,
}

impl DeletedLine {
    pub fn new(container: &ArmId, row: &DeletedBlobRow) -> DeletedLine {
        let newest = row.blob.as_ref().map(|blob| &blob.newest);
        let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_string());
        let folder = || Route::Container { id: container.clone(), directory: row.path.clone() }.href();
        DeletedLine {
            path: row.path.clone(),
            name: row.name.clone(),
            href: row.blob.is_none().then(folder),
            modified: or_dash(newest.map(|newest| format::moment(newest.modified_at))),
            size: or_dash(newest.map(|newest| newest.size.to_string())),
            kept: row.blob.as_ref().map(kept).unwrap_or_default(),
            soft_deleted: row.blob.as_ref().map_or(0, |blob| blob.soft_deleted),
        }
    }
}

/// `2 versions; soft-deleted, 6 days left`
fn kept(blob: &DeletedBlob) -> String {
    let versions = (blob.readable > 0).then(|| format::counted(blob.readable as u64, "version", "versions"));
    let deleted = (blob.soft_deleted > 0).then(|| match blob.newest.days_left {
        Some(days) => {
            let days = format::counted(u64::try_from(days).unwrap_or(0), "day", "days");
            format!("soft-deleted, {days} left")
        }
        None => format!("{} soft-deleted", format::count(blob.soft_deleted as u64)),
    });
    [versions, deleted].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// Why the ticked lines cannot be undeleted.
pub fn undelete_blocked(lines: &[DeletedLine]) -> Option<String> {
    if lines.is_empty() {
        return Some("Select one or more blobs first.".to_string());
    }
    if lines.iter().any(|line| line.href.is_some()) {
        return Some("Open the folder and select its blobs.".to_string());
    }
    let line = lines.iter().find(|line| line.soft_deleted == 0)?;
    Some(format!("'{}' has only versions: open it and make one of them current.", line.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{ByteSize, SimTime},
        engine::{
            query::{VersionKind, VersionRow},
            storage::AccessTier,
        },
    };
    use std::collections::BTreeMap;

    fn line(readable: usize, soft_deleted: usize) -> DeletedLine {
        let newest = VersionRow {
            kind: VersionKind::Previous,
            id: None,
            modified_at: SimTime::EPOCH,
            size: ByteSize::kib(1),
            tier: AccessTier::Hot,
            metadata: BTreeMap::new(),
            deletion: None,
            days_left: (soft_deleted > 0).then_some(6),
        };
        let blob = Some(DeletedBlob { newest, readable, soft_deleted });
        DeletedLine::new(&ArmId::new("/c"), &DeletedBlobRow { path: "d/a".into(), name: "a".into(), blob })
    }

    #[test]
    fn a_line_says_what_is_kept() {
        assert_eq!(line(2, 1).kept, "2 versions; soft-deleted, 6 days left");
        assert_eq!(line(1, 0).kept, "1 version");
    }

    #[test]
    fn only_what_is_soft_deleted_is_undeleted() {
        assert!(undelete_blocked(&[]).is_some());
        assert_eq!(undelete_blocked(&[line(0, 1), line(2, 1)]), None);
        assert!(undelete_blocked(&[line(0, 1), line(2, 0)]).is_some_and(|why| why.contains("only versions")));
        let row = DeletedBlobRow { path: "d".into(), name: "d".into(), blob: None };
        let folder = DeletedLine::new(&ArmId::new("/c"), &row);
        assert!(undelete_blocked(&[folder]).is_some_and(|why| why.starts_with("Open the folder")));
    }
}
