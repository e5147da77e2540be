//! A line for each replication policy.

use crate::{
    base::ArmId,
    engine::query::{ReplicationMaker, ReplicationPolicyRow},
    portal::format::{counted, moment},
};

/// Containers that are named in a line; of more only the number is told.
const NAMED: usize = 5;

#[derive(Clone, Debug, PartialEq)]
pub struct PolicyLine {
    pub id: ArmId,
    pub name: String,
    pub maker: &'static str,
    pub source: String,
    pub destination: String,
    pub rules: String,
    pub containers: String,
    pub copied: String,
    pub created: String,
    /// What deleting it means.
    pub question: &'static str,
}

impl PolicyLine {
    pub fn new(row: &ReplicationPolicyRow) -> PolicyLine {
        let more = row.containers.len().saturating_sub(NAMED);
        let named =
            row.containers.iter().take(NAMED).map(|name| shown(row, name)).collect::<Vec<_>>().join(", ");
        PolicyLine {
            id: row.id.clone(),
            name: row.id.name().to_string(),
            maker: maker(&row.maker),
            source: row.source.clone(),
            destination: row.destination.clone(),
            rules: counted(row.containers.len() as u64, "rule", "rules"),
            containers: if more == 0 { named } else { format!("{named} and {more} more") },
            copied: copied(&row.maker),
            created: moment(row.created_at),
            question: question(&row.maker),
        }
    }
}

/// A container with the one at the other end, where that is known.
fn shown(row: &ReplicationPolicyRow, name: &str) -> String {
    let ReplicationMaker::Person { rules, .. } = &row.maker else { return name.to_string() };
    let rule = rules.iter().find(|rule| rule.source == name || rule.destination == name);
    rule.map_or_else(|| name.to_string(), |rule| format!("{} → {}", rule.source, rule.destination))
}

fn maker(maker: &ReplicationMaker) -> &'static str {
    match maker {
        ReplicationMaker::Backup => "Azure Backup",
        ReplicationMaker::Restore { left_behind: false } => "Azure Backup, for a restore",
        ReplicationMaker::Restore { left_behind: true } => "Azure Backup, left behind by a restore",
        ReplicationMaker::Person { .. } => "You",
    }
}

fn copied(maker: &ReplicationMaker) -> String {
    match maker {
        ReplicationMaker::Person { copied, failed: 0, .. } => format!("{copied} copied"),
        ReplicationMaker::Person { copied, failed, .. } => format!("{copied} copied, {failed} failed"),
        ReplicationMaker::Backup | ReplicationMaker::Restore { .. } => "-".to_string(),
    }
}

fn question(maker: &ReplicationMaker) -> &'static str {
    match maker {
        ReplicationMaker::Backup => {
            "Azure Backup makes the policy anew with the next backup, and has to copy everything again then."
        }
        ReplicationMaker::Restore { .. } => {
            "The restore that made the policy could not delete it. The next restore to this account can begin when it is gone."
        }
        ReplicationMaker::Person { .. } => {
            "Nothing is copied any more, and the destination containers can be written again. What was copied stays. The policy is deleted from both accounts."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::SimTime, engine::storage::ReplicationRule};

    fn line(containers: usize, maker: ReplicationMaker) -> PolicyLine {
        PolicyLine::new(&ReplicationPolicyRow {
            id: ArmId::new("/a/objectReplicationPolicies/p"),
            maker,
            source: "here".into(),
            destination: "elsewhere".into(),
            containers: (0..containers).map(|index| format!("c{index}")).collect(),
            created_at: SimTime::EPOCH,
        })
    }

    #[test]
    fn many_containers_are_counted() {
        let line = |containers| line(containers, ReplicationMaker::Backup);
        assert_eq!((line(1).rules.as_str(), line(1).containers.as_str()), ("1 rule", "c0"));
        assert_eq!(line(7).containers, "c0, c1, c2, c3, c4 and 2 more");
    }

    #[test]
    fn whose_a_policy_is_and_what_it_does_is_said() {
        let rule =
            ReplicationRule { source: "c0".into(), destination: "copy".into(), copies_existing: false };
        let own = |failed| ReplicationMaker::Person { rules: vec![rule.clone()], copied: 12, failed };
        let shown = line(1, own(1));
        assert_eq!((shown.maker, shown.containers.as_str()), ("You", "c0 → copy"));
        assert_eq!(
            (shown.copied.as_str(), line(1, own(0)).copied.as_str()),
            ("12 copied, 1 failed", "12 copied")
        );
        let restore = |left_behind| line(1, ReplicationMaker::Restore { left_behind });
        assert_ne!(restore(true).maker, restore(false).maker);
        assert_eq!(restore(true).copied, "-");
    }
}
