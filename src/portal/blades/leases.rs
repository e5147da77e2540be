//! *Acquire lease* and *Break lease*, the same for blobs and for containers.
//!
//! As the portal does: a lease taken here lasts for ever, and is broken at once.
//!
//! Source: Azure Storage, "Create and manage blob leases", "Create and manage container leases".

use crate::{
    base::ArmId,
    engine::{
        request::Command,
        storage::{LeaseAction, LeaseState},
    },
    portal::format::counted,
};

/// What a lease is of: a container, or a blob in one.
#[derive(Clone, Debug, PartialEq)]
pub struct Leasable {
    pub name: String,
    pub container: ArmId,
    /// `None` for the container itself.
    pub path: Option<String>,
    pub lease: LeaseState,
}

pub fn lease_text(state: LeaseState) -> &'static str {
    match state {
        LeaseState::Available => "Available",
        LeaseState::Leased => "Leased",
        LeaseState::Expired => "Expired",
        LeaseState::Breaking => "Breaking",
        LeaseState::Broken => "Broken",
    }
}

fn is_held(state: LeaseState) -> bool {
    matches!(state, LeaseState::Leased | LeaseState::Breaking)
}

/// Why no lease of these can be taken now. `noun` is what has to be selected: `blobs`, `containers`.
pub fn acquire_blocked(leasables: &[Leasable], noun: &str) -> Option<String> {
    nothing(leasables, noun).or_else(|| {
        let held = leasables.iter().find(|one| is_held(one.lease))?;
        Some(format!("'{}' is leased already. Break its lease first.", held.name))
    })
}

/// Why the leases of these cannot be broken now.
pub fn break_blocked(leasables: &[Leasable], noun: &str) -> Option<String> {
    nothing(leasables, noun).or_else(|| {
        let free = leasables.iter().find(|one| !is_held(one.lease))?;
        Some(format!("'{}' is not leased.", free.name))
    })
}

fn nothing(leasables: &[Leasable], noun: &str) -> Option<String> {
    leasables.is_empty().then(|| format!("Select one or more {noun} first."))
}

/// One command for each, all with the same action.
fn commands(leasables: &[Leasable], action: &LeaseAction) -> Vec<Command> {
    let command = |one: &Leasable| Command::Lease {
        container: one.container.clone(),
        path: one.path.clone(),
        action: action.clone(),
    };
    leasables.iter().map(command).collect()
}

pub fn acquire(leasables: &[Leasable]) -> Vec<Command> {
    commands(leasables, &LeaseAction::Acquire { seconds: None, proposed: None })
}

pub fn break_at_once(leasables: &[Leasable]) -> Vec<Command> {
    commands(leasables, &LeaseAction::Break { seconds: Some(0) })
}

/// `a.csv`, or `3 items`.
pub fn subject(leasables: &[Leasable]) -> String {
    match leasables {
        [one] => one.name.clone(),
        many => counted(many.len() as u64, "item", "items"),
    }
}

/// What breaking the leases means.
pub fn break_question(leasables: &[Leasable]) -> String {
    let whose = match leasables {
        [one] => format!("the lease of '{}'", one.name),
        many => format!("{} leases", many.len()),
    };
    let open =
        if leasables.iter().all(|one| one.path.is_none()) { "be deleted" } else { "be written and deleted" };
    format!(
        "This breaks {whose} at once. Whoever holds it is not asked and cannot renew it; what was leased can {open} again by everybody who may."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leasable(name: &str, path: Option<&str>, lease: LeaseState) -> Leasable {
        Leasable { name: name.into(), container: ArmId::new("/c"), path: path.map(Into::into), lease }
    }

    #[test]
    fn only_what_is_free_is_leased_and_only_what_is_leased_is_freed() {
        // Whether a lease can be taken, and whether it can be broken.
        let cases = [
            (LeaseState::Available, true, false),
            (LeaseState::Leased, false, true),
            (LeaseState::Expired, true, false),
            (LeaseState::Breaking, false, true),
            (LeaseState::Broken, true, false),
        ];
        for (state, takes, breaks) in cases {
            let one = [leasable("a", Some("a"), state)];
            assert_eq!(acquire_blocked(&one, "blobs").is_none(), takes, "{state:?}");
            assert_eq!(break_blocked(&one, "blobs").is_none(), breaks, "{state:?}");
        }
        let both = [leasable("a", Some("a"), LeaseState::Leased), leasable("b", None, LeaseState::Available)];
        assert!(acquire_blocked(&both, "blobs").is_some_and(|why| why.starts_with("'a' is leased")));
        assert!(break_blocked(&both, "blobs").is_some_and(|why| why.starts_with("'b' is not")));
        assert_eq!(acquire_blocked(&[], "blobs").as_deref(), Some("Select one or more blobs first."));
    }

    #[test]
    fn each_gets_a_command_of_its_own() {
        let both =
            [leasable("a", Some("d/a"), LeaseState::Available), leasable("raw", None, LeaseState::Available)];
        let paths = acquire(&both).into_iter().map(|command| match command {
            Command::Lease { path, action: LeaseAction::Acquire { seconds: None, .. }, .. } => path,
            other => panic!("{other:?}"),
        });
        assert_eq!(paths.collect::<Vec<_>>(), [Some("d/a".to_string()), None]);
        assert!(matches!(
            break_at_once(&both[..1])[..],
            [Command::Lease { action: LeaseAction::Break { seconds: Some(0) }, .. }]
        ));
    }

    #[test]
    fn the_question_says_what_becomes_possible() {
        let container = [leasable("raw", None, LeaseState::Leased)];
        assert!(
            break_question(&container).contains("'raw'")
                && break_question(&container).contains("be deleted again")
        );
        let blobs =
            [leasable("a", Some("a"), LeaseState::Leased), leasable("b", Some("b"), LeaseState::Leased)];
        assert!(break_question(&blobs).contains("2 leases") && break_question(&blobs).contains("written"));
        assert_eq!((subject(&blobs), subject(&container)), ("2 items".into(), "raw".into()));
    }
}
