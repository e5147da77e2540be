//! The recovery points of an instance day by day: those that are there, those that its schedule will make, and when
//! each goes.

use super::Viewer;
use crate::{
    base::{ArmId, SimTime},
    engine::{
        limits,
        policy::{
            RetentionRule, RetentionTag, ScheduledBackups, TimeZone,
            calendar::ClockTime,
            retention::{TagWalk, lookback_start},
            schedule::{day_start, firings, local_date, local_text},
        },
        protection::{
            BackupInstance, PointState, ProtectionState,
            backup::policy_of,
            point::{removal_once_older, slots_since, verdicts},
        },
        rbac::action,
        refusal::Refusal,
    },
};
use serde::{Deserialize, Serialize};

/// The points of an instance in some weeks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointCalendar {
    pub instance: ArmId,
    /// The first day, counted from today on the calendar of the schedule's zone; at most
    /// [`limits::CALENDAR_AHEAD_DAYS`] ahead.
    pub first: i64,
    /// At most [`limits::CALENDAR_DAYS_MAX`].
    pub days: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalendarView {
    /// Days since 1970-01-01, as are all days here.
    pub today: i64,
    pub first: i64,
    pub days: i64,
    /// As the portal lists it.
    pub zone: String,
    /// Rules of the policy and of the points that are shown, most special last.
    pub rules: Vec<RetentionTag>,
    /// Made or deleted on one of the days, oldest first.
    pub points: Vec<CalendarPoint>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalendarPoint {
    /// The schedule is still to make it.
    pub is_planned: bool,
    /// On a clock in the schedule's zone.
    pub local: String,
    pub day: i64,
    pub tag: RetentionTag,
    /// When it goes if nothing changes, and which day that is; none while something holds it.
    pub removal: Option<SimTime>,
    pub removal_day: Option<i64>,
}

impl PointCalendar {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<CalendarView, Refusal> {
        viewer.require(action::READ_POINTS, &self.instance)?;
        let instance = viewer.state.find_instance(&self.instance)?;
        let scheduled = policy_of(viewer.state, instance).scheduled.as_ref();
        let zone = scheduled.map_or(TimeZone::Utc, |scheduled| scheduled.schedule.time_zone);
        let today = zone.clocks().shown(viewer.now).day();
        let first = today + self.first.clamp(-limits::CALENDAR_BACK_DAYS, limits::CALENDAR_AHEAD_DAYS);
        let days = self.days.clamp(1, limits::CALENDAR_DAYS_MAX);
        let mut points = made(viewer, instance, zone);
        if let Some(scheduled) = scheduled.filter(|_| instance.state == ProtectionState::ProtectionConfigured)
        {
            points.extend(planned(viewer, instance, scheduled, first + days));
        }
        let shown = first..first + days;
        points.retain(|point| {
            shown.contains(&point.day) || point.removal_day.is_some_and(|day| shown.contains(&day))
        });
        let rules = scheduled.map_or(&[][..], |scheduled| &scheduled.retention);
        let zone = zone.display_name().to_string();
        Ok(CalendarView { today, first, days, zone, rules: tags(rules, &points), points })
    }
}

/// The points that are there.
fn made(viewer: &Viewer<'_>, instance: &BackupInstance, zone: TimeZone) -> Vec<CalendarPoint> {
    let day = |at: SimTime| zone.clocks().shown(at).day();
    let mut complete: Vec<_> = verdicts(viewer.state, instance, viewer.now)
        .filter(|(point, _)| point.state == PointState::Completed)
        .collect();
    complete.sort_by_key(|(point, _)| point.seq);
    let complete = complete.into_iter().map(|(point, verdict)| {
        let at = point.slot.unwrap_or(point.created_at);
        // What is overdue is held by a lock or a missing role.
        let removal = verdict.removal().filter(|at| *at > viewer.now);
        let local = local_text(point.created_at, zone);
        let (day, removal_day) = (day(at), removal.map(day));
        CalendarPoint { is_planned: false, local, day, tag: point.tag, removal, removal_day }
    });
    complete.collect()
}

/// The points that the schedule will make before a day, when every run succeeds.
fn planned(
    viewer: &Viewer<'_>,
    instance: &BackupInstance,
    scheduled: &ScheduledBackups,
    before: i64,
) -> Vec<CalendarPoint> {
    let (schedule, rules) = (&scheduled.schedule, &scheduled.retention);
    let zone = schedule.time_zone;
    let since = day_start(lookback_start(rules, local_date(viewer.now, zone)), zone);
    let mut slots: Vec<SimTime> = slots_since(viewer.state, instance.id, since).collect();
    slots.reverse();
    let mut walk = TagWalk::new(rules, zone);
    slots.into_iter().for_each(|slot| _ = walk.next(slot));
    let clocks = zone.clocks();
    let end = clocks.first_showing(ClockTime::new(before, 0));
    let runs = firings(schedule, viewer.now).take_while(|at| *at < end).map(|at| {
        let tag = walk.next(at).tag;
        let removal = removal_once_older(instance, rules, tag, at);
        CalendarPoint {
            is_planned: true,
            local: local_text(at, zone),
            day: clocks.shown(at).day(),
            tag,
            removal,
            removal_day: removal.map(|at| clocks.shown(at).day()),
        }
    });
    runs.collect()
}

pub(super) fn tags(rules: &[RetentionRule], points: &[CalendarPoint]) -> Vec<RetentionTag> {
    let is_used = |tag: &RetentionTag| {
        rules.iter().any(|rule| rule.tag == *tag) || points.iter().any(|point| point.tag == *tag)
    };
    RetentionTag::ALL.into_iter().filter(is_used).collect()
}
