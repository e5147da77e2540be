//! Lines of soft-deleted containers, and the command that takes one back.

use crate::{
    base::ArmId,
    engine::{query::DeletedContainerRow, request::Command},
    portal::format,
};

#[derive(Clone, Debug, PartialEq)]
pub struct DeletedContainerLine {
    pub key: String,
    pub name: String,
    pub deleted: String,
    pub days_left: String,
    row: DeletedContainerRow,
}

impl DeletedContainerLine {
    pub fn new(row: &DeletedContainerRow) -> DeletedContainerLine {
        let days = u64::try_from(row.days_left).unwrap_or(0);
        DeletedContainerLine {
            key: row.version.0.to_string(),
            name: row.name.clone(),
            deleted: format::moment(row.deletion.at),
            days_left: format::counted(days, "day", "days"),
            row: row.clone(),
        }
    }

    /// Why it cannot be taken back while a container has its name.
    pub fn blocked(&self, names: &[String]) -> Option<String> {
        names.contains(&self.name).then(|| {
            format!(
                "There is a container '{}' now. Delete it first: a container comes back under its own name.",
                self.name
            )
        })
    }

    pub fn undeletes(&self, account: &ArmId) -> Command {
        Command::UndeleteContainer {
            account: account.clone(),
            name: self.row.name.clone(),
            version: self.row.version,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::SimTime,
        engine::{ids::ContainerId, storage::Deletion},
    };

    #[test]
    fn a_name_that_is_taken_stands_in_the_way() {
        let line = DeletedContainerLine::new(&DeletedContainerRow {
            name: "raw".into(),
            version: ContainerId(7),
            deletion: Deletion { at: SimTime::EPOCH, until: SimTime::MAX },
            days_left: 1,
        });
        assert_eq!((line.key.as_str(), line.days_left.as_str()), ("7", "1 day"));
        assert_eq!(line.blocked(&["other".into()]), None);
        assert!(line.blocked(&["raw".into()]).is_some());
        let account = ArmId::new("/a");
        assert_eq!(
            line.undeletes(&account),
            Command::UndeleteContainer { account, name: "raw".into(), version: ContainerId(7) }
        );
    }
}
