//! Where a disk is restored to, as it is entered.

use super::form::Destination;
use crate::{
    base::ArmId,
    engine::{compute::names::check_name, restore::RestoreDestination},
};
use serde::{Deserialize, Serialize};

/// The step *Restore parameters* of a disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiskForm {
    /// Name of the target subscription.
    pub subscription: String,
    pub group: Option<ArmId>,
    pub name: String,
}

impl DiskForm {
    /// The form that shows a destination, to edit it.
    pub fn of(destination: &Destination) -> DiskForm {
        let subscription = destination.subscription_name.clone();
        match &destination.to {
            RestoreDestination::Disk { group, name } => {
                DiskForm { subscription, group: Some(group.clone()), name: name.clone() }
            }
            RestoreDestination::Account { .. } | RestoreDestination::InPlace { .. } => {
                DiskForm { subscription, ..DiskForm::default() }
            }
        }
    }

    /// What is wrong with the name.
    pub fn name_error(&self) -> Option<String> {
        if self.name.is_empty() {
            return Some("The value must not be empty.".into());
        }
        check_name(&self.name).err().map(|error| error.explain().cause)
    }

    /// The destination; `None` while something is missing.
    pub fn destination(&self) -> Option<Destination> {
        let group = self.group.clone().filter(|_| self.name_error().is_none())?;
        let to = RestoreDestination::Disk { group, name: self.name.clone() };
        Some(Destination { subscription_name: self.subscription.clone(), to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_destination_needs_a_group_and_a_valid_name() {
        let mut form = DiskForm { subscription: "Production".into(), ..DiskForm::default() };
        assert_eq!(form.destination(), None);
        form.group = Some(ArmId::resource_group(Uuid::nil(), "rg-restore"));
        form.name = "-disk".into();
        assert!(form.name_error().is_some() && form.destination().is_none());
        form.name = "disk-restored".into();
        let destination = form.destination().expect("everything is there");
        assert_eq!(DiskForm::of(&destination), form);
    }
}
