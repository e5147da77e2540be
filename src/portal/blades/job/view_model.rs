//! Words of a job's details.

use crate::{
    base::SimTime,
    engine::{
        job::{JobStatus, JobTrigger},
        query::{JobView, SubTaskRow},
        refusal::Refusal,
    },
    portal::{
        blades::{
            backup_words::{job_title, sub_task_badge, sub_task_text},
            badge::Badge,
        },
        format::{duration, moment},
    },
};

/// `On-demand backup | lake1`.
pub fn title(view: &JobView) -> String {
    format!("{} | {}", job_title(view.row.operation, view.row.trigger), view.row.instance_name)
}

pub fn trigger_text(trigger: JobTrigger) -> &'static str {
    match trigger {
        JobTrigger::Scheduled => "Scheduled",
        JobTrigger::User => "User",
    }
}

/// How long it took, or has been running by now.
pub fn elapsed(view: &JobView, now: Option<SimTime>) -> String {
    view.row.ended_at.or(now).map_or_else(|| "-".into(), |end| duration(end.since(view.row.started_at)))
}

/// How much of the planned time has passed; `None` when it has ended.
pub fn progress_percent(view: &JobView, now: Option<SimTime>) -> Option<u8> {
    if view.row.status != JobStatus::InProgress {
        return None;
    }
    let Some(now) = now else { return Some(view.row.progress_percent) };
    let planned = view.due_at.since(view.row.started_at).millis().max(1);
    let passed = now.since(view.row.started_at).millis();
    // A job that is due ends when the engine says so, not here.
    u8::try_from(passed.saturating_mul(100) / planned).ok().map(|percent| percent.min(99)).or(Some(99))
}

/// A line of the table of sub-tasks.
#[derive(Clone, Debug, PartialEq)]
pub struct SubTaskLine {
    pub key: String,
    pub name: String,
    pub badge: Badge,
    pub status: &'static str,
    pub duration: String,
    pub details: String,
}

impl SubTaskLine {
    pub fn new(index: usize, row: &SubTaskRow, now: Option<SimTime>) -> SubTaskLine {
        let running = || Some(duration(now?.since(row.started_at?)));
        SubTaskLine {
            key: index.to_string(),
            name: row.name.clone(),
            badge: sub_task_badge(row.state),
            status: sub_task_text(row.state),
            duration: row.duration.map(duration).or_else(running).unwrap_or_else(|| "-".into()),
            details: row.started_at.map_or_else(|| "-".into(), |at| format!("Started {}", moment(at))),
        }
    }
}

/// The error of a failed job, in the four parts the portal shows.
#[derive(Clone, Debug, PartialEq)]
pub struct JobErrorText {
    pub code: String,
    pub message: String,
    pub cause: String,
    pub action: String,
}

impl JobErrorText {
    pub fn of(refusal: &Refusal) -> JobErrorText {
        let words = refusal.record();
        JobErrorText { code: words.code, message: words.message, cause: words.cause, action: words.action }
    }
}

/// Everything somebody who helps needs to know, as text.
pub fn details_text(view: &JobView, now: Option<SimTime>) -> String {
    let mut lines = vec![
        format!("Operation: {}", job_title(view.row.operation, view.row.trigger)),
        format!("Backup instance: {}", view.row.instance_name),
        format!("Datasource: {}", view.datasource),
        format!("Vault: {}", view.vault),
        format!("Status: {}", view.row.status.display_name()),
        format!("Start time: {}", moment(view.row.started_at)),
        format!("Duration: {}", elapsed(view, now)),
        format!("Job ID: {}", view.row.guid),
        format!("Activity ID: {}", view.activity),
    ];
    if let Some(error) = view.error.as_ref().map(JobErrorText::of) {
        lines.extend([
            format!("Error code: {}", error.code),
            format!("Error message: {}", error.message),
            format!("Possible causes: {}", error.cause),
            format!("Recommended action: {}", error.action),
        ]);
    }
    lines.push(format!("Vault Lab (simulator) {}", env!("CARGO_PKG_VERSION")));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{ArmId, ByteSize, SimSpan},
        engine::{
            job::JobOperation,
            policy::DatasourceType,
            protection::ProtectionError,
            query::{JobRow, SubTaskState},
        },
    };
    use uuid::Uuid;

    fn view(status: JobStatus) -> JobView {
        let row = JobRow {
            id: ArmId::new("/v/backupJobs/x"),
            guid: Uuid::from_u128(9),
            instance_name: "lake1".into(),
            datasource_type: DatasourceType::DataLakeStorage,
            datasource_group: "g".into(),
            datasource_subscription: "Production".into(),
            operation: JobOperation::Backup,
            trigger: JobTrigger::User,
            status,
            started_at: SimTime::EPOCH,
            ended_at: None,
            progress_percent: 0,
            error_code: None,
        };
        JobView {
            row,
            vault: ArmId::new("/v"),
            vault_name: "v".into(),
            instance: None,
            datasource: ArmId::new("/a/lake1"),
            policy_name: "daily".into(),
            activity: Uuid::nil(),
            due_at: SimTime::EPOCH + SimSpan::from_minutes(40),
            transfer: ByteSize::mib(1),
            point_time: None,
            destination: None,
            sub_tasks: vec![],
            error: None,
        }
    }

    #[test]
    fn progress_follows_the_clock_and_never_ends_early() {
        let running = view(JobStatus::InProgress);
        let at = |minutes| Some(SimTime::EPOCH + SimSpan::from_minutes(minutes));
        assert_eq!(progress_percent(&running, at(10)), Some(25));
        assert_eq!(progress_percent(&running, at(400)), Some(99));
        assert_eq!(elapsed(&running, at(16)), "16 min");
        assert_eq!(progress_percent(&view(JobStatus::Completed), at(10)), None);
    }

    #[test]
    fn details_name_code_and_remedy() {
        let mut failed = view(JobStatus::Failed);
        failed.error = Some(
            ProtectionError::ContainersNotFound { account: "lake1".into(), containers: vec!["raw".into()] }
                .into(),
        );
        let text = details_text(&failed, None);
        assert!(text.contains("UserErrorIncorrectContainersSelectedForOperation"), "{text}");
        assert!(text.contains("Recommended action: Edit the backup instance"), "{text}");
    }

    #[test]
    fn a_running_sub_task_shows_its_time() {
        let row = SubTaskRow {
            name: "Replicate".into(),
            state: SubTaskState::InProgress,
            started_at: Some(SimTime::EPOCH),
            duration: None,
        };
        let now = SimTime::EPOCH + SimSpan::from_seconds(90);
        assert_eq!(SubTaskLine::new(0, &row, Some(now)).duration, "1 min");
    }
}
