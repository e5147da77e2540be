//! The choice of subscription and resource group.

use crate::{
    base::ArmId,
    engine::{
        query::{ResourceGroupRow, SubscriptionRow},
        request::Command,
        resources::{Region, Tags, names::check_resource_group_name},
    },
    portal::blades::words,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Said of every field that must be filled in.
pub const REQUIRED: &str = "The value must not be empty.";

/// Where a new resource goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum GroupChoice {
    #[default]
    None,
    Existing(ArmId),
    /// Made together with the resource.
    New(String),
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectForm {
    /// As long as nobody chose one, the default one counts.
    pub subscription: Option<Uuid>,
    pub group: GroupChoice,
}

impl ProjectForm {
    /// Another subscription has other resource groups.
    pub fn choose_subscription(&mut self, subscription: Uuid) {
        if self.subscription != Some(subscription) {
            *self = ProjectForm { subscription: Some(subscription), group: GroupChoice::None };
        }
    }

    /// What the drop-down calls the choice.
    pub fn group_value(&self) -> String {
        match &self.group {
            GroupChoice::None => String::new(),
            GroupChoice::Existing(group) => group.key(),
            GroupChoice::New(name) => new_label(name),
        }
    }

    pub fn group_error(&self) -> Option<String> {
        (self.group == GroupChoice::None).then(|| REQUIRED.to_string())
    }

    /// The group's id in a subscription, whether it exists or not.
    pub fn group_id(&self, subscription: Uuid) -> Option<ArmId> {
        match &self.group {
            GroupChoice::None => None,
            GroupChoice::Existing(group) => Some(group.clone()),
            GroupChoice::New(name) => Some(ArmId::resource_group(subscription, name)),
        }
    }

    /// The command that makes a new group, where one is to be made.
    pub fn group_command(&self, subscription: Uuid, region: Region) -> Option<Command> {
        let GroupChoice::New(name) = &self.group else { return None };
        Some(Command::CreateResourceGroup { subscription, name: name.clone(), region, tags: Tags::new() })
    }
}

/// How a group that is yet to be made reads in the drop-down.
pub fn new_label(name: &str) -> String {
    format!("(New) {name}")
}

/// What is wrong with the name of a new group among those of its subscription.
pub fn group_name_error(name: &str, groups: &[ResourceGroupRow]) -> Option<String> {
    let name = name.trim();
    if name.is_empty() {
        return Some(REQUIRED.into());
    }
    if let Err(error) = check_resource_group_name(name) {
        return Some(words(&error.explain()));
    }
    let taken = groups.iter().any(|group| group.name.eq_ignore_ascii_case(name));
    taken.then(|| format!("A resource group with the name '{name}' already exists in the subscription."))
}

/// The subscription that counts: the chosen one, else the default one, else the first.
pub fn effective_subscription(
    chosen: Option<Uuid>,
    default: Option<Uuid>,
    subscriptions: &[SubscriptionRow],
) -> Option<Uuid> {
    let known = |id: &Uuid| subscriptions.iter().any(|row| row.id == *id);
    chosen.filter(known).or(default.filter(known)).or(subscriptions.first().map(|row| row.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subscription(number: u128) -> SubscriptionRow {
        let id = Uuid::from_u128(number);
        SubscriptionRow {
            id,
            arm_id: ArmId::subscription(id),
            name: format!("Subscription {number}"),
            my_role: String::new(),
            resources: 0,
        }
    }

    #[test]
    fn the_default_subscription_counts_until_one_is_chosen() {
        let rows = [subscription(1), subscription(2)];
        let id = Uuid::from_u128;
        assert_eq!(effective_subscription(None, Some(id(2)), &rows), Some(id(2)));
        assert_eq!(effective_subscription(Some(id(1)), Some(id(2)), &rows), Some(id(1)));
        assert_eq!(effective_subscription(Some(id(9)), None, &rows), Some(id(1)));
        assert_eq!(effective_subscription(None, None, &[]), None);
    }

    #[test]
    fn another_subscription_forgets_the_group() {
        let mut form = ProjectForm { subscription: None, group: GroupChoice::New("rg".into()) };
        form.choose_subscription(Uuid::from_u128(1));
        assert_eq!(form.group, GroupChoice::None);
        assert!(form.group_error().is_some());
        form.group = GroupChoice::New("rg".into());
        form.choose_subscription(Uuid::from_u128(1));
        assert_eq!(form.group_value(), "(New) rg");
        let made = form.group_command(Uuid::from_u128(1), Region::WestEurope);
        assert!(matches!(made, Some(Command::CreateResourceGroup { name, .. }) if name == "rg"));
    }

    #[test]
    fn a_new_group_needs_a_free_and_valid_name() {
        let id = Uuid::nil();
        let taken = ResourceGroupRow {
            id: ArmId::resource_group(id, "rg-a"),
            name: "rg-a".into(),
            subscription: id,
            subscription_name: String::new(),
            region: Region::WestEurope,
            tags: Tags::new(),
            resources: 0,
        };
        let error = |name: &str| group_name_error(name, std::slice::from_ref(&taken));
        assert_eq!(error("rg-b"), None);
        assert!(error("RG-A").is_some_and(|text| text.contains("already exists")));
        assert!(error(" ").is_some() && error("rg.").is_some());
    }
}
