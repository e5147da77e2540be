//! Policies and holds in words.

use crate::{
    engine::{
        query::{ContainerRow, ImmutabilityPolicyView},
        refusal::Refusal,
        storage::{BlobRefusal, ImmutabilityRefusal, StorageRefusal},
    },
    portal::{blades::badge::Badge, format::counted},
};

pub fn days_text(days: u32) -> String {
    counted(days.into(), "day", "days")
}

/// The cell of the list of containers.
pub fn immutability_text(row: &ContainerRow) -> String {
    let policy = row.policy.as_ref().map(|policy| {
        format!("{}, {}", days_text(policy.days), if policy.locked { "locked" } else { "unlocked" })
    });
    let hold = (!row.legal_hold_tags.is_empty()).then(|| "legal hold".to_string());
    let parts: Vec<String> = policy.into_iter().chain(hold).collect();
    if parts.is_empty() { "None".to_string() } else { parts.join("; ") }
}

/// How the retention policy stands, at a glance.
pub fn policy_state(policy: Option<&ImmutabilityPolicyView>) -> (Badge, String) {
    match policy {
        None => (Badge::Neutral, "No policy".to_string()),
        Some(policy) if policy.locked => (Badge::Success, format!("Locked, {}", days_text(policy.days))),
        Some(policy) => (Badge::Warning, format!("Unlocked, {}", days_text(policy.days))),
    }
}

/// What that means, and what can be done.
pub fn policy_sentence(policy: Option<&ImmutabilityPolicyView>) -> String {
    match policy {
        None => "Blobs can be overwritten and deleted at any time.".to_string(),
        Some(policy) if policy.locked && policy.extensions_left == 0 => {
            "Nobody can shorten, unlock or delete the policy, and it was made longer as often as it can be."
                .to_string()
        }
        Some(policy) if policy.locked => format!(
            "Nobody can shorten, unlock or delete the policy. It can be made longer {} more.",
            counted(policy.extensions_left.into(), "time", "times")
        ),
        Some(_) => "The policy is in force, and can still be changed and deleted: try it out, then lock it."
            .to_string(),
    }
}

/// What the button beside the days does.
pub fn policy_verb(policy: Option<&ImmutabilityPolicyView>) -> &'static str {
    match policy {
        None => "Add policy",
        Some(policy) if policy.locked => "Extend policy",
        Some(_) => "Save",
    }
}

pub fn lock_question(container: &str, days: u32) -> String {
    format!(
        "Lock the retention policy of '{container}'? From then on nobody can shorten it, unlock it or delete it: each blob stays for {} after it was written, and the storage account cannot be deleted. This cannot be undone.",
        days_text(days)
    )
}

pub fn delete_question(container: &str) -> String {
    format!(
        "Delete the retention policy of '{container}'? Its blobs can be overwritten and deleted again at once."
    )
}

pub fn clear_question(container: &str, tag: &str, is_last: bool) -> String {
    let after = if is_last {
        "It is the last one: only a retention policy keeps the blobs then."
    } else {
        "The other tags go on holding the blobs."
    };
    format!("Remove the tag '{tag}' from the legal hold of '{container}'? {after}")
}

/// Why no container of the account can have policies or holds; `None` for a refusal of another kind.
pub fn unsupported(refusal: &Refusal) -> Option<String> {
    let Refusal::Storage(StorageRefusal::Blob(BlobRefusal::Immutable(ImmutabilityRefusal::DataLake {
        ..
    }))) = refusal
    else {
        return None;
    };
    let words = refusal.explain();
    Some(format!("{} {}", words.message, words.cause))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{ArmId, ByteSize, SimTime},
        engine::storage::LeaseState,
    };

    fn policy(locked: bool, extensions_left: u32) -> ImmutabilityPolicyView {
        ImmutabilityPolicyView { id: ArmId::new("/c/p"), days: 30, locked, extensions_left }
    }

    fn row(policy: Option<ImmutabilityPolicyView>, tags: &[&str]) -> ContainerRow {
        ContainerRow {
            id: ArmId::new("/c"),
            name: "raw".into(),
            created_at: SimTime::EPOCH,
            modified_at: SimTime::EPOCH,
            files: 0,
            size: ByteSize::ZERO,
            lease: LeaseState::Available,
            policy,
            legal_hold_tags: tags.iter().map(|tag| tag.to_string()).collect(),
        }
    }

    #[test]
    fn the_list_of_containers_says_what_keeps_blobs() {
        let cases = [
            (row(None, &[]), "None"),
            (row(Some(policy(false, 5)), &[]), "30 days, unlocked"),
            (row(None, &["case7"]), "legal hold"),
            (row(Some(policy(true, 5)), &["case7"]), "30 days, locked; legal hold"),
        ];
        for (row, expected) in cases {
            assert_eq!(immutability_text(&row), expected);
        }
    }

    #[test]
    fn each_state_of_a_policy_says_what_can_be_done() {
        let verbs = |policy: Option<ImmutabilityPolicyView>| policy_verb(policy.as_ref());
        assert_eq!(
            [verbs(None), verbs(Some(policy(false, 5))), verbs(Some(policy(true, 5)))],
            ["Add policy", "Save", "Extend policy"]
        );
        assert_eq!(policy_state(Some(&policy(true, 5))), (Badge::Success, "Locked, 30 days".to_string()));
        assert!(policy_sentence(Some(&policy(true, 1))).contains("longer 1 time more."));
        assert!(policy_sentence(Some(&policy(true, 0))).contains("as often as it can be"));
        assert!(policy_sentence(Some(&policy(false, 5))).contains("then lock it"));
    }

    #[test]
    fn questions_name_what_they_are_about() {
        assert!(lock_question("raw", 1).contains("'raw'") && lock_question("raw", 1).contains("1 day after"));
        assert!(clear_question("raw", "case7", true).contains("last one"));
        assert!(clear_question("raw", "case7", false).contains("other tags"));
        let lake = ImmutabilityRefusal::DataLake { account: "lake1".into() };
        assert!(unsupported(&lake.into()).is_some_and(|text| text.contains("lake1")));
        assert_eq!(unsupported(&ImmutabilityRefusal::PolicyLocked.into()), None);
    }
}
