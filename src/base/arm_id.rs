//! Azure Resource Manager ids: the public name of every resource and scope.

use serde::{Deserialize, Serialize};
use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
};
use uuid::Uuid;

/// An ARM id such as `/subscriptions/{guid}/resourceGroups/{rg}/providers/Microsoft.Storage/storageAccounts/{name}`.
///
/// Compares without regard to case, as Azure Resource Manager does; prints in the case it was made with.
#[derive(Clone, Serialize, Deserialize)]
pub struct ArmId(String);

impl ArmId {
    pub fn new(text: impl Into<String>) -> Self {
        let mut text: String = text.into();
        while text.len() > 1 && text.ends_with('/') {
            text.pop();
        }
        Self(text)
    }

    pub fn subscription(subscription: Uuid) -> Self {
        let mut buffer = Uuid::encode_buffer();
        Self(["/subscriptions/", subscription.hyphenated().encode_lower(&mut buffer)].concat())
    }

    pub fn resource_group(subscription: Uuid, group: &str) -> Self {
        let mut buffer = Uuid::encode_buffer();
        let subscription = &*subscription.hyphenated().encode_lower(&mut buffer);
        // Ids are made all the time: each of them is allocated once, and never grows.
        Self(["/subscriptions/", subscription, "/resourceGroups/", group].concat())
    }

    /// A top-level resource: `kind` is `Microsoft.Storage/storageAccounts` and the like.
    pub fn resource(group: &ArmId, kind: &str, name: &str) -> Self {
        Self([group.as_str(), "/providers/", kind, "/", name].concat())
    }

    /// A child resource: `kind` is one or more segments, such as `backupPolicies`.
    pub fn child(&self, kind: &str, name: &str) -> Self {
        Self([self.as_str(), "/", kind, "/", name].concat())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The lower-case form used for look-ups.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// The last segment: the name of the resource; for `/subscriptions/{guid}` the guid.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    pub fn subscription_id(&self) -> Option<Uuid> {
        self.segment_after("subscriptions").and_then(|text| Uuid::parse_str(text).ok())
    }

    pub fn resource_group_name(&self) -> Option<&str> {
        self.segment_after("resourceGroups")
    }

    /// Type of the resource, `Microsoft.DataProtection/backupVaults/backupPolicies` for a policy.
    ///
    /// Subscriptions and resource groups have no provider segment and answer `None`.
    pub fn resource_type(&self) -> Option<String> {
        let mut segments = self.provider_tail()?.split('/');
        let mut kind = segments.next()?.to_string();
        while let Some(segment) = segments.next() {
            kind.push('/');
            kind.push_str(segment);
            segments.next()?;
        }
        Some(kind)
    }

    /// What follows the first `/providers/`, whatever its case.
    pub fn provider_tail(&self) -> Option<&str> {
        const WORD: &str = "/providers/";
        let at = self
            .0
            .as_bytes()
            .windows(WORD.len())
            .position(|text| text.eq_ignore_ascii_case(WORD.as_bytes()))?;
        self.0.get(at + WORD.len()..)
    }

    /// Whether the letters of this id begin with those of another, whatever their case.
    pub fn begins_with(&self, other: &ArmId) -> bool {
        if self.0.is_ascii() && other.0.is_ascii() {
            return self.0.get(..other.0.len()).is_some_and(|head| head.eq_ignore_ascii_case(&other.0));
        }
        self.key().starts_with(&other.key())
    }

    /// Whether this scope is `other` or an ancestor of it.
    pub fn contains(&self, other: &ArmId) -> bool {
        let is_border = |rest: &str| rest.is_empty() || self.0 == "/" || rest.starts_with('/');
        if self.0.is_ascii() && other.0.is_ascii() {
            let split = other.0.split_at_checked(self.0.len());
            return split.is_some_and(|(head, rest)| head.eq_ignore_ascii_case(&self.0) && is_border(rest));
        }
        other.key().strip_prefix(&self.key()).is_some_and(is_border)
    }

    fn segment_after(&self, kind: &str) -> Option<&str> {
        let mut segments = self.0.split('/').skip(1);
        while let (Some(name), Some(value)) = (segments.next(), segments.next()) {
            if name.eq_ignore_ascii_case(kind) {
                return Some(value);
            }
        }
        None
    }
}

impl PartialEq for ArmId {
    fn eq(&self, other: &Self) -> bool {
        // Ids are compared more often than anything else, and nearly all of them are ASCII.
        match self.0.is_ascii() && other.0.is_ascii() {
            true => self.0.eq_ignore_ascii_case(&other.0),
            false => self.key() == other.key(),
        }
    }
}

impl Eq for ArmId {}

impl Hash for ArmId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for ArmId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ArmId {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.0.is_ascii() && other.0.is_ascii() {
            true => folded(&self.0).cmp(folded(&other.0)),
            false => self.key().cmp(&other.key()),
        }
    }
}

fn folded(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().map(|byte| byte.to_ascii_lowercase())
}

impl fmt::Debug for ArmId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ArmId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> ArmId {
        let group = ArmId::resource_group(Uuid::nil(), "rg-a");
        ArmId::resource(&group, "Microsoft.DataProtection/backupVaults", "vault1")
    }

    #[test]
    fn takes_an_id_apart() {
        let policy = vault().child("backupPolicies", "daily");
        assert_eq!(policy.name(), "daily");
        assert_eq!(policy.resource_group_name(), Some("rg-a"));
        assert_eq!(policy.subscription_id(), Some(Uuid::nil()));
        assert_eq!(
            policy.resource_type().as_deref(),
            Some("Microsoft.DataProtection/backupVaults/backupPolicies")
        );
        assert_eq!(ArmId::subscription(Uuid::nil()).resource_type(), None);
        let shouted = ArmId::new(policy.as_str().to_uppercase());
        assert_eq!(
            shouted.resource_type().as_deref(),
            Some("MICROSOFT.DATAPROTECTION/BACKUPVAULTS/BACKUPPOLICIES")
        );
    }

    #[test]
    fn scopes_contain_on_segment_borders_only() {
        let group = ArmId::resource_group(Uuid::nil(), "RG-A");
        let other = ArmId::resource_group(Uuid::nil(), "rg-ab");
        assert!(group.contains(&vault()));
        assert!(!group.contains(&other));
        assert!(vault().contains(&vault()));
        assert!(!vault().contains(&group));
    }

    #[test]
    fn case_does_not_matter() {
        assert_eq!(ArmId::new("/subscriptions/A/"), ArmId::new("/SUBSCRIPTIONS/a"));
        assert_eq!(ArmId::new("/groups/Ä"), ArmId::new("/GROUPS/ä"));
        assert!(ArmId::new("/groups/Ä").contains(&ArmId::new("/GROUPS/ä/x")));
        assert!(ArmId::new("/").contains(&ArmId::new("/subscriptions/a")));
        assert!(ArmId::new("/a/B") < ArmId::new("/A/c"));
    }
}
