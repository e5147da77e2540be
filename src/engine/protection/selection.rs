//! Which containers of an account a selection means.

use crate::engine::{
    ids::AccountId, limits::PROTECTED_CONTAINERS_PER_ACCOUNT_MAX, protection::ContainerSelection,
    state::State, storage::Container,
};
use std::collections::BTreeMap;

/// What a selection means today.
#[derive(Debug)]
pub struct Selected<'a> {
    /// Sorted by name; never more than can be protected.
    pub containers: Vec<&'a Container>,
    /// Listed names that no container has.
    pub missing: Vec<String>,
    /// How many containers the selection asks for, whether they exist or fit or not.
    pub asked: usize,
}

/// Resolves a selection against the containers of an account.
///
/// Of more than can be protected, all present and future ones means the oldest: a container that joins
/// when the limit is reached stays unprotected.
pub fn selected<'a>(state: &'a State, account: AccountId, selection: &ContainerSelection) -> Selected<'a> {
    match selection {
        ContainerSelection::Listed(names) => listed(state, account, names),
        ContainerSelection::AllExcept { prefixes } => all_except(state, account, prefixes),
    }
}

fn listed<'a>(state: &'a State, account: AccountId, names: &[String]) -> Selected<'a> {
    let mut names = names.to_vec();
    names.sort();
    names.dedup();
    let asked = names.len();
    let by_name: BTreeMap<&str, &Container> =
        state.containers_of(account).map(|container| (container.name.as_str(), container)).collect();
    let containers = names.iter().filter_map(|name| by_name.get(name.as_str()).copied()).collect();
    names.retain(|name| !by_name.contains_key(name.as_str()));
    Selected { containers, missing: names, asked }
}

fn all_except<'a>(state: &'a State, account: AccountId, prefixes: &[String]) -> Selected<'a> {
    let excluded = |name: &str| prefixes.iter().any(|prefix| !prefix.is_empty() && name.starts_with(prefix));
    let mut containers: Vec<&Container> =
        state.containers_of(account).filter(|container| !excluded(&container.name)).collect();
    let asked = containers.len();
    // Ids are handed out in order of creation.
    containers.sort_by_key(|container| container.id);
    containers.truncate(PROTECTED_CONTAINERS_PER_ACCOUNT_MAX);
    containers.sort_by(|one, other| one.name.cmp(&other.name));
    Selected { containers, missing: Vec::new(), asked }
}
