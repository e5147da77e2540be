//! Owners, groups and access control lists of paths.
//!
//! Source: Azure Data Lake Storage REST API, "Path - Update" (setAccessControl), "Path - Get Properties".

use crate::{
    arm::data_plane::{
        DataError,
        answer::DataAnswer,
        blob::read,
        conditions::Conditions,
        dfs,
        dfs::path,
        request::{Asked, DataCall, DataStep},
    },
    engine::{
        Command,
        query::blob_service::Which,
        rbac::action,
        storage::{Acl, AclEntry, AclScope},
    },
};

pub fn get(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let (_, container) = call.container()?;
    dfs::check_hierarchical(call)?;
    let there = call.viewer.blob_state(container.id, &call.asked.path, Which::Current)?;
    Conditions::of(call.asked)?.check_read(&read::standing(&there))?;
    let mut answer = DataAnswer::empty(200).with_all(read::validators(&there));
    if let Some(acl) = there.entry.acl.as_deref() {
        answer = answer
            .with("x-ms-owner", &acl.owner)
            .with("x-ms-group", &acl.group)
            .with("x-ms-permissions", acl.permissions())
            .with("x-ms-acl", written(acl));
    }
    DataStep::answer(answer)
}

pub fn set(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let asked = call.asked;
    call.require_data(action::MODIFY_PERMISSIONS)?;
    dfs::check_hierarchical(call)?;
    let container = call.found_container()?.id;
    let there = call.viewer.blob_state(container, &asked.path, Which::Current)?;
    Conditions::of(asked)?.check_write(Some(&read::standing(&there)))?;
    let before = there.entry.acl.as_deref();
    let mut acl = before.cloned().unwrap_or_else(|| Acl::initial("$superuser"));
    acl.owner = asked.header("x-ms-owner").map_or(acl.owner, str::to_string);
    acl.group = asked.header("x-ms-group").map_or(acl.group, str::to_string);
    acl.entries = entries(asked, &acl.entries)?;
    let command = Command::SetPathProperties {
        container: asked.container_id(),
        path: asked.path.clone(),
        tier: None,
        metadata: None,
        acl: Some(acl),
    };
    DataStep::submit(command, path::updated)
}

/// The entries that a request asks for: a whole list, or new rights for the three that every list has.
fn entries(asked: &Asked, before: &[AclEntry]) -> Result<Vec<AclEntry>, DataError> {
    const LIST: &str = "x-ms-acl";
    const PERMISSIONS: &str = "x-ms-permissions";
    match (asked.header(LIST), asked.header(PERMISSIONS)) {
        (Some(text), Some(_)) => Err(DataError::InvalidHeader { name: LIST, value: text.to_string() }),
        (Some(text), None) => text
            .split(',')
            .map(|entry| {
                parsed(entry.trim())
                    .ok_or_else(|| DataError::InvalidHeader { name: LIST, value: text.to_string() })
            })
            .collect(),
        (None, Some(text)) => {
            let rights = permissions(text)
                .ok_or_else(|| DataError::InvalidHeader { name: PERMISSIONS, value: text.to_string() })?;
            Ok(with_permissions(before, rights))
        }
        (None, None) => Ok(before.to_vec()),
    }
}

type Rights = (bool, bool, bool);

fn with_permissions(before: &[AclEntry], [owner, group, other]: [Rights; 3]) -> Vec<AclEntry> {
    // Where there is a mask, the rights of the group are its.
    let has_mask = before.iter().any(|entry| !entry.default && entry.scope == AclScope::Mask);
    let set = |entry: &AclEntry| {
        let rights = match entry.scope {
            AclScope::OwningUser => owner,
            AclScope::OwningGroup if !has_mask => group,
            AclScope::Mask => group,
            AclScope::Other => other,
            _ => return entry.clone(),
        };
        let (read, write, execute) = rights;
        if entry.default { entry.clone() } else { AclEntry { read, write, execute, ..entry.clone() } }
    };
    before.iter().map(set).collect()
}

/// `rwxr-x---`, or `0750`.
fn permissions(text: &str) -> Option<[Rights; 3]> {
    let of_digit = |digit: char| digit.to_digit(8).map(|bits| (bits & 4 > 0, bits & 2 > 0, bits & 1 > 0));
    if matches!(text.len(), 3 | 4) && text.chars().all(|digit| digit.is_digit(8)) {
        let digits: Vec<Rights> = text.chars().rev().take(3).filter_map(of_digit).collect();
        return Some([*digits.get(2)?, *digits.get(1)?, *digits.first()?]);
    }
    if !text.is_ascii() || text.len() != 9 {
        return None;
    }
    Some([rights(&text[..3])?, rights(&text[3..6])?, rights(&text[6..])?])
}

/// `r-x`
fn rights(text: &str) -> Option<Rights> {
    let letters: Vec<char> = text.chars().collect();
    let [read, write, execute] = letters.as_slice() else { return None };
    let is = |found: char, letter: char| match found {
        '-' => Some(false),
        found => (found == letter).then_some(true),
    };
    Some((is(*read, 'r')?, is(*write, 'w')?, is(*execute, 'x')?))
}

/// `default:user:{id}:r-x`
fn parsed(text: &str) -> Option<AclEntry> {
    let (default, text) = text.strip_prefix("default:").map_or((false, text), |rest| (true, rest));
    let mut parts = text.split(':');
    let (kind, name, bits) = (parts.next()?, parts.next()?, parts.next()?);
    let scope = match (kind, name) {
        ("user", "") => AclScope::OwningUser,
        ("group", "") => AclScope::OwningGroup,
        ("user", name) => AclScope::NamedUser(name.to_string()),
        ("group", name) => AclScope::NamedGroup(name.to_string()),
        ("mask", "") => AclScope::Mask,
        ("other", "") => AclScope::Other,
        _ => return None,
    };
    let (read, write, execute) = rights(bits)?;
    parts.next().is_none().then_some(AclEntry { default, scope, read, write, execute })
}

/// `user::rwx,group::r-x,…`
pub fn written(acl: &Acl) -> String {
    let entry = |entry: &AclEntry| {
        let scope = match &entry.scope {
            AclScope::OwningUser => "user:".to_string(),
            AclScope::OwningGroup => "group:".to_string(),
            AclScope::NamedUser(name) => format!("user:{name}"),
            AclScope::NamedGroup(name) => format!("group:{name}"),
            AclScope::Mask => "mask:".to_string(),
            AclScope::Other => "other:".to_string(),
        };
        let bit = |is: bool, letter: char| if is { letter } else { '-' };
        let (read, write, execute) = (bit(entry.read, 'r'), bit(entry.write, 'w'), bit(entry.execute, 'x'));
        let default = if entry.default { "default:" } else { "" };
        format!("{default}{scope}:{read}{write}{execute}")
    };
    acl.entries.iter().map(entry).collect::<Vec<String>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_back_as_they_are_written() {
        let text = "user::rwx,user:ravi:r-x,group::r-x,mask::r-x,other::---,default:user::rwx";
        let entries = text.split(',').map(parsed).collect::<Option<Vec<AclEntry>>>().expect("it is a list");
        let acl = Acl { owner: "olivia".to_string(), group: "$superuser".to_string(), entries };
        assert_eq!(written(&acl), text);
        for wrong in ["", "user", "user::rwxx", "user::xwr", "mask:a:rwx", "user:a:b:rwx", "nobody::rwx"] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn permissions_are_letters_or_digits() {
        assert_eq!(permissions("0750"), permissions("rwxr-x---"));
        assert_eq!(permissions("640"), permissions("rw-r-----"));
        for wrong in ["", "9", "0789", "rwx", "rwxrwxrwy", "ééééé"] {
            assert_eq!(permissions(wrong), None, "{wrong}");
        }
    }
}
