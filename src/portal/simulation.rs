//! What the simulation bar offers, in words.

use crate::{
    base::{SimSpan, SimTime},
    engine::query::{NextEvent, NextEventKind},
    portal::format,
};

/// Simulated seconds per real second, with their names.
pub const SPEEDS: &[(u32, &str)] =
    &[(1, "1×"), (60, "60×"), (600, "600×"), (3_600, "3,600×"), (86_400, "86,400×")];

/// A button that moves the clock.
pub struct ClockStep {
    pub text: &'static str,
    pub name: &'static str,
    pub span: SimSpan,
}

pub const STEPS: &[ClockStep] = &[
    ClockStep { text: "+10 min", name: "Advance 10 minutes", span: SimSpan::from_minutes(10) },
    ClockStep { text: "+1 h", name: "Advance 1 hour", span: SimSpan::from_hours(1) },
    ClockStep { text: "+1 day", name: "Advance 1 day", span: SimSpan::from_days(1) },
];

/// `role takes effect on lakeweu02 (in 19 min)`.
pub fn next_event_text(event: &NextEvent, now: SimTime) -> String {
    let what = match event.kind {
        NextEventKind::DeploymentFinishes => "deployment finishes:",
        NextEventKind::RoleTakesEffect => "role takes effect on",
        NextEventKind::RoleIsRemoved => "role is removed from",
        NextEventKind::ProtectionIsConfigured => "protection is configured for",
        NextEventKind::ScheduledBackup => "scheduled backup of",
        NextEventKind::BackupFinishes => "backup finishes for",
        NextEventKind::RestoreFinishes => "restore finishes for",
        NextEventKind::PointExpires => "recovery point expires of",
        NextEventKind::StorageIsTended => {
            "what storage kept long enough goes, or an archived blob comes back:"
        }
        NextEventKind::DeletedDataIsPurged => "deleted backup data is purged in",
        NextEventKind::DiskIsWritten => "simulated work writes on",
    };
    format!("{what} {} (in {})", event.subject, format::duration(event.at.since(now)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ids::TimerId;

    #[test]
    fn the_next_event_says_what_and_when() {
        let now = SimTime::parse("2026-09-14T10:00:00Z").expect("valid");
        let event = NextEvent {
            at: now + SimSpan::from_minutes(19),
            timer: TimerId(1),
            kind: NextEventKind::RoleTakesEffect,
            subject: "lakeweu02".into(),
        };
        assert_eq!(next_event_text(&event, now), "role takes effect on lakeweu02 (in 19 min)");
    }
}
