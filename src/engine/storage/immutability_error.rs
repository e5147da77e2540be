//! What immutable storage refuses, and what can be wrong with its policies and holds.
//!
//! The codes of blobs, containers under a lock or a hold, and accounts are known from the error codes of the Blob
//! service and from public issues (feedback #1844, azure-powershell #26148). Those of the resource provider for
//! policies and tags, and of a container under a policy that is not locked, are unverified.

use crate::{
    base::SimTime,
    engine::{
        limits,
        refusal::{Explanation, Refusal},
        storage::{BlobRefusal, StorageRefusal},
    },
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ImmutabilityRefusal {
    DataLake {
        account: String,
    },
    DaysOutOfRange {
        days: u32,
    },
    PolicyNotFound,
    PolicyLocked,
    PolicyNotLocked,
    NotLonger {
        days: u32,
        current: u32,
    },
    ExtendedTooOften,
    NoTags,
    InvalidTag {
        tag: String,
    },
    TooManyTags {
        tags: usize,
    },
    /// Its days run until `until`, or did: it can be deleted then, but never overwritten.
    BlobUnderPolicy {
        path: String,
        until: SimTime,
        expired: bool,
    },
    BlobUnderHold {
        path: String,
        tags: Vec<String>,
    },
    ContainerUnderPolicy {
        container: String,
        locked: bool,
    },
    ContainerUnderHold {
        container: String,
        tags: Vec<String>,
    },
    AccountProtected {
        account: String,
        containers: Vec<String>,
    },
}

impl From<ImmutabilityRefusal> for BlobRefusal {
    fn from(refusal: ImmutabilityRefusal) -> Self {
        BlobRefusal::Immutable(refusal)
    }
}

impl From<ImmutabilityRefusal> for StorageRefusal {
    fn from(refusal: ImmutabilityRefusal) -> Self {
        StorageRefusal::Blob(refusal.into())
    }
}

impl From<ImmutabilityRefusal> for Refusal {
    fn from(refusal: ImmutabilityRefusal) -> Self {
        BlobRefusal::Immutable(refusal).into()
    }
}

const INVALID_VALUE: &str = "InvalidValuesForRequestParameters";
const STATE_REFUSED: &str = "ImmutabilityPolicyStateNotAllowed";
const STATE_MESSAGE: &str = "Operation not allowed on immutability policy with current state.";

impl ImmutabilityRefusal {
    pub fn explain(&self) -> Explanation {
        use ImmutabilityRefusal::*;
        match self {
            DataLake { account } => Explanation::new(
                "FeatureNotSupportedForAccount",
                format!("Immutability is not simulated for containers of {account}."),
                "Azure offers it in accounts with a hierarchical namespace, too; the simulator does not.",
                "Use an account without hierarchical namespace.",
            ),
            DaysOutOfRange { days } => Explanation::new(
                INVALID_VALUE,
                "Values for request parameters are invalid: immutabilityPeriodSinceCreationInDays.",
                format!(
                    "{days} is not between {} and {} days.",
                    limits::IMMUTABILITY_DAYS_MIN,
                    limits::IMMUTABILITY_DAYS_MAX
                ),
                "Enter a number of days within the bounds.",
            ),
            PolicyNotFound => Explanation::new(
                "ImmutabilityPolicyNotFound",
                "The container has no immutability policy.",
                "None was made, or it was deleted.",
                "Set a policy first.",
            ),
            PolicyLocked => Explanation::new(
                STATE_REFUSED,
                STATE_MESSAGE,
                "The policy is locked: nobody can shorten it, unlock it or delete it.",
                "Extend it, or leave it as it is.",
            ),
            PolicyNotLocked => Explanation::new(
                STATE_REFUSED,
                STATE_MESSAGE,
                "The policy is not locked. Only locked ones are extended.",
                "Set the policy to another number of days instead.",
            ),
            NotLonger { days, current } => Explanation::new(
                INVALID_VALUE,
                "Values for request parameters are invalid: immutabilityPeriodSinceCreationInDays.",
                format!("{days} days are not more than the {current} of the locked policy."),
                "Enter more days.",
            ),
            ExtendedTooOften => Explanation::new(
                STATE_REFUSED,
                STATE_MESSAGE,
                format!(
                    "A locked policy can be extended {} times, and this one was.",
                    limits::IMMUTABILITY_EXTENSIONS_MAX
                ),
                "Leave it as it is; a legal hold keeps blobs for longer.",
            ),
            NoTags | InvalidTag { .. } | TooManyTags { .. } => self.explain_tags(),
            BlobUnderPolicy { .. } | BlobUnderHold { .. } => self.explain_blob(),
            ContainerUnderPolicy { .. } | ContainerUnderHold { .. } | AccountProtected { .. } => {
                self.explain_deletion()
            }
        }
    }

    fn explain_tags(&self) -> Explanation {
        let cause = match self {
            ImmutabilityRefusal::InvalidTag { tag } => format!("'{tag}' is not a tag."),
            ImmutabilityRefusal::TooManyTags { tags } => format!("The container would have {tags} tags."),
            _ => "There is no tag.".to_string(),
        };
        let rule = format!(
            "A container has up to {} tags; each has {} to {} letters and digits.",
            limits::LEGAL_HOLD_TAGS_MAX,
            limits::LEGAL_HOLD_TAG_LENGTH_MIN,
            limits::LEGAL_HOLD_TAG_LENGTH_MAX
        );
        let message = "Values for request parameters are invalid: tags.";
        Explanation::new(INVALID_VALUE, message, format!("{cause} {rule}"), "Correct the tags.")
    }

    fn explain_blob(&self) -> Explanation {
        match self {
            ImmutabilityRefusal::BlobUnderHold { path, tags } => Explanation::new(
                "BlobImmutableDueToLegalHold",
                format!(
                    "This operation is not permitted as the blob '{path}' is immutable due to one or more legal holds."
                ),
                format!("The container has legal holds: {}.", tags.join(", ")),
                "Clear the legal holds of the container, or write under another name.",
            ),
            ImmutabilityRefusal::BlobUnderPolicy { path, until, expired } => Explanation::new(
                "BlobImmutableDueToPolicy",
                format!("This operation is not permitted as the blob '{path}' is immutable due to a policy."),
                if *expired {
                    format!(
                        "Its days were over on {}: it can be deleted, but not be overwritten.",
                        until.iso()
                    )
                } else {
                    format!("The retention policy of the container keeps it until {}.", until.iso())
                },
                if *expired {
                    "Delete it first, or write under another name."
                } else {
                    "Wait until then, or write under another name."
                },
            ),
            other => unreachable!("{other:?} is not about a blob"),
        }
    }

    fn explain_deletion(&self) -> Explanation {
        match self {
            ImmutabilityRefusal::ContainerUnderPolicy { container, locked: true } => Explanation::new(
                "ContainerImmutabilityPolicyLocked",
                format!(
                    "The requested operation is not allowed as the container {container} has a locked immutability policy."
                ),
                "With a policy a container can be deleted only when it is empty.",
                "Delete its blobs and their versions when their days are over, then the container.",
            ),
            ImmutabilityRefusal::ContainerUnderPolicy { container, locked: false } => Explanation::new(
                "ContainerProtectedFromDeletion",
                format!(
                    "The container {container} is protected from deletion due to an immutability policy."
                ),
                "With a policy a container can be deleted only when it is empty.",
                "Delete the policy, which is not locked, or the blobs of the container.",
            ),
            ImmutabilityRefusal::ContainerUnderHold { container, tags } => Explanation::new(
                "ContainerHasLegalHold",
                format!(
                    "The requested operation is not allowed as the container {container} has one or more legal holds."
                ),
                format!("Its legal holds are: {}.", tags.join(", ")),
                "Clear the legal holds first.",
            ),
            ImmutabilityRefusal::AccountProtected { account, containers } => Explanation::new(
                "AccountProtectedFromDeletion",
                format!("{account} is protected from deletion."),
                format!(
                    "These containers have a locked immutability policy, or blobs that a policy or a legal hold protects: {}.",
                    containers.join(", ")
                ),
                "Clear the legal holds, delete policies that are not locked, and delete containers with a locked one when they are empty.",
            ),
            other => unreachable!("{other:?} is not about deleting a container or an account"),
        }
    }
}
