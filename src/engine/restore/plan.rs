//! What a restore would write.

use crate::{
    base::ByteSize,
    engine::{
        limits,
        policy::DatasourceType,
        protection::{RecoveryPoint, replica::entries_at},
        restore::{ContainerPick, RestoreError, RestoreSelection},
        state::State,
        storage::{BlobPath, PathEntry},
    },
};
use std::collections::BTreeMap;

/// The static website container, which a restore of a data lake cannot write under its own name.
///
/// Source: Azure Backup, "Support matrix for Azure Data Lake Storage backup".
const STATIC_WEBSITE: &str = "$web";

/// The containers and paths a restore writes.
#[derive(Debug)]
pub struct Plan<'a> {
    /// Sorted by name.
    pub containers: Vec<PlannedContainer<'a>>,
    pub size: ByteSize,
}

#[derive(Debug)]
pub struct PlannedContainer<'a> {
    pub name: String,
    /// In path order, every directory before what lies in it.
    pub entries: Vec<(&'a BlobPath, &'a PathEntry)>,
}

/// Makes the plan of a selection from a recovery point.
///
/// # Errors
/// Nothing selected, containers the point does not hold, a system container, prefixes nothing starts with.
pub fn plan<'a>(
    state: &'a State,
    datasource_type: DatasourceType,
    point: &RecoveryPoint,
    selection: &RestoreSelection,
) -> Result<Plan<'a>, RestoreError> {
    let picks = picks(point, selection);
    if picks.is_empty() {
        return Err(RestoreError::NothingSelected);
    }
    let held = |name: &&String| point.containers().binary_search(name).is_ok();
    let strangers: Vec<String> = picks.keys().filter(|name| !held(name)).cloned().collect();
    if !strangers.is_empty() {
        return Err(RestoreError::ContainersNotInPoint { containers: strangers });
    }
    if datasource_type != DatasourceType::Blob && picks.contains_key(STATIC_WEBSITE) {
        return Err(RestoreError::SystemContainer { container: STATIC_WEBSITE.to_string() });
    }
    let planned = picks.into_iter().map(|(name, prefixes)| plan_container(state, point, name, &prefixes));
    let containers = planned.collect::<Result<Vec<_>, _>>()?;
    let files = containers.iter().flat_map(|container| &container.entries).filter_map(|(_, e)| e.file());
    let size = files.map(|facts| facts.size).sum();
    Ok(Plan { containers, size })
}

/// Checks that a selection is not larger than one restore takes.
///
/// # Errors
/// Too many containers, or too many prefixes for one of them.
pub fn check_limits(selection: &RestoreSelection) -> Result<(), RestoreError> {
    let RestoreSelection::Containers(picks) = selection else { return Ok(()) };
    if picks.len() > limits::RESTORE_CONTAINERS_MAX {
        return Err(RestoreError::TooManyContainers { count: picks.len() });
    }
    for ContainerPick { container, prefixes } in picks {
        if prefixes.len() > limits::RESTORE_PREFIXES_PER_CONTAINER_MAX {
            let (container, count) = (container.clone(), prefixes.len());
            return Err(RestoreError::TooManyPrefixes { container, count });
        }
    }
    Ok(())
}

/// Prefixes by container; a container without any is restored whole, also when it is picked twice.
fn picks(point: &RecoveryPoint, selection: &RestoreSelection) -> BTreeMap<String, Vec<String>> {
    let RestoreSelection::Containers(picked) = selection else {
        return point.containers().iter().map(|name| (name.clone(), Vec::new())).collect();
    };
    let mut picks: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ContainerPick { container, prefixes } in picked {
        match picks.get_mut(container) {
            None => drop(picks.insert(container.clone(), prefixes.clone())),
            Some(known) if known.is_empty() || prefixes.is_empty() => known.clear(),
            Some(known) => known.extend_from_slice(prefixes),
        }
    }
    picks
}

fn plan_container<'a>(
    state: &'a State,
    point: &RecoveryPoint,
    name: String,
    prefixes: &[String],
) -> Result<PlannedContainer<'a>, RestoreError> {
    let entries = entries_at(state, point.instance, &name, point.seq);
    if prefixes.is_empty() {
        return Ok(PlannedContainer { entries: entries.collect(), name });
    }
    let entries = matching(entries, prefixes);
    if !entries.iter().any(|(_, entry)| entry.file().is_some()) {
        return Err(RestoreError::NothingMatches { container: name });
    }
    Ok(PlannedContainer { entries, name })
}

/// The entries that start with one of the prefixes, and the directories they lie in.
fn matching<'a>(
    entries: impl Iterator<Item = (&'a BlobPath, &'a PathEntry)>,
    prefixes: &[String],
) -> Vec<(&'a BlobPath, &'a PathEntry)> {
    let mut matching = Vec::new();
    // Directories on the way down to the current path that are not yet in.
    let mut above: Vec<(&BlobPath, &PathEntry)> = Vec::new();
    for (path, entry) in entries {
        while above.last().is_some_and(|(directory, _)| !path.is_within(directory)) {
            above.pop();
        }
        if prefixes.iter().any(|prefix| path.as_str().starts_with(prefix.as_str())) {
            matching.append(&mut above);
            matching.push((path, entry));
        } else if entry.is_directory() {
            above.push((path, entry));
        }
    }
    matching
}
