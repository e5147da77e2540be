//! What page and worker say of savepoints.

use crate::{
    base::{ByteSize, SimTime},
    engine::limits,
    rpc::Trouble,
};
use serde::{Deserialize, Serialize};

/// All savepoints, in the order in which they were taken, and where the world is among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavepointList {
    pub rows: Vec<SavepointRow>,
    /// The savepoint that the present comes from.
    pub here: Option<u32>,
    /// Whether anything has happened since then.
    pub has_moved: bool,
    /// Whether the world came there by going back, so that what it was taken before is elsewhere.
    pub has_returned: bool,
    /// Where undoing what was done last leads.
    pub undo: Option<u32>,
}

/// A moment that one can go back to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavepointRow {
    pub id: u32,
    /// The one before which it came about; none where that is forgotten.
    pub parent: Option<u32>,
    pub cause: SavepointCause,
    pub at: SimTime,
    /// The scenario that the world had started from.
    pub scenario: String,
    /// How many rows it keeps, and what they take.
    pub rows: u64,
    pub size: ByteSize,
}

/// Why there is a savepoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SavepointCause {
    Named(String),
    /// Before commands: what the first one is called, what it is about, and how many there were.
    Commands {
        name: String,
        subject: String,
        count: u32,
    },
    /// Before bytes were uploaded.
    Uploads {
        subject: String,
        count: u32,
    },
    /// Before the clock was sent to a moment.
    Jump {
        until: SimTime,
    },
    /// Before another world was started.
    Scenario {
        name: String,
    },
    /// Before going to a savepoint of this time.
    Rewind {
        to: SimTime,
    },
    /// Ways part here.
    Fork,
}

/// What a page asks to be done about savepoints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SavepointAction {
    /// Names the present moment.
    Take {
        name: String,
    },
    Rename {
        savepoint: u32,
        name: String,
    },
    /// Only of those that have a name.
    Delete {
        savepoint: u32,
    },
    /// Goes back, or forward, to a moment.
    Rewind {
        savepoint: u32,
    },
    /// Forgets all of them.
    ForgetAll,
}

/// Why what was asked about savepoints is not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SavepointTrouble {
    /// It cannot have the name.
    Name(SavepointNameError),
    /// There are as many with names as may be.
    TooMany { max: usize },
    /// It was pruned, or deleted in another tab.
    Gone,
}

impl From<SavepointTrouble> for Trouble {
    fn from(trouble: SavepointTrouble) -> Self {
        Trouble::Savepoint(trouble)
    }
}

impl SavepointTrouble {
    /// What happened, why, and what to do next.
    pub fn explain(&self) -> (String, String) {
        match self {
            Self::Name(error) => (error.explain(), "Nothing was changed.".into()),
            Self::TooMany { max } => (
                format!("There are {max} savepoints with names, and no more are kept."),
                "Delete one that you no longer need, and try again.".into(),
            ),
            Self::Gone => (
                "That savepoint is not there any more: it was deleted, or newer ones have taken its place."
                    .into(),
                "Choose another one.".into(),
            ),
        }
    }
}

/// Why a savepoint cannot have a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SavepointNameError {
    Empty,
    TooLong { length: usize },
    Taken { name: String },
}

impl SavepointNameError {
    pub fn explain(&self) -> String {
        let max = limits::SAVEPOINT_NAME_LENGTH_MAX;
        match self {
            Self::Empty => "Enter a name.".to_string(),
            Self::TooLong { length } => {
                format!("The name has {length} characters; at most {max} are allowed.")
            }
            Self::Taken { name } => {
                format!("There is a savepoint named {name} already. Choose another name.")
            }
        }
    }
}

/// The name without the spaces around it, if a savepoint can have it beside these.
///
/// # Errors
/// [`SavepointNameError`].
pub fn savepoint_name<'a>(
    name: &str,
    taken: impl IntoIterator<Item = &'a str>,
) -> Result<String, SavepointNameError> {
    let name = name.trim();
    let length = name.chars().count();
    if length == 0 {
        return Err(SavepointNameError::Empty);
    }
    if length > limits::SAVEPOINT_NAME_LENGTH_MAX {
        return Err(SavepointNameError::TooLong { length });
    }
    let folded = name.to_lowercase();
    if let Some(same) = taken.into_iter().find(|other| other.to_lowercase() == folded) {
        return Err(SavepointNameError::Taken { name: same.to_string() });
    }
    Ok(name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_told_apart() {
        let check = |name: &str| savepoint_name(name, ["Before the drill"]);
        assert_eq!(check("  Monday "), Ok("Monday".to_string()));
        assert_eq!(check(&"ä".repeat(64)).map(|name| name.chars().count()), Ok(64));
        assert_eq!(check(" \t"), Err(SavepointNameError::Empty));
        assert_eq!(check(&"a".repeat(65)), Err(SavepointNameError::TooLong { length: 65 }));
        let taken = check("before THE drill").expect_err("it is taken");
        assert_eq!(
            taken.explain(),
            "There is a savepoint named Before the drill already. Choose another name."
        );
    }
}
