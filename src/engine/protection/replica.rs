//! The vault copy: what its recovery points show, and what none of them shows any more.
//!
//! The copy keeps versions of paths, each with the points that show it: from the one that brought it in
//! to the one that no longer had it. What a new point brings is found by [`super::replica_delta`].

use crate::engine::{
    event::Event,
    ids::{InstanceId, PointSeq},
    protection::{ReplicaEntry, ReplicaKey, point::points_of},
    state::State,
    storage::{BlobPath, PathEntry},
};

/// What has to go when only the points in `remaining`, in ascending order, are left.
///
/// Versions which the point `abandoned` had ended are the newest ones again.
pub fn sweep(
    state: &State,
    instance: InstanceId,
    remaining: &[PointSeq],
    abandoned: Option<PointSeq>,
) -> Vec<Event> {
    let mut events = Vec::new();
    for (key, replica) in sweepable(state, instance, remaining, abandoned) {
        let until = replica.until.filter(|until| Some(*until) != abandoned);
        let first = remaining.partition_point(|point| *point < key.from);
        let shown = remaining.get(first).is_some_and(|point| until.is_none_or(|until| *point < until));
        if !shown {
            events.push(Event::ReplicaDropped { key: key.clone() });
        } else if until != replica.until {
            events.push(Event::ReplicaReopened { key: key.clone() });
        }
    }
    events
}

/// The versions that may have to go: where the newest point stays, it shows all that have not ended.
fn sweepable<'a>(
    state: &'a State,
    instance: InstanceId,
    remaining: &[PointSeq],
    abandoned: Option<PointSeq>,
) -> Box<dyn Iterator<Item = (&'a ReplicaKey, &'a ReplicaEntry)> + 'a> {
    let newest = points_of(state, instance).next_back().map(|point| point.seq);
    if abandoned.is_none() && newest.is_some() && remaining.last().copied() == newest {
        Box::new(state.ended_replicas(instance))
    } else {
        Box::new(versions(state, instance))
    }
}

/// What a recovery point shows of a container, in path order.
pub fn entries_at<'a>(
    state: &'a State,
    instance: InstanceId,
    container: &str,
    point: PointSeq,
) -> impl Iterator<Item = (&'a BlobPath, &'a PathEntry)> + use<'a> {
    versions_of(state, instance, container)
        .filter(move |(key, replica)| replica.is_visible_at(key.from, point))
        .map(|(key, replica)| (&key.path, &replica.entry))
}

/// Every version in the vault copy of an instance.
pub fn versions(state: &State, instance: InstanceId) -> impl Iterator<Item = (&ReplicaKey, &ReplicaEntry)> {
    let start = ReplicaKey::first(instance, String::new());
    state.replicas.range(start..).take_while(move |(key, _)| key.instance == instance)
}

fn versions_of<'a>(
    state: &'a State,
    instance: InstanceId,
    container: &str,
) -> impl Iterator<Item = (&'a ReplicaKey, &'a ReplicaEntry)> + use<'a> {
    let start = ReplicaKey::first(instance, container.to_string());
    state.replicas.range(start..ReplicaKey::first(instance, next_name(container)))
}

/// The versions of a container that have not ended, in path order.
pub(super) fn newest_versions<'a>(
    state: &'a State,
    instance: InstanceId,
    container: &str,
) -> impl Iterator<Item = (&'a ReplicaKey, &'a ReplicaEntry)> + use<'a> {
    versions_of(state, instance, container).filter(|(_, replica)| replica.until.is_none())
}

/// The version of a path that has not ended.
pub(super) fn newest_version<'a>(
    state: &'a State,
    instance: InstanceId,
    container: &str,
    path: &BlobPath,
) -> Option<(&'a ReplicaKey, &'a ReplicaEntry)> {
    let last = ReplicaKey {
        instance,
        container: container.to_string(),
        path: path.clone(),
        from: PointSeq(u64::MAX),
    };
    // One bound is one way down the tree.
    let before = state.replicas.range(..=last).rev();
    let is_of_path =
        |key: &ReplicaKey| key.instance == instance && key.path == *path && key.container == container;
    let mut versions = before.take_while(|(key, _)| is_of_path(key));
    versions.find(|(_, replica)| replica.until.is_none())
}

/// Names of the containers that the vault copy holds anything of; one look-up each.
pub(super) fn copied_containers(state: &State, instance: InstanceId) -> impl Iterator<Item = &str> {
    let container_from = move |name: String| {
        let (key, _) = state.replicas.range(ReplicaKey::first(instance, name)..).next()?;
        (key.instance == instance).then_some(key.container.as_str())
    };
    std::iter::successors(container_from(String::new()), move |name| container_from(next_name(name)))
}

/// The first text after `name`.
fn next_name(name: &str) -> String {
    format!("{name}\0")
}
