//! Prepared worlds: each is made by giving the engine commands and letting simulated time pass, so nothing in
//! one could not have come about by hand.

mod broken_estate;
mod builder;
mod estate;
mod first_backup;
mod large_estate;
mod preparation;
mod protected_blobs;
mod protected_disk;
mod ransomware_morning;
mod running_estate;
mod sample_files;

pub use preparation::Preparation;

use crate::{
    base::{SimSpan, SimTime},
    engine::State,
};
use preparation::Part;

/// What is known of a prepared world before it is built. Tests hold it to what comes of it.
pub struct Scenario {
    pub name: &'static str,
    pub story: &'static str,
    pub contents: Contents,
    /// How long the world has existed when a person enters it. Units: full days of simulated time.
    pub history_days: u32,
    /// How long it takes to work through, about. Units: minutes.
    pub minutes: u32,
    pub difficulty: Difficulty,
    /// When its clock started.
    start: &'static str,
    pub seed: u64,
    parts: fn() -> Vec<Part>,
}

/// How many of what there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    pub accounts: u32,
    pub disks: u32,
    pub vaults: u32,
    pub instances: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difficulty {
    /// Nobody needs to know Azure Backup.
    Introductory,
    /// Somebody has backed something up before.
    Intermediate,
    /// Somebody has to find out what is the matter.
    Advanced,
}

impl Contents {
    /// What a world holds.
    pub fn of(state: &State) -> Contents {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        Contents {
            accounts: count(state.accounts.len()),
            disks: count(state.disks.len()),
            vaults: count(state.vaults.len()),
            instances: count(state.instances.len()),
        }
    }
}

impl Difficulty {
    pub fn name(self) -> &'static str {
        match self {
            Difficulty::Introductory => "Introductory",
            Difficulty::Intermediate => "Intermediate",
            Difficulty::Advanced => "Advanced",
        }
    }
}

/// A Monday morning.
const START: &str = "2026-09-07T06:00:00Z";

const LARGE_ESTATE: Scenario = Scenario {
    name: "Large estate",
    story: "Two thousand backup instances in six regions, and eighteen months behind them. Most of it works; find what does not.",
    contents: Contents { accounts: 12, disks: 1_988, vaults: 6, instances: 2_000 },
    history_days: 549,
    minutes: 45,
    difficulty: Difficulty::Intermediate,
    start: large_estate::START,
    seed: 20_250_303,
    parts: || large_estate::parts(large_estate::WHOLE),
};

/// All prepared worlds; the first is what a first visit starts with.
pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "First backup",
        story: "A data lake with files, a second one to restore to, and a vault that already protects a third, a disk and blobs.",
        contents: Contents { accounts: 5, disks: 2, vaults: 1, instances: 3 },
        history_days: 8,
        minutes: 20,
        difficulty: Difficulty::Introductory,
        start: START,
        seed: 20_260_907,
        parts: || vec![Part::of(first_backup::build)],
    },
    Scenario {
        name: "Running estate",
        story: "A month of two data lakes, blobs and four disks that are backed up, with a night of failures in it.",
        contents: Contents { accounts: 4, disks: 4, vaults: 1, instances: 7 },
        history_days: 30,
        minutes: 30,
        difficulty: Difficulty::Intermediate,
        start: START,
        seed: 20_261_007,
        parts: || vec![Part::of(running_estate::build)],
    },
    Scenario {
        name: "Broken estate",
        story: "Two vaults and eight things that somebody set up wrong. Find them, and mend them.",
        contents: Contents { accounts: 3, disks: 5, vaults: 2, instances: 8 },
        history_days: 19,
        minutes: 60,
        difficulty: Difficulty::Advanced,
        start: START,
        seed: 20_261_203,
        parts: || vec![Part::of(broken_estate::build)],
    },
    Scenario {
        name: "Ransomware morning",
        story: "Last night every file and every disk in reach was encrypted. What was backed up is as it was.",
        contents: Contents { accounts: 4, disks: 4, vaults: 1, instances: 7 },
        history_days: 21,
        minutes: 45,
        difficulty: Difficulty::Advanced,
        start: START,
        seed: 20_261_112,
        parts: || vec![Part::of(ransomware_morning::build)],
    },
    LARGE_ESTATE,
    Scenario {
        name: "Empty subscription",
        story: "Two subscriptions with nothing in them.",
        contents: Contents { accounts: 0, disks: 0, vaults: 0, instances: 0 },
        history_days: 0,
        minutes: 60,
        difficulty: Difficulty::Introductory,
        start: START,
        seed: 1,
        parts: Vec::new,
    },
];

impl Scenario {
    /// When its clock started.
    ///
    /// # Panics
    /// When the constant is no moment: tests build every scenario.
    pub fn start(&self) -> SimTime {
        SimTime::parse(self.start).expect("a constant")
    }

    /// Begins to make it.
    pub fn prepare(&self) -> Preparation {
        Preparation::new(self, (self.parts)())
    }
}

/// The world a first visit starts with.
pub fn first_visit() -> State {
    SCENARIOS[0].prepare().finish()
}

/// A prepared world by name; `None` when there is none of that name.
pub fn find(name: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|scenario| scenario.name == name)
}

/// The same, made at once.
pub fn build(name: &str) -> Option<State> {
    find(name).map(|scenario| scenario.prepare().finish())
}

/// The large estate with one of so many of its disks, and with that much of the past before the first thing is to be found:
/// for tests that do not need all of it.
pub fn thinned_large_estate(one_in: u32, quiet_time: SimSpan) -> Preparation {
    let extent = large_estate::Extent { one_in, quiet_time };
    Preparation::new(&LARGE_ESTATE, large_estate::parts(extent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::Seed,
        engine::{job::JobStatus, policy::RetentionTag},
    };

    #[test]
    fn every_scenario_builds_the_same_world_twice_and_the_one_of_its_card() {
        // The large one takes its time: the suite builds it once, and a small one twice.
        for scenario in SCENARIOS.iter().filter(|scenario| scenario.name != LARGE_ESTATE.name) {
            let state = scenario.prepare().finish();
            assert!(build(scenario.name).as_ref() == Some(&state), "{}", scenario.name);
            let found = Contents::of(&state);
            assert_eq!(found, scenario.contents, "{}", scenario.name);
            let days = state.now().since(scenario.start()).millis() / SimSpan::from_days(1).millis();
            assert_eq!(days, i64::from(scenario.history_days), "{}", scenario.name);
            let world = state.world();
            assert_eq!((world.scenario.as_str(), world.seed), (scenario.name, Seed(scenario.seed)));
        }
        assert!(build("No such world").is_none());
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
