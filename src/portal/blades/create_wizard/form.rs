//! What a wizard that creates a resource has to say for itself.

use crate::{
    base::ArmId,
    engine::{refusal::Refusal, request::Command, resources::Region},
    portal::blades::{
        project_details::form::ProjectForm, storage_account::view_model::PropertySection,
        tags::form::TagsForm,
    },
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// What is entered besides where the resource goes and its tags.
pub trait CreateForm: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Under what the wizard is kept while it is open.
    const DRAFT: &'static str;
    /// Titles of the tabs before *Tags*.
    const TABS: &'static [&'static str];

    /// Where a new resource group is made for it.
    fn region(&self) -> Region;

    /// Whether a tab has something that is missing or wrong.
    fn has_errors(&self, tab: usize) -> bool;

    /// The command that creates the resource in a group.
    fn command(&self, group: ArmId, tags: crate::engine::resources::Tags) -> Command;

    /// What a refusal means for the name field; others are said elsewhere.
    fn name_refused(refusal: &Refusal) -> Option<String>;

    /// The part of the review between the project and the tags.
    fn review(&self) -> Vec<PropertySection>;
}

/// Everything that is entered into a wizard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Creation<F> {
    pub project: ProjectForm,
    pub own: F,
    pub tags: TagsForm,
}

impl<F: CreateForm> Creation<F> {
    pub fn new(own: F) -> Self {
        Self { project: ProjectForm::default(), own, tags: TagsForm::default() }
    }

    /// Titles of all tabs.
    pub fn titles() -> Vec<&'static str> {
        F::TABS.iter().copied().chain(["Tags", "Review + create"]).collect()
    }

    /// The tab with the tags; the review is the one behind it.
    pub fn tags_tab() -> usize {
        F::TABS.len()
    }

    /// Whether a tab has something that is missing or wrong.
    pub fn has_errors(&self, tab: usize) -> bool {
        match tab {
            0 => self.project.group_error().is_some() || self.own.has_errors(0),
            _ if tab == Self::tags_tab() => self.tags.tags(false).is_err(),
            _ => self.own.has_errors(tab),
        }
    }

    pub fn is_complete(&self) -> bool {
        (0..=Self::tags_tab()).all(|tab| !self.has_errors(tab))
    }

    /// The commands that make the resource, and a new group before it.
    ///
    /// Nothing as long as something is missing or wrong.
    pub fn commands(&self, subscription: Uuid) -> Option<Vec<Command>> {
        let group = self.project.group_id(subscription).filter(|_| self.is_complete())?;
        let new_group = self.project.group_command(subscription, self.own.region());
        Some(new_group.into_iter().chain([self.command_in(group)]).collect())
    }

    /// The command to ask about while the form is filled in: `any_group` stands in for a group yet to be made.
    pub fn probe(&self, any_group: ArmId) -> Option<Command> {
        let is_filled = (0..F::TABS.len()).all(|tab| !self.own.has_errors(tab));
        is_filled.then(|| self.command_in(any_group))
    }

    fn command_in(&self, group: ArmId) -> Command {
        self.own.command(group, self.tags.tags(false).unwrap_or_default())
    }
}
