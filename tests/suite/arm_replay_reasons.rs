//! Why an answer differs from a recorded one, where it may: a list of reasons, and what each of them explains.

use std::{collections::BTreeSet, fmt};

/// Why an answer is not what was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    ChangesAtOnce,
    ToldThoughNotSent,
    SoftDeleteStaysOn,
    VaultImmutability,
    CrossRegion,
    Guards,
    ResourceGraph,
    OtherWorkload,
    ItemElsewhere,
    RunningBackup,
    EmptyWindow,
    OneBound,
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Reason::ChangesAtOnce => "changes of protection are done at once here",
            Reason::ToldThoughNotSent => "told always here, there as far as it was sent",
            Reason::SoftDeleteStaysOn => "soft delete cannot be switched off here",
            Reason::VaultImmutability => "immutability of vaults is not simulated",
            Reason::CrossRegion => "settings of restores across subscriptions and regions are not simulated",
            Reason::Guards => "resource guards are not simulated",
            Reason::ResourceGraph => "Resource Graph is not simulated",
            Reason::OtherWorkload => "another workload than those that are simulated",
            Reason::ItemElsewhere => "the recorded list tells of more than the recording needs",
            Reason::RunningBackup => "a running backup keeps its instance from being deleted here",
            Reason::EmptyWindow => {
                "a window outside of what is kept holds nothing here, and runs backwards there"
            }
            Reason::OneBound => "one bound without the other is taken here, whatever its form",
        })
    }
}

/// What a reason explains: what differs so, of operations of recordings. The texts are parts of what is told; an empty
/// one is part of everything.
struct Rule {
    reason: Reason,
    recording: &'static str,
    operation: &'static str,
    difference: &'static str,
}

const fn rule(reason: Reason, operation: &'static str, difference: &'static str) -> Rule {
    Rule { reason, recording: "", operation, difference }
}

const fn only(recording: &'static str, rule: Rule) -> Rule {
    Rule { recording, ..rule }
}

const RULES: &[Rule] = &[
    rule(Reason::ChangesAtOnce, "BackupInstances_Get", "'UpdatingProtection', here 'ProtectionConfigured'"),
    rule(Reason::ToldThoughNotSent, "BackupPolicies", "lifecycles[].targetDataStoreCopySettings"),
    rule(Reason::ToldThoughNotSent, "BackupPolicies", "trigger.schedule.timeZone"),
    only(
        "blob",
        rule(Reason::ToldThoughNotSent, "BackupInstances_Get", "surplus member properties.dataSourceSetInfo"),
    ),
    only(
        "update-policy",
        rule(Reason::ToldThoughNotSent, "BackupInstances_Get", "surplus member properties.dataSourceSetInfo"),
    ),
    rule(Reason::ToldThoughNotSent, "BackupVaults_GetInResourceGroup", "no member value[].tags"),
    rule(Reason::SoftDeleteStaysOn, "BackupVaults", "BMSUserErrorDisablingSoftDeleteStateNotAllowed"),
    rule(Reason::SoftDeleteStaysOn, "BackupVaults", "softDeleteSettings.state"),
    only("vault-create", rule(Reason::VaultImmutability, "BackupVaults", "here 501 NotSimulated")),
    only("vault-create", rule(Reason::VaultImmutability, "BackupVaults", "immutabilitySettings")),
    only(
        "vault-create",
        rule(Reason::VaultImmutability, "BackupVaults", "bcdrSecurityLevel 'Good', here 'Poor'"),
    ),
    only(
        "vault-create",
        rule(Reason::VaultImmutability, "BackupVaults", "secureScore 'Adequate', here 'None'"),
    ),
    rule(Reason::CrossRegion, "BackupVaults", "featureSettings"),
    rule(Reason::Guards, "ResourceGuard", "here 501 NotSimulated"),
    rule(Reason::ResourceGraph, "ResourceGraph", "status 200"),
    only("policy-create", rule(Reason::OtherWorkload, "BackupPolicies_Delete", "status 200, here 204")),
    only("delete-adls", rule(Reason::ItemElsewhere, "BackupInstances_List", "an item of value[]")),
    only("job-list", rule(Reason::ItemElsewhere, "Jobs_List", "an item of value[]")),
    rule(Reason::RunningBackup, "BackupInstances_Delete", "UserErrorMaxConcurrentOperationLimitReached"),
    rule(Reason::EmptyWindow, "RestorableTimeRanges_Find", "an item of properties.restorableTimeRanges[]"),
    rule(Reason::OneBound, "RestorableTimeRanges_Find", "here 200"),
];

/// The reason for a difference.
pub fn reason(recording: &str, operation: &str, difference: &str) -> Option<Reason> {
    rule_for(recording, operation, difference).map(|number| RULES[number].reason)
}

/// The number of the rule that explains a difference.
fn rule_for(recording: &str, operation: &str, difference: &str) -> Option<usize> {
    RULES.iter().position(|rule| {
        recording.contains(rule.recording)
            && operation.contains(rule.operation)
            && difference.contains(rule.difference)
    })
}

/// Rules that explain none of these differences: of recording, operation and what differs.
pub fn idle<'a>(differences: impl Iterator<Item = (&'a str, &'a str, &'a str)>) -> Vec<String> {
    let used: BTreeSet<usize> = differences
        .filter_map(|(recording, operation, difference)| rule_for(recording, operation, difference))
        .collect();
    let idle = RULES.iter().enumerate().filter(|(number, _)| !used.contains(number));
    idle.map(|(_, rule)| format!("{} {}: {}", rule.recording, rule.operation, rule.difference)).collect()
}
