//! Words for jobs, schedules, selections and readiness, the same on every blade of Azure Backup.

use crate::{
    base::SimTime,
    engine::{
        job::JobStatus,
        policy::{
            DatasourceType, RetentionDuration, RetentionTag, Schedule, ScheduleFrequency, TimeOfDay, Weekday,
        },
        protection::{ContainerSelection, PolicyParameters, ProtectionState, access::NeededRole},
        query::{InstanceRow, InstanceView, PointFacts, PointRow, PolicyRow, Readiness, SubTaskState},
        refusal::Refusal,
        restore::RestoreSelection,
        storage::RestoreRange,
    },
    portal::{blades::badge::Badge, format::counted},
};

pub fn job_badge(status: JobStatus) -> Badge {
    match status {
        JobStatus::InProgress => Badge::InProgress,
        JobStatus::Completed => Badge::Success,
        JobStatus::CompletedWithWarnings => Badge::Warning,
        JobStatus::Failed => Badge::Error,
    }
}

pub fn sub_task_badge(state: SubTaskState) -> Badge {
    match state {
        SubTaskState::NotStarted => Badge::Neutral,
        SubTaskState::InProgress => Badge::InProgress,
        SubTaskState::Completed => Badge::Success,
        SubTaskState::Failed => Badge::Error,
    }
}

pub fn sub_task_text(state: SubTaskState) -> &'static str {
    match state {
        SubTaskState::NotStarted => "Not started",
        SubTaskState::InProgress => "In progress",
        SubTaskState::Completed => "Completed",
        SubTaskState::Failed => "Failed",
    }
}

pub fn protection_badge(state: ProtectionState) -> Badge {
    match state {
        ProtectionState::ConfiguringProtection => Badge::InProgress,
        ProtectionState::ProtectionConfigured => Badge::Success,
        ProtectionState::ProtectionError => Badge::Error,
        ProtectionState::ProtectionStopped | ProtectionState::BackupsSuspended => Badge::Stopped,
        ProtectionState::SoftDeleted => Badge::Warning,
    }
}

/// `07:30`.
pub fn time_text(time: TimeOfDay) -> String {
    format!("{:02}:{:02}", time.hour, time.minute)
}

/// `Sunday`, `Sunday and Tuesday`, `Sunday, Tuesday and Friday`.
pub fn joined(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_string(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// `Daily at 07:30, (UTC) Coordinated Universal Time`.
pub fn schedule_sentence(schedule: &Schedule) -> String {
    let days = match &schedule.frequency {
        ScheduleFrequency::Daily => "Daily".to_string(),
        ScheduleFrequency::Weekly(days) => {
            let names: Vec<&str> = days.iter().map(|day: &Weekday| day.display_name()).collect();
            format!("Weekly on {}", joined(&names))
        }
        ScheduleFrequency::Hourly(hours) => {
            let zone = schedule.time_zone.display_name();
            return format!("{} from {} on, {zone}", interval_text(*hours), time_text(schedule.time));
        }
    };
    format!("{days} at {}, {}", time_text(schedule.time), schedule.time_zone.display_name())
}

/// When a policy backs up: by its schedule, all the time, or both.
pub fn policy_sentence(policy: &PolicyRow) -> String {
    let scheduled = policy.scheduled.as_ref().map(|scheduled| schedule_sentence(&scheduled.schedule));
    let continuous = policy.continuous.map(|_| "Continuous".to_string());
    scheduled.into_iter().chain(continuous).collect::<Vec<_>>().join("; ")
}

/// Why nothing of an instance can be restored yet.
pub fn restore_blocked(row: &InstanceRow) -> Option<String> {
    if row.state == ProtectionState::SoftDeleted {
        return Some("Its backup data is soft-deleted. Undelete it first.".to_string());
    }
    let nothing = row.latest_point.is_none() && !row.operational;
    nothing.then(|| {
        "There is no restore point yet. Wait for the first backup, or select Backup now.".to_string()
    })
}

/// The blobs that an operational restore puts back.
pub fn ranges_text(ranges: &[RestoreRange]) -> String {
    let bound = |text: &str| if text.is_empty() { "any".to_string() } else { text.to_string() };
    let text = |range: &RestoreRange| {
        if *range == RestoreRange::of_container(&range.start) {
            return range.start.clone();
        }
        format!("{} – {}", bound(&range.start), bound(&range.end))
    };
    if ranges.is_empty() {
        return "All blobs in the storage account".to_string();
    }
    ranges.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// What operational backup with this reach means.
pub fn continuous_sentence(reach: RetentionDuration) -> String {
    format!("Continuous: blobs can be put back to any moment of the last {}.", duration_text(reach))
}

/// Where the backups of a policy lie.
pub fn policy_datastore(policy: &PolicyRow) -> String {
    let scheduled = policy.scheduled.as_ref().map(|_| datastore(policy.datasource_type));
    let continuous = policy.continuous.map(|_| datastore(DatasourceType::Disk));
    scheduled.into_iter().chain(continuous).collect::<Vec<_>>().join(", ")
}

/// Where the backups of an instance lie. Where there are rules there are recovery points.
pub fn instance_tiers(view: &InstanceView) -> String {
    let scheduled = (!view.rules.is_empty()).then(|| datastore(view.row.datasource_type));
    let continuous = view.continuous.map(|_| datastore(DatasourceType::Disk));
    scheduled.into_iter().chain(continuous).collect::<Vec<_>>().join(", ")
}

/// `Every 4 hours`.
pub fn interval_text(hours: u8) -> String {
    if hours == 1 { "Every hour".into() } else { format!("Every {hours} hours") }
}

/// `30 days`, `1 year`.
pub fn duration_text(duration: RetentionDuration) -> String {
    match duration {
        RetentionDuration::Days(count) => counted(count.into(), "day", "days"),
        RetentionDuration::Weeks(count) => counted(count.into(), "week", "weeks"),
        RetentionDuration::Months(count) => counted(count.into(), "month", "months"),
        RetentionDuration::Years(count) => counted(count.into(), "year", "years"),
    }
}

/// Which backups a rule applies to.
pub fn tag_meaning(tag: RetentionTag) -> &'static str {
    match tag {
        RetentionTag::Default => "Every backup that no other rule applies to",
        RetentionTag::Daily => "First successful backup taken every day",
        RetentionTag::Weekly => "First successful backup taken every week",
        RetentionTag::Monthly => "First successful backup taken every month",
        RetentionTag::Yearly => "First successful backup taken every year",
    }
}

/// `3 containers`, `All present and future containers, except those starting with tmp`.
pub fn selection_text(selection: &ContainerSelection) -> String {
    match selection {
        ContainerSelection::Listed(names) => counted(names.len() as u64, "container", "containers"),
        ContainerSelection::AllExcept { prefixes } if prefixes.is_empty() => {
            "All present and future containers".into()
        }
        ContainerSelection::AllExcept { prefixes } => {
            let prefixes: Vec<&str> = prefixes.iter().map(String::as_str).collect();
            format!("All present and future containers, except those starting with {}", joined(&prefixes))
        }
    }
}

/// What the parameters of an instance say: its containers, or where its snapshots are kept.
pub fn parameters_text(parameters: &PolicyParameters) -> String {
    match parameters {
        PolicyParameters::Containers(containers) => selection_text(containers),
        PolicyParameters::SnapshotGroup(group) => group.resource_group_name().unwrap_or_default().to_string(),
        PolicyParameters::Blobs(Some(containers)) => selection_text(containers),
        PolicyParameters::Blobs(None) => "All containers (operational backup)".into(),
    }
}

/// `All backed-up containers`, or names with how many prefixes each has.
pub fn restore_selection_text(selection: &RestoreSelection) -> String {
    let RestoreSelection::Containers(picks) = selection else { return "All backed-up containers".into() };
    let one = |pick: &crate::engine::restore::ContainerPick| match pick.prefixes.len() {
        0 => pick.container.clone(),
        many => format!("{} ({})", pick.container, counted(many as u64, "prefix", "prefixes")),
    };
    picks.iter().map(one).collect::<Vec<_>>().join(", ")
}

const MAY_NOT_ASSIGN: &str = "You may not assign roles there. Download the role assignment template and give it \
    to somebody who may, such as an Owner.";

/// A validation's result as a cell shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadinessText {
    pub badge: Badge,
    pub text: String,
    /// What is in the way, for *View details*.
    pub refusal: Option<Refusal>,
    /// What to do where the refusal itself cannot know.
    pub advice: Option<&'static str>,
    /// The roles that are missing.
    pub missing: Vec<NeededRole>,
    /// Whether *Assign missing roles* would help.
    pub assignable: bool,
    /// Whether waiting helps.
    pub waiting: bool,
}

/// The words of the *Backup readiness* column, and of *Validate* on a restore.
pub fn readiness_text(readiness: &Readiness, now: Option<SimTime>) -> ReadinessText {
    let blocked = |badge: Badge, text: String, refusal: &Refusal| ReadinessText {
        badge,
        text,
        refusal: Some(refusal.clone()),
        advice: None,
        missing: Vec::new(),
        assignable: false,
        waiting: false,
    };
    match readiness {
        Readiness::Ready => ReadinessText {
            badge: Badge::Success,
            text: "Success".into(),
            refusal: None,
            advice: None,
            missing: Vec::new(),
            assignable: false,
            waiting: false,
        },
        Readiness::RoleAssignmentNotDone { refusal, missing } => ReadinessText {
            missing: missing.clone(),
            assignable: true,
            ..blocked(Badge::Error, "Role assignment not done".into(), refusal)
        },
        Readiness::InsufficientPermission { refusal, missing } => ReadinessText {
            missing: missing.clone(),
            advice: Some(MAY_NOT_ASSIGN),
            ..blocked(Badge::Error, "Insufficient permissions for role assignment".into(), refusal)
        },
        Readiness::RoleNotEffective { refusal, effective_at } => ReadinessText {
            waiting: true,
            ..blocked(Badge::Warning, not_effective_text(*effective_at, now), refusal)
        },
        Readiness::Blocked(refusal) => blocked(Badge::Error, refusal.explain().message, refusal),
    }
}

/// Minutes are rounded up: a role that needs 61 seconds needs about two minutes.
fn not_effective_text(effective_at: SimTime, now: Option<SimTime>) -> String {
    let Some(now) = now else { return "Roles assigned, not yet effective".into() };
    let minutes = effective_at.since(now).seconds().div_euclid(60) + 1;
    format!("Roles assigned, not yet effective (about {minutes} min)")
}

/// What kind of recovery point this is.
///
/// Source: recorded recovery points: copies in the vault are `Full`, snapshots `Incremental`.
pub fn point_type(row: &PointRow) -> &'static str {
    match row.data {
        PointFacts::VaultStore { .. } => "Full",
        PointFacts::OperationalStore { .. } => "Incremental",
    }
}

/// Where a recovery point lies.
pub fn point_store(row: &PointRow) -> &'static str {
    match row.data {
        PointFacts::VaultStore { .. } => datastore(DatasourceType::DataLakeStorage),
        PointFacts::OperationalStore { .. } => datastore(DatasourceType::Disk),
    }
}

/// Where the recovery points of a datasource lie: those of storage accounts in the vault, those of disks never.
pub fn datastore(datasource_type: DatasourceType) -> &'static str {
    match datasource_type {
        DatasourceType::DataLakeStorage | DatasourceType::Blob => "Vault-standard",
        DatasourceType::Disk => "Operational",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::SimSpan,
        engine::{policy::TimeZone, protection::access::AccessGap, restore::ContainerPick},
    };

    fn schedule(frequency: ScheduleFrequency) -> Schedule {
        Schedule { frequency, time: TimeOfDay { hour: 7, minute: 5 }, time_zone: TimeZone::Utc }
    }

    #[test]
    fn schedules_read_as_sentences() {
        assert_eq!(
            schedule_sentence(&schedule(ScheduleFrequency::Daily)),
            "Daily at 07:05, (UTC) Coordinated Universal Time"
        );
        let days = [Weekday::Friday, Weekday::Sunday, Weekday::Tuesday].into();
        assert!(
            schedule_sentence(&schedule(ScheduleFrequency::Weekly(days)))
                .starts_with("Weekly on Sunday, Tuesday and Friday at 07:05")
        );
    }

    #[test]
    fn selections_say_what_is_left_out() {
        let selection = ContainerSelection::AllExcept { prefixes: vec!["tmp".into(), "log".into()] };
        assert!(selection_text(&selection).ends_with("except those starting with tmp and log"));
        assert_eq!(selection_text(&ContainerSelection::Listed(vec!["a".into()])), "1 container");
        let picks = vec![
            ContainerPick { container: "raw".into(), prefixes: vec![] },
            ContainerPick { container: "curated".into(), prefixes: vec!["2026/".into()] },
        ];
        assert_eq!(restore_selection_text(&RestoreSelection::Containers(picks)), "raw, curated (1 prefix)");
    }

    #[test]
    fn a_role_on_its_way_says_how_long() {
        let now = SimTime::from_millis(0);
        let refusal: Refusal = AccessGap::NoIdentity { vault: "v".into() }.into();
        let effective_at = now + SimSpan::from_seconds(61);
        let text = readiness_text(&Readiness::RoleNotEffective { refusal, effective_at }, Some(now));
        assert_eq!(text.text, "Roles assigned, not yet effective (about 2 min)");
        assert!(text.waiting && !text.assignable);
    }

    #[test]
    fn who_may_not_assign_roles_learns_who_can_help() {
        let refusal: Refusal = AccessGap::NoIdentity { vault: "v".into() }.into();
        let text = readiness_text(
            &Readiness::InsufficientPermission { refusal: refusal.clone(), missing: vec![] },
            None,
        );
        assert!(text.advice.is_some_and(|advice| advice.contains("template")));
        assert_eq!(
            readiness_text(&Readiness::RoleAssignmentNotDone { refusal, missing: vec![] }, None).advice,
            None
        );
    }

    #[test]
    fn durations_have_a_singular() {
        assert_eq!(duration_text(RetentionDuration::Years(1)), "1 year");
        assert_eq!(duration_text(RetentionDuration::Days(30)), "30 days");
    }
}
