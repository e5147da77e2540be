//! A line for each replication policy.

use crate::{
    base::ArmId,
    engine::query::ReplicationPolicyRow,
    portal::format::{counted, moment},
};

/// Containers that are named in a line; of more only the number is told.
const NAMED: usize = 5;

#[derive(Clone, Debug, PartialEq)]
pub struct PolicyLine {
    pub id: ArmId,
    pub name: String,
    pub destination: String,
    pub rules: String,
    pub containers: String,
    pub created: String,
}

impl PolicyLine {
    pub fn new(row: &ReplicationPolicyRow) -> PolicyLine {
        let more = row.containers.len().saturating_sub(NAMED);
        let named = row.containers.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        PolicyLine {
            id: row.id.clone(),
            name: row.id.name().to_string(),
            destination: row.destination.clone(),
            rules: counted(row.containers.len() as u64, "rule", "rules"),
            containers: if more == 0 { named } else { format!("{named} and {more} more") },
            created: moment(row.created_at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SimTime;

    #[test]
    fn many_containers_are_counted() {
        let line = |containers: usize| {
            PolicyLine::new(&ReplicationPolicyRow {
                id: ArmId::new("/a/objectReplicationPolicies/p"),
                destination: "elsewhere".into(),
                containers: (0..containers).map(|index| format!("c{index}")).collect(),
                created_at: SimTime::EPOCH,
            })
        };
        assert_eq!((line(1).rules.as_str(), line(1).containers.as_str()), ("1 rule", "c0"));
        assert_eq!(line(7).containers, "c0, c1, c2, c3, c4 and 2 more");
    }
}
