//! Rules for names of accounts, containers and paths, for metadata and access control lists; shared with
//! the forms that ask for them.

use crate::engine::{
    limits,
    resources::Region,
    storage::{Acl, AclEntry, AclScope, StorageRedundancy, StorageRefusal},
};
use std::collections::{BTreeMap, BTreeSet};

/// Containers whose names break the rule and exist all the same.
const SYSTEM_CONTAINERS: [&str; 3] = ["$root", "$web", "$logs"];

/// # Errors
/// [`StorageRefusal::InvalidAccountName`].
pub fn check_account_name(name: &str) -> Result<(), StorageRefusal> {
    let length = limits::STORAGE_ACCOUNT_NAME_LENGTH_MIN..=limits::STORAGE_ACCOUNT_NAME_LENGTH_MAX;
    let valid = length.contains(&name.len()) && name.bytes().all(is_lower_alphanumeric);
    if valid { Ok(()) } else { Err(StorageRefusal::InvalidAccountName { name: name.to_string() }) }
}

/// Whether accounts in `region` can be that redundant.
///
/// # Errors
/// [`StorageRefusal::RedundancyNotInRegion`].
pub fn check_redundancy(redundancy: StorageRedundancy, region: Region) -> Result<(), StorageRefusal> {
    let offered = match redundancy {
        StorageRedundancy::Lrs => true,
        StorageRedundancy::Zrs => region.facts().availability_zones,
        StorageRedundancy::Grs => region.facts().pair.is_some(),
    };
    if offered {
        return Ok(());
    }
    let (redundancy, region) = (redundancy.display_name().to_string(), region.display_name().to_string());
    Err(StorageRefusal::RedundancyNotInRegion { redundancy, region })
}

/// # Errors
/// [`StorageRefusal::InvalidContainerName`].
pub fn check_container_name(name: &str) -> Result<(), StorageRefusal> {
    let length = limits::CONTAINER_NAME_LENGTH_MIN..=limits::CONTAINER_NAME_LENGTH_MAX;
    let ordinary = length.contains(&name.len())
        && name.bytes().all(|byte| is_lower_alphanumeric(byte) || byte == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-')
        && !name.contains("--");
    if ordinary || SYSTEM_CONTAINERS.contains(&name) {
        Ok(())
    } else {
        Err(StorageRefusal::InvalidContainerName { name: name.to_string() })
    }
}

fn is_lower_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// Checks a path inside a container: `2026/09/orders.csv`.
///
/// # Errors
/// [`StorageRefusal::InvalidPath`], [`StorageRefusal::PathTooDeep`].
pub fn check_path(path: &str) -> Result<(), StorageRefusal> {
    let valid_part =
        |part: &str| !part.is_empty() && !part.ends_with('.') && !part.chars().any(char::is_control);
    if path.chars().count() > limits::BLOB_NAME_LENGTH_MAX || !path.split('/').all(valid_part) {
        return Err(StorageRefusal::InvalidPath { path: path.to_string() });
    }
    if path.split('/').count() > limits::PATH_DEPTH_MAX {
        return Err(StorageRefusal::PathTooDeep { path: path.to_string() });
    }
    Ok(())
}

/// # Errors
/// [`StorageRefusal::InvalidMetadataName`], [`StorageRefusal::MetadataTooLarge`].
pub fn check_metadata(metadata: &BTreeMap<String, String>) -> Result<(), StorageRefusal> {
    if let Some(name) = metadata.keys().find(|name| !is_identifier(name)) {
        return Err(StorageRefusal::InvalidMetadataName { name: name.clone() });
    }
    let bytes = metadata.iter().map(|(name, value)| name.len() + value.len()).sum();
    if bytes > limits::METADATA_BYTES_MAX {
        return Err(StorageRefusal::MetadataTooLarge { bytes });
    }
    Ok(())
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// # Errors
/// [`StorageRefusal::InvalidAcl`], with what is wrong first.
pub fn check_acl(acl: &Acl) -> Result<(), StorageRefusal> {
    let (defaults, access): (Vec<&AclEntry>, Vec<&AclEntry>) =
        acl.entries.iter().partition(|entry| entry.default);
    let missing_owner = acl.owner.is_empty() || acl.group.is_empty();
    let reason = if missing_owner {
        Some("the owner or the owning group is missing".to_string())
    } else {
        let wrong_default = || if defaults.is_empty() { None } else { wrong_with(&defaults) };
        wrong_with(&access).or_else(wrong_default)
    };
    reason.map_or(Ok(()), |reason| Err(StorageRefusal::InvalidAcl { reason }))
}

/// What is wrong with the access entries or with the default entries of an ACL.
fn wrong_with(entries: &[&AclEntry]) -> Option<String> {
    if entries.len() > limits::ACL_ENTRIES_MAX {
        return Some(format!("it has {} entries", entries.len()));
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) =
        entries.iter().map(|entry| scope_label(&entry.scope)).find(|label| !seen.insert(label.clone()))
    {
        return Some(format!("it has two entries for {twice}"));
    }
    if seen.contains("user:") || seen.contains("group:") {
        return Some("a named entry has no name".to_string());
    }
    let required = [AclScope::OwningUser, AclScope::OwningGroup, AclScope::Other];
    let missing = required.iter().map(scope_label).find(|label| !seen.contains(label));
    missing.map(|label| format!("it has no entry for {label}"))
}

fn scope_label(scope: &AclScope) -> String {
    match scope {
        AclScope::OwningUser => "the owning user".to_string(),
        AclScope::OwningGroup => "the owning group".to_string(),
        AclScope::NamedUser(name) => format!("user:{name}"),
        AclScope::NamedGroup(name) => format!("group:{name}"),
        AclScope::Mask => "the mask".to_string(),
        AclScope::Other => "others".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_accounts() {
        for name in ["abc", "123", "lake2026", "abcdefghijklmnopqrstuvwx"] {
            assert_eq!(check_account_name(name), Ok(()), "{name}");
        }
        for name in ["", "ab", "Lake", "my-lake", "läke", "abcdefghijklmnopqrstuvwxy"] {
            assert!(check_account_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn names_of_containers() {
        let (longest, too_long) = ("c".repeat(63), "c".repeat(64));
        for name in ["abc", "a-b", "2026-09", "$root", "$web", "$logs", longest.as_str()] {
            assert_eq!(check_container_name(name), Ok(()), "{name}");
        }
        for name in ["", "ab", "-abc", "abc-", "a--b", "Abc", "a_b", "$data", too_long.as_str()] {
            assert!(check_container_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn paths() {
        let (longest, too_long) = ("p".repeat(1024), "p".repeat(1025));
        let (deepest, too_deep) = (["d"; 63].join("/"), ["d"; 64].join("/"));
        for path in ["a", "a/b.csv", ".hidden", "ä ö/ü?#%.txt", longest.as_str(), deepest.as_str()] {
            assert_eq!(check_path(path), Ok(()), "{path}");
        }
        for path in ["", "/a", "a/", "a//b", ".", "a/../b", "a./b", "a\u{0}b", "a\nb", too_long.as_str()] {
            assert!(matches!(check_path(path), Err(StorageRefusal::InvalidPath { .. })), "{path}");
        }
        assert!(matches!(check_path(&too_deep), Err(StorageRefusal::PathTooDeep { .. })));
    }

    #[test]
    fn metadata() {
        let pair = |name: &str, value: &str| BTreeMap::from([(name.to_string(), value.to_string())]);
        assert_eq!(check_metadata(&pair("_owner2", "Größe")), Ok(()));
        assert_eq!(check_metadata(&pair("n", &"v".repeat(8 * 1024 - 1))), Ok(()));
        assert!(check_metadata(&pair("n", &"v".repeat(8 * 1024))).is_err());
        for name in ["", "2nd", "a-b", "ä"] {
            assert!(check_metadata(&pair(name, "v")).is_err(), "{name}");
        }
    }

    #[test]
    fn access_control_lists() {
        let entry = |default, scope| AclEntry { default, scope, read: true, write: false, execute: false };
        let wrong = |more: &[AclEntry]| {
            let mut acl = Acl::initial("olivia");
            acl.entries.extend_from_slice(more);
            match check_acl(&acl) {
                Err(StorageRefusal::InvalidAcl { reason }) => reason,
                other => format!("{other:?}"),
            }
        };
        let named = |name: &str| entry(false, AclScope::NamedUser(name.to_string()));
        assert_eq!(wrong(&[]), "Ok(())");
        assert_eq!(wrong(&[named("ravi"), entry(false, AclScope::Mask)]), "Ok(())");
        assert_eq!(wrong(&[named("")]), "a named entry has no name");
        assert_eq!(wrong(&[named("ravi"), named("ravi")]), "it has two entries for user:ravi");
        assert_eq!(wrong(&[entry(true, AclScope::Other)]), "it has no entry for the owning user");
        let many: Vec<AclEntry> = (0..30).map(|number| named(&number.to_string())).collect();
        assert_eq!(wrong(&many), "it has 33 entries");
    }
}
