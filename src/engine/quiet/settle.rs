//! How a lane becomes rows again: as if each of its backups that left something had been decided by itself.
//!
//! The rows are made by the functions that a backup makes them by, at the moment and with the ids that it had.

use crate::{
    base::SimTime,
    engine::{
        apply::apply_event,
        decide::Context,
        event::Event,
        ids::{DiskId, GroupId, IdAllocator, LayerId, PointSeq},
        job::{JobStatus, memory},
        protection::{BackupInstance, backup::Start, disk, point},
        quiet::{
            Told,
            lane::{Lane, LaneJob, LaneTimer},
        },
        rbac::PrincipalId,
        state::{State, TimerAction},
    },
};
use std::collections::BTreeMap;

/// Writes the rows of a lane.
pub(super) fn settle(mut lane: Lane, state: &mut State, told: Told) {
    let Some(instance) = state.instances.get(&lane.instance).cloned() else { return };
    let mut settling = Settling { state, told, instance, disk: lane.disk, group: lane.group };
    if let Some(last) = lane.last_start {
        let forgotten: Vec<Event> = memory::forget_old(settling.state, lane.instance, last).collect();
        settling.make(forgotten);
    }
    let [before, after] = std::mem::take(&mut lane.removed);
    settling.remove(&before);
    settling.write_backups(&lane);
    settling.remove(&after);
    settling.set_timers(&lane);
}

struct Settling<'s, 't> {
    state: &'s mut State,
    told: Told<'t>,
    instance: BackupInstance,
    disk: DiskId,
    group: GroupId,
}

impl Settling<'_, '_> {
    fn make(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            apply_event(self.state, &event);
            (self.told)(&event);
        }
    }

    /// Points that had rows.
    fn remove(&mut self, points: &[(PointSeq, SimTime)]) {
        for (seq, at) in points {
            let Some(row) = self.state.points.get(&(self.instance.id, *seq)) else { continue };
            let events = point::remove(self.state, &self.instance, &[row], *at);
            self.make(events);
        }
    }

    /// Backups whose job is remembered, or whose point is there, in the order in which they were.
    fn write_backups(&mut self, lane: &Lane) {
        let born = lane.points.iter().filter(|point| lane.is_born(point.seq));
        let born: Vec<LaneJob> = born.filter_map(|point| lane.backups.of_point(point.seq)).collect();
        // The first snapshot took over what was on the disk: without it the first that is there did.
        if let Some(first) = lane.first.filter(|first| born.first().is_none_or(|born| born.id != first.id)) {
            let taker = born.first().map_or(lane.top, |born| born.layer);
            self.pass_layer(&first, taker);
        }
        let remembered = lane.backups.first_remembered().unwrap_or(lane.next_point);
        let mut backups: BTreeMap<PointSeq, (LaneJob, Option<LayerId>)> =
            lane.backups.remembered().map(|job| (job.seq, (job, None))).collect();
        // The layer above a snapshot is that of the next one that is there.
        let tops = born.iter().skip(1).map(|next| next.layer).chain([lane.top]);
        backups.extend(born.iter().zip(tops).map(|(job, top)| (job.seq, (*job, Some(top)))));
        for (seq, (job, top)) in backups {
            self.write_backup(&job, seq >= remembered, top);
        }
    }

    /// A snapshot that came and went.
    fn pass_layer(&mut self, job: &LaneJob, taker: LayerId) {
        let events = self.backup_events(job, Some(taker));
        let created = events.into_iter().find(|event| matches!(event, Event::SnapshotCreated { .. }));
        self.make(created.into_iter().chain([Event::SnapshotDeleted(job.snapshot())]));
    }

    /// `top` is the layer that comes above its snapshot, if the point is there.
    fn write_backup(&mut self, job: &LaneJob, is_remembered: bool, top: Option<LayerId>) {
        let mut events = self.backup_events(job, top);
        events.retain(|event| match event {
            Event::JobStarted(_) => is_remembered,
            Event::TimerSet { .. } => job.ended_at.is_none(),
            _ => true,
        });
        let point = (self.instance.id, job.seq);
        if let Some(at) = job.ended_at {
            let completed = Event::RecoveryPointCompleted { instance: point.0, point: point.1 };
            events.extend(top.map(|_| completed));
            let ended = Event::JobEnded { job: job.id, status: JobStatus::Completed, at, error: None };
            events.extend(is_remembered.then_some(ended));
        }
        self.make(events);
    }

    /// What the backup did when it started; without its snapshot and its point where `top` is none.
    fn backup_events(&self, job: &LaneJob, top: Option<LayerId>) -> Vec<Event> {
        let correlation = self.state.seed().guid("timer", job.timer.0);
        let mut context = Context::new(self.state, PrincipalId::SYSTEM, job.started_at, correlation);
        context.ids = IdAllocator::starting_at(job.id.0);
        let instance = BackupInstance { next_point: job.seq, ..self.instance.clone() };
        let (disk, group) = (self.state.disks.get(&self.disk), self.state.groups.get(&self.group));
        let (Some(disk), Some(group)) = (disk, group) else { return Vec::new() };
        let start = Start { slot: Some(job.slot), tag: job.tag };
        let Some(layer) = top else {
            return vec![Event::JobStarted(disk::start_snapshot_job(&mut context, &instance, start, disk))];
        };
        let mut events = disk::take_snapshot(&mut context, &instance, start, disk, group);
        for event in &mut events {
            if let Event::SnapshotCreated { top, .. } = event {
                *top = layer;
            }
        }
        events
    }

    fn set_timers(&mut self, lane: &Lane) {
        let id = lane.instance;
        let timers = lane.timers().filter_map(|((due, timer), kind)| {
            let action = match kind {
                LaneTimer::Start => TimerAction::ScheduledBackup(id),
                LaneTimer::Expire => TimerAction::ExpirePoints(id),
                // Written with its backup.
                LaneTimer::End => return None,
            };
            Some(Event::TimerSet { due, timer, action })
        });
        let timers: Vec<Event> = timers.collect();
        self.make(timers);
    }
}
