//! Measuring what is stored: once a day at midnight (UTC), while there is anything to measure.
//!
//! The service meters what it bills by the day; that it does so at midnight is ours.

use crate::{
    base::{ByteSize, SimDay, SimSpan, SimTime},
    engine::{
        decide::Context,
        event::Event,
        ids::InstanceId,
        limits,
        protection::{BackupInstance, backup::policy_of},
        state::{State, TimerAction},
        usage::{Place, StoredDay, UsageKey},
    },
};
use std::collections::BTreeMap;

/// Sees to it that the day's end is measured.
pub(in crate::engine) fn schedule(context: &mut Context) -> Option<Event> {
    if is_scheduled(context.state) {
        return None;
    }
    let due = SimDay::of(context.now).end();
    Some(context.timer(due, TimerAction::MeasureStores))
}

pub(in crate::engine) fn is_scheduled(state: &State) -> bool {
    !state.timers.index().keys(&TimerAction::MeasureStores).is_empty()
}

/// A day is over: writes down what is stored where it is no longer what it was, and sets the next timer.
pub(in crate::engine) fn measure(context: &mut Context) -> Vec<Event> {
    let (state, now) = (context.state, context.now);
    let day = SimDay::of(now - SimSpan::from_millis(1));
    let stored = stored_at(state, now);
    let goes_on = stored.values().any(|stored| !stored.is_nothing());
    let newest: BTreeMap<Place, &StoredDay> = newest(state).collect();
    let changed = stored.into_iter().filter(|(place, stored)| newest.get(place) != Some(&stored));
    let changed: Vec<(UsageKey, StoredDay)> =
        changed.map(|(place, stored)| (UsageKey::of(place, day), stored)).collect();
    let mut events = Vec::new();
    if !changed.is_empty() {
        events.push(Event::StoresMeasured(changed));
    }
    if goes_on {
        events.push(context.timer(SimDay::of(now).end(), TimerAction::MeasureStores));
    }
    events
}

/// The newest row of each place, found without a look at the others.
fn newest(state: &State) -> impl Iterator<Item = (Place, &StoredDay)> {
    let mut before = UsageKey::MAX;
    std::iter::from_fn(move || {
        let (key, row) = state.stored_days.range(..before).next_back()?;
        before = UsageKey { day: SimDay::MIN, ..*key };
        Some((key.place(), row))
    })
}

/// What is stored now; also where there was something and is nothing any more.
pub fn stored_at(state: &State, now: SimTime) -> BTreeMap<Place, StoredDay> {
    let mut all = BTreeMap::new();
    for (place, row) in newest(state) {
        all.insert(place, StoredDay::nothing(row.redundancy));
    }
    for instance in state.instances.values() {
        let Some(sum) = sum_of(state, &mut all, instance) else { continue };
        sum.instances += u32::from(policy_of(state, instance).scheduled.is_some());
        sum.operational = sum.operational + state.snapshots_used(instance.id);
        sum.vault = sum.vault + state.stored_in_vault(instance.id);
    }
    for row in state.deleted_instances.values() {
        let Some(sum) = sum_of(state, &mut all, &row.instance) else { continue };
        // Soft delete is a feature of the vault: snapshots are billed as ever.
        sum.operational = sum.operational + state.snapshots_used(row.instance.id);
        let size = state.stored_in_vault(row.instance.id);
        sum.soft_deleted = sum.soft_deleted + size;
        let is_billed = now.since(row.deletion.at) > limits::SOFT_DELETE_FREE;
        sum.soft_deleted_billed = sum.soft_deleted_billed + if is_billed { size } else { ByteSize::ZERO };
    }
    all
}

fn sum_of<'a>(
    state: &State,
    all: &'a mut BTreeMap<Place, StoredDay>,
    instance: &BackupInstance,
) -> Option<&'a mut StoredDay> {
    let redundancy = state.vaults.get(&instance.vault)?.redundancy;
    let place = (instance.vault, instance.datasource_type);
    Some(all.entry(place).or_insert_with(|| StoredDay::nothing(redundancy)))
}

/// What the vault holds of an instance and its snapshots take.
pub fn stored_of(state: &State, instance: InstanceId) -> ByteSize {
    state.snapshots_used(instance) + state.stored_in_vault(instance)
}
