//! Rows and filters of the list of jobs.

use crate::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        job::{JobOperation, JobStatus, JobTrigger},
        policy::DatasourceType,
        query::{JobColumn, JobPage, JobRow, PageRequest, job_duration, job_status_text, job_title},
    },
    portal::{
        blades::{backup_words::job_badge, badge::Badge},
        csv,
        format::moment,
        route::Route,
    },
};

/// How far back the list goes; the portal lists seven days at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeWindow {
    Day,
    ThreeDays,
    #[default]
    Week,
}

impl TimeWindow {
    pub const ALL: [TimeWindow; 3] = [TimeWindow::Day, TimeWindow::ThreeDays, TimeWindow::Week];

    pub fn label(self) -> &'static str {
        match self {
            TimeWindow::Day => "Last 24 hours",
            TimeWindow::ThreeDays => "Last 3 days",
            TimeWindow::Week => "Last 7 days",
        }
    }

    pub fn span(self) -> SimSpan {
        match self {
            TimeWindow::Day => SimSpan::from_hours(24),
            TimeWindow::ThreeDays => SimSpan::from_days(3),
            TimeWindow::Week => SimSpan::from_days(7),
        }
    }
}

/// The operations to filter by, as the list names them.
pub const OPERATIONS: [(JobOperation, JobTrigger); 4] = [
    (JobOperation::Backup, JobTrigger::Scheduled),
    (JobOperation::Backup, JobTrigger::User),
    (JobOperation::Restore, JobTrigger::User),
    (JobOperation::ConfigureProtection, JobTrigger::User),
];

/// Which jobs are shown; an empty list means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobFilter {
    pub window: TimeWindow,
    pub operations: Vec<String>,
    pub statuses: Vec<String>,
    pub datasource_types: Vec<String>,
    /// Names.
    pub instances: Vec<String>,
}

const STATUS: &str = "status=";
const INSTANCE: &str = "instance=";

impl JobFilter {
    pub fn of_status(status: JobStatus) -> JobFilter {
        JobFilter { statuses: vec![status.display_name().to_string()], ..JobFilter::default() }
    }

    pub fn of_instance(name: &str) -> JobFilter {
        JobFilter { instances: vec![name.to_string()], ..JobFilter::default() }
    }

    /// As it stands in an address.
    pub fn text(&self) -> String {
        match (self.instances.first(), self.statuses.first()) {
            (Some(instance), _) => format!("{INSTANCE}{instance}"),
            (None, Some(status)) => format!("{STATUS}{status}"),
            (None, None) => String::new(),
        }
    }

    /// Reads what [`Self::text`] wrote; anything else filters nothing.
    pub fn parse(text: &str) -> JobFilter {
        let status = text.strip_prefix(STATUS).and_then(|name| {
            JobStatus::ALL.into_iter().find(|status| status.display_name().eq_ignore_ascii_case(name))
        });
        match (text.strip_prefix(INSTANCE), status) {
            (Some(instance), _) => JobFilter::of_instance(instance),
            (None, Some(status)) => JobFilter::of_status(status),
            (None, None) => JobFilter::default(),
        }
    }

    /// The question for a page of the jobs that it lets pass.
    pub fn question(&self, vault: &ArmId, page: PageRequest<JobColumn>) -> JobPage {
        let is_named = |names: &[String], name: &str| names.iter().any(|one| one == name);
        let status = |status: &JobStatus| is_named(&self.statuses, status.display_name());
        let datasource =
            |datasource: &DatasourceType| is_named(&self.datasource_types, datasource.display_name());
        JobPage {
            vault: vault.clone(),
            window: self.window.span(),
            operations: self.operations.clone(),
            statuses: JobStatus::ALL.into_iter().filter(status).collect(),
            datasource_types: DatasourceType::ALL.into_iter().filter(datasource).collect(),
            instances: self.instances.clone(),
            page,
        }
    }
}

/// The jobs as a table, newest first.
pub fn table(rows: &[JobRow]) -> String {
    let head = [
        "Backup instance",
        "Datasource type",
        "Datasource subscription",
        "Datasource resource group",
        "Operation",
        "Status",
        "Start time",
        "End time",
        "Duration (seconds)",
        "Error code",
        "Job ID",
    ];
    let cells = |row: &JobRow| {
        [
            row.instance_name.clone(),
            row.datasource_type.display_name().to_string(),
            row.datasource_subscription.clone(),
            row.datasource_group.clone(),
            job_title(row.operation, row.trigger).to_string(),
            row.status.display_name().to_string(),
            row.started_at.iso(),
            row.ended_at.map(SimTime::iso).unwrap_or_default(),
            row.ended_at.map(|at| at.since(row.started_at).seconds().to_string()).unwrap_or_default(),
            row.error_code.clone().unwrap_or_default(),
            row.guid.to_string(),
        ]
    };
    csv::table(head, rows.iter().map(cells))
}

/// A job as a list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct JobLine {
    pub key: String,
    pub instance: String,
    pub instance_href: String,
    pub href: String,
    pub datasource_type: &'static str,
    pub group: String,
    pub subscription: String,
    pub operation: &'static str,
    pub badge: Badge,
    pub status: String,
    /// Why it failed, or what it left undone, is told by its page.
    pub has_reason: bool,
    pub started: String,
    pub started_at: SimTime,
    pub duration: String,
}

impl JobLine {
    pub fn new(row: &JobRow, now: Option<SimTime>) -> JobLine {
        let vault = ArmId::new(row.id.as_str().rsplitn(3, '/').nth(2).unwrap_or_default());
        let named = || vault.child("backupInstances", &row.instance_name);
        let instance = row.instance.clone().unwrap_or_else(named);
        JobLine {
            key: row.guid.to_string(),
            instance: row.instance_name.clone(),
            instance_href: Route::Instance { id: instance }.href(),
            href: Route::Job { vault, guid: row.guid }.href(),
            datasource_type: row.datasource_type.display_name(),
            group: row.datasource_group.clone(),
            subscription: row.datasource_subscription.clone(),
            operation: job_title(row.operation, row.trigger),
            badge: job_badge(row.status),
            status: job_status_text(row.status, row.progress_percent).into_owned(),
            has_reason: row.error_code.is_some(),
            started: moment(row.started_at),
            started_at: row.started_at,
            duration: job_duration(row.started_at, row.ended_at, now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn job(status: JobStatus) -> JobRow {
        let vault = ArmId::new(
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/v",
        );
        JobRow {
            id: vault.child("backupJobs", &Uuid::from_u128(9).to_string()),
            guid: Uuid::from_u128(9),
            instance: None,
            instance_name: "lake1".into(),
            datasource_type: DatasourceType::DataLakeStorage,
            datasource_group: "g".into(),
            datasource_subscription: "Production".into(),
            operation: JobOperation::Backup,
            trigger: JobTrigger::User,
            status,
            started_at: SimTime::EPOCH,
            ended_at: None,
            progress_percent: 38,
            error_code: None,
        }
    }

    #[test]
    fn a_running_job_shows_progress_and_time() {
        let now = SimTime::EPOCH + SimSpan::from_minutes(16);
        let line = JobLine::new(&job(JobStatus::InProgress), Some(now));
        assert_eq!((line.status.as_str(), line.duration.as_str()), ("In progress, 38 %", "16 min"));
        assert_eq!(line.operation, "On-demand backup");
        assert!(line.href.ends_with("/backupVaults/v/backupJobs/00000000-0000-0000-0000-000000000009"));
        assert!(line.instance_href.ends_with("/backupInstances/lake1"));
    }

    #[test]
    fn the_table_has_a_line_for_each_job() {
        let ended = Some(SimTime::EPOCH + SimSpan::from_minutes(2));
        let failed = JobRow { ended_at: ended, instance_name: "=cmd()".into(), ..job(JobStatus::Failed) };
        let text = table(&[failed, job(JobStatus::InProgress)]);
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines.len(), 4, "the last line ends too");
        assert!(lines[1].starts_with("\"'=cmd()\",\"Azure Data Lake Storage"), "{}", lines[1]);
        assert!(lines[1].contains("\"1970-01-01T00:02:00Z\",\"120\""), "{}", lines[1]);
        assert!(lines[2].contains("\"In progress\",\"1970-01-01T00:00:00Z\",\"\",\"\""), "{}", lines[2]);
    }

    #[test]
    fn filters_in_an_address_read_back() {
        for filter in [JobFilter::of_status(JobStatus::InProgress), JobFilter::of_instance("lake1")] {
            assert_eq!(JobFilter::parse(&filter.text()), filter);
        }
        assert_eq!(JobFilter::parse("status=Nonsense"), JobFilter::default());
    }

    #[test]
    fn a_filter_becomes_a_question() {
        let vault = ArmId::new("/v");
        let question = |filter: JobFilter| filter.question(&vault, PageRequest::first(10));
        let all = question(JobFilter::default());
        assert_eq!((all.window, all.statuses, all.instances), (SimSpan::from_days(7), vec![], vec![]));
        let disks = DatasourceType::Disk.display_name().to_string();
        let filter = JobFilter {
            operations: vec!["Scheduled backup".into()],
            datasource_types: vec![disks],
            ..JobFilter::of_status(JobStatus::Failed)
        };
        let some = question(filter);
        assert_eq!(
            (some.statuses, some.datasource_types),
            (vec![JobStatus::Failed], vec![DatasourceType::Disk])
        );
        assert_eq!(some.operations, ["Scheduled backup"]);
        assert_eq!(question(JobFilter::of_instance("other")).instances, ["other"]);
    }
}
