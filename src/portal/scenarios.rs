//! What the cards of prepared worlds say.

use crate::{portal::format, rpc::ScenarioRow};

/// A card of the pane *Scenarios*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioCard {
    pub name: String,
    pub story: String,
    /// What there is, how much of the past, and what it takes: labels and values.
    pub facts: Vec<(&'static str, String)>,
    pub is_running: bool,
}

/// A scenario that is being made, as the worker told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preparing {
    pub name: String,
    /// None until the worker has told it.
    pub percent: Option<u8>,
}

/// What is asked before everything is replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartQuestion {
    pub title: String,
    pub action: &'static str,
    pub story: String,
}

/// A card each, in the order in which the worker knows them.
pub fn cards(rows: &[ScenarioRow], running: &str) -> Vec<ScenarioCard> {
    let card = |row: &ScenarioRow| ScenarioCard {
        name: row.name.clone(),
        story: row.story.clone(),
        facts: facts(row),
        is_running: row.name == running,
    };
    rows.iter().map(card).collect()
}

fn facts(row: &ScenarioRow) -> Vec<(&'static str, String)> {
    let contents = [
        (row.vaults, "vault", "vaults"),
        (row.instances, "backup instance", "backup instances"),
        (row.disks, "disk", "disks"),
        (row.accounts, "storage account", "storage accounts"),
    ];
    let contents: Vec<String> = contents
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| format::counted(number.into(), one, many))
        .collect();
    let contents = if contents.is_empty() { "Nothing yet".to_string() } else { contents.join(", ") };
    vec![
        ("Contents", contents),
        ("History", history(row.history_days)),
        ("Takes", format!("about {} min, {}", row.minutes, row.difficulty.to_lowercase())),
        ("Starts", format!("{}, seed {}", row.start.utc().format("%d %b %Y"), row.seed)),
    ]
}

/// Months where there are many.
fn history(days: u32) -> String {
    match days {
        0 => "None".to_string(),
        1..=59 => format::counted(days.into(), "day", "days"),
        _ => format::counted(u64::from(days * 2 / 61), "month", "months"),
    }
}

pub fn question(card: &ScenarioCard) -> StartQuestion {
    let ScenarioCard { name, story, is_running, .. } = card;
    StartQuestion {
        title: if *is_running { format!("Reset {name} to its start") } else { format!("Start {name}") },
        action: if *is_running { "Reset" } else { "Start" },
        story: story.clone(),
    }
}

/// The text of the bar's button.
pub fn button_text(running: &str, preparing: Option<&Preparing>) -> String {
    match preparing {
        Some(Preparing { name, percent: Some(percent) }) => format!("Preparing {name}: {percent} %"),
        Some(Preparing { name, percent: None }) => format!("Preparing {name}…"),
        None => format!("Scenario: {running}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SimTime;

    fn row(name: &str, instances: u32, history_days: u32) -> ScenarioRow {
        ScenarioRow {
            name: name.to_string(),
            story: "A story.".to_string(),
            accounts: 0,
            disks: 1_988.min(instances),
            vaults: u32::from(instances > 0),
            instances,
            history_days,
            minutes: 45,
            difficulty: "Advanced".to_string(),
            start: SimTime::parse("2025-03-03T06:00:00Z").expect("valid"),
            seed: 7,
        }
    }

    #[test]
    fn a_card_says_what_there_is() {
        let rows = [row("Large", 2_000, 549), row("Empty", 0, 0)];
        let cards = cards(&rows, "Empty");
        assert_eq!(cards.iter().map(|card| card.is_running).collect::<Vec<_>>(), [false, true]);
        let said: Vec<&str> = cards[0].facts.iter().map(|(_, value)| value.as_str()).collect();
        let contents = "1 vault, 2,000 backup instances, 1,988 disks";
        assert_eq!(said, [contents, "18 months", "about 45 min, advanced", "03 Mar 2025, seed 7"]);
        assert_eq!(cards[1].facts[..2], [("Contents", "Nothing yet".into()), ("History", "None".into())]);
    }

    #[test]
    fn the_running_scenario_is_reset() {
        let rows = [row("Large", 2_000, 549)];
        let asked = |running| question(&cards(&rows, running)[0]);
        assert_eq!((asked("Other").title.as_str(), asked("Other").action), ("Start Large", "Start"));
        assert_eq!(
            (asked("Large").title.as_str(), asked("Large").action),
            ("Reset Large to its start", "Reset")
        );
    }

    #[test]
    fn the_button_says_what_is_being_made() {
        let preparing = |percent| Preparing { name: "Large".to_string(), percent };
        assert_eq!(button_text("First backup", None), "Scenario: First backup");
        assert_eq!(button_text("First backup", Some(&preparing(None))), "Preparing Large…");
        assert_eq!(button_text("First backup", Some(&preparing(Some(42)))), "Preparing Large: 42 %");
    }
}
