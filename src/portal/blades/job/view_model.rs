//! Words of a job's page.

use crate::{
    base::{ArmId, ByteSize, SimTime},
    engine::{
        job::{JobStatus, JobTrigger},
        query::{JobView, SubTaskRow, SubTaskState},
        refusal::RecordedRefusal,
        resources::ResourceKind,
        restore::RestoreDestination,
    },
    portal::{
        blades::{
            backup_words::{ranges_text, restore_selection_text, sub_task_badge, sub_task_text},
            badge::Badge,
        },
        failure::FailureText,
        format::{duration, moment},
    },
};

/// A stage of the job.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskLine {
    pub name: String,
    pub badge: Badge,
    pub state: &'static str,
    pub started: String,
    pub duration: String,
}

impl TaskLine {
    pub fn new(row: &SubTaskRow, now: Option<SimTime>) -> TaskLine {
        let running = row.started_at.filter(|_| row.state == SubTaskState::InProgress);
        let passed = row.duration.or_else(|| Some(now?.since(running?)));
        TaskLine {
            name: row.name.clone(),
            badge: sub_task_badge(row.state),
            state: sub_task_text(row.state),
            started: row.started_at.map_or_else(|| "-".into(), moment),
            duration: passed.map_or_else(|| "-".into(), duration),
        }
    }
}

/// Percent done at this moment, by the planned time: 100 only when it is completed.
pub fn percent_done(view: &JobView, now: Option<SimTime>) -> u8 {
    let (JobStatus::InProgress, Some(now)) = (view.row.status, now) else { return view.row.progress_percent };
    let planned = view.due_at.since(view.row.started_at).millis();
    let passed = now.since(view.row.started_at).millis().max(0);
    let percent = passed.saturating_mul(100).checked_div(planned).unwrap_or(0);
    u8::try_from(percent.min(99)).unwrap_or(99)
}

pub fn triggered_by(view: &JobView) -> &'static str {
    match view.row.trigger {
        JobTrigger::Scheduled => "Scheduled",
        JobTrigger::User => "User",
    }
}

pub fn ended_text(view: &JobView) -> String {
    match view.row.ended_at {
        Some(at) => moment(at),
        None => format!("Expected at {}", moment(view.due_at)),
    }
}

/// How much was moved, once the job has moved anything.
pub fn transfer_text(view: &JobView) -> String {
    if view.transfer == ByteSize::ZERO { String::new() } else { view.transfer.to_string() }
}

/// The resource a restore writes: the account, or the disk it makes.
pub fn target(view: &JobView, destination: &RestoreDestination) -> ArmId {
    match destination {
        RestoreDestination::InPlace { .. } => view.datasource.clone(),
        RestoreDestination::Account { account, .. } => account.clone(),
        RestoreDestination::Disk { group, name } => {
            ArmId::resource(group, ResourceKind::Disk.resource_type(), name)
        }
    }
}

/// What a restore writes, as one line.
pub fn restored_text(view: &JobView) -> Option<String> {
    view.destination.as_ref().map(|destination| match destination {
        RestoreDestination::Account { selection, .. } => restore_selection_text(selection),
        RestoreDestination::Disk { name, .. } => format!("As the new disk {name}"),
        RestoreDestination::InPlace { ranges } => ranges_text(ranges),
    })
}

/// Why the job failed, or what it left undone, in words.
pub fn error_text(view: &JobView) -> Option<FailureText> {
    view.error.clone().map(|refusal| {
        let RecordedRefusal { code, message, cause, action, denial: _ } = refusal;
        FailureText { code, message, cause, action }
    })
}

/// Everything that somebody who looks into the failure needs, as text.
pub fn error_details(view: &JobView, error: &FailureText) -> String {
    [
        format!("Error code: {}", error.code),
        format!("Error message: {}", error.message),
        format!("Possible causes: {}", error.cause),
        format!("Recommended action: {}", error.action),
        format!("Operation: {}", view.row.operation.display_name()),
        format!("Job: {}", view.row.id),
        format!("Datasource: {}", view.datasource),
        format!("Activity ID: {}", view.activity),
        format!("Start time: {}", moment(view.row.started_at)),
        format!("End time: {}", ended_text(view)),
    ]
    .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SimSpan;

    fn task(state: SubTaskState, minutes: Option<i64>) -> SubTaskRow {
        SubTaskRow {
            name: "Transfer data".into(),
            state,
            started_at: (state != SubTaskState::NotStarted).then_some(SimTime::EPOCH),
            duration: minutes.map(SimSpan::from_minutes),
        }
    }

    #[test]
    fn stages_say_how_long_they_took_or_have_been_running() {
        let now = Some(SimTime::EPOCH + SimSpan::from_minutes(3));
        let text = |row: &SubTaskRow| TaskLine::new(row, now).duration;
        assert_eq!(text(&task(SubTaskState::NotStarted, None)), "-");
        assert_eq!(text(&task(SubTaskState::InProgress, None)), "3 min");
        assert_eq!(text(&task(SubTaskState::Completed, Some(2))), "2 min");
        assert_eq!(TaskLine::new(&task(SubTaskState::InProgress, None), None).duration, "-");
    }
}
