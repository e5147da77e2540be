//! What the simulation bar offers, in words.

use crate::{
    base::{SimSpan, SimTime},
    engine::{
        job::JobStatus,
        limits,
        monitor::{StopCondition, StopReason, Tally},
        query::{NextEvent, NextEventKind},
    },
    portal::format,
    rpc::{JumpEnd, JumpState, JumpSummary},
};

/// Simulated seconds per real second, with their names.
pub const SPEEDS: &[(u32, &str)] =
    &[(1, "1×"), (60, "60×"), (600, "600×"), (3_600, "3,600×"), (86_400, "86,400×")];

/// How many events the list of the next ones shows.
pub const NEXT_EVENTS: usize = 10;

/// A button that moves the clock.
pub struct ClockStep {
    pub text: &'static str,
    pub name: &'static str,
    pub span: SimSpan,
}

pub const STEPS: &[ClockStep] = &[
    ClockStep { text: "+1 min", name: "Advance 1 minute", span: SimSpan::from_minutes(1) },
    ClockStep { text: "+10 min", name: "Advance 10 minutes", span: SimSpan::from_minutes(10) },
    ClockStep { text: "+1 h", name: "Advance 1 hour", span: SimSpan::from_hours(1) },
    ClockStep { text: "+1 day", name: "Advance 1 day", span: SimSpan::from_days(1) },
];

/// What ends a run before its time unless a person says otherwise.
pub const STOPS_AT_FIRST: [StopCondition; 3] =
    [StopCondition::JobFails, StopCondition::UserJobEnds, StopCondition::AlertFires];

/// `role takes effect on lakeweu02 (in 19 min)`.
pub fn next_event_text(event: &NextEvent, now: SimTime) -> String {
    format!("{} (in {})", event_text(event), format::duration(event.at.since(now)))
}

/// `scheduled backup of disk-data01`.
pub fn event_text(event: &NextEvent) -> String {
    let what = match event.kind {
        NextEventKind::DeploymentFinishes => "deployment finishes:",
        NextEventKind::RoleTakesEffect => "role takes effect:",
        NextEventKind::RoleIsRemoved => "role is removed:",
        NextEventKind::ProtectionIsConfigured => "protection is configured for",
        NextEventKind::ScheduledBackup => "scheduled backup of",
        NextEventKind::BackupFinishes => "backup finishes for",
        NextEventKind::RestoreFinishes => "restore finishes for",
        NextEventKind::PointExpires => "recovery point expires of",
        NextEventKind::DeletedDataIsPurged => "deleted backup data is purged in",
        NextEventKind::BlobIsRehydrated => "archived blob is online again:",
    };
    format!("{what} {}", event.subject)
}

/// `22 Sep 2026 20:00 UTC`.
pub fn moment(at: SimTime) -> String {
    at.utc().format("%d %b %Y %H:%M UTC").to_string()
}

pub fn condition_text(condition: StopCondition) -> &'static str {
    match condition {
        StopCondition::JobFails => "A job fails",
        StopCondition::UserJobEnds => "Work that somebody started ends",
        StopCondition::JobEnds => "Any job ends",
        StopCondition::AlertFires => "An alert fires",
        StopCondition::DeploymentEnds => "A deployment finishes",
        StopCondition::RoleTakesEffect => "A role takes effect",
        StopCondition::PointExpires => "A recovery point expires",
    }
}

/// `Running ahead: 42 %, at 22 Sep 2026 20:00 UTC`.
pub fn jump_text(jump: &JumpState) -> String {
    format!("Running ahead: {} %, at {}", jump.percent(), moment(jump.now))
}

/// What is said of a jump that is over; `None` where the clock itself says why it stands.
pub fn summary_text(summary: &JumpSummary) -> Option<String> {
    let span = format::duration(summary.reached.since(summary.from));
    let later = format!("{span} later, {}", happened(summary.fired, &summary.tally));
    match &summary.end {
        JumpEnd::Reached => Some(later),
        JumpEnd::Stopped(reason) => Some(format!("Stopped: {}. {later}", reason_text(reason))),
        JumpEnd::Cancelled => {
            let at = moment(summary.reached);
            Some(format!("Stopped at {at}: {later}. What happened until then stays"))
        }
        JumpEnd::Failed(_) => None,
    }
}

fn happened(fired: u64, tally: &Tally) -> String {
    let counts = [
        (tally.jobs, "job ended", "jobs ended"),
        (tally.failed, "failed", "failed"),
        (tally.alerts, "alert fired", "alerts fired"),
        (tally.points_expired, "point expired", "points expired"),
        (tally.roles_effective, "role took effect", "roles took effect"),
    ];
    let parts: Vec<String> = counts
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| format::counted(number, one, many))
        .collect();
    if parts.is_empty() { format::counted(fired, "event", "events") } else { parts.join(", ") }
}

fn reason_text(reason: &StopReason) -> String {
    match reason {
        StopReason::JobEnded { instance, operation, status, .. } => {
            let ending = match status {
                JobStatus::Completed | JobStatus::InProgress => "completed",
                JobStatus::CompletedWithWarnings => "completed with warnings",
                JobStatus::Failed => "failed",
            };
            format!("{} {ending} for {instance}", operation.display_name().to_lowercase())
        }
        StopReason::AlertFired { rule, instance, .. } => {
            format!("the alert {} fired for {instance}", rule.display_name())
        }
        StopReason::DeploymentEnded { resource } => format!("deployment finished: {}", resource.name()),
        StopReason::RoleTookEffect { scope, role } => format!("{role} took effect on {}", scope.name()),
        StopReason::PointExpired { instance } => format!("a recovery point of {instance} expired"),
    }
}

/// What is typed into *Run until*: a date and a time of day, in UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunUntil {
    /// `2026-09-22`.
    pub date: String,
    /// `20:00`.
    pub time: String,
}

impl RunUntil {
    /// The same time tomorrow, which is what a person mostly wants to change a little.
    pub fn tomorrow(now: SimTime) -> RunUntil {
        let then = (now + SimSpan::from_days(1)).min(limits::CLOCK_END);
        RunUntil { date: date_of(then), time: then.utc().format("%H:%M").to_string() }
    }

    /// The moment, if the clock can go there from `now`.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn validate(&self, now: SimTime) -> Result<SimTime, String> {
        let moment = SimTime::parse(&format!("{}T{}:00Z", self.date, self.time));
        let moment = moment.ok_or("Enter a date and a time of day.")?;
        if moment < now {
            return Err(format!("The clock is at {}; it runs forward only.", self::moment(now)));
        }
        if moment > limits::CLOCK_END {
            return Err(format!("The simulated clock ends at {}.", self::moment(limits::CLOCK_END)));
        }
        Ok(moment)
    }
}

/// As a date field of the browser has it.
pub fn date_of(at: SimTime) -> String {
    at.utc().format("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::ArmId, engine::job::JobOperation, rpc::Trouble};
    use uuid::Uuid;

    fn now() -> SimTime {
        SimTime::parse("2026-09-14T10:00:30Z").expect("valid")
    }

    #[test]
    fn the_next_event_says_what_and_when() {
        let event = NextEvent {
            at: now() + SimSpan::from_minutes(19),
            kind: NextEventKind::RoleTakesEffect,
            subject: "Reader on lakeweu02".into(),
        };
        assert_eq!(next_event_text(&event, now()), "role takes effect: Reader on lakeweu02 (in 19 min)");
    }

    #[test]
    fn a_run_goes_neither_back_nor_behind_the_end_of_the_clock() {
        let validate = |date: &str, time: &str| {
            RunUntil { date: date.into(), time: time.into() }.validate(now()).map(SimTime::iso)
        };
        assert_eq!(validate("2026-09-14", "10:01"), Ok("2026-09-14T10:01:00Z".to_string()));
        let back = Err("The clock is at 14 Sep 2026 10:00 UTC; it runs forward only.".to_string());
        assert_eq!(validate("2026-09-14", "10:00"), back);
        let end = Err("The simulated clock ends at 31 Dec 2099 00:00 UTC.".to_string());
        assert_eq!(validate("2099-12-31", "00:01"), end);
        assert_eq!(validate("9999-12-31", "00:00"), end);
        let unfinished = Err("Enter a date and a time of day.".to_string());
        assert_eq!(validate("10000-01-01", "00:00"), unfinished);
        assert_eq!(validate("", "00:00"), unfinished);
        assert_eq!(
            RunUntil::tomorrow(now()).validate(now()).map(SimTime::iso),
            validate("2026-09-15", "10:00")
        );
        let last = limits::CLOCK_END;
        assert_eq!(RunUntil::tomorrow(last).validate(last), Ok(last));
    }

    #[test]
    fn a_jump_is_summed_up_by_what_happened() {
        let tally = Tally { jobs: 12, failed: 1, alerts: 1, points_expired: 3, roles_effective: 0 };
        let summary = |tally, end| JumpSummary {
            from: now(),
            reached: now() + SimSpan::from_hours(49),
            fired: 40,
            tally,
            end,
        };
        let said = |tally, end| summary_text(&summary(tally, end));
        let all = "2 d 1 h later, 12 jobs ended, 1 failed, 1 alert fired, 3 points expired";
        assert_eq!(said(tally, JumpEnd::Reached).as_deref(), Some(all));
        assert_eq!(said(Tally::default(), JumpEnd::Reached).as_deref(), Some("2 d 1 h later, 40 events"));
        let cancelled = format!("Stopped at 16 Sep 2026 11:00 UTC: {all}. What happened until then stays");
        assert_eq!(said(tally, JumpEnd::Cancelled), Some(cancelled));
        let failed = StopReason::JobEnded {
            vault: ArmId::new("/"),
            guid: Uuid::nil(),
            instance: "disk-1".into(),
            operation: JobOperation::Backup,
            status: JobStatus::Failed,
        };
        let stopped = format!("Stopped: backup failed for disk-1. {all}");
        assert_eq!(said(tally, JumpEnd::Stopped(failed)), Some(stopped));
        assert_eq!(said(tally, JumpEnd::Failed(Trouble::Gone)), None);
    }
}
