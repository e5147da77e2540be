//! The form of a new resource group.

use crate::{
    engine::{
        request::Command,
        resources::{Region, names::check_resource_group_name},
    },
    portal::blades::{tags::form::TagsForm, words},
};
use uuid::Uuid;

/// What has been entered.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupForm {
    pub subscription: Uuid,
    pub name: String,
    pub region: Region,
    pub tags: TagsForm,
}

/// What is wrong, beside which field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupErrors {
    pub name: Option<String>,
    pub tags: Option<String>,
}

impl GroupForm {
    pub fn errors(&self) -> GroupErrors {
        let name = if self.name.is_empty() {
            Some("The value must not be empty.".to_string())
        } else {
            check_resource_group_name(&self.name).err().map(|error| words(&error.explain()))
        };
        GroupErrors { name, tags: self.tags.tags(false).err() }
    }

    pub fn is_valid(&self) -> bool {
        self.errors() == GroupErrors::default()
    }

    pub fn command(&self) -> Command {
        Command::CreateResourceGroup {
            subscription: self.subscription,
            name: self.name.clone(),
            region: self.region,
            tags: self.tags.tags(false).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str) -> GroupForm {
        GroupForm {
            subscription: Uuid::nil(),
            name: name.into(),
            region: Region::WestEurope,
            tags: TagsForm::default(),
        }
    }

    #[test]
    fn names_are_checked_as_the_engine_does() {
        assert!(form("rg-data").is_valid());
        assert_eq!(form("").errors().name.as_deref(), Some("The value must not be empty."));
        assert!(form("ends.").errors().name.is_some());
        assert!(form(&"x".repeat(91)).errors().name.is_some());
    }
}
