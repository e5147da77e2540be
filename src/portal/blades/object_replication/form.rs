//! Input of *Create replication rules*.

use crate::{
    base::ArmId,
    engine::{
        request::Command,
        storage::{ReplicationRule, object_replication::check_rules},
    },
    portal::blades::{project_details::form::REQUIRED, words},
};

/// A pair of containers as it is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PairForm {
    pub source: String,
    pub destination: String,
    /// Copy over *everything*, not only new objects.
    pub everything: bool,
}

/// A policy as it is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyForm {
    /// Id of the destination account; empty while none is chosen.
    pub destination: String,
    /// Never empty.
    pub pairs: Vec<PairForm>,
    /// Somebody pressed *Create*: what is missing is shown from then on.
    pub tried: bool,
}

impl Default for PolicyForm {
    fn default() -> Self {
        Self { destination: String::new(), pairs: vec![PairForm::default()], tried: false }
    }
}

impl PolicyForm {
    /// Another account has other containers.
    pub fn choose_destination(&mut self, account: String) {
        self.destination = account;
        self.pairs.iter_mut().for_each(|pair| pair.destination.clear());
    }

    /// The last pair stays.
    pub fn remove_pair(&mut self, pair: usize) {
        if pair < self.pairs.len() && self.pairs.len() > 1 {
            self.pairs.remove(pair);
        }
    }

    pub fn destination_error(&self) -> Option<String> {
        (self.tried && self.destination.is_empty()).then(|| REQUIRED.to_string())
    }

    pub fn source_error(&self, pair: usize) -> Option<String> {
        let missing = self.pairs.get(pair).is_some_and(|pair| pair.source.is_empty());
        (self.tried && missing).then(|| REQUIRED.to_string())
    }

    pub fn target_error(&self, pair: usize) -> Option<String> {
        let missing = self.pairs.get(pair).is_some_and(|pair| pair.destination.is_empty());
        (self.tried && missing).then(|| REQUIRED.to_string())
    }

    /// What is wrong with the pairs together.
    pub fn rules_error(&self) -> Option<String> {
        let complete = self.rules()?;
        check_rules(&complete).err().map(|refusal| words(&refusal.explain()))
    }

    fn rules(&self) -> Option<Vec<ReplicationRule>> {
        let rule = |pair: &PairForm| {
            let is_complete = !pair.source.is_empty() && !pair.destination.is_empty();
            is_complete.then(|| ReplicationRule {
                source: pair.source.clone(),
                destination: pair.destination.clone(),
                copies_existing: pair.everything,
            })
        };
        self.pairs.iter().map(rule).collect()
    }

    /// The command, as long as everything is chosen.
    pub fn command(&self, source: &ArmId) -> Option<Command> {
        if self.destination.is_empty() || self.rules_error().is_some() {
            return None;
        }
        let (source, destination) = (source.clone(), ArmId::new(&self.destination));
        Some(Command::CreateReplicationPolicy { source, destination, rules: self.rules()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(source: &str, destination: &str) -> PairForm {
        PairForm { source: source.to_string(), destination: destination.to_string(), everything: true }
    }

    #[test]
    fn a_policy_needs_an_account_and_whole_pairs() {
        let source = ArmId::new("/source");
        let mut form = PolicyForm::default();
        assert_eq!((form.command(&source), form.destination_error()), (None, None));
        form.tried = true;
        assert_eq!(form.destination_error().as_deref(), Some(REQUIRED));
        assert_eq!(form.source_error(0).as_deref(), Some(REQUIRED));
        form.choose_destination("/destination".to_string());
        form.pairs = vec![pair("one", "a"), pair("two", "")];
        assert_eq!((form.command(&source), form.target_error(1).as_deref()), (None, Some(REQUIRED)));
        form.pairs[1].destination = "a".to_string();
        assert!(form.rules_error().is_some_and(|text| text.contains("more than one rule")));
        assert_eq!(form.command(&source), None);
        form.pairs[1].destination = "b".to_string();
        let rule = |source: &str, destination: &str| ReplicationRule {
            source: source.to_string(),
            destination: destination.to_string(),
            copies_existing: true,
        };
        let rules = vec![rule("one", "a"), rule("two", "b")];
        let destination = ArmId::new("/destination");
        assert_eq!(
            form.command(&source),
            Some(Command::CreateReplicationPolicy { source: source.clone(), destination, rules })
        );
        form.choose_destination("/other".to_string());
        assert_eq!(form.command(&source), None, "its containers have to be chosen anew");
    }
    #[test]
    fn the_last_pair_stays() {
        let mut form =
            PolicyForm { pairs: vec![pair("one", "a"), pair("two", "b")], ..PolicyForm::default() };
        form.remove_pair(2);
        form.remove_pair(0);
        form.remove_pair(0);
        assert_eq!(form.pairs, [pair("two", "b")]);
    }
}
