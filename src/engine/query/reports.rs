//! Backup reports: how backups went, what was stored and what that would have cost, over years.

use super::Viewer;
use crate::{
    base::{ArmId, ByteSize, SimDay, SimTime},
    engine::{
        ids::VaultId,
        limits,
        policy::DatasourceType,
        protection::{PointState, point::points_of},
        rbac::action,
        refusal::Refusal,
        usage::{
            DayCounts, Place, StoredDay, UsageKey,
            cost::{Meter, MicroDollars, MonthCharges, Prices, month_of},
            measure::stored_at,
        },
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A report of one vault, or of all that the viewer may read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackupReport {
    pub vault: Option<ArmId>,
    /// Of one kind of datasource; otherwise of all.
    pub datasource_type: Option<DatasourceType>,
    /// The first day is the one this lies in, or the first of which anything is known.
    pub since: SimTime,
    /// The last day is the one this lies in, or today.
    pub until: SimTime,
    pub bucket: Bucket,
    pub prices: Prices,
}

/// What the days of a report are gathered into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bucket {
    Day,
    /// From a Sunday to a Saturday.
    Week,
    Month,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackupReportView {
    /// Without a gap, oldest first; empty where the time lies in the future, or ends before it begins. At most
    /// [`limits::REPORT_DAYS_MAX`] days are looked at.
    pub buckets: Vec<ReportBucket>,
    /// By month, then meter; all meters of each month that the time touches.
    pub costs: Vec<MonthCost>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportBucket {
    /// Its first day that is in the report.
    pub start: SimDay,
    /// Its last one.
    pub end: SimDay,
    pub backups_completed: u64,
    pub backups_failed: u64,
    pub restores_completed: u64,
    pub restores_failed: u64,
    pub points_removed: u64,
    /// Recovery points at its end.
    pub points: u64,
    /// What was stored at its end.
    pub stored: Stored,
    /// Instances whose policy makes recovery points, at its end.
    pub instances: u64,
}

/// What was stored, by where it lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    pub operational: ByteSize,
    pub vault: ByteSize,
    pub soft_deleted: ByteSize,
}

/// What one meter came to in one month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthCost {
    /// Its first day.
    pub month: SimDay,
    pub meter: Meter,
    /// On average over the whole month; days outside the report count as none. Units: bytes, or thousandths of an instance.
    pub average: u64,
    pub cost: MicroDollars,
}

impl BackupReport {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<BackupReportView, Refusal> {
        let vaults = self.vaults(viewer)?;
        let live = stored_at(viewer.state, viewer.now);
        let places: Vec<Place> =
            vaults.iter().flat_map(|vault| self.kinds().map(|kind| (*vault, kind))).collect();
        let known = places.iter().filter_map(|place| first_day(viewer, *place)).min();
        let today = SimDay::of(viewer.now);
        let last = SimDay::of(self.until).min(today);
        let earliest = SimDay(last.0.saturating_sub(limits::REPORT_DAYS_MAX));
        let first = SimDay::of(self.since).max(known.unwrap_or(today)).max(earliest);
        let points = points_now(viewer, &places);
        let mut reckoning = Reckoning::new(first, last, &self.prices, points);
        for place in &places {
            reckoning.count(viewer, *place);
            reckoning.store(viewer, *place, live.get(place).filter(|_| last == today));
        }
        Ok(reckoning.view(self.bucket))
    }

    fn vaults(&self, viewer: &Viewer<'_>) -> Result<Vec<VaultId>, Refusal> {
        if let Some(vault) = &self.vault {
            viewer.require(action::READ_VAULT, vault)?;
            return Ok(vec![viewer.state.find_vault(vault)?.id]);
        }
        let all = viewer.state.vaults.values();
        let readable = all.filter(|vault| viewer.may(action::READ_VAULT, &viewer.state.vault_id(vault)));
        Ok(readable.map(|vault| vault.id).collect())
    }

    fn kinds(&self) -> impl Iterator<Item = DatasourceType> + use<> {
        let only = self.datasource_type;
        DatasourceType::ALL.into_iter().filter(move |kind| only.is_none_or(|only| only == *kind))
    }
}

/// The first day of which anything is known.
fn first_day(viewer: &Viewer<'_>, place: Place) -> Option<SimDay> {
    let all = UsageKey::of(place, SimDay::MIN)..=UsageKey::of(place, SimDay::MAX);
    let counted = viewer.state.day_counts.range(all.clone()).next().map(|(key, _)| key.day);
    let stored = viewer.state.stored_days.range(all).next().map(|(key, _)| key.day);
    counted.into_iter().chain(stored).min()
}

/// Recovery points that can be restored, also those of soft-deleted instances.
fn points_now(viewer: &Viewer<'_>, places: &[Place]) -> u64 {
    let active = viewer.state.instances.values();
    let deleted = viewer.state.deleted_instances.values().map(|row| &row.instance);
    let here = active.chain(deleted).filter(|row| places.contains(&(row.vault, row.datasource_type)));
    let points = here.flat_map(|row| points_of(viewer.state, row.id));
    points.filter(|point| point.state == PointState::Completed).count() as u64
}

/// All places together on one day.
#[derive(Clone, Copy, Debug, Default)]
struct DayTotals {
    counts: DayCounts,
    stored: Stored,
    instances: u64,
}

/// Adds up the days of a report.
struct Reckoning<'a> {
    first: SimDay,
    last: SimDay,
    prices: &'a Prices,
    days: Vec<DayTotals>,
    months: BTreeMap<SimDay, MonthCharges>,
    /// Recovery points at the end of the last day.
    points: u64,
}

impl<'a> Reckoning<'a> {
    /// `points` there are now: counting takes off what came after the last day.
    fn new(first: SimDay, last: SimDay, prices: &'a Prices, points: u64) -> Self {
        let length = usize::try_from(i64::from(last.0) - i64::from(first.0) + 1).unwrap_or_default();
        let days = vec![DayTotals::default(); length];
        Reckoning { first, last, prices, days, months: BTreeMap::new(), points }
    }

    fn count(&mut self, viewer: &Viewer<'_>, place: Place) {
        let since = UsageKey::of(place, self.first)..=UsageKey::of(place, SimDay::MAX);
        for (at, counts) in viewer.state.day_counts.range(since) {
            match self.days.get_mut((at.day.0 - self.first.0) as usize) {
                Some(day) => day.counts += *counts,
                None => self.points = before(self.points, counts),
            }
        }
    }

    /// `today` is what is stored now, where the last day is not over.
    fn store(&mut self, viewer: &Viewer<'_>, place: Place, today: Option<&StoredDay>) {
        let rows = &viewer.state.stored_days;
        let earlier =
            rows.range(UsageKey::of(place, SimDay::MIN)..UsageKey::of(place, self.first)).next_back();
        let mut stored = earlier.map(|(_, row)| *row);
        for index in 0..self.days.len() {
            let day = SimDay(self.first.0 + index as i32);
            stored = rows.get(&UsageKey::of(place, day)).copied().or(stored);
            if let Some(today) = today.filter(|_| day == self.last) {
                stored = Some(*today);
            }
            let Some(stored) = stored else { continue };
            self.days[index].add(&stored);
            self.months.entry(month_of(day)).or_default().add_day(place.1, &stored, self.prices);
        }
    }

    fn view(self, bucket: Bucket) -> BackupReportView {
        let mut buckets: Vec<ReportBucket> = Vec::new();
        for (index, totals) in self.days.iter().enumerate() {
            let day = SimDay(self.first.0 + index as i32);
            let next = ReportBucket::of(day, totals);
            match buckets.last_mut().filter(|last| bucket.first_day(last.start) == bucket.first_day(day)) {
                Some(last) => last.join(&next),
                None => buckets.push(next),
            }
        }
        // From the end, where the points are counted, back to the beginning.
        let mut points = self.points;
        for bucket in buckets.iter_mut().rev() {
            bucket.points = points;
            points = points.saturating_add(bucket.points_removed).saturating_sub(bucket.points_made());
        }
        BackupReportView { buckets, costs: self.months.into_iter().flat_map(month_costs).collect() }
    }
}

/// How many points there were before what is counted.
fn before(points: u64, counts: &DayCounts) -> u64 {
    points
        .saturating_add(u64::from(counts.points_removed))
        .saturating_sub(u64::from(counts.backups_completed))
}

fn month_costs((month, charges): (SimDay, MonthCharges)) -> impl Iterator<Item = MonthCost> {
    Meter::ALL.into_iter().map(move |meter| {
        let charge = charges.of(meter);
        MonthCost { month, meter, average: charge.average(meter, month), cost: charge.cost(meter, month) }
    })
}

impl DayTotals {
    fn add(&mut self, row: &StoredDay) {
        self.stored.operational = self.stored.operational + row.operational;
        self.stored.vault = self.stored.vault + row.vault;
        self.stored.soft_deleted = self.stored.soft_deleted + row.soft_deleted;
        self.instances += u64::from(row.instances);
    }
}

impl Bucket {
    /// The first day of the one that a day lies in.
    pub fn first_day(self, day: SimDay) -> SimDay {
        match self {
            Bucket::Day => day,
            // The first of January 1970 was a Thursday.
            Bucket::Week => SimDay(day.0 - (day.0 + 4).rem_euclid(7)),
            Bucket::Month => month_of(day),
        }
    }
}

impl ReportBucket {
    /// Of one day; the points are counted later.
    fn of(day: SimDay, totals: &DayTotals) -> ReportBucket {
        let counts = &totals.counts;
        ReportBucket {
            start: day,
            end: day,
            backups_completed: u64::from(counts.backups_completed),
            backups_failed: u64::from(counts.backups_failed),
            restores_completed: u64::from(counts.restores_completed),
            restores_failed: u64::from(counts.restores_failed),
            points_removed: u64::from(counts.points_removed),
            points: 0,
            stored: totals.stored,
            instances: totals.instances,
        }
    }

    /// Takes in the one after it: what happened adds up, what is at the end is what is at its end.
    pub fn join(&mut self, next: &ReportBucket) {
        *self = ReportBucket {
            start: self.start,
            backups_completed: self.backups_completed + next.backups_completed,
            backups_failed: self.backups_failed + next.backups_failed,
            restores_completed: self.restores_completed + next.restores_completed,
            restores_failed: self.restores_failed + next.restores_failed,
            points_removed: self.points_removed + next.points_removed,
            ..next.clone()
        };
    }

    /// Recovery points that were made: each backup that is completed has made one.
    pub fn points_made(&self) -> u64 {
        self.backups_completed
    }
}
