//! Input of the *Create snapshot* wizard.

use crate::{
    base::ArmId,
    engine::{
        compute::{ComputeError, SnapshotSku, names::check_name, names::check_snapshot_sku},
        refusal::Refusal,
        request::Command,
        resources::{Region, Tags},
    },
    portal::blades::{
        create_wizard::CreateForm, disk::view_model::kind_text, project_details::form::REQUIRED,
        storage_account::view_model::PropertySection, words,
    },
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotForm {
    pub name: String,
    pub disk: Option<ArmId>,
    /// Of the disk: a snapshot lies where its disk does.
    pub region: Region,
    pub incremental: bool,
    pub sku: SnapshotSku,
}

impl SnapshotForm {
    /// What the portal proposes.
    pub fn of(disk: Option<ArmId>) -> Self {
        Self {
            name: String::new(),
            disk,
            region: Region::WestEurope,
            incremental: true,
            sku: SnapshotSku::StandardLrs,
        }
    }

    pub fn name_error(&self) -> Option<String> {
        if self.name.is_empty() {
            return Some(REQUIRED.into());
        }
        check_name(&self.name).err().map(|error| error.explain().cause)
    }

    pub fn disk_error(&self) -> Option<String> {
        self.disk.is_none().then(|| REQUIRED.to_string())
    }

    pub fn sku_error(&self) -> Option<String> {
        check_snapshot_sku(self.sku, self.region).err().map(|error| words(&error.explain()))
    }
}

impl CreateForm for SnapshotForm {
    const DRAFT: &'static str = "create-snapshot";
    const TABS: &'static [&'static str] = &["Basics"];

    fn region(&self) -> Region {
        self.region
    }

    fn has_errors(&self, tab: usize) -> bool {
        tab == 0 && (self.name_error().is_some() || self.disk_error().is_some() || self.sku_error().is_some())
    }

    fn command(&self, group: ArmId, tags: Tags) -> Command {
        Command::CreateSnapshot {
            group,
            name: self.name.clone(),
            disk: self.disk.clone().unwrap_or_else(|| ArmId::new("/")),
            incremental: self.incremental,
            sku: self.sku,
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
        let disk = self.disk.as_ref().map(|disk| disk.name().to_string());
        vec![PropertySection::new(
            "Snapshot details",
            [
                ("Name", self.name.clone()),
                ("Region", self.region.display_name().to_string()),
                ("Snapshot type", kind_text(self.incremental).to_string()),
                ("Source disk", disk.unwrap_or_default()),
                ("Storage type", self.sku.display_name().to_string()),
            ],
        )]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::blades::create_wizard::Creation;

    #[test]
    fn a_snapshot_needs_a_name_and_a_disk() {
        let mut form = SnapshotForm::of(None);
        assert!(form.has_errors(0) && form.name_error().is_some() && form.disk_error().is_some());
        form.name = "mon".into();
        form.disk = Some(ArmId::new("/subscriptions/s/providers/Microsoft.Compute/disks/data-1"));
        assert!(!form.has_errors(0));
        let probe = Creation::new(form.clone()).probe(ArmId::new("/g"));
        assert!(matches!(probe, Some(Command::CreateSnapshot { incremental: true, .. })));
        form.sku = SnapshotSku::StandardZrs;
        form.region = *Region::ALL
            .iter()
            .find(|region| !region.facts().availability_zones)
            .expect("a region without zones");
        assert!(form.sku_error().is_some());
    }
}
