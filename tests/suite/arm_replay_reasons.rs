//! Why an answer differs from a recorded one, where it may: a list of reasons, and what each of them explains.

use std::fmt;

/// Why an answer is not what was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    AtOnce,
    ToldThoughNotSent,
    TagsOfInstances,
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
            Reason::AtOnce => "done at once here, in seconds there",
            Reason::ToldThoughNotSent => "told always here, there as far as it was sent",
            Reason::TagsOfInstances => "tags of backup instances are not kept",
            Reason::SoftDeleteStaysOn => "soft delete cannot be switched off here",
            Reason::VaultImmutability => "immutability of vaults is not simulated",
            Reason::CrossRegion => "settings of restores across subscriptions and regions are not simulated",
            Reason::Guards => "resource guards are not simulated",
            Reason::ResourceGraph => "Resource Graph is not simulated",
            Reason::OtherWorkload => "another workload than those that are simulated",
            Reason::ItemElsewhere => "the recorded list tells of more than the recording needs",
            Reason::RunningBackup => "a running backup keeps its instance from being deleted here",
            Reason::EmptyWindow => "a window outside of what is kept holds nothing here, and runs backwards there",
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
    rule(Reason::AtOnce, "OperationStatus", "status 'Inprogress', here 'Succeeded'"),
    // Of a job, which is told of as soon as the operation is over.
    rule(Reason::AtOnce, "OperationStatusBackupVaultContext_Get", "surplus member properties"),
    rule(Reason::AtOnce, "BackupInstances_Get", "'UpdatingProtection', here 'ProtectionConfigured'"),
    rule(Reason::ToldThoughNotSent, "BackupPolicies", "lifecycles[].targetDataStoreCopySettings"),
    rule(Reason::ToldThoughNotSent, "BackupPolicies", "trigger.schedule.timeZone"),
    only("blob", rule(Reason::ToldThoughNotSent, "BackupInstances_Get", "surplus member properties.dataSourceSetInfo")),
    only(
        "update-policy",
        rule(Reason::ToldThoughNotSent, "BackupInstances_Get", "surplus member properties.dataSourceSetInfo"),
    ),
    rule(Reason::ToldThoughNotSent, "BackupVaults_GetInResourceGroup", "no member value[].tags"),
    rule(Reason::TagsOfInstances, "BackupInstances", "tags"),
    rule(Reason::SoftDeleteStaysOn, "BackupVaults", "BMSUserErrorDisablingSoftDeleteStateNotAllowed"),
    rule(Reason::SoftDeleteStaysOn, "BackupVaults", "softDeleteSettings.state"),
    only("vault-create", rule(Reason::VaultImmutability, "BackupVaults", "here 501 NotSimulated")),
    only("vault-create", rule(Reason::VaultImmutability, "BackupVaults", "immutabilitySettings")),
    only("vault-create", rule(Reason::VaultImmutability, "BackupVaults", "bcdrSecurityLevel 'Good', here 'Poor'")),
    only("vault-create", rule(Reason::VaultImmutability, "BackupVaults", "secureScore 'Adequate', here 'None'")),
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
    let found = RULES.iter().find(|rule| {
        recording.contains(rule.recording)
            && operation.contains(rule.operation)
            && difference.contains(rule.difference)
    });
    found.map(|rule| rule.reason)
}
