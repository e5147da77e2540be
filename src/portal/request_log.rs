//! What the portal asked the engine for, as the requests that Azure would have got.
//!
//! Kept in the page alone: the newest, and not for longer than the page is open.

use crate::{
    base::SimTime,
    engine::{rbac::PrincipalId, request::Command},
    rpc::{Failure, Receipt, Rendered},
};
use uuid::Uuid;

/// The log forgets what lies further back.
pub const ENTRIES_MAX: usize = 500;

/// What became of a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    CarriedOut { correlation: Uuid },
    Failed(Failure),
}

/// A command that was given.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub number: u64,
    /// When it was carried out; none where it was not.
    pub at: Option<SimTime>,
    pub who: PrincipalId,
    pub command: Command,
    /// As it was when the command was given. Never empty.
    pub rendered: Vec<Rendered>,
    pub ended: Ended,
}

/// Newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestLog {
    entries: Vec<Entry>,
    given: u64,
}

impl RequestLog {
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn entry(&self, number: u64) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.number == number)
    }

    /// Writes down what was given, under which number. What Azure has no request for is left out.
    pub fn record(
        &mut self,
        who: PrincipalId,
        command: Command,
        rendered: Vec<Rendered>,
        result: &Result<Receipt, Failure>,
    ) -> Option<u64> {
        if rendered.is_empty() {
            return None;
        }
        self.given += 1;
        let (at, ended) = match result {
            Ok(receipt) => (Some(receipt.at), Ended::CarriedOut { correlation: receipt.correlation }),
            Err(failure) => (None, Ended::Failed(failure.clone())),
        };
        self.entries.insert(0, Entry { number: self.given, at, who, command, rendered, ended });
        self.entries.truncate(ENTRIES_MAX);
        Some(self.given)
    }

    /// What was asked for by several commands, in their order; those that are forgotten are left out.
    pub fn rendered(&self, numbers: &[u64]) -> Vec<Rendered> {
        let entries = numbers.iter().filter_map(|number| self.entry(*number));
        entries.flat_map(|entry| entry.rendered.clone()).collect()
    }

    pub fn clear(&mut self) {
        self.entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{HttpRequest, Method},
        rpc::{Made, Trouble},
    };

    fn record(log: &mut RequestLog, rendered: usize) -> Option<u64> {
        let one = Rendered {
            request: HttpRequest::new(Method::Put, "https://management.azure.com/x"),
            az: Some("az group create".to_string()),
            bicep: None,
        };
        let receipt =
            Receipt { correlation: Uuid::nil(), at: SimTime::EPOCH, made: Made::Nothing, activity: None };
        log.record(PrincipalId::SYSTEM, Command::KeepTime, vec![one; rendered], &Ok(receipt))
    }

    #[test]
    fn it_is_bounded_and_newest_first() {
        let mut log = RequestLog::default();
        for _ in 0..ENTRIES_MAX + 5 {
            record(&mut log, 1);
        }
        assert_eq!(log.entries().len(), ENTRIES_MAX);
        assert_eq!(log.entries()[0].number, ENTRIES_MAX as u64 + 5);
        assert!(log.entry(5).is_none() && log.entry(6).is_some());
        assert_eq!((log.rendered(&[5]).len(), log.rendered(&[5, 7, 6]).len()), (0, 2));
        log.clear();
        assert_eq!(record(&mut log, 1), Some(ENTRIES_MAX as u64 + 6));
        assert_eq!(log.entries()[0].number, ENTRIES_MAX as u64 + 6, "numbers are not given twice");
    }

    #[test]
    fn what_is_no_request_is_left_out_and_failures_are_not() {
        let mut log = RequestLog::default();
        assert_eq!(record(&mut log, 0), None);
        assert!(log.entries().is_empty());
        assert_eq!(record(&mut log, 1), Some(1));
        let one = log.entries()[0].rendered.clone();
        log.record(PrincipalId::SYSTEM, Command::KeepTime, one, &Err(Failure::Trouble(Trouble::Gone)));
        assert_eq!(log.entries()[0].ended, Ended::Failed(Failure::Trouble(Trouble::Gone)));
    }
}
