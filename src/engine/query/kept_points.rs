//! The recovery points that a policy would leave, had it run for long: the picture of the policy editor.

use super::{
    Viewer,
    point_calendar::{CalendarPoint, CalendarView, tags},
};
use crate::{
    base::{SimSpan, SimTime},
    engine::{
        limits,
        policy::{
            DatasourceType, RetentionRule, RetentionTag, Schedule,
            retention::{TagChoice, TagWalk, expires_at, kept_since, lookback_start},
            schedule::{day_start, firings, local_date, local_text},
            snapshot_count,
            validate::{check_retention, check_schedule},
        },
        refusal::Refusal,
    },
};
use serde::{Deserialize, Serialize};

/// Which points there would be now, had every run of a policy succeeded for as long as it keeps anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptPoints {
    pub datasource_type: DatasourceType,
    pub schedule: Schedule,
    pub retention: Vec<RetentionRule>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptPointsView {
    /// The moment the picture is of.
    pub now: SimTime,
    /// Oldest first.
    pub points: Vec<KeptPoint>,
    /// How many points each rule keeps at most, with how many there may be in all, where that is limited.
    pub counts: Vec<(RetentionTag, u32)>,
    pub total: u32,
    pub limit: Option<u32>,
    /// Some weeks around now, as if every run had succeeded and will.
    pub calendar: CalendarView,
}

/// The days before today in the calendar.
const CALENDAR_PAST_DAYS: i64 = 14;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptPoint {
    pub at: SimTime,
    /// The same moment on a clock in the schedule's zone.
    pub local: String,
    pub choice: TagChoice,
    pub expires_at: SimTime,
}

impl KeptPoints {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<KeptPointsView, Refusal> {
        check_schedule(self.datasource_type, &self.schedule)?;
        check_retention(self.datasource_type, &self.schedule, &self.retention)?;
        let zone = self.schedule.time_zone;
        let (points, mut calendar) = self.walk(viewer.now);
        let today = zone.clocks().shown(viewer.now).day();
        let shown = today - CALENDAR_PAST_DAYS..today - CALENDAR_PAST_DAYS + limits::CALENDAR_DAYS_MAX;
        calendar.retain(|point| {
            shown.contains(&point.day) || point.removal_day.is_some_and(|day| shown.contains(&day))
        });
        let counts = match self.datasource_type {
            DatasourceType::Disk => snapshot_count::points_by_rule(&self.schedule, &self.retention),
            DatasourceType::DataLakeStorage | DatasourceType::Blob => counted(&self.retention, &points),
        };
        Ok(KeptPointsView {
            now: viewer.now,
            total: match self.datasource_type {
                DatasourceType::Disk => snapshot_count::points_kept(&self.schedule, &self.retention),
                DatasourceType::DataLakeStorage | DatasourceType::Blob => {
                    counts.iter().map(|(_, count)| count).sum()
                }
            },
            limit: (self.datasource_type == DatasourceType::Disk)
                .then_some(limits::DISK_SCHEDULED_POINTS_MAX),
            counts,
            points,
            calendar: CalendarView {
                today,
                first: shown.start,
                days: limits::CALENDAR_DAYS_MAX,
                zone: zone.display_name().to_string(),
                rules: tags(&self.retention, &calendar),
                points: calendar,
            },
        })
    }

    /// Walks through the past and some weeks of the future once: what is still there now, and what comes.
    fn walk(&self, now: SimTime) -> (Vec<KeptPoint>, Vec<CalendarPoint>) {
        let zone = self.schedule.time_zone;
        let day = |at: SimTime| zone.clocks().shown(at).day();
        let end = now + SimSpan::from_days(limits::CALENDAR_DAYS_MAX);
        let mut walk = TagWalk::new(&self.retention, zone);
        let (mut kept, mut calendar) = (Vec::new(), Vec::new());
        for at in firings(&self.schedule, self.start(now)).take_while(|at| *at <= end) {
            let choice = walk.next(at);
            let rule = self.retention.iter().find(|rule| rule.tag == choice.tag);
            let expires_at = rule.map_or(at, |rule| expires_at(at, rule.duration));
            if expires_at <= now {
                continue;
            }
            let local = local_text(at, zone);
            calendar.push(CalendarPoint {
                is_planned: at > now,
                local: local.clone(),
                day: day(at),
                tag: choice.tag,
                removal: Some(expires_at),
                removal_day: Some(day(expires_at)),
            });
            if at <= now {
                kept.push(KeptPoint { at, local, choice, expires_at });
            }
        }
        (kept, calendar)
    }

    /// Where the walk starts: just before the periods that the oldest point still there can lie in.
    fn start(&self, now: SimTime) -> SimTime {
        let zone = self.schedule.time_zone;
        let since = self.retention.iter().map(|rule| kept_since(now, rule.duration)).min().unwrap_or(now);
        let first = lookback_start(&self.retention, local_date(since, zone));
        day_start(first, zone) - SimSpan::from_millis(1)
    }
}

fn counted(rules: &[RetentionRule], points: &[KeptPoint]) -> Vec<(RetentionTag, u32)> {
    let count = |tag| points.iter().filter(|point| point.choice.tag == tag).count();
    rules.iter().map(|rule| (rule.tag, u32::try_from(count(rule.tag)).unwrap_or(u32::MAX))).collect()
}
