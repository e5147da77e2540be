//! Rules for names of resource groups and for tags, shared with the forms that ask for them.
//!
//! Source: Azure Resource Manager, "Naming rules and restrictions for Azure resources" and "Use tags to
//! organize your Azure resources".

use crate::engine::{
    limits,
    resources::{ResourceError, Tags},
};

/// # Errors
/// [`ResourceError::InvalidResourceGroupName`].
pub fn check_resource_group_name(name: &str) -> Result<(), ResourceError> {
    let length = name.chars().count();
    let allowed = |letter: char| letter.is_alphanumeric() || "-_.()".contains(letter);
    let valid = (1..=limits::RESOURCE_GROUP_NAME_LENGTH_MAX).contains(&length)
        && name.chars().all(allowed)
        && !name.ends_with('.');
    if valid { Ok(()) } else { Err(ResourceError::InvalidResourceGroupName { name: name.to_string() }) }
}

/// # Errors
/// [`ResourceError::InvalidLockName`].
pub fn check_lock_name(name: &str) -> Result<(), ResourceError> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_.()".contains(letter);
    let valid = (1..=limits::LOCK_NAME_LENGTH_MAX).contains(&name.len())
        && name.chars().all(allowed)
        && !name.ends_with('.');
    if valid { Ok(()) } else { Err(ResourceError::InvalidLockName { name: name.to_string() }) }
}

/// # Errors
/// [`ResourceError::LockNotesTooLong`].
pub fn check_lock_notes(notes: &str) -> Result<(), ResourceError> {
    let length = notes.chars().count();
    if length <= limits::LOCK_NOTES_LENGTH_MAX {
        return Ok(());
    }
    Err(ResourceError::LockNotesTooLong { length })
}

/// Checks all tags of one resource; storage accounts take shorter names.
///
/// # Errors
/// [`ResourceError::TooManyTags`], or [`ResourceError::InvalidTag`] for the first bad one.
pub fn check_tags(tags: &Tags, for_storage: bool) -> Result<(), ResourceError> {
    if tags.len() > limits::TAGS_PER_RESOURCE_MAX {
        return Err(ResourceError::TooManyTags { count: tags.len() });
    }
    match tags.iter().find(|(name, value)| !is_valid_tag(name, value, for_storage)) {
        Some((name, _)) => Err(ResourceError::InvalidTag { name: name.clone() }),
        None => Ok(()),
    }
}

fn is_valid_tag(name: &str, value: &str, for_storage: bool) -> bool {
    let name_length_max =
        if for_storage { limits::STORAGE_TAG_NAME_LENGTH_MAX } else { limits::TAG_NAME_LENGTH_MAX };
    (1..=name_length_max).contains(&name.chars().count())
        && !name.chars().any(|letter| letter.is_control() || "<>%&\\?/".contains(letter))
        && value.chars().count() <= limits::TAG_VALUE_LENGTH_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_resource_groups() {
        let longest = "a".repeat(90);
        for name in ["a", "rg-backup", "RG_(test).1", "Größe", "-", longest.as_str()] {
            assert_eq!(check_resource_group_name(name), Ok(()), "{name}");
        }
        let too_long = "a".repeat(91);
        for name in ["", "rg.", "a b", "a/b", "rg!", too_long.as_str()] {
            assert!(check_resource_group_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn names_and_notes_of_locks() {
        let longest = "a".repeat(90);
        for name in ["a", "keep", "Do-not_delete.(1)", "-", longest.as_str()] {
            assert_eq!(check_lock_name(name), Ok(()), "{name}");
        }
        let too_long = "a".repeat(91);
        for name in ["", "keep.", "a b", "a/b", "größe", too_long.as_str()] {
            assert!(check_lock_name(name).is_err(), "{name}");
        }
        assert_eq!(check_lock_notes(&"ä".repeat(512)), Ok(()));
        let too_long = ResourceError::LockNotesTooLong { length: 513 };
        assert_eq!(check_lock_notes(&"ä".repeat(513)), Err(too_long));
    }

    #[test]
    fn tags() {
        let tag = |name: &str, value: &str| Tags::from([(name.to_string(), value.to_string())]);
        let check = |name: &str, value: &str| check_tags(&tag(name, value), false).is_ok();
        assert!(check("cost centre", ""));
        assert!(check(&"n".repeat(512), &"v".repeat(256)));
        assert!(!check("", "v"));
        assert!(!check("a/b", "v"));
        assert!(!check("n", &"v".repeat(257)));
        assert!(!check(&"n".repeat(513), "v"));
        assert!(check_tags(&tag(&"n".repeat(128), "v"), true).is_ok());
        assert!(check_tags(&tag(&"n".repeat(129), "v"), true).is_err());
    }
}
