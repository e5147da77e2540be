//! Input of the *Create a managed disk* wizard and of the panes of a disk.

use crate::{
    base::ArmId,
    engine::{
        compute::{
            ComputeError, DiskSku, DiskSource,
            names::{check_machine_name, check_name, check_place, check_size, sizes},
            workload::check_share,
        },
        refusal::Refusal,
        request::Command,
        resources::{Region, Tags},
    },
    portal::blades::{
        create_wizard::CreateForm,
        disk::view_model::{performance_text, zone_text},
        project_details::form::REQUIRED,
        storage_account::view_model::PropertySection,
        words,
    },
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiskForm {
    pub name: String,
    pub region: Region,
    /// Availability zone: 1 to 3.
    pub zone: Option<u8>,
    /// The snapshot it is made of; an empty disk without one.
    pub snapshot: Option<ArmId>,
    pub sku: DiskSku,
    /// As it was typed. Units: GiB.
    pub size: String,
}

impl Default for DiskForm {
    /// What the portal proposes.
    fn default() -> Self {
        Self {
            name: String::new(),
            region: Region::WestEurope,
            zone: None,
            snapshot: None,
            sku: DiskSku::PremiumLrs,
            size: "1024".into(),
        }
    }
}

impl DiskForm {
    /// A disk of the region and size of a snapshot.
    pub fn from_snapshot(snapshot: ArmId, region: Region, size_gib: u32) -> Self {
        Self { region, snapshot: Some(snapshot), size: size_gib.to_string(), ..Self::default() }
    }

    pub fn size_gib(&self) -> Option<u32> {
        self.size.trim().parse().ok()
    }

    pub fn name_error(&self) -> Option<String> {
        if self.name.is_empty() {
            return Some(REQUIRED.into());
        }
        check_name(&self.name).err().map(|error| error.explain().cause)
    }

    pub fn place_error(&self) -> Option<String> {
        check_place(self.sku, self.region, self.zone).err().map(|error| words(&error.explain()))
    }

    pub fn size_error(&self) -> Option<String> {
        size_error(self.sku, &self.size)
    }
}

/// What is wrong with a size as it was typed.
pub fn size_error(sku: DiskSku, size: &str) -> Option<String> {
    let range = format!("Enter a whole number from {} to {}.", sizes(sku).start(), sizes(sku).end());
    match size.trim().parse() {
        Ok(size_gib) => check_size(sku, size_gib).err().map(|error| error.explain().cause),
        Err(_) => Some(range),
    }
}

impl CreateForm for DiskForm {
    const DRAFT: &'static str = "create-disk";
    const TABS: &'static [&'static str] = &["Basics"];

    fn region(&self) -> Region {
        self.region
    }

    fn has_errors(&self, tab: usize) -> bool {
        tab == 0
            && (self.name_error().is_some() || self.place_error().is_some() || self.size_error().is_some())
    }

    fn command(&self, group: ArmId, tags: Tags) -> Command {
        Command::CreateDisk {
            group,
            name: self.name.clone(),
            region: self.region,
            zone: self.zone,
            sku: self.sku,
            size_gib: self.size_gib().unwrap_or_default(),
            source: self.snapshot.clone().map_or(DiskSource::Empty, DiskSource::Snapshot),
            tags,
        }
    }

    fn name_refused(refusal: &Refusal) -> Option<String> {
        match refusal {
            Refusal::Compute(taken @ ComputeError::NameTaken { .. }) => Some(taken.explain().message),
            _ => None,
        }
    }

    fn review(&self) -> Vec<PropertySection> {
        let source = self.snapshot.as_ref().map_or("None", |snapshot| snapshot.name());
        let tier = self.sku.tier(self.size_gib().unwrap_or_default());
        vec![PropertySection::new(
            "Disk details",
            [
                ("Disk name", self.name.clone()),
                ("Region", self.region.display_name().to_string()),
                ("Availability zone", zone_text(self.zone)),
                ("Source type", if self.snapshot.is_some() { "Snapshot" } else { "None" }.to_string()),
                ("Source", source.to_string()),
                ("Storage type", self.sku.display_name().to_string()),
                ("Size", format!("{} GiB", self.size)),
                ("Performance", performance_text(&tier)),
            ],
        )]
    }
}

/// What can be chosen for every day, in thousandths; zero for nothing.
pub const DAILY_SHARES: [u32; 5] = [0, 1, 10, 50, 200];

/// `0.1 percent`, `5 percent`.
pub fn percent_text(per_mille: u32) -> String {
    match per_mille % 10 {
        0 => format!("{} percent", per_mille / 10),
        tenths => format!("{}.{tenths} percent", per_mille / 10),
    }
}

/// `5 percent a day`, `Off`.
pub fn daily_text(per_mille: Option<u32>) -> String {
    per_mille.map_or_else(|| "Off".into(), |per_mille| format!("{} a day", percent_text(per_mille)))
}

/// Reads `5` or `2.5` as thousandths.
pub fn parse_percent(text: &str) -> Option<u32> {
    let (whole, tenths) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let tenths: u32 = (tenths.len() == 1).then(|| tenths.parse().ok()).flatten()?;
    whole.parse::<u32>().ok()?.checked_mul(10)?.checked_add(tenths)
}

/// What is wrong with a daily share as it was typed.
pub fn daily_error(text: &str) -> Option<String> {
    let Some(per_mille) = parse_percent(text) else {
        return Some("Enter a percentage from 0.1 to 100, with one decimal at most.".into());
    };
    check_share(per_mille).err().map(|error| error.explain().cause)
}

pub fn machine_error(name: &str) -> Option<String> {
    check_machine_name(name).err().map(|error| error.explain().cause)
}

/// How much of a disk a trainee can have rewritten at once, in thousandths, with what it plays.
pub const SHARES: [(u32, &str, &str); 4] = [
    (1, "0.1 percent", "A quiet hour."),
    (10, "1 percent", "A quiet day."),
    (50, "5 percent", "A busy day."),
    (250, "25 percent", "A large import."),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::blades::{
        create_wizard::Creation,
        project_details::form::{GroupChoice, ProjectForm},
    };
    use uuid::Uuid;

    fn creation() -> Creation<DiskForm> {
        let project = ProjectForm { subscription: None, group: GroupChoice::New("rg-new".into()) };
        Creation { project, ..Creation::new(DiskForm { name: "data-1".into(), ..DiskForm::default() }) }
    }

    #[test]
    fn a_complete_form_makes_a_group_and_a_disk() {
        let commands = creation().commands(Uuid::nil()).expect("it is complete");
        let [Command::CreateResourceGroup { .. }, Command::CreateDisk { group, size_gib, source, .. }] =
            &commands[..]
        else {
            panic!("{commands:?}")
        };
        assert_eq!((group.name(), *size_gib, source), ("rg-new", 1_024, &DiskSource::Empty));
    }

    #[test]
    fn a_disk_of_a_snapshot_takes_its_place_and_size() {
        let snapshot = ArmId::new("/subscriptions/s/providers/Microsoft.Compute/snapshots/mon");
        let form = DiskForm::from_snapshot(snapshot.clone(), Region::EastUs, 128);
        let Command::CreateDisk { region, size_gib, source, .. } =
            form.command(ArmId::new("/g"), Tags::new())
        else {
            panic!("it makes a disk")
        };
        assert_eq!((region, size_gib, source), (Region::EastUs, 128, DiskSource::Snapshot(snapshot)));
    }

    #[test]
    fn what_is_missing_or_wrong_is_said() {
        assert_eq!(DiskForm::default().name_error().as_deref(), Some(REQUIRED));
        let wrong = |change: fn(&mut DiskForm)| {
            let mut creation = creation();
            change(&mut creation.own);
            creation.has_errors(0) && creation.commands(Uuid::nil()).is_none()
        };
        assert!(!wrong(|_| ()));
        assert!(wrong(|form| form.name = "-x".into()));
        assert!(wrong(|form| form.size = "much".into()));
        assert!(wrong(|form| form.size = "40000".into()));
        assert!(wrong(|form| (form.sku, form.zone) = (DiskSku::PremiumZrs, Some(1))));
        let text = size_error(DiskSku::UltraLrs, "").expect("nothing is no size");
        assert_eq!(text, "Enter a whole number from 4 to 65536.");
    }

    #[test]
    fn shares_are_typed_in_percent() {
        let read = ["5", " 0.1 ", "2.5", "100", "0"].map(parse_percent);
        assert_eq!(read, [50, 1, 25, 1_000, 0].map(Some));
        for wrong in ["", "1.", ".5", "1.25", "-1", "much", "99999999999"] {
            assert_eq!(parse_percent(wrong), None, "{wrong}");
        }
        assert!(
            daily_error("0").is_some() && daily_error("100.1").is_some() && daily_error("much").is_some()
        );
        assert_eq!(daily_error("12.5"), None);
        assert_eq!(DAILY_SHARES.map(percent_text)[1..3], ["0.1 percent", "1 percent"]);
        assert_eq!([daily_text(None), daily_text(Some(25))], ["Off", "2.5 percent a day"]);
        assert!(machine_error("vm_1").is_some_and(|text| text.contains("1 to 64 characters")));
    }

    #[test]
    fn the_review_says_what_the_disk_can_do() {
        let review = creation().own.review();
        let performance = review[0].properties.iter().find(|row| row.label == "Performance");
        assert_eq!(performance.map(|row| row.value.as_str()), Some("P30: 5,000 IOPS, 200 MB/s"));
    }
}
