//! What the file browser shows.

use crate::{
    base::{ArmId, ByteSize, Digest},
    engine::{
        query::{PathPage, PathRow, PathView},
        storage::{AccessTier, Acl, AclEntry, AclScope, LeaseState},
    },
    portal::{
        blades::leases::{Leasable, lease_text},
        format,
        route::Route,
    },
};

/// Rows of one page of the list.
pub const PAGE_ROWS: usize = 100;

/// A line of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct FileLine {
    pub path: String,
    pub name: String,
    pub directory: bool,
    /// Where a directory leads.
    pub href: String,
    pub modified: String,
    pub tier: String,
    pub archived: bool,
    pub kind: &'static str,
    pub size: String,
    pub owner: String,
    pub permissions: String,
    pub lease: LeaseState,
    pub lease_text: &'static str,
}

/// The line of a path of `container`.
pub fn file_line(container: &ArmId, row: &PathRow) -> FileLine {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    FileLine {
        path: row.path.clone(),
        name: row.name.clone(),
        directory: row.directory,
        href: Route::Container { id: container.clone(), directory: row.path.clone() }.href(),
        modified: or_dash(row.modified_at.map(format::moment)),
        tier: or_dash(row.tier.map(|tier| tier.display_name().to_string())),
        archived: row.tier == Some(AccessTier::Archive),
        kind: if row.directory { "Folder" } else { "Block blob" },
        size: or_dash(row.size.map(|size| size.to_string())),
        owner: or_dash(row.owner.clone()),
        permissions: or_dash(row.permissions.clone()),
        lease: row.lease,
        lease_text: if row.directory { "-" } else { lease_text(row.lease) },
    }
}

/// A step of the path to a directory: its name and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailStep {
    pub name: String,
    pub href: String,
}

/// From the container down to the directory that is shown.
pub fn trail(container: &ArmId, directory: &str) -> Vec<TrailStep> {
    let step = |name: &str, directory: &str| TrailStep {
        name: name.to_string(),
        href: Route::Container { id: container.clone(), directory: directory.to_string() }.href(),
    };
    let mut steps = vec![step(container.name(), "")];
    let ends = directory.match_indices('/').map(|(at, _)| at).chain([directory.len()]);
    for end in ends.filter(|_| !directory.is_empty()) {
        let path = &directory[..end];
        steps.push(step(path.rsplit('/').next().unwrap_or_default(), path));
    }
    steps
}

/// The account a container lies in.
pub fn account_of(container: &ArmId) -> ArmId {
    let text = container.as_str();
    ArmId::new(text.split("/blobServices/").next().unwrap_or(text))
}

/// `Showing 1 to 4 of 4 results.` where that is all there is; `Showing 100 results.` on a page of more, whose number
/// nobody counts.
pub fn page_sentence(shown: usize, is_all: bool) -> String {
    match (shown, is_all) {
        (0, _) => "No results.".into(),
        (_, true) => format!("Showing 1 to {0} of {0} results.", format::count(shown as u64)),
        (_, false) => format!("Showing {}.", format::counted(shown as u64, "result", "results")),
    }
}

/// What stands where a directory shows no rows: a title and a sentence.
pub fn nothing_here(page: &PathPage, directory: &str, prefix: &str, is_first: bool) -> (String, String) {
    if !is_first {
        return (
            "Nothing more here".into(),
            "What this page showed is gone. Go back to the page before.".into(),
        );
    }
    if !prefix.is_empty() {
        return (
            "No results match your filters".into(),
            format!("Nothing here has a name that starts with '{prefix}'."),
        );
    }
    let place = if directory.is_empty() { "container" } else { "directory" };
    let hint = if page.hierarchical_namespace {
        "Upload files or folders, or add a directory."
    } else {
        "Upload files or folders to see them here."
    };
    (format!("This {place} is empty"), hint.into())
}

/// Why the ticked lines cannot be downloaded now.
pub fn download_blocked(lines: &[FileLine]) -> Option<String> {
    if lines.is_empty() {
        return Some("Select one or more files first.".into());
    }
    if lines.iter().any(|line| line.directory) {
        return Some("Directories cannot be downloaded. Open the directory and select its files.".into());
    }
    lines.iter().find(|line| line.archived).map(|line| {
        format!("'{}' is archived. Change its access tier to Hot, Cool or Cold first.", line.name)
    })
}

/// Why the access tier of the ticked lines cannot be changed now.
pub fn change_tier_blocked(lines: &[FileLine]) -> Option<String> {
    if lines.is_empty() {
        return Some("Select one or more files first.".into());
    }
    lines
        .iter()
        .any(|line| line.directory)
        .then(|| "Directories have no access tier. Select files only.".into())
}

/// Why leases of the ticked lines are out of the question, whatever their state.
pub fn lease_blocked(lines: &[FileLine], hierarchical: bool) -> Option<String> {
    if hierarchical {
        return Some(LAKES_LEASE_NOTHING.to_string());
    }
    let folder = lines.iter().any(|line| line.directory);
    folder.then(|| "Directories have no lease. Select blobs only.".to_string())
}

const LAKES_LEASE_NOTHING: &str = "Leasing files is not simulated for accounts with a hierarchical namespace. Their containers can be leased.";

/// The ticked lines as what a lease is of.
pub fn leasables(container: &ArmId, lines: &[FileLine]) -> Vec<Leasable> {
    let leasable = |line: &FileLine| Leasable {
        name: line.name.clone(),
        container: container.clone(),
        path: Some(line.path.clone()),
        lease: line.lease,
    };
    lines.iter().map(leasable).collect()
}

/// Why nothing can be deleted now.
pub fn delete_blocked(lines: &[FileLine]) -> Option<String> {
    lines.is_empty().then(|| "Select one or more files or directories first.".into())
}

/// What becomes of what is deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Afterlife {
    pub versioning: bool,
    pub soft_delete_days: Option<u32>,
}

impl Afterlife {
    pub fn of(page: &PathPage) -> Afterlife {
        Afterlife { versioning: page.versioning, soft_delete_days: page.soft_delete_days }
    }

    fn sentence(self) -> String {
        match (self.versioning, self.soft_delete_days) {
            (true, _) => {
                "Versioning is on: it stays as a previous version until somebody deletes that.".to_string()
            }
            (false, Some(days)) => {
                let days = format::counted(days.into(), "day", "days");
                format!("Soft delete is on: it can be undeleted for {days}.")
            }
            (false, None) => "It is gone for good: only a backup can bring it back.".to_string(),
        }
    }
}

/// What deleting the lines does, in sentences.
pub fn delete_question(lines: &[FileLine], afterlife: Afterlife) -> String {
    let directories = lines.iter().filter(|line| line.directory).count() as u64;
    let files = lines.len() as u64 - directories;
    let what = match lines {
        [one] => format!("'{}'", one.name),
        _ => [
            (files > 0).then(|| format::counted(files, "file", "files")),
            (directories > 0).then(|| format::counted(directories, "directory", "directories")),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" and "),
    };
    let below = if directories > 0 { " with everything below" } else { "" };
    format!("This deletes {what}{below}. {}", afterlife.sentence())
}

/// A label with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub label: &'static str,
    pub value: String,
}

/// Properties of a file or directory.
pub fn facts(account: &str, container: &str, view: &PathView) -> Vec<Fact> {
    let row = &view.row;
    let fact = |label, value: String| Fact { label, value };
    let url = format!("https://{account}.dfs.core.windows.net/{container}/{}", row.path);
    let mut facts = vec![
        fact("URL", url),
        fact("Last modified", row.modified_at.map(format::moment).unwrap_or_default()),
        fact("Creation time", format::moment(view.created_at)),
        fact("ETag", format!("0x{:X}", view.etag)),
    ];
    if let Some(size) = row.size {
        facts.extend([
            fact("Type", "Block blob".into()),
            fact("Size", exact(size)),
            fact("Access tier", row.tier.map(AccessTier::display_name).unwrap_or_default().into()),
            fact("Content-Type", row.content_type.clone().unwrap_or_default()),
            fact("Stored in", format::counted(view.extents as u64, "piece", "pieces")),
        ]);
        if row.permissions.is_none() {
            facts.push(fact("Lease state", lease_text(row.lease).into()));
        }
    }
    facts
}

/// `1.50 MiB (1,572,864 bytes)`.
pub fn exact(size: ByteSize) -> String {
    format!("{size} ({})", format::counted(size.bytes(), "byte", "bytes"))
}

/// A line of an access control list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AclLine {
    pub principal: String,
    pub permissions: String,
    pub default: bool,
}

pub fn acl_lines(acl: &Acl) -> Vec<AclLine> {
    let bit = |on: bool, letter: char| if on { letter } else { '-' };
    let line = |entry: &AclEntry| AclLine {
        principal: match &entry.scope {
            AclScope::OwningUser => format!("Owner: {}", acl.owner),
            AclScope::OwningGroup => format!("Owning group: {}", acl.group),
            AclScope::NamedUser(name) => format!("User: {name}"),
            AclScope::NamedGroup(name) => format!("Group: {name}"),
            AclScope::Mask => "Mask".into(),
            AclScope::Other => "Other".into(),
        },
        permissions: [bit(entry.read, 'r'), bit(entry.write, 'w'), bit(entry.execute, 'x')].iter().collect(),
        default: entry.default,
    };
    acl.entries.iter().map(line).collect()
}

/// What reading the bytes again showed: whether all is well, and in words.
pub fn verdict(stored: Option<Digest>, read: Digest) -> (bool, String) {
    match stored {
        Some(stored) if stored == read => {
            (true, "Verified: every byte was read and the digest is the stored one.".into())
        }
        Some(_) => (
            false,
            format!(
                "The bytes do not match: reading them gives {read}. Restore the file from a recovery point."
            ),
        ),
        None => (true, format!("Every byte was read; no digest had been stored yet. It is {read}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SimTime;

    fn container() -> ArmId {
        ArmId::new(
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/lake1/blobServices/default/containers/raw",
        )
    }

    fn row(path: &str, tier: Option<AccessTier>) -> PathRow {
        PathRow {
            path: path.into(),
            name: path.rsplit('/').next().unwrap_or_default().into(),
            directory: tier.is_none(),
            modified_at: Some(SimTime::EPOCH),
            size: tier.map(|_| ByteSize::kib(2)),
            tier,
            content_type: None,
            owner: Some("olivia".into()),
            permissions: None,
            lease: LeaseState::Available,
        }
    }

    fn line(path: &str, tier: Option<AccessTier>) -> FileLine {
        file_line(&container(), &row(path, tier))
    }

    #[test]
    fn a_file_and_a_directory_read_as_in_the_portal() {
        let file = line("2026/orders.csv", Some(AccessTier::Cool));
        assert_eq!((file.kind, file.size.as_str(), file.tier.as_str()), ("Block blob", "2.00 KiB", "Cool"));
        assert_eq!((file.owner.as_str(), file.permissions.as_str()), ("olivia", "-"));
        let directory = line("2026", None);
        assert_eq!((directory.kind, directory.size.as_str()), ("Folder", "-"));
        assert!(directory.href.ends_with("/containers/raw/2026"));
    }

    #[test]
    fn the_trail_leads_back_to_the_container() {
        let names = |directory: &str| {
            trail(&container(), directory).into_iter().map(|step| step.name).collect::<Vec<_>>()
        };
        assert_eq!(names(""), ["raw"]);
        assert_eq!(names("2026/09 a"), ["raw", "2026", "09 a"]);
        assert!(trail(&container(), "2026/09 a")[2].href.ends_with("/raw/2026/09%20a"));
        assert_eq!(account_of(&container()).name(), "lake1");
    }

    #[test]
    fn pages_are_counted() {
        assert_eq!([page_sentence(0, true), page_sentence(0, false)], ["No results.", "No results."]);
        assert_eq!(page_sentence(4, true), "Showing 1 to 4 of 4 results.");
        assert_eq!(page_sentence(100, false), "Showing 100 results.");
        assert_eq!(page_sentence(1, false), "Showing 1 result.");
    }

    #[test]
    fn commands_say_why_they_cannot_run() {
        let (hot, cold) = (line("a", Some(AccessTier::Hot)), line("b", Some(AccessTier::Archive)));
        let directory = line("d", None);
        assert_eq!(download_blocked(std::slice::from_ref(&hot)), None);
        assert!(download_blocked(&[hot.clone(), cold]).is_some_and(|why| why.contains("'b' is archived")));
        assert!(
            download_blocked(std::slice::from_ref(&directory))
                .is_some_and(|why| why.starts_with("Directories"))
        );
        assert!(change_tier_blocked(std::slice::from_ref(&directory)).is_some());
        assert!(
            lease_blocked(std::slice::from_ref(&directory), false)
                .is_some_and(|why| why.starts_with("Directories"))
        );
        assert!(lease_blocked(&[], true).is_some_and(|why| why.contains("hierarchical namespace")));
        assert_eq!(lease_blocked(std::slice::from_ref(&hot), false), None);
        assert!(
            [download_blocked(&[]), change_tier_blocked(&[]), delete_blocked(&[])]
                .iter()
                .all(Option::is_some)
        );
        assert!(
            delete_question(&[hot.clone(), directory.clone()], Afterlife::default())
                .contains("1 file and 1 directory with everything")
        );
        let versioned = Afterlife { versioning: true, soft_delete_days: Some(7) };
        assert!(
            delete_question(std::slice::from_ref(&hot), versioned)
                .starts_with("This deletes 'a'. Versioning is on")
        );
        let kept = Afterlife { versioning: false, soft_delete_days: Some(7) };
        assert!(delete_question(&[hot], kept).ends_with("for 7 days."));
    }

    #[test]
    fn access_control_lists_name_owner_and_group() {
        let lines = acl_lines(&Acl::initial("olivia"));
        let texts: Vec<_> =
            lines.iter().map(|line| (line.principal.as_str(), line.permissions.as_str())).collect();
        assert_eq!(texts, [("Owner: olivia", "rwx"), ("Owning group: $superuser", "r-x"), ("Other", "---")]);
    }

    #[test]
    fn a_wrong_digest_is_bad_news() {
        let (one, other) = (Digest::of(b"one"), Digest::of(b"other"));
        assert!(verdict(Some(one), one).0);
        assert!(!verdict(Some(one), other).0);
        assert!(verdict(None, one).0);
    }
}
