//! Lines of a policy's tables.

use crate::{
    base::{ArmId, SimTime},
    engine::{policy::RetentionRule, query::PreviewRun},
    portal::{
        blades::backup_words::{duration_text, tag_meaning},
        format::moment,
        route::Route,
    },
};

/// A retention rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleLine {
    pub name: &'static str,
    pub applies_to: &'static str,
    pub keep: String,
}

impl RuleLine {
    pub fn new(rule: &RetentionRule) -> RuleLine {
        RuleLine {
            name: rule.tag.display_name(),
            applies_to: tag_meaning(rule.tag),
            keep: duration_text(rule.duration),
        }
    }
}

/// A run that is still to come.
#[derive(Clone, Debug, PartialEq)]
pub struct RunLine {
    pub key: String,
    pub local: String,
    pub at: String,
    pub rule: &'static str,
    pub expires: String,
}

impl RunLine {
    pub fn new(run: &PreviewRun) -> RunLine {
        RunLine {
            key: run.at.iso(),
            local: run.local.clone(),
            at: moment(run.at),
            rule: run.tag.display_name(),
            expires: moment(run.expires_at),
        }
    }
}

/// An instance that uses the policy: its key, name and address.
#[derive(Clone, Debug, PartialEq)]
pub struct UserLine {
    pub key: String,
    pub name: String,
    pub href: String,
}

impl UserLine {
    pub fn new(instance: &ArmId) -> UserLine {
        UserLine {
            key: instance.key(),
            name: instance.name().to_string(),
            href: Route::Instance { id: instance.clone() }.href(),
        }
    }
}

/// Whether the first of the runs lies in the past, so that the preview has to be asked for again.
pub fn is_stale(runs: &[PreviewRun], now: Option<SimTime>) -> bool {
    matches!((runs.first(), now), (Some(first), Some(now)) if first.at <= now)
}

/// The vault a policy lies in.
pub fn vault_of(policy: &ArmId) -> ArmId {
    let text = policy.as_str();
    let end = text.to_ascii_lowercase().rfind("/backuppolicies/").unwrap_or(text.len());
    ArmId::new(&text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::SimSpan, engine::policy::RetentionTag};

    #[test]
    fn a_preview_is_stale_once_its_first_run_is_due() {
        let at = SimTime::EPOCH + SimSpan::from_days(1);
        let run = PreviewRun { at, local: String::new(), tag: RetentionTag::Default, expires_at: at };
        assert!(!is_stale(std::slice::from_ref(&run), Some(SimTime::EPOCH)));
        assert!(is_stale(&[run], Some(at)));
        assert!(!is_stale(&[], Some(at)));
    }

    #[test]
    fn a_policy_lies_in_its_vault() {
        let vault = ArmId::new("/subscriptions/s/resourceGroups/g/providers/p/backupVaults/v");
        assert_eq!(vault_of(&vault.child("backupPolicies", "daily")), vault);
    }
}
