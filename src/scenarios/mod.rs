//! Prepared worlds: each is made by giving the engine commands and letting simulated time pass, so nothing in
//! one could not have come about by hand.

mod broken_estate;
mod builder;
mod estate;
mod first_backup;
mod protected_blobs;
mod protected_disk;
mod ransomware_morning;
mod running_estate;
mod sample_files;

use crate::engine::State;
use builder::Builder;

/// What is known of a prepared world before it is built.
#[derive(Debug)]
pub struct Scenario {
    pub name: &'static str,
    pub story: &'static str,
    build: fn() -> State,
}

/// All prepared worlds; the first is what a first visit starts with.
pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "First backup",
        story: "A data lake with files, a second one to restore to, and a vault that already protects a third, a disk and blobs.",
        build: first_backup::build,
    },
    Scenario {
        name: "Running estate",
        story: "A month of two data lakes, blobs and four disks that are backed up, with a night of failures in it.",
        build: running_estate::build,
    },
    Scenario {
        name: "Broken estate",
        story: "Two vaults and eight things that somebody set up wrong. Find them, and mend them.",
        build: broken_estate::build,
    },
    Scenario {
        name: "Ransomware morning",
        story: "Last night every file and every disk in reach was encrypted. What was backed up is as it was.",
        build: ransomware_morning::build,
    },
    Scenario {
        name: "Empty subscription",
        story: "Two subscriptions with nothing in them.",
        build: || Builder::new("Empty subscription", 1).finish(),
    },
];

/// The world a first visit starts with.
pub fn first_visit() -> State {
    (SCENARIOS[0].build)()
}

/// A prepared world by name; `None` when there is none of that name.
pub fn build(name: &str) -> Option<State> {
    SCENARIOS.iter().find(|scenario| scenario.name == name).map(|scenario| (scenario.build)())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{job::JobStatus, policy::RetentionTag};

    #[test]
    fn every_scenario_builds_the_same_world_twice() {
        for scenario in SCENARIOS {
            assert_eq!(build(scenario.name), build(scenario.name), "{}", scenario.name);
        }
        assert_eq!(build("No such world"), None);
    }

    #[test]
    fn the_first_visit_has_something_to_see() {
        let state = first_visit();
        assert!(state.jobs.values().filter(|job| job.status == JobStatus::Completed).count() >= 7);
        assert!(state.jobs.values().all(|job| job.status != JobStatus::Failed));
        assert!(state.points.values().any(|point| point.tag == RetentionTag::Weekly));
        assert!(state.paths.len() > 50);
        let blobs = state.instances.values().find(|instance| instance.name == "stdocsweu-backup");
        let blobs = blobs.expect("blobs are protected").id;
        assert!(state.points.values().filter(|point| point.instance == blobs).count() >= 7);
    }
}
