//! What each step still needs, and the choices of the destination.

use crate::{
    base::ArmId,
    engine::{
        ids::PointSeq,
        policy::DatasourceType,
        protection::PointState,
        query::{PointFacts, PointRow, Readiness, RestoreTarget},
        restore::RestoreDestination,
    },
    portal::{
        blades::{
            backup_words::{
                ReadinessText, point_store, point_type, ranges_text, readiness_text, restore_selection_text,
            },
            restore::form::Destination,
        },
        format::{count, moment},
    },
};

pub const POINT: usize = 0;
pub const PARAMETERS: usize = 1;
pub const REVIEW: usize = 2;

pub const STEPS: [&str; 3] = ["Restore point", "Restore parameters", "Review + restore"];

/// How far *Validate* has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// Not asked for what is entered now.
    NotAsked,
    Running,
    Known(Readiness),
    Failed(String),
}

impl Check {
    pub fn text(&self, now: Option<crate::base::SimTime>) -> Option<ReadinessText> {
        match self {
            // The refusal's own message stands right beneath it.
            Check::Known(blocked @ Readiness::Blocked(_)) => {
                Some(ReadinessText { text: "Validation failed".into(), ..readiness_text(blocked, now) })
            }
            Check::Known(readiness) => Some(readiness_text(readiness, now)),
            Check::NotAsked | Check::Running | Check::Failed(_) => None,
        }
    }
}

/// The newest point that can be restored. Rows are newest first.
pub fn newest(rows: &[PointRow]) -> Option<PointSeq> {
    rows.iter().find(|row| row.state == PointState::Completed).map(|row| row.seq)
}

/// Label and value of the chosen point.
pub fn point_details(row: &PointRow) -> Vec<(&'static str, String)> {
    let mut details = vec![
        ("Time", moment(row.created_at)),
        ("Recovery point type", point_type(row).into()),
        ("Datastore", point_store(row).into()),
        ("Retention tag", row.tag.display_name().into()),
        ("Expiry", moment(row.expires_at)),
    ];
    match &row.data {
        PointFacts::VaultStore { containers, files } => {
            details.push(("Containers", count(*containers as u64)));
            details.push(("Files", format!("{} ({})", count(*files), row.size)));
        }
        PointFacts::OperationalStore { snapshot, exists, takes } => {
            let gone = if *exists { "" } else { " (deleted)" };
            details.push(("Snapshot", format!("{}{gone}", snapshot.name())));
            details.push(("Disk size", row.size.to_string()));
            details.push(("Snapshot takes", takes.to_string()));
        }
    }
    details
}

/// Label and value of the destination.
pub fn destination_details(destination: &Destination) -> Vec<(&'static str, String)> {
    let subscription = ("Target subscription", destination.subscription_name.clone());
    match &destination.to {
        RestoreDestination::Account { account, selection } => vec![
            ("Containers", restore_selection_text(selection)),
            subscription,
            ("Target storage account", account.name().to_string()),
        ],
        RestoreDestination::Disk { group, name } => vec![
            subscription,
            ("Target resource group", group.resource_group_name().unwrap_or_default().to_string()),
            ("Restored disk name", name.clone()),
        ],
        RestoreDestination::InPlace { ranges } => vec![
            ("Target", "The storage account that was backed up, in place".to_string()),
            ("Blobs", ranges_text(ranges)),
        ],
    }
}

/// What a step still needs before the next one opens; `None` when it is done.
pub fn step_missing(step: usize, point: bool, destination: bool, check: &Check) -> Option<String> {
    match step {
        POINT if !point => Some("Select a restore point first.".into()),
        PARAMETERS if !destination => Some("Select where to restore to first.".into()),
        PARAMETERS => match check {
            Check::NotAsked => Some("Select Validate first.".into()),
            Check::Running => Some("Validation is in progress.".into()),
            Check::Known(Readiness::Ready) => None,
            Check::Known(_) | Check::Failed(_) => {
                Some("Validation did not succeed. Correct what it found and validate again.".into())
            }
        },
        _ => None,
    }
}

/// What stands between here and a step: the first incomplete one before it.
pub fn step_locked(step: usize, point: bool, destination: bool, check: &Check) -> Option<String> {
    (0..step).find_map(|before| step_missing(before, point, destination, check))
}

/// Names of the subscriptions that hold possible targets, each once.
pub fn subscriptions(targets: &[RestoreTarget]) -> Vec<String> {
    let mut names: Vec<String> = targets.iter().map(|target| target.subscription_name.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// The subscription to start with: that of the source where it has a target, else the first one.
pub fn default_subscription(targets: &[RestoreTarget], source: &ArmId) -> String {
    let own = targets.iter().find(|target| source.subscription_id() == Some(target.subscription));
    own.or(targets.first()).map(|target| target.subscription_name.clone()).unwrap_or_default()
}

/// The accounts of a subscription: id, name and why one cannot be chosen.
pub fn accounts_of(targets: &[RestoreTarget], subscription: &str) -> Vec<(String, String, Option<String>)> {
    let inside = targets.iter().filter(|target| target.subscription_name == subscription);
    inside
        .map(|target| {
            let reason = target.reason.as_ref().map(|refusal| refusal.explain().message);
            (target.id.to_string(), target.name.clone(), reason)
        })
        .collect()
}

/// Which accounts there are to choose from.
pub fn target_hint(datasource_type: DatasourceType) -> &'static str {
    match datasource_type {
        DatasourceType::Blob => {
            "Storage accounts without a hierarchical namespace. Those that cannot be chosen say why."
        }
        DatasourceType::DataLakeStorage | DatasourceType::Disk => {
            "Storage accounts with a hierarchical namespace. Those that cannot be chosen say why."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{ByteSize, SimTime},
        engine::{policy::RetentionTag, resources::Region, restore::RestoreError},
    };
    use uuid::Uuid;

    fn point(seq: u64, state: PointState) -> PointRow {
        PointRow {
            seq: PointSeq(seq),
            guid: Uuid::from_u128(seq.into()),
            created_at: SimTime::EPOCH,
            state,
            tag: RetentionTag::Default,
            expires_at: SimTime::EPOCH,
            data: PointFacts::VaultStore { containers: 1, files: 1 },
            size: ByteSize::ZERO,
        }
    }

    #[test]
    fn the_newest_complete_point_is_preselected() {
        let rows = [point(3, PointState::Replicating), point(2, PointState::Completed)];
        assert_eq!(newest(&rows), Some(PointSeq(2)));
        assert_eq!(newest(&rows[..1]), None);
    }

    #[test]
    fn restoring_needs_a_successful_validation() {
        let ready = Check::Known(Readiness::Ready);
        assert!(step_locked(PARAMETERS, false, false, &Check::NotAsked).is_some());
        assert!(step_locked(REVIEW, true, false, &ready).expect("no target").contains("where"));
        assert!(step_locked(REVIEW, true, true, &Check::NotAsked).expect("not asked").contains("Validate"));
        let blocked = Check::Known(Readiness::Blocked(RestoreError::NothingSelected.into()));
        assert!(step_locked(REVIEW, true, true, &blocked).is_some());
        assert_eq!(blocked.text(None).expect("known").text, "Validation failed");
        assert_eq!(step_locked(REVIEW, true, true, &ready), None);
    }

    #[test]
    fn targets_are_listed_by_subscription_with_why_not() {
        let target = |name: &str, subscription: &str, reason| RestoreTarget {
            id: ArmId::new(format!("/{name}")),
            name: name.into(),
            subscription: Uuid::nil(),
            subscription_name: subscription.into(),
            group_name: "g".into(),
            region: Region::WestEurope,
            reason,
        };
        let source = RestoreError::OriginalLocation { account: "lake1".into() };
        let targets = [target("lake2", "B", None), target("lake1", "A", Some(source.into()))];
        assert_eq!(subscriptions(&targets), ["A", "B"]);
        let source = ArmId::resource_group(Uuid::from_u128(7), "g");
        assert_eq!(default_subscription(&targets, &source), "B");
        assert_eq!(default_subscription(&[], &source), "");
        assert!(accounts_of(&targets, "A")[0].2.as_ref().expect("the source").contains("lake1"));
        assert_eq!(accounts_of(&targets, "B")[0].2, None);
    }
}
