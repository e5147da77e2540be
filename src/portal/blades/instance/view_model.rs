//! Rows and words of a backup instance.

use crate::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        policy::DatasourceType,
        protection::{PointState, PolicyParameters, ProtectionError, ProtectionState},
        query::{InstanceView, PointFacts, PointRow},
        refusal::Refusal,
        storage::Deletion,
    },
    portal::{
        blades::{
            backup_words::{parameters_text, point_store, point_type, restore_blocked},
            badge::Badge,
            words,
        },
        format::{count, counted, moment},
    },
};

/// How far back the list of restore points goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PointRange {
    Week,
    #[default]
    Month,
    Quarter,
    All,
}

impl PointRange {
    pub const ALL: [PointRange; 4] =
        [PointRange::Week, PointRange::Month, PointRange::Quarter, PointRange::All];

    pub fn label(self) -> &'static str {
        match self {
            PointRange::Week => "Last 7 days",
            PointRange::Month => "Last 30 days",
            PointRange::Quarter => "Last 90 days",
            PointRange::All => "All",
        }
    }

    pub fn parse(label: &str) -> Option<PointRange> {
        PointRange::ALL.into_iter().find(|range| range.label() == label)
    }

    /// The moment the list starts at; `None` for everything.
    pub fn since(self, now: SimTime) -> Option<SimTime> {
        let days = match self {
            PointRange::Week => 7,
            PointRange::Month => 30,
            PointRange::Quarter => 90,
            PointRange::All => return None,
        };
        Some(now - SimSpan::from_days(days))
    }
}

/// A restore point as a list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct PointLine {
    pub key: String,
    pub seq: u64,
    pub time: String,
    /// For sorting.
    pub created_at: SimTime,
    pub badge: Badge,
    pub state: &'static str,
    pub tag: &'static str,
    pub expires: String,
    pub kind: &'static str,
    pub store: &'static str,
    /// Containers and files it holds, or the snapshot it is.
    pub contents: String,
    /// The snapshot, where it is one that exists.
    pub snapshot: Option<ArmId>,
    pub size: String,
    /// Why it cannot be restored.
    pub blocked: Option<String>,
}

impl PointLine {
    pub fn new(row: &PointRow) -> PointLine {
        let usable = blocked(row).is_none();
        PointLine {
            key: row.guid.simple().to_string(),
            seq: row.seq.0,
            time: moment(row.created_at),
            created_at: row.created_at,
            badge: match (row.state, usable) {
                (PointState::Replicating, _) => Badge::InProgress,
                (PointState::Completed, true) => Badge::Success,
                (PointState::Completed, false) => Badge::Error,
            },
            state: point_state(row),
            tag: row.tag.display_name(),
            expires: moment(row.expires_at),
            kind: point_type(row),
            store: point_store(row),
            contents: contents_text(&row.data),
            snapshot: match &row.data {
                PointFacts::OperationalStore { snapshot, exists: true, .. } => Some(snapshot.clone()),
                _ => None,
            },
            size: size_text(row),
            blocked: blocked(row),
        }
    }
}

fn point_state(row: &PointRow) -> &'static str {
    match (&row.state, &row.data) {
        (PointState::Replicating, PointFacts::VaultStore { .. }) => "Replicating",
        (PointState::Replicating, PointFacts::OperationalStore { .. }) => "Creating",
        (PointState::Completed, PointFacts::OperationalStore { exists: false, .. }) => "Snapshot deleted",
        (PointState::Completed, _) => "Completed",
    }
}

fn blocked(row: &PointRow) -> Option<String> {
    match (&row.state, &row.data) {
        (PointState::Replicating, _) => Some("The backup that makes it has not finished.".to_string()),
        (_, PointFacts::OperationalStore { exists: false, .. }) => {
            Some("The disk snapshot for this restore point has been deleted.".to_string())
        }
        _ => None,
    }
}

/// How much it holds; of a snapshot, what it takes beyond the one before it.
fn size_text(row: &PointRow) -> String {
    match &row.data {
        PointFacts::VaultStore { .. } => row.size.to_string(),
        PointFacts::OperationalStore { exists: false, .. } => "-".into(),
        PointFacts::OperationalStore { takes, .. } => takes.to_string(),
    }
}

/// `AzureBackup_3143a6c2…`: enough to tell one from another in a column.
fn shortened(name: &str) -> String {
    match name.char_indices().nth(SHORT_NAME) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_string(),
    }
}

const SHORT_NAME: usize = 20;

/// `3 containers, 1,200 files`, or the name of the snapshot.
fn contents_text(data: &PointFacts) -> String {
    match data {
        PointFacts::VaultStore { containers, files } => format!(
            "{}, {}",
            counted(*containers as u64, "container", "containers"),
            counted(*files, "file", "files")
        ),
        PointFacts::OperationalStore { snapshot, .. } => shortened(snapshot.name()),
    }
}

/// `Showing the newest 1,000 of 2,345 restore points.` where there are more than one page.
pub fn cut_sentence(shown: usize, total: usize) -> Option<String> {
    (shown < total).then(|| {
        format!(
            "Showing the newest {} of {} restore points. Choose a shorter time range to see others.",
            count(shown as u64),
            count(total as u64)
        )
    })
}

/// Why a command is disabled, from what a check of it said.
pub fn refusal_reason(refusal: &Refusal) -> String {
    words(&refusal.explain())
}

/// Why *Backup now* is disabled. A reached quota is no reason: the pane explains it.
pub fn backup_reason(refusal: &Refusal) -> Option<String> {
    match refusal {
        Refusal::Protection(ProtectionError::BackupLimitReached { .. }) => None,
        other => Some(refusal_reason(other)),
    }
}

/// Why nothing can be restored.
pub fn restore_reason(view: &InstanceView) -> Option<String> {
    restore_blocked(&view.row)
}

/// `3 of 4 on-demand backups are left today (UTC).`
pub fn quota_sentence(left: usize, max: usize) -> String {
    format!("{left} of {max} on-demand backups are left today (UTC).")
}

/// What a backup on demand takes.
pub fn effort_sentence(datasource_type: DatasourceType) -> &'static str {
    match datasource_type {
        DatasourceType::DataLakeStorage => {
            "A backup of a data lake takes at least 30 to 40 minutes of simulated time."
        }
        DatasourceType::Blob => {
            "A vaulted backup of blobs takes as long as its changes need to be replicated."
        }
        DatasourceType::Disk => {
            "The snapshot is taken at once, and counts among the 500 that a disk can have."
        }
    }
}

/// Why nothing but undeleting can be done with what is soft-deleted.
pub fn deleted_reason(view: &InstanceView) -> Option<String> {
    view.deletion.map(|_| "It is soft-deleted. Undelete it first.".to_string())
}

/// Why *Undelete* is disabled.
pub const NOT_DELETED: &str = "Only what is soft-deleted can be undeleted.";

/// `Soft-deleted on … 12 days are left`: until it is purged.
fn deleted_advice(deletion: Deletion, now: Option<SimTime>) -> String {
    let left = deletion.days_left(now.unwrap_or(deletion.at)).max(0);
    let verb = if left == 1 { "is" } else { "are" };
    format!(
        "Soft-deleted on {}. {} {verb} left until its backup data is purged on {}. Undelete it to see its restore points again; backup stays stopped until it is resumed.",
        moment(deletion.at),
        counted(left.unsigned_abs(), "day", "days"),
        moment(deletion.until)
    )
}

/// The advice above the page, if the state calls for one.
pub fn state_advice(view: &InstanceView, now: Option<SimTime>) -> Option<(Badge, String)> {
    if let Some(deletion) = view.deletion {
        return Some((Badge::Warning, deleted_advice(deletion, now)));
    }
    if !view.datasource_exists {
        let name = &view.row.datasource_name;
        return Some((
            Badge::Warning,
            format!(
                "{name} no longer exists, so that backups fail. Its restore points can still be restored."
            ),
        ));
    }
    match view.row.state {
        ProtectionState::ProtectionConfigured | ProtectionState::SoftDeleted => None,
        ProtectionState::ConfiguringProtection => {
            Some((Badge::Neutral, "Protection is being configured. Backups start when it is done.".into()))
        }
        ProtectionState::ProtectionError => Some((
            Badge::Error,
            "The last backup failed. Look at its job for the cause, correct it, and back up again.".into(),
        )),
        ProtectionState::BackupsSuspended => Some((
            Badge::Neutral,
            "Backup is stopped. Restore points expire by their rules; the latest one is kept. Resume backup to take new ones."
                .into(),
        )),
        ProtectionState::ProtectionStopped => Some((
            Badge::Neutral,
            "Backup is stopped. Restore points are kept until they are deleted. Resume backup to take new ones."
                .into(),
        )),
    }
}

/// What was selected, and how many containers that is now where the two differ.
pub fn containers_text(parameters: &PolicyParameters, protected: usize) -> String {
    let selected = parameters_text(parameters);
    let now = counted(protected as u64, "container", "containers");
    if parameters.containers().is_none() || selected == now {
        return selected;
    }
    format!("{selected}, now {now}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::ByteSize,
        engine::{ids::PointSeq, policy::RetentionTag, protection::ContainerSelection},
    };
    use uuid::Uuid;

    #[test]
    fn a_point_that_is_still_replicating_cannot_be_chosen() {
        let mut row = PointRow {
            seq: PointSeq(3),
            guid: Uuid::from_u128(7),
            created_at: SimTime::EPOCH,
            state: PointState::Replicating,
            tag: RetentionTag::Weekly,
            expires_at: SimTime::EPOCH + SimSpan::from_days(30),
            data: PointFacts::VaultStore { containers: 2, files: 1_200 },
            size: ByteSize::mib(3),
        };
        assert!(PointLine::new(&row).blocked.is_some());
        row.state = PointState::Completed;
        let line = PointLine::new(&row);
        assert_eq!((line.blocked, line.tag), (None, "Weekly"));
        assert_eq!(line.contents, "2 containers, 1,200 files");
        assert_eq!(line.key.len(), 32);
    }

    #[test]
    fn ranges_read_back_and_reach_back() {
        for range in PointRange::ALL {
            assert_eq!(PointRange::parse(range.label()), Some(range));
        }
        let now = SimTime::EPOCH + SimSpan::from_days(10);
        assert_eq!(PointRange::Week.since(now), Some(SimTime::EPOCH + SimSpan::from_days(3)));
        assert_eq!(PointRange::All.since(now), None);
    }

    #[test]
    fn what_is_soft_deleted_counts_its_days() {
        let at = SimTime::EPOCH;
        let deletion = Deletion { at, until: at + SimSpan::from_days(14) };
        for (day, left) in [(0, "14 days are left"), (1, "13 days are left"), (13, "1 day is left")] {
            let text = deleted_advice(deletion, Some(at + SimSpan::from_days(day)));
            assert!(text.contains(left), "{text}");
        }
        assert!(deleted_advice(deletion, None).contains("14 days"));
    }

    #[test]
    fn containers_are_counted_where_that_says_more() {
        let listed = ContainerSelection::Listed(vec!["a".into(), "b".into()]);
        let listed = PolicyParameters::Blobs(Some(listed));
        assert_eq!(containers_text(&listed, 2), "2 containers");
        assert_eq!(containers_text(&listed, 1), "2 containers, now 1 container");
        let all = PolicyParameters::Containers(ContainerSelection::AllExcept { prefixes: Vec::new() });
        assert_eq!(containers_text(&all, 3), "All present and future containers, now 3 containers");
        let none = PolicyParameters::Blobs(None);
        assert_eq!(containers_text(&none, 0), parameters_text(&none));
    }

    #[test]
    fn a_reached_quota_leaves_the_command_to_its_pane() {
        let datasource_type = DatasourceType::Disk;
        let limit = ProtectionError::BackupLimitReached { instance: "i".into(), datasource_type };
        assert_eq!(backup_reason(&limit.into()), None);
        let running = ProtectionError::BackupInProgress { instance: "i".into() };
        assert!(backup_reason(&running.into()).expect("a reason").contains("already running"));
    }

    #[test]
    fn a_cut_list_says_so() {
        assert_eq!(cut_sentence(5, 5), None);
        assert!(cut_sentence(1_000, 2_345).expect("cut").contains("1,000 of 2,345"));
    }

    #[test]
    fn a_point_whose_snapshot_is_gone_cannot_be_chosen() {
        let row = |exists| PointRow {
            seq: PointSeq(1),
            guid: Uuid::from_u128(1),
            created_at: SimTime::EPOCH,
            state: PointState::Completed,
            tag: RetentionTag::Default,
            expires_at: SimTime::EPOCH,
            data: PointFacts::OperationalStore {
                snapshot: ArmId::new("/g/snapshots/AzureBackup_0123456789"),
                exists,
                takes: ByteSize::mib(3),
            },
            size: ByteSize::gib(4),
        };
        let line = PointLine::new(&row(true));
        assert_eq!((line.kind, line.store), ("Incremental", "Operational"));
        assert_eq!((line.contents.as_str(), line.size.as_str()), ("AzureBackup_01234567…", "3.00 MiB"));
        assert!(line.blocked.is_none() && line.snapshot.is_some());
        let line = PointLine::new(&row(false));
        assert_eq!((line.state, line.snapshot), ("Snapshot deleted", None));
        assert!(line.blocked.is_some());
    }
}
