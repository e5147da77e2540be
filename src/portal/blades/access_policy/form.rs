//! What is entered beside a policy and beside the holds, and the commands it becomes.

use crate::{
    base::ArmId,
    engine::{
        query::ImmutabilityPolicyView,
        request::Command,
        storage::{
            ImmutabilityRefusal,
            immutability::{check_days, parse_tags},
        },
    },
    portal::blades::{project_details::form::REQUIRED, words},
};

/// What is wrong with the number of days, for a container with this policy by now.
pub fn days_error(text: &str, policy: Option<&ImmutabilityPolicyView>) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return Some(REQUIRED.to_string());
    }
    let Ok(days) = text.parse::<u32>() else { return Some("Enter a whole number of days.".to_string()) };
    if let Err(refusal) = check_days(days) {
        return Some(refusal.explain().cause);
    }
    let current = policy.filter(|policy| policy.locked).map(|policy| policy.days)?;
    (days < current).then(|| ImmutabilityRefusal::NotLonger { days, current }.explain().cause)
}

/// Why there is nothing to save: the policy has these days by now.
pub fn unchanged(text: &str, policy: Option<&ImmutabilityPolicyView>) -> Option<String> {
    let same = policy.is_some_and(|policy| text.trim().parse() == Ok(policy.days));
    same.then(|| "Enter another number of days first.".to_string())
}

/// Makes the policy, changes it, or makes a locked one longer; `None` while the days are wrong.
pub fn policy_command(
    container: &ArmId,
    text: &str,
    policy: Option<&ImmutabilityPolicyView>,
) -> Option<Command> {
    if days_error(text, policy).or_else(|| unchanged(text, policy)).is_some() {
        return None;
    }
    let (container, days) = (container.clone(), text.trim().parse().ok()?);
    Some(if policy.is_some_and(|policy| policy.locked) {
        Command::ExtendImmutabilityPolicy { container, days }
    } else {
        Command::SetImmutabilityPolicy { container, days }
    })
}

/// What is wrong with a tag, for a container that has these by now.
pub fn tag_error(text: &str, tags: &[String]) -> Option<String> {
    let tag = text.trim().to_ascii_lowercase();
    if tag.is_empty() {
        return Some(REQUIRED.to_string());
    }
    if tags.contains(&tag) {
        return Some(format!("The container has the tag '{tag}' by now."));
    }
    let all = [tags, &[tag]].concat();
    let refusal = match parse_tags(&all) {
        Err(refusal) => refusal,
        Ok(all) if all.len() > crate::engine::limits::LEGAL_HOLD_TAGS_MAX => {
            ImmutabilityRefusal::TooManyTags { tags: all.len() }
        }
        Ok(_) => return None,
    };
    Some(words(&refusal.explain()))
}

pub fn hold_command(container: &ArmId, text: &str, tags: &[String]) -> Option<Command> {
    let command = || Command::SetLegalHold {
        container: container.clone(),
        tags: vec![text.trim().to_ascii_lowercase()],
    };
    tag_error(text, tags).is_none().then(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(locked: bool) -> ImmutabilityPolicyView {
        ImmutabilityPolicyView { id: ArmId::new("/c/p"), days: 30, locked, extensions_left: 5 }
    }

    #[test]
    fn days_are_checked_as_the_engine_does() {
        for text in ["", "x", "-1", "7.5", "0", "146001"] {
            assert!(days_error(text, None).is_some(), "{text:?}");
            assert_eq!(policy_command(&ArmId::new("/c"), text, None), None, "{text:?}");
        }
        assert_eq!(days_error(" 7 ", Some(&policy(false))), None, "an unlocked one may be shortened");
        assert!(days_error("7", Some(&policy(true))).is_some_and(|text| text.contains("not more than")));
    }

    #[test]
    fn a_locked_policy_is_extended_and_others_are_set() {
        let container = ArmId::new("/c");
        let set = Command::SetImmutabilityPolicy { container: container.clone(), days: 31 };
        let extend = Command::ExtendImmutabilityPolicy { container: container.clone(), days: 31 };
        assert_eq!(policy_command(&container, "31", None), Some(set.clone()));
        assert_eq!(policy_command(&container, "31", Some(&policy(false))), Some(set));
        assert_eq!(policy_command(&container, "31", Some(&policy(true))), Some(extend));
        assert_eq!(policy_command(&container, "30", Some(&policy(false))), None, "nothing new");
        assert!(unchanged("30", Some(&policy(true))).is_some() && unchanged("30", None).is_none());
    }

    #[test]
    fn tags_are_checked_as_the_engine_does() {
        let tags = ["case7".to_string()];
        for text in ["", "ab", "a b c", "CASE7", "a234567890123456789012345"] {
            assert!(tag_error(text, &tags).is_some(), "{text:?}");
        }
        let expected =
            Command::SetLegalHold { container: ArmId::new("/c"), tags: vec!["audit2026".to_string()] };
        assert_eq!(hold_command(&ArmId::new("/c"), " Audit2026 ", &tags), Some(expected));
        let full: Vec<String> = (0..10).map(|number| format!("tag{number}")).collect();
        assert!(tag_error("another", &full).is_some_and(|text| text.contains("11 tags")));
    }
}
