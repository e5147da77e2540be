//! Savepoints in words: what each was taken before, where the world is among them, what going to one does.

use crate::{
    portal::{format, simulation::moment},
    rpc::{SavepointCause, SavepointList, SavepointNameError, SavepointRow, savepoint_name},
};
use std::collections::BTreeSet;

/// A savepoint as the pane lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavepointLine {
    pub id: u32,
    pub title: String,
    pub when: String,
    /// What it keeps, and from where it is another way.
    pub details: String,
    pub is_named: bool,
    /// The world has just this state.
    pub is_here: bool,
    /// It does not lie on the way from the first savepoint to the present.
    pub is_aside: bool,
}

/// What the button *Undo* does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoStep {
    pub savepoint: u32,
    /// `Undo: create backup vault vault-weu`.
    pub text: String,
    /// `Undone: create backup vault vault-weu`.
    pub done: String,
}

/// What is asked before the world goes to a savepoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RewindQuestion {
    pub savepoint: u32,
    pub title: String,
    pub lines: Vec<String>,
}

/// The newest first.
pub fn lines(list: &SavepointList) -> Vec<SavepointLine> {
    let way = way_to_here(list);
    let line = |row: &SavepointRow| SavepointLine {
        id: row.id,
        title: title(&row.cause),
        when: moment(row.at),
        details: details(list, row, &way),
        is_named: matches!(row.cause, SavepointCause::Named(_)),
        is_here: list.here == Some(row.id) && !list.has_moved,
        is_aside: !way.contains(&row.id),
    };
    list.rows.iter().rev().map(line).collect()
}

/// What a savepoint is called: its name, or what it was taken before.
pub fn title(cause: &SavepointCause) -> String {
    match (cause, done(cause)) {
        (SavepointCause::Named(name), _) => name.clone(),
        (_, Some(done)) => format!("Before: {done}"),
        (_, None) => "Where ways part".to_string(),
    }
}

/// What was done after a savepoint was taken, where it was taken for that.
fn done(cause: &SavepointCause) -> Option<String> {
    Some(match cause {
        SavepointCause::Named(_) | SavepointCause::Fork => return None,
        SavepointCause::Commands { name, subject, count } => {
            let more = count.saturating_sub(1);
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            format!("{} {subject}{more}", command_text(name)).trim_end().to_string()
        }
        SavepointCause::Uploads { subject, count } => {
            format!("upload of {subject}{}", if *count > 1 { " and more" } else { "" })
        }
        SavepointCause::Jump { until } => format!("running until {}", moment(*until)),
        SavepointCause::Scenario { name } => format!("start of the scenario {name}"),
        SavepointCause::Rewind { to } => format!("going to {}", moment(*to)),
    })
}

/// `create backup vault` of `CreateBackupVault`.
fn command_text(name: &str) -> String {
    match name {
        "BackupNow" => return "back up".to_string(),
        "Lease" => return "change the lease of".to_string(),
        "DeletePath" | "DeleteBlob" => return "delete".to_string(),
        "SetPathProperties" => return "change properties of".to_string(),
        "ConfigureProtection" => return "configure backup of".to_string(),
        "CreateRoleAssignment" => return "create role assignment on".to_string(),
        "SetTags" => return "change tags of".to_string(),
        _ => {}
    }
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push(' ');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

/// What the button does, and why it does nothing where it does not.
///
/// # Errors
/// The reason.
pub fn undo(list: &SavepointList) -> Result<UndoStep, String> {
    let row = list.undo.and_then(|id| find(list, id)).ok_or("Nothing to undo")?;
    // What a savepoint was taken before lies on another way when the world has come back to it.
    let is_elsewhere = list.has_returned && list.here == Some(row.id);
    let (text, done) = match done(&row.cause).filter(|_| !is_elsewhere) {
        Some(done) => (format!("Undo: {done}"), format!("Undone: {done}")),
        None => (format!("Back to {}", place(row)), format!("Back at {}", place(row))),
    };
    Ok(UndoStep { savepoint: row.id, text, done })
}

/// What is asked before the world goes to a savepoint; none where it is gone.
pub fn question(list: &SavepointList, id: u32) -> Option<RewindQuestion> {
    let row = find(list, id)?;
    let at = moment(row.at);
    let kept = if list.has_moved {
        "The present is kept as a savepoint, so that you can come back to it."
    } else {
        "The present is one of the savepoints, so that you can come back to it."
    };
    let lines = vec![
        format!(
            "Resources, files, backups and the clock become what they were at {at} in the scenario {}. The clock stands there.",
            row.scenario
        ),
        format!("What is different now disappears from view. {kept}"),
        "Notifications and the request log stay as they are: what they lead to may not exist then."
            .to_string(),
    ];
    Some(RewindQuestion { savepoint: id, title: format!("Go to {}", place(row)), lines })
}

/// What is wrong with a name for a savepoint, `own` if it has one.
///
/// # Errors
/// In words.
pub fn check_name(list: &SavepointList, own: Option<u32>, name: &str) -> Result<String, String> {
    let taken = list.rows.iter().filter(|row| Some(row.id) != own).filter_map(|row| match &row.cause {
        SavepointCause::Named(name) => Some(name.as_str()),
        _ => None,
    });
    savepoint_name(name, taken).map_err(|error: SavepointNameError| error.explain())
}

/// The name that a savepoint has been given.
pub fn own_name(list: &SavepointList, id: u32) -> String {
    match find(list, id).map(|row| &row.cause) {
        Some(SavepointCause::Named(name)) => name.clone(),
        _ => String::new(),
    }
}

fn find(list: &SavepointList, id: u32) -> Option<&SavepointRow> {
    list.rows.iter().find(|row| row.id == id)
}

/// A savepoint in the middle of a sentence.
fn place(row: &SavepointRow) -> String {
    match &row.cause {
        SavepointCause::Named(name) => format!("“{name}”"),
        _ => moment(row.at),
    }
}

/// The savepoints between the first and the present.
fn way_to_here(list: &SavepointList) -> BTreeSet<u32> {
    let here = list.here.and_then(|id| find(list, id));
    // A parent is older than its child, so that this comes to an end.
    let parent = |row: &&SavepointRow| find(list, row.parent?).filter(|parent| parent.id < row.id);
    std::iter::successors(here, parent).map(|row| row.id).collect()
}

fn details(list: &SavepointList, row: &SavepointRow, way: &BTreeSet<u32>) -> String {
    let mut parts = Vec::new();
    if !way.contains(&row.id) {
        let parent = row.parent.and_then(|id| find(list, id));
        parts.push(match parent {
            Some(parent) if way.contains(&parent.id) => format!("another way from {}", place(parent)),
            _ => "on another way".to_string(),
        });
    }
    let current = list.here.and_then(|id| find(list, id)).map(|here| here.scenario.as_str());
    if current != Some(&row.scenario) {
        parts.push(format!("scenario {}", row.scenario));
    }
    parts.push(match row.rows {
        0 => "keeps nothing".to_string(),
        rows => format!("keeps {}, {}", format::counted(rows, "row", "rows"), row.size),
    });
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{ByteSize, SimSpan, SimTime};

    fn row(id: u32, parent: Option<u32>, cause: SavepointCause) -> SavepointRow {
        let at = SimTime::parse("2026-09-14T10:00:00Z").expect("valid") + SimSpan::from_minutes(id.into());
        let (scenario, size) = ("First backup".to_string(), ByteSize(1_536));
        SavepointRow { id, parent, cause, at, scenario, rows: id.into(), size }
    }

    fn commands(name: &str, subject: &str, count: u32) -> SavepointCause {
        SavepointCause::Commands { name: name.into(), subject: subject.into(), count }
    }

    /// 1 was gone back to from 3, and 4 is another way from there.
    fn forked() -> SavepointList {
        SavepointList {
            rows: vec![
                row(1, None, commands("CreateBackupVault", "vault-weu", 1)),
                row(2, Some(1), SavepointCause::Named("Monday".into())),
                row(3, Some(2), SavepointCause::Rewind { to: SimTime::EPOCH }),
                row(4, Some(1), commands("DeletePath", "a.csv", 3)),
            ],
            here: Some(4),
            has_moved: true,
            has_returned: false,
            undo: Some(4),
        }
    }

    #[test]
    fn each_savepoint_says_what_came_after_it() {
        let words = |cause| title(&cause);
        assert_eq!(words(commands("CreateBackupVault", "v", 1)), "Before: create backup vault v");
        assert_eq!(words(commands("DeletePath", "a.csv", 3)), "Before: delete a.csv and 2 more");
        assert_eq!(words(commands("BackupNow", "disk", 1)), "Before: back up disk");
        let upload = SavepointCause::Uploads { subject: "a.csv".into(), count: 2 };
        assert_eq!(words(upload), "Before: upload of a.csv and more");
        let jump = SavepointCause::Jump { until: SimTime::EPOCH };
        assert_eq!(words(jump), "Before: running until 01 Jan 1970 00:00 UTC");
        assert_eq!(words(SavepointCause::Named("Monday".into())), "Monday");
        assert_eq!(words(SavepointCause::Fork), "Where ways part");
    }

    #[test]
    fn the_newest_comes_first_and_other_ways_are_told() {
        let lines = lines(&forked());
        let ids: Vec<_> = lines.iter().map(|line| (line.id, line.is_aside, line.is_named)).collect();
        assert_eq!(ids, [(4, false, false), (3, true, false), (2, true, true), (1, false, false)]);
        assert_eq!(lines[2].details, "another way from 14 Sep 2026 10:01 UTC · keeps 2 rows, 1.50 KiB");
        assert_eq!(lines[1].details, "on another way · keeps 3 rows, 1.50 KiB");
        assert_eq!(lines[3].details, "keeps 1 row, 1.50 KiB");
        assert!(lines.iter().all(|line| !line.is_here), "something has happened since the last one");
    }

    #[test]
    fn undo_names_what_it_undoes() {
        let mut list = forked();
        let text = |list: &SavepointList| undo(list).map(|step| step.text);
        assert_eq!(text(&list), Ok("Undo: delete a.csv and 2 more".to_string()));
        list.has_returned = true;
        assert_eq!(text(&list), Ok("Back to 14 Sep 2026 10:04 UTC".to_string()));
        list.undo = Some(1);
        assert_eq!(text(&list), Ok("Undo: create backup vault vault-weu".to_string()));
        list.undo = Some(2);
        assert_eq!(text(&list), Ok("Back to “Monday”".to_string()));
        list.undo = None;
        assert_eq!(text(&list), Err("Nothing to undo".to_string()));
    }

    #[test]
    fn going_back_says_that_one_can_come_back() {
        let mut list = forked();
        let asked = question(&list, 2).expect("it is there");
        assert_eq!(asked.title, "Go to “Monday”");
        assert!(asked.lines[0].contains("at 14 Sep 2026 10:02 UTC in the scenario First backup"));
        assert!(asked.lines[1].contains("kept as a savepoint"));
        list.has_moved = false;
        assert!(question(&list, 2).is_some_and(|asked| asked.lines[1].contains("one of the savepoints")));
        assert!(lines(&list)[0].is_here);
        assert_eq!(question(&list, 9), None);
    }

    #[test]
    fn a_name_is_its_own_savepoints_as_well() {
        let list = forked();
        assert!(check_name(&list, None, "monday").is_err());
        assert_eq!(check_name(&list, Some(2), "monday"), Ok("monday".to_string()));
        assert_eq!((own_name(&list, 2), own_name(&list, 1)), ("Monday".to_string(), String::new()));
    }
}
