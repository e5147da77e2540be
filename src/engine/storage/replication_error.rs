//! What can be wrong with a request about object replication.
//!
//! That settings which replication needs cannot be switched off under it, and what is said then, is known from a public
//! pull request (recognizegroup/terraform #462), the code of a cross-tenant policy from a public issue (azure-powershell
//! #22361). The other codes are unverified: the public pages print the rules, not the answers.

use crate::engine::{
    limits,
    refusal::{Explanation, Refusal},
    storage::{BlobRefusal, StorageRefusal},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ReplicationRefusal {
    NoRules,
    TooManyRules {
        rules: usize,
    },
    /// One container stands in two rules, on the same side.
    ContainerTwice {
        container: String,
    },
    SameAccount {
        account: String,
    },
    ContainerMissing {
        account: String,
        container: String,
    },
    NeedsVersioning {
        account: String,
    },
    NeedsChangeFeed {
        account: String,
    },
    TooManyDestinations {
        account: String,
    },
    TooManySources {
        account: String,
    },
    PairTaken {
        source: String,
        destination: String,
    },
    ContainerInPolicy {
        account: String,
        container: String,
    },
    /// Only the policy writes to the containers that it copies to.
    DestinationContainer {
        container: String,
    },
    VersioningInUse,
    ChangeFeedInUse,
    CrossTenantInUse {
        account: String,
        policies: Vec<String>,
    },
    RestoreRunning {
        account: String,
    },
}

impl From<ReplicationRefusal> for BlobRefusal {
    fn from(refusal: ReplicationRefusal) -> Self {
        BlobRefusal::Replication(refusal)
    }
}

impl From<ReplicationRefusal> for StorageRefusal {
    fn from(refusal: ReplicationRefusal) -> Self {
        StorageRefusal::Blob(refusal.into())
    }
}

impl From<ReplicationRefusal> for Refusal {
    fn from(refusal: ReplicationRefusal) -> Self {
        StorageRefusal::from(refusal).into()
    }
}

/// What the resource provider says of a value that does not fit.
const INVALID_VALUE: &str = "InvalidRequestPropertyValue";
const LIMIT: &str = "ObjectReplicationPolicyLimitExceeded";

impl ReplicationRefusal {
    pub fn explain(&self) -> Explanation {
        use ReplicationRefusal::*;
        match self {
            NoRules | TooManyRules { .. } | ContainerTwice { .. } | SameAccount { .. } => {
                self.explain_request()
            }
            NeedsVersioning { .. } | NeedsChangeFeed { .. } | VersioningInUse | ChangeFeedInUse => {
                self.explain_settings()
            }
            TooManyDestinations { .. } | TooManySources { .. } | PairTaken { .. } => self.explain_limit(),
            ContainerMissing { account, container } => Explanation::new(
                "ContainerNotFound",
                format!("The container '{container}' does not exist in {account}."),
                "Both containers of a rule have to be there before the policy is.",
                "Create the container, or choose another one.",
            ),
            ContainerInPolicy { account, container } => Explanation::new(
                INVALID_VALUE,
                format!(
                    "The container '{container}' of {account} is part of another object replication policy."
                ),
                "A container takes part in one policy only, as a source or as a destination. Azure Backup may have made the other one.",
                "Choose another container, or delete the other policy.",
            ),
            DestinationContainer { container } => Explanation::new(
                "OperationNotAllowedOnReplicationDestination",
                format!("Blobs in '{container}' cannot be written."),
                "The container is the destination of an object replication policy: only the policy writes there.",
                "Write to the source container, or delete the policy.",
            ),
            CrossTenantInUse { account, policies } => Explanation::new(
                "CrossTenantReplicationNotAllowed",
                format!(
                    "Cross-tenant replication of {account} cannot be disallowed: {}.",
                    policies.join(", ")
                ),
                "These object replication policies reach into another tenant, that of Azure Backup.",
                "Delete them first. Vaulted backups fail as long as cross-tenant replication is not allowed.",
            ),
            RestoreRunning { account } => Explanation::new(
                "StorageAccountOperationInProgress",
                format!("A restore to {account} is running and writes through this policy."),
                "Azure Backup deletes the policy when the restore has ended.",
                "Wait until the job has ended and look again.",
            ),
        }
    }

    fn explain_request(&self) -> Explanation {
        use ReplicationRefusal::*;
        let message = match self {
            TooManyRules { rules } => format!("The policy has {rules} rules."),
            ContainerTwice { container } => format!("'{container}' stands in more than one rule."),
            SameAccount { account } => format!("{account} is source and destination at once."),
            NoRules => "The policy has no rules.".to_string(),
            other => unreachable!("{other:?} is explained elsewhere"),
        };
        Explanation::new(
            INVALID_VALUE,
            message,
            format!(
                "A policy copies from one account to another, by 1 to {} rules, each with a source and a destination container of its own.",
                limits::REPLICATION_RULES_MAX
            ),
            "Correct the accounts or the rules.",
        )
    }

    fn explain_settings(&self) -> Explanation {
        use ReplicationRefusal::*;
        let off = |feature: &str, account: &str, side: &str| {
            Explanation::new(
                INVALID_VALUE,
                format!("{feature} is switched off on {account}."),
                format!("Object replication needs it on {side}."),
                "Switch it on in the data protection settings of the account, then retry.",
            )
        };
        let in_use = |property: &str| {
            Explanation::new(
                INVALID_VALUE,
                format!(
                    "The value 'False' is not allowed for property {property} because Object Replication is enabled."
                ),
                "An object replication policy copies containers of this account, by their versions and from the change feed; Azure Backup may have made it.",
                "Stop vaulted backup, or delete the object replication policy, before switching this off.",
            )
        };
        match self {
            NeedsVersioning { account } => {
                off("Versioning", account, "the source and the destination account")
            }
            NeedsChangeFeed { account } => off("The change feed", account, "the source account"),
            ChangeFeedInUse => in_use("changeFeed.enabled"),
            VersioningInUse => in_use("isVersioningEnabled"),
            other => unreachable!("{other:?} is explained elsewhere"),
        }
    }

    fn explain_limit(&self) -> Explanation {
        use ReplicationRefusal::*;
        match self {
            TooManySources { account } => Explanation::new(
                LIMIT,
                format!("{account} is the destination of as many policies as it can be."),
                format!("An account takes copies of up to {} accounts.", limits::REPLICATION_SOURCES_MAX),
                "Choose another destination, or delete a policy.",
            ),
            PairTaken { source, destination } => Explanation::new(
                INVALID_VALUE,
                format!("There is a policy from {source} to {destination} already."),
                "Two accounts have one policy in each direction.",
                "Delete that policy and make one with all rules.",
            ),
            TooManyDestinations { account } => too_many_destinations(account),
            other => unreachable!("{other:?} is explained elsewhere"),
        }
    }
}

fn too_many_destinations(account: &str) -> Explanation {
    Explanation::new(
        LIMIT,
        format!("{account} has as many object replication policies as it can have."),
        format!(
            "An account is replicated to up to {} accounts; that of vaulted backup is one of them.",
            limits::REPLICATION_DESTINATIONS_MAX
        ),
        "Delete a policy first.",
    )
}
