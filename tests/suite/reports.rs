//! Backup reports against a diary: at each midnight somebody looks at jobs, points, snapshots and files, and writes down
//! what there is.

use crate::{
    disk_site::DiskSite,
    lab::{Lab, persona},
    schedule::at,
    site::Site,
};
use std::collections::{BTreeMap, BTreeSet};
use vault_lab::{
    base::{ArmId, ByteSize, SimDay, SimSpan, SimTime},
    engine::{
        Command, State,
        ids::JobId,
        job::{JobOperation, JobStatus},
        policy::{DatasourceType, RetentionTag, ScheduleFrequency},
        protection::{disk::snapshot_of, point::points_of, replica::versions},
        query::{BackupReport, BackupReportView, Bucket, ReportBucket, Stored},
        rbac::PERSONAS,
        usage::cost::{Meter, Prices},
    },
};

/// What one day came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Page {
    completed: u64,
    failed: u64,
    restored: u64,
    points: u64,
    stored: Stored,
}

impl From<&ReportBucket> for Page {
    fn from(bucket: &ReportBucket) -> Page {
        Page {
            completed: bucket.backups_completed,
            failed: bucket.backups_failed,
            restored: bucket.restores_completed,
            points: bucket.points,
            stored: bucket.stored,
        }
    }
}

/// Looks, once a day.
#[derive(Default)]
struct Diary {
    pages: BTreeMap<SimDay, Page>,
    seen: BTreeSet<JobId>,
}

impl Diary {
    /// Lives to the midnight after so many days, and looks just before each on the way.
    fn live(&mut self, lab: &mut Lab, days: u32) {
        for _ in 0..days {
            let day = SimDay::of(lab.now());
            lab.advance_to(day.end() - SimSpan::from_millis(1));
            let page = self.look(&lab.state);
            self.pages.insert(day, page);
            lab.advance_to(day.end());
        }
    }

    fn look(&mut self, state: &State) -> Page {
        let mut page = Page { points: state.points.len() as u64, stored: stored(state), ..Page::default() };
        for job in state.jobs.values().filter(|job| job.status != JobStatus::InProgress) {
            if !self.seen.insert(job.id) {
                continue;
            }
            match (job.operation, job.status) {
                (JobOperation::Backup, JobStatus::Completed) => page.completed += 1,
                (JobOperation::Backup, JobStatus::Failed) => page.failed += 1,
                (JobOperation::Restore, JobStatus::Completed) => page.restored += 1,
                _ => {}
            }
        }
        page
    }
}

fn stored(state: &State) -> Stored {
    let mut stored = Stored::default();
    let add = |sum: &mut ByteSize, size: ByteSize| *sum = *sum + size;
    let active = state.instances.values().map(|row| (row.id, false));
    let deleted = state.deleted_instances.values().map(|row| (row.instance.id, true));
    for (instance, is_deleted) in active.chain(deleted) {
        let snapshots = points_of(state, instance).filter_map(|point| snapshot_of(state, point));
        add(&mut stored.operational, snapshots.map(|snapshot| state.snapshot_used(snapshot)).sum());
        let files = versions(state, instance).filter_map(|(_, version)| version.entry.file());
        let size = files.map(|facts| facts.size).sum();
        add(if is_deleted { &mut stored.soft_deleted } else { &mut stored.vault }, size);
    }
    stored
}

fn report(vault: &ArmId, bucket: Bucket) -> BackupReport {
    BackupReport {
        vault: Some(vault.clone()),
        datasource_type: None,
        since: SimTime::MIN,
        until: SimTime::MAX,
        bucket,
        prices: Prices::default(),
    }
}

/// Days of the diary that are in no report: nothing had happened before them.
fn compare(diary: &Diary, view: &BackupReportView) {
    let reported: BTreeMap<SimDay, Page> =
        view.buckets.iter().map(|bucket| (bucket.start, Page::from(bucket))).collect();
    let first = view.buckets.first().expect("there was something").start;
    for (day, page) in &diary.pages {
        match reported.get(day) {
            Some(found) => assert_eq!(found, page, "{day:?}"),
            None => assert!(*day < first && *page == Page::default(), "{day:?}: {page:?}"),
        }
    }
    assert!(diary.pages.values().any(|page| page.completed > 0));
}

#[test]
fn a_disk_is_reported_as_it_was() {
    let rules = [(RetentionTag::Default, 3), (RetentionTag::Daily, 7)];
    let mut site = DiskSite::protected_by(ScheduleFrequency::Hourly(6), &rules);
    let mut diary = Diary::default();
    diary.live(&mut site.lab, 2);
    // The same place again and again: snapshots in between are worth less once they are alone.
    for seed in 0..6 {
        site.write(4 * seed % 12, 6, seed);
        diary.live(&mut site.lab, 2);
    }
    let newest = site.state.points.values().next_back().expect("there are points").seq;
    site.do_(site.restore(newest, "again"));
    diary.live(&mut site.lab, 1);
    site.do_(site.suspend());
    diary.live(&mut site.lab, 12);
    site.do_(site.resume());
    site.delete_snapshot_group();
    diary.live(&mut site.lab, 3);
    assert!(diary.pages.values().any(|page| page.failed > 0));
    assert!(diary.pages.values().any(|page| page.restored > 0));
    compare(&diary, &site.ask(report(&site.vault, Bucket::Day)));
}

#[test]
fn a_data_lake_is_reported_as_it_was_until_nothing_is_left() {
    let mut site = Site::protected();
    let mut diary = Diary::default();
    for number in 0..5 {
        site.write("bronze", "orders/today.csv", &"line\n".repeat(100 + number));
        diary.live(&mut site.lab, 3);
    }
    site.lab.advance(12 * 60);
    site.lab.do_(Command::DeleteBackupInstance { instance: site.instance.clone() });
    diary.live(&mut site.lab, 20);
    assert!(diary.pages.values().any(|page| page.stored.soft_deleted > ByteSize::ZERO));
    compare(&diary, &site.lab.ask(report(&site.vault, Bucket::Day)));
    assert_eq!(diary.pages.values().next_back().map(|page| page.stored), Some(Stored::default()));
}

#[test]
fn weeks_and_months_are_days_together() {
    let mut site = DiskSite::protected();
    site.write(0, 8, 1);
    site.lab.advance_days(100);
    let [days, weeks, months] =
        [Bucket::Day, Bucket::Week, Bucket::Month].map(|bucket| site.ask(report(&site.vault, bucket)));
    for gathered in [&weeks, &months] {
        for bucket in &gathered.buckets {
            let within = |day: &&ReportBucket| bucket.start <= day.start && day.end <= bucket.end;
            let inside: Vec<&ReportBucket> = days.buckets.iter().filter(within).collect();
            let last = inside.last().expect("no bucket is empty");
            assert_eq!((bucket.start, bucket.end), (inside[0].start, last.end));
            let completed: u64 = inside.iter().map(|day| day.backups_completed).sum();
            assert_eq!((bucket.backups_completed, bucket.points), (completed, last.points));
            assert_eq!((bucket.stored, bucket.instances), (last.stored, last.instances));
        }
    }
    assert_eq!((days.buckets.len(), months.buckets.len()), (101, 4));
    assert!((15..=16).contains(&weeks.buckets.len()));
    assert_eq!(days.costs, months.costs);
}

/// Eight MiB that stay for whole months, at fifty dollars a GiB.
#[test]
fn a_month_costs_what_was_there_on_its_days() {
    let mut site = DiskSite::protected();
    site.write(0, 8, 1);
    site.lab.advance_to(at("2027-01-01T00:00:00Z"));
    let prices = Prices { snapshot_gib: 50_000_000, ..Prices::default() };
    let view = site.ask(BackupReport { prices, ..report(&site.vault, Bucket::Month) });
    let of_month = |month: &str, meter| {
        let month = SimDay::of(at(month));
        let row = view.costs.iter().find(|row| (row.month, row.meter) == (month, meter));
        row.map(|row| (row.average, row.cost)).expect("every month has every meter")
    };
    let eight = ByteSize::mib(8).bytes();
    assert_eq!(of_month("2026-11-01T00:00:00Z", Meter::Snapshots), (eight, 390_625));
    assert_eq!(of_month("2026-12-01T00:00:00Z", Meter::Snapshots), (eight, 390_625));
    assert_eq!(of_month("2026-12-01T00:00:00Z", Meter::Instances), (0, 0));
    let (first, _) = of_month("2026-09-01T00:00:00Z", Meter::Snapshots);
    assert!(0 < first && first < eight, "it began in the middle of a month");
}

#[test]
fn times_that_make_no_sense_make_an_empty_report() {
    let mut site = DiskSite::protected();
    site.lab.advance_days(3);
    let now = site.now();
    let all = report(&site.vault, Bucket::Day);
    let times = [
        (now + SimSpan::from_days(2), SimTime::MAX),
        (now, now - SimSpan::from_days(2)),
        (SimTime::MAX, SimTime::MIN),
    ];
    for (since, until) in times {
        let view = site.ask(BackupReport { since, until, ..all.clone() });
        assert_eq!((view.buckets, view.costs), (Vec::new(), Vec::new()), "{since:?} {until:?}");
    }
    let lakes = BackupReport { datasource_type: Some(DatasourceType::DataLakeStorage), ..all };
    assert!(site.ask(lakes).buckets.iter().all(|bucket| Page::from(bucket) == Page::default()));
}

#[test]
fn who_may_not_read_a_vault_reads_no_report_of_it() {
    let mut site = DiskSite::protected();
    site.lab.advance_days(3);
    let stranger = PERSONAS.iter().find(|other| {
        site.lab.principal = other.id;
        site.query(report(&site.vault, Bucket::Day)).is_err()
    });
    let stranger = stranger.expect("one persona may not read vaults");
    site.lab.principal = persona(stranger.name);
    let everything = BackupReport { vault: None, ..report(&site.vault, Bucket::Day) };
    assert!(site.ask(everything).buckets.iter().all(|bucket| Page::from(bucket) == Page::default()));
    site.lab.principal = PERSONAS[0].id;
    let missing = site.vault.child("x", "y");
    assert!(site.query(report(&missing, Bucket::Day)).is_err());
}
