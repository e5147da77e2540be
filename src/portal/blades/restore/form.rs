//! What is entered into the wizard, and the command it becomes.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        ids::PointSeq,
        limits,
        request::Command,
        restore::{ContainerPick, RestoreDestination, RestoreError, RestoreSelection, RestoreSource},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The wizard as it is kept over a reload.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RestoreForm {
    pub step: usize,
    /// `None` stands for the newest one.
    pub point: Option<PointSeq>,
    /// Whether operational backup was chosen, where there are both.
    pub operational: Option<bool>,
    /// `None` stands for the last moment that can be restored.
    pub time: Option<SimTime>,
    pub destination: Option<Destination>,
    /// *Validate* was pressed for what is entered now.
    pub validated: bool,
}

/// Where the restore writes, and what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Destination {
    pub subscription_name: String,
    pub to: RestoreDestination,
}

impl RestoreForm {
    /// Where the draft of an instance's wizard is kept.
    pub fn draft_key(instance: &ArmId) -> String {
        format!("restore.{}", instance.key())
    }
}

impl Destination {
    pub fn command(&self, instance: &ArmId, source: RestoreSource) -> Command {
        Command::Restore { instance: instance.clone(), source, destination: self.to.clone() }
    }
}

/// What to restore, labels as in the portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RestoreMode {
    #[default]
    All,
    Browse,
}

impl RestoreMode {
    pub const ALL: [RestoreMode; 2] = [RestoreMode::All, RestoreMode::Browse];

    pub fn label(self) -> &'static str {
        match self {
            RestoreMode::All => "Restore all backed-up containers",
            RestoreMode::Browse => "Browse and select containers to restore",
        }
    }

    pub fn parse(label: &str) -> Option<RestoreMode> {
        RestoreMode::ALL.into_iter().find(|mode| mode.label() == label)
    }
}

/// The pane *Restore destination*.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DestinationForm {
    pub mode: RestoreMode,
    /// Containers that were picked, each with its prefixes, one a line.
    pub picks: BTreeMap<String, String>,
    /// Name of the target subscription.
    pub subscription: String,
    /// ARM id of the target storage account.
    pub target: String,
    /// *Select* was pressed: from here on everything that is missing is said.
    pub submitted: bool,
}

/// What is wrong, beside the field it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DestinationErrors {
    pub picks: Option<String>,
    pub subscription: Option<String>,
    pub target: Option<String>,
}

impl DestinationForm {
    /// The form that shows a destination, to edit it.
    pub fn of(destination: &Destination) -> DestinationForm {
        let RestoreDestination::Account { account, selection } = &destination.to else {
            return DestinationForm::default();
        };
        let (mode, picks) = match selection {
            RestoreSelection::All => (RestoreMode::All, BTreeMap::new()),
            RestoreSelection::Containers(picks) => {
                let picks = picks.iter().map(|pick| (pick.container.clone(), pick.prefixes.join("\n")));
                (RestoreMode::Browse, picks.collect())
            }
        };
        DestinationForm {
            mode,
            picks,
            subscription: destination.subscription_name.clone(),
            target: account.to_string(),
            submitted: false,
        }
    }

    /// # Errors
    /// What is missing or wrong, field by field.
    pub fn validate(&self) -> Result<Destination, DestinationErrors> {
        let missing = |text: &str, message: &str| text.is_empty().then(|| message.to_string());
        let selection = self.selection();
        let errors = DestinationErrors {
            picks: selection.as_ref().err().cloned(),
            subscription: missing(&self.subscription, "Select a subscription."),
            target: missing(&self.target, "Select a storage account."),
        };
        match selection {
            Ok(selection) if errors == DestinationErrors::default() => Ok(Destination {
                subscription_name: self.subscription.clone(),
                to: RestoreDestination::Account { account: ArmId::new(self.target.clone()), selection },
            }),
            _ => Err(errors),
        }
    }

    /// The errors to show now: all when *Select* was pressed; what the picks break at once.
    pub fn shown_errors(&self) -> DestinationErrors {
        let errors = self.validate().err().unwrap_or_default();
        if self.submitted {
            return errors;
        }
        DestinationErrors {
            picks: errors.picks.filter(|_| !self.picks.is_empty()),
            ..DestinationErrors::default()
        }
    }

    fn selection(&self) -> Result<RestoreSelection, String> {
        if self.mode == RestoreMode::All {
            return Ok(RestoreSelection::All);
        }
        check_picks(&self.picks)?;
        let pick = |(container, prefixes): (&String, &String)| ContainerPick {
            container: container.clone(),
            prefixes: prefix_lines(prefixes),
        };
        Ok(RestoreSelection::Containers(self.picks.iter().map(pick).collect()))
    }
}

/// # Errors
/// Nothing picked, too much picked, or too many prefixes of one container.
pub fn check_picks(picks: &BTreeMap<String, String>) -> Result<(), String> {
    let refused = |error: RestoreError| {
        let words = error.explain();
        format!("{} {}", words.message, words.cause)
    };
    if picks.is_empty() {
        return Err(refused(RestoreError::NothingSelected));
    }
    if picks.len() > limits::RESTORE_CONTAINERS_MAX {
        return Err(refused(RestoreError::TooManyContainers { count: picks.len() }));
    }
    let too_many = picks.iter().map(|(container, text)| (container, prefix_lines(text).len()));
    let mut too_many = too_many.filter(|(_, count)| *count > limits::RESTORE_PREFIXES_PER_CONTAINER_MAX);
    match too_many.next() {
        Some((container, count)) => {
            Err(refused(RestoreError::TooManyPrefixes { container: container.clone(), count }))
        }
        None => Ok(()),
    }
}

/// The prefixes of a text, one a line, each once and in order. Blanks inside a line are part of it.
pub fn prefix_lines(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).map(|line| line.trim_start_matches('/'));
    lines.fold(Vec::new(), |mut prefixes, line| {
        if !prefixes.iter().any(|prefix| prefix == line) {
            prefixes.push(line.to_string());
        }
        prefixes
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(picks: &[(&str, &str)]) -> DestinationForm {
        DestinationForm {
            mode: RestoreMode::Browse,
            picks: picks.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect(),
            subscription: "Production".into(),
            target: "/subscriptions/x/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/lake2"
                .into(),
            submitted: false,
        }
    }

    #[test]
    fn picks_become_containers_with_prefixes() {
        let destination =
            form(&[("raw", "2026/\n\n/2026/\nlogs"), ("curated", "")]).validate().expect("valid");
        let RestoreDestination::Account { selection: RestoreSelection::Containers(picks), .. } =
            &destination.to
        else {
            panic!("all")
        };
        assert_eq!(picks[0], ContainerPick { container: "curated".into(), prefixes: vec![] });
        assert_eq!(picks[1].prefixes, ["2026/", "logs"]);
        assert_eq!(DestinationForm::of(&destination).validate(), Ok(destination));
    }

    #[test]
    fn limits_are_said_beside_the_picks() {
        let many: Vec<(String, String)> = (0..101).map(|n| (format!("c{n}"), String::new())).collect();
        let picks = BTreeMap::from_iter(many);
        assert!(check_picks(&picks).expect_err("too many").contains("101"));
        let six = form(&[("raw", "a\nb\nc\nd\ne\nf")]);
        assert!(six.shown_errors().picks.expect("six prefixes").contains("raw"));
    }

    #[test]
    fn what_is_missing_is_said_when_select_is_pressed() {
        let mut empty = DestinationForm::default();
        assert_eq!(empty.shown_errors(), DestinationErrors::default());
        empty.submitted = true;
        empty.mode = RestoreMode::Browse;
        let errors = empty.shown_errors();
        assert!(errors.picks.is_some() && errors.subscription.is_some() && errors.target.is_some());
    }

    #[test]
    fn a_draft_reads_back() {
        let draft = RestoreForm {
            step: 1,
            point: Some(PointSeq(4)),
            operational: Some(false),
            time: None,
            destination: form(&[("raw", "")]).validate().ok(),
            validated: true,
        };
        let text = serde_json::to_string(&draft).expect("plain values");
        assert_eq!(serde_json::from_str::<RestoreForm>(&text).expect("just written"), draft);
    }
}
