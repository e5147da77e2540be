//! The pane *Select storage containers*: which containers of an account are protected.

use crate::engine::{
    limits,
    protection::{ContainerSelection, ProtectionError},
};
use std::collections::BTreeSet;

/// The three ways to say it, labels as in the portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContainerMode {
    /// A list of what is there today; what is created later stays out.
    #[default]
    AllPresent,
    Browse,
    /// Cannot be narrowed again.
    PresentAndFuture,
}

impl ContainerMode {
    pub const ALL: [ContainerMode; 3] =
        [ContainerMode::AllPresent, ContainerMode::Browse, ContainerMode::PresentAndFuture];

    pub fn label(self) -> &'static str {
        match self {
            ContainerMode::AllPresent => "Backup all present containers",
            ContainerMode::Browse => "Browse containers to backup",
            ContainerMode::PresentAndFuture => "Backup all present and future containers",
        }
    }

    pub fn detail(self) -> &'static str {
        match self {
            ContainerMode::AllPresent => "Containers that are created later are not added.",
            ContainerMode::Browse => "Choose containers one by one.",
            ContainerMode::PresentAndFuture => "New containers are added until 1,000 are protected.",
        }
    }

    pub fn parse(label: &str) -> Option<ContainerMode> {
        ContainerMode::ALL.into_iter().find(|mode| mode.label() == label)
    }
}

/// What is entered in the pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainersForm {
    pub mode: ContainerMode,
    pub ticked: BTreeSet<String>,
    /// Prefixes to leave out, one a line.
    pub excluded: String,
}

/// A container to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerLine {
    pub name: String,
    /// It was selected before, and has been deleted since.
    pub is_gone: bool,
}

/// The containers to choose from: those of the account, and those that were selected and are gone.
pub fn container_lines(selection: Option<&ContainerSelection>, present: &[String]) -> Vec<ContainerLine> {
    let gone = gone_containers(selection, present);
    let line = |is_gone| move |name: String| ContainerLine { name, is_gone };
    let mut lines: Vec<_> =
        present.iter().cloned().map(line(false)).chain(gone.into_iter().map(line(true))).collect();
    lines.sort_by(|left, right| left.name.cmp(&right.name));
    lines
}

/// What is selected by name and not there.
pub fn gone_containers(selection: Option<&ContainerSelection>, present: &[String]) -> Vec<String> {
    match selection {
        Some(ContainerSelection::Listed(names)) => {
            names.iter().filter(|name| !present.contains(name)).cloned().collect()
        }
        Some(ContainerSelection::AllExcept { .. }) | None => Vec::new(),
    }
}

/// What is said of them.
pub fn gone_text(names: &[String]) -> String {
    let (noun, it) = if names.len() == 1 {
        ("container no longer exists", "it")
    } else {
        ("containers no longer exist", "them")
    };
    format!(
        "{} selected {noun}: {}. Every backup fails until you take {it} out of the selection.",
        names.len(),
        names.join(", ")
    )
}

impl ContainersForm {
    /// The form that shows a selection, to edit it.
    pub fn of(selection: &ContainerSelection, present: &[String]) -> ContainersForm {
        match selection {
            ContainerSelection::Listed(names) if names == present => ContainersForm::default(),
            ContainerSelection::Listed(names) => ContainersForm {
                mode: ContainerMode::Browse,
                ticked: names.iter().cloned().collect(),
                excluded: String::new(),
            },
            ContainerSelection::AllExcept { prefixes } => ContainersForm {
                mode: ContainerMode::PresentAndFuture,
                ticked: BTreeSet::new(),
                excluded: prefixes.join("\n"),
            },
        }
    }

    /// # Errors
    /// None selected, too many selected, or a prefix no container name can start with.
    pub fn validate(&self, account: &str, present: &[String]) -> Result<ContainerSelection, String> {
        let (selection, count) = match self.mode {
            ContainerMode::AllPresent => (ContainerSelection::Listed(present.to_vec()), present.len()),
            ContainerMode::Browse => {
                (ContainerSelection::Listed(self.ticked.iter().cloned().collect()), self.ticked.len())
            }
            ContainerMode::PresentAndFuture => {
                let prefixes = self.prefixes()?;
                let kept = |name: &&String| !prefixes.iter().any(|prefix| name.starts_with(prefix.as_str()));
                let count = present.iter().filter(kept).count();
                (ContainerSelection::AllExcept { prefixes }, count)
            }
        };
        let refused = |error: ProtectionError| {
            let words = error.explain();
            format!("{} {}", words.message, words.action)
        };
        if count == 0 {
            return Err(refused(ProtectionError::NoContainers { account: account.to_string() }));
        }
        if count > limits::PROTECTED_CONTAINERS_PER_ACCOUNT_MAX {
            return Err(refused(ProtectionError::TooManyContainers { account: account.to_string(), count }));
        }
        Ok(selection)
    }

    fn prefixes(&self) -> Result<Vec<String>, String> {
        let lines = self.excluded.lines().map(str::trim).filter(|line| !line.is_empty());
        let prefixes: BTreeSet<String> = lines.map(str::to_string).collect();
        let odd = prefixes.iter().find(|prefix| {
            let letters = prefix.chars().all(|letter| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-' || letter == '$'
            });
            !letters || prefix.len() > limits::CONTAINER_NAME_LENGTH_MAX
        });
        match odd {
            Some(prefix) => Err(format!(
                "No container name starts with '{prefix}'. Names have lower-case letters, numbers and hyphens."
            )),
            None => Ok(prefixes.into_iter().collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn present() -> Vec<String> {
        ["curated", "raw", "tmp-1"].map(String::from).to_vec()
    }

    #[test]
    fn a_container_that_is_gone_can_be_taken_out() {
        let selection = ContainerSelection::Listed(["raw", "returns"].map(String::from).to_vec());
        let lines = container_lines(Some(&selection), &present());
        let shown: Vec<_> = lines.iter().map(|line| (line.name.as_str(), line.is_gone)).collect();
        assert_eq!(shown, [("curated", false), ("raw", false), ("returns", true), ("tmp-1", false)]);
        let mut form = ContainersForm::of(&selection, &present());
        assert!(form.ticked.remove("returns"));
        assert_eq!(form.validate("lake1", &present()), Ok(ContainerSelection::Listed(vec!["raw".into()])));
        assert_eq!(container_lines(None, &present()).len(), 3);
        let gone = gone_containers(Some(&selection), &present());
        assert!(gone_text(&gone).starts_with("1 selected container no longer exists: returns."));
    }

    #[test]
    fn all_present_freezes_todays_list() {
        let selection = ContainersForm::default().validate("lake1", &present());
        assert_eq!(selection, Ok(ContainerSelection::Listed(present())));
    }

    #[test]
    fn excluding_everything_is_refused() {
        let form = |excluded: &str| ContainersForm {
            mode: ContainerMode::PresentAndFuture,
            excluded: excluded.into(),
            ..ContainersForm::default()
        };
        let excluded = ContainerSelection::AllExcept { prefixes: vec!["tmp".into()] };
        assert_eq!(form(" tmp \n\ntmp").validate("lake1", &present()), Ok(excluded));
        assert!(form("tmp\nraw\ncur").validate("lake1", &present()).is_err());
        assert!(form("Tmp").validate("lake1", &present()).expect_err("upper case").contains("Tmp"));
    }

    #[test]
    fn nothing_ticked_and_too_much_ticked_are_refused() {
        let mut form = ContainersForm { mode: ContainerMode::Browse, ..ContainersForm::default() };
        assert!(form.validate("lake1", &present()).is_err());
        form.ticked = (0..1_001).map(|index| format!("c{index}")).collect();
        assert!(form.validate("lake1", &present()).expect_err("too many").contains("1001"));
    }

    #[test]
    fn a_selection_comes_back_as_it_was_entered() {
        for form in [
            ContainersForm {
                mode: ContainerMode::Browse,
                ticked: ["raw".into()].into(),
                excluded: "".into(),
            },
            ContainersForm {
                mode: ContainerMode::PresentAndFuture,
                excluded: "tmp".into(),
                ..ContainersForm::default()
            },
            ContainersForm::default(),
        ] {
            let selection = form.validate("lake1", &present()).expect("valid");
            assert_eq!(ContainersForm::of(&selection, &present()), form);
        }
    }
}
