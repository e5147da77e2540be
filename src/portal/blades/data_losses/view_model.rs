//! The places of the bytes as bars, and a row of cells for each disaster.

use crate::{
    engine::query::{DataLossView, DataPlace, Disaster, Means, Outcome, StoredAt},
    portal::{
        blades::badge::Badge,
        format::{count, moment},
    },
};

/// Bytes in one place, with how wide its bar is.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceLine {
    pub name: &'static str,
    pub count: String,
    pub size: String,
    /// Of the place that holds most. Units: percent.
    pub percent: u8,
    pub note: &'static str,
}

pub fn place_lines(view: &DataLossView) -> Vec<PlaceLine> {
    let largest = view.places.iter().map(|stored| stored.size.bytes()).max().unwrap_or(0).max(1);
    view.places.iter().map(|stored| place_line(stored, largest)).collect()
}

fn place_line(stored: &StoredAt, largest: u64) -> PlaceLine {
    let (name, note) = match stored.place {
        DataPlace::Current => ("Current blobs", "What an application sees."),
        DataPlace::Versions => ("Previous versions", "In the account; stay until somebody deletes them."),
        DataPlace::Snapshots => ("Snapshots", "In the account, taken by somebody."),
        DataPlace::SoftDeleted => ("Soft-deleted blobs", "In the account, for some days."),
        DataPlace::DeletedContainers => ("Deleted containers", "In the account, for some days."),
        DataPlace::Vault => ("Backup vault", "The newest recovery point. It survives the account."),
    };
    let percent = u128::from(stored.size.bytes()) * 100 / u128::from(largest);
    PlaceLine {
        name,
        count: count(stored.count),
        size: stored.size.to_string(),
        percent: u8::try_from(percent).unwrap_or(100),
        note,
    }
}

/// What each means can do about a disaster.
#[derive(Clone, Debug, PartialEq)]
pub struct DisasterLine {
    pub name: &'static str,
    pub detail: &'static str,
    /// In the order of [`Means::ALL`].
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub badge: Badge,
    pub text: String,
}

pub fn means_name(means: Means) -> &'static str {
    match means {
        Means::SoftDelete => "Soft delete",
        Means::Versioning => "Versioning",
        Means::OperationalBackup => "Operational backup",
        Means::VaultedBackup => "Vaulted backup",
    }
}

pub fn disaster_lines(view: &DataLossView) -> Vec<DisasterLine> {
    Disaster::ALL.into_iter().map(|disaster| disaster_line(view, disaster)).collect()
}

fn disaster_line(view: &DataLossView, disaster: Disaster) -> DisasterLine {
    let (name, detail) = match disaster {
        Disaster::BlobDeleted => ("A blob is deleted", "By mistake or on purpose."),
        Disaster::Overwritten => ("Everything is overwritten", "As ransomware does."),
        Disaster::ContainerDeleted => ("A container is deleted", "With everything in it."),
        Disaster::AccountDeleted if view.locked => {
            ("The account is deleted", "A lock stands in the way: it has to be removed first.")
        }
        Disaster::AccountDeleted => ("The account is deleted", "No lock stands in the way."),
    };
    let of_disaster = view.rescues.iter().filter(|rescue| rescue.disaster == disaster);
    DisasterLine {
        name,
        detail,
        cells: of_disaster.map(|rescue| cell(rescue.means, rescue.outcome)).collect(),
    }
}

fn cell(means: Means, outcome: Outcome) -> Cell {
    let text = match outcome {
        Outcome::OutOfReach => return Cell { badge: Badge::Error, text: "Out of its reach".to_string() },
        Outcome::NotThere => {
            let text = match means {
                Means::SoftDelete | Means::Versioning => "Off",
                Means::OperationalBackup => "Not configured, or too young",
                Means::VaultedBackup => "No recovery point",
            };
            return Cell { badge: Badge::Warning, text: text.to_string() };
        }
        Outcome::Recovers { state_of: Some(at), until: Some(until) } => {
            format!("As of {}, until {}", moment(at), moment(until))
        }
        Outcome::Recovers { state_of: Some(at), until: None } => {
            format!("As of {}; it is kept for ever", moment(at))
        }
        Outcome::Recovers { state_of: None, until: Some(until) } => {
            format!("As of right before, until {}", moment(until))
        }
        Outcome::Recovers { state_of: None, until: None } => {
            "As of right before, until somebody deletes the versions".to_string()
        }
    };
    Cell { badge: Badge::Success, text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{ArmId, ByteSize, SimTime},
        engine::query::Rescue,
    };

    fn view(locked: bool, rescues: Vec<Rescue>) -> DataLossView {
        let stored = |place, kib| StoredAt { place, count: 1, size: ByteSize::kib(kib) };
        DataLossView {
            account: ArmId::new("/a"),
            at: SimTime::EPOCH,
            hierarchical_namespace: false,
            places: vec![stored(DataPlace::Current, 8), stored(DataPlace::Versions, 2)],
            rescues,
            protected_by: None,
            locked,
        }
    }

    #[test]
    fn bars_are_measured_by_the_longest() {
        let percents: Vec<u8> = place_lines(&view(false, vec![])).iter().map(|line| line.percent).collect();
        assert_eq!(percents, [100, 25]);
        let empty = DataLossView { places: vec![], ..view(false, vec![]) };
        assert!(place_lines(&empty).is_empty());
    }

    #[test]
    fn each_disaster_has_what_its_means_can_do() {
        let rescue = |means, outcome| Rescue { disaster: Disaster::AccountDeleted, means, outcome };
        let point = Outcome::Recovers { state_of: Some(SimTime::EPOCH), until: None };
        let lines = disaster_lines(&view(
            true,
            vec![rescue(Means::Versioning, Outcome::OutOfReach), rescue(Means::VaultedBackup, point)],
        ));
        assert_eq!(lines.len(), Disaster::ALL.len());
        let account = lines.last().expect("there are some");
        assert!(account.detail.contains("lock stands in the way"));
        let badges: Vec<Badge> = account.cells.iter().map(|cell| cell.badge).collect();
        assert_eq!(badges, [Badge::Error, Badge::Success]);
        assert!(account.cells[1].text.ends_with("kept for ever"));
    }
}
