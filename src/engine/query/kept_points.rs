//! The recovery points that a policy would leave, had it run for long: the picture of the policy editor.

use super::Viewer;
use crate::{
    base::{SimSpan, SimTime},
    engine::{
        limits,
        policy::{
            DatasourceType, RetentionRule, RetentionTag, Schedule,
            retention::{TagChoice, expires_at, explain_tag, kept_since, lookback_start, period_start},
            schedule::{day_start, local_date, local_text, next_firing},
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
}

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
        let points = self.kept(viewer.now);
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
        })
    }

    /// Walks through the past once, with the runs of the current period in hand.
    fn kept(&self, now: SimTime) -> Vec<KeptPoint> {
        let zone = self.schedule.time_zone;
        let mut recent: Vec<SimTime> = Vec::new();
        let mut kept = Vec::new();
        let runs = std::iter::successors(Some(next_firing(&self.schedule, self.start(now))), |at| {
            Some(next_firing(&self.schedule, *at))
        });
        for at in runs.take_while(|at| *at <= now) {
            let choice = explain_tag(&self.retention, at, zone, recent.iter().copied());
            let rule = self.retention.iter().find(|rule| rule.tag == choice.tag);
            let expires_at = rule.map_or(at, |rule| expires_at(at, rule.duration));
            self.remember(&mut recent, at);
            if expires_at > now {
                kept.push(KeptPoint { at, local: local_text(at, zone), choice, expires_at });
            }
        }
        kept
    }

    /// Where the walk starts: just before the periods that the oldest point still there can lie in.
    fn start(&self, now: SimTime) -> SimTime {
        let zone = self.schedule.time_zone;
        let since = self.retention.iter().map(|rule| kept_since(now, rule.duration)).min().unwrap_or(now);
        let first = lookback_start(&self.retention, local_date(since, zone));
        day_start(first, zone) - SimSpan::from_millis(1)
    }

    /// Keeps the first run of each period: no other tells whether there was one.
    fn remember(&self, recent: &mut Vec<SimTime>, at: SimTime) {
        let zone = self.schedule.time_zone;
        let date = local_date(at, zone);
        let oldest = lookback_start(&self.retention, date);
        recent.retain(|moment| local_date(*moment, zone) >= oldest);
        let is_first = |tag| {
            let start = period_start(tag, date);
            !recent.iter().any(|moment| local_date(*moment, zone) >= start)
        };
        if self.retention.iter().map(|rule| rule.tag).any(is_first) {
            recent.push(at);
        }
    }
}

fn counted(rules: &[RetentionRule], points: &[KeptPoint]) -> Vec<(RetentionTag, u32)> {
    let count = |tag| points.iter().filter(|point| point.choice.tag == tag).count();
    rules.iter().map(|rule| (rule.tag, u32::try_from(count(rule.tag)).unwrap_or(u32::MAX))).collect()
}
