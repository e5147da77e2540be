//! Rows and words of a backup instance.

use crate::{
    base::{SimSpan, SimTime},
    engine::{
        limits,
        protection::{PointState, ProtectionError, ProtectionState},
        query::{InstanceView, PointRow},
        refusal::Refusal,
    },
    portal::{
        blades::{badge::Badge, words},
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
    pub containers: String,
    pub files: String,
    pub size: String,
    /// Why it cannot be restored.
    pub blocked: Option<String>,
}

impl PointLine {
    pub fn new(row: &PointRow) -> PointLine {
        let completed = row.state == PointState::Completed;
        PointLine {
            key: row.guid.simple().to_string(),
            seq: row.seq.0,
            time: moment(row.created_at),
            created_at: row.created_at,
            badge: if completed { Badge::Success } else { Badge::InProgress },
            state: if completed { "Completed" } else { "Replicating" },
            tag: row.tag.display_name(),
            expires: moment(row.expires_at),
            containers: count(row.containers as u64),
            files: count(row.files),
            size: row.size.to_string(),
            blocked: (!completed).then(|| "The backup that makes it has not finished.".to_string()),
        }
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
        Refusal::Protection(ProtectionError::OnDemandLimitReached { .. }) => None,
        other => Some(refusal_reason(other)),
    }
}

/// Why nothing can be restored.
pub fn restore_reason(view: &InstanceView) -> Option<String> {
    view.row.latest_point.is_none().then(|| {
        "There is no restore point yet. Wait for the first backup, or select Backup now.".to_string()
    })
}

/// `3 of 4 on-demand backups are left today (UTC).`
pub fn quota_sentence(left: usize) -> String {
    format!(
        "{left} of {} on-demand backups are left today (UTC).",
        limits::ADLS_ON_DEMAND_BACKUPS_PER_DAY_MAX
    )
}

/// The advice above the page, if the state calls for one.
pub fn state_advice(view: &InstanceView) -> Option<(Badge, String)> {
    if !view.datasource_exists {
        let name = &view.row.datasource_name;
        return Some((
            Badge::Warning,
            format!("The storage account {name} no longer exists. Its restore points can still be restored."),
        ));
    }
    match view.row.state {
        ProtectionState::ProtectionConfigured => None,
        ProtectionState::ConfiguringProtection => {
            Some((Badge::Neutral, "Protection is being configured. Backups start when it is done.".into()))
        }
        ProtectionState::ProtectionError => Some((
            Badge::Error,
            "The last backup failed. Look at its job for the cause, correct it, and back up again.".into(),
        )),
        ProtectionState::ProtectionStopped => Some((
            Badge::Neutral,
            "Backup is stopped. Restore points are kept until they are deleted. Resume backup to take new ones."
                .into(),
        )),
    }
}

/// `2 containers`, with the names for a tooltip or a list.
pub fn containers_text(view: &InstanceView) -> String {
    counted(view.protected_containers.len() as u64, "container", "containers")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::ByteSize,
        engine::{ids::PointSeq, policy::RetentionTag},
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
            containers: 2,
            files: 1_200,
            size: ByteSize::mib(3),
        };
        assert!(PointLine::new(&row).blocked.is_some());
        row.state = PointState::Completed;
        let line = PointLine::new(&row);
        assert_eq!((line.blocked, line.files.as_str(), line.tag), (None, "1,200", "Weekly"));
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
    fn a_reached_quota_leaves_the_command_to_its_pane() {
        let limit = ProtectionError::OnDemandLimitReached { instance: "i".into() };
        assert_eq!(backup_reason(&limit.into()), None);
        let running = ProtectionError::BackupInProgress { instance: "i".into() };
        assert!(backup_reason(&running.into()).expect("a reason").contains("already running"));
    }

    #[test]
    fn a_cut_list_says_so() {
        assert_eq!(cut_sentence(5, 5), None);
        assert!(cut_sentence(1_000, 2_345).expect("cut").contains("1,000 of 2,345"));
    }
}
