//! Which blobs of the account are put back, as it is entered.

use crate::{
    engine::{
        limits,
        restore::{RestoreDestination, RestoreError},
        storage::{RestoreRange, RestoreRanges},
    },
    portal::blades::restore::form::Destination,
};
use std::collections::BTreeSet;

/// What to restore, labels as in the portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InPlaceMode {
    #[default]
    All,
    Containers,
    Ranges,
}

impl InPlaceMode {
    pub const ALL: [InPlaceMode; 3] = [InPlaceMode::All, InPlaceMode::Containers, InPlaceMode::Ranges];

    pub fn label(self) -> &'static str {
        match self {
            InPlaceMode::All => "Restore all blobs in the storage account",
            InPlaceMode::Containers => "Browse and restore selected containers",
            InPlaceMode::Ranges => "Select blobs to restore using prefix match",
        }
    }

    pub fn parse(label: &str) -> Option<InPlaceMode> {
        InPlaceMode::ALL.into_iter().find(|mode| mode.label() == label)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InPlaceForm {
    pub mode: InPlaceMode,
    pub containers: BTreeSet<String>,
    /// Start and end of each range; the last line may be empty.
    pub ranges: Vec<(String, String)>,
}

impl InPlaceForm {
    /// The form that shows a destination, to edit it.
    pub fn of(destination: &Destination) -> InPlaceForm {
        let RestoreDestination::InPlace { ranges } = &destination.to else { return InPlaceForm::default() };
        let names: Option<BTreeSet<String>> = ranges.iter().map(whole_container).collect();
        match names {
            _ if ranges.is_empty() => InPlaceForm::default(),
            Some(containers) => InPlaceForm { mode: InPlaceMode::Containers, containers, ranges: Vec::new() },
            None => InPlaceForm {
                mode: InPlaceMode::Ranges,
                containers: BTreeSet::new(),
                ranges: ranges.iter().map(|range| (range.start.clone(), range.end.clone())).collect(),
            },
        }
    }

    /// The ranges to restore; none are all blobs.
    ///
    /// # Errors
    /// Nothing is chosen, too much is, or a range is none.
    pub fn ranges(&self) -> Result<Vec<RestoreRange>, String> {
        let ranges: Vec<RestoreRange> = match self.mode {
            InPlaceMode::All => return Ok(Vec::new()),
            InPlaceMode::Containers => {
                self.containers.iter().map(|name| RestoreRange::of_container(name)).collect()
            }
            InPlaceMode::Ranges => self.written().map(|(start, end)| RestoreRange::new(start, end)).collect(),
        };
        if ranges.is_empty() {
            return Err(match self.mode {
                InPlaceMode::Ranges => "Enter one range at least.".to_string(),
                InPlaceMode::Containers | InPlaceMode::All => "Select one container at least.".to_string(),
            });
        }
        if self.mode == InPlaceMode::Containers && ranges.len() > limits::POINT_IN_TIME_RESTORE_RANGES_MAX {
            return Err(format!(
                "{} containers are selected; a restore takes at most {}.",
                ranges.len(),
                limits::POINT_IN_TIME_RESTORE_RANGES_MAX
            ));
        }
        RestoreRanges::parse(&ranges).map_err(|refusal| {
            let words = RestoreError::NotRestorable(refusal).explain();
            format!("{} {}", words.message, words.action)
        })?;
        Ok(ranges)
    }

    /// The destination; `None` while something is missing.
    pub fn destination(&self) -> Option<Destination> {
        let to = RestoreDestination::InPlace { ranges: self.ranges().ok()? };
        Some(Destination { subscription_name: String::new(), to })
    }

    /// Names of the containers of which the ranges hold anything: more than their bounds seem to say.
    pub fn touched(&self, present: &[String]) -> Vec<String> {
        let Some(ranges) = self.ranges().ok().and_then(|ranges| RestoreRanges::parse(&ranges).ok()) else {
            return Vec::new();
        };
        present.iter().filter(|name| ranges.touches(name)).cloned().collect()
    }

    fn written(&self) -> impl Iterator<Item = (String, String)> {
        let trimmed =
            self.ranges.iter().map(|(start, end)| (start.trim().to_string(), end.trim().to_string()));
        trimmed.filter(|(start, end)| !start.is_empty() || !end.is_empty())
    }
}

/// The container that a range is all of.
fn whole_container(range: &RestoreRange) -> Option<String> {
    (*range == RestoreRange::of_container(&range.start)).then(|| range.start.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(lines: &[(&str, &str)]) -> InPlaceForm {
        let lines = lines.iter().map(|(start, end)| (start.to_string(), end.to_string()));
        InPlaceForm { mode: InPlaceMode::Ranges, ranges: lines.collect(), ..InPlaceForm::default() }
    }

    fn containers(names: usize) -> InPlaceForm {
        let containers = (0..names).map(|number| format!("container-{number}")).collect();
        InPlaceForm { mode: InPlaceMode::Containers, containers, ..InPlaceForm::default() }
    }

    #[test]
    fn each_way_to_choose_reads_back() {
        for form in [InPlaceForm::default(), containers(2), ranges(&[("abc/a", "abc/b"), ("abd", "")])] {
            let destination = form.destination().expect("it is complete");
            assert_eq!(InPlaceForm::of(&destination), form);
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert!(containers(0).ranges().is_err());
        assert!(containers(10).ranges().is_ok());
        assert!(containers(11).ranges().is_err_and(|why| why.contains("at most 10")));
        assert!(ranges(&[("", "")]).ranges().is_err_and(|why| why.contains("one range")));
        assert!(ranges(&[("ab", "abd")]).ranges().is_err());
        assert!(ranges(&[("abd", "abc")]).ranges().is_err_and(|why| why.contains("Nothing lies between")));
        let many = vec![("abc", "abd"); 11];
        assert!(ranges(&many).ranges().is_err());
        assert_eq!(ranges(&many).destination(), None);
    }

    #[test]
    fn a_range_touches_more_than_it_seems_to() {
        let present = ["container1", "container10", "container2", "other"].map(String::from);
        assert_eq!(ranges(&[("container1", "container2")]).touched(&present), ["container1", "container10"]);
        assert_eq!(ranges(&[("container2", "container1")]).touched(&present), Vec::<String>::new());
    }
}
