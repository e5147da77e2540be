//! Rows, filters and words of the activity log.

use crate::{
    base::{ArmId, SimSpan, SimTime, words::ago},
    engine::{
        limits,
        query::{ActivityColumn, ActivityLog, ActivityRow, ActivityStatus, PageRequest},
        rbac::PrincipalId,
    },
    portal::{blades::badge::Badge, csv, format::moment, route::Route},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// How far back the list goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Timespan {
    Hour,
    #[default]
    SixHours,
    Day,
    Week,
    Month,
    All,
}

impl Timespan {
    pub const ALL: [Timespan; 6] =
        [Timespan::Hour, Timespan::SixHours, Timespan::Day, Timespan::Week, Timespan::Month, Timespan::All];

    pub fn label(self) -> &'static str {
        match self {
            Timespan::Hour => "Last hour",
            Timespan::SixHours => "Last 6 hours",
            Timespan::Day => "Last 24 hours",
            Timespan::Week => "Last 7 days",
            Timespan::Month => "Last 30 days",
            Timespan::All => "Last 90 days",
        }
    }

    pub fn span(self) -> SimSpan {
        match self {
            Timespan::Hour => SimSpan::from_hours(1),
            Timespan::SixHours => SimSpan::from_hours(6),
            Timespan::Day => SimSpan::from_hours(24),
            Timespan::Week => SimSpan::from_days(7),
            Timespan::Month => SimSpan::from_days(30),
            Timespan::All => limits::ACTIVITY_LOG_RETENTION,
        }
    }
}

/// Which rows are shown; an empty list means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    pub timespan: Timespan,
    pub statuses: Vec<String>,
    pub operations: Vec<String>,
    /// GUIDs.
    pub callers: Vec<String>,
    pub groups: Vec<String>,
}

impl LogFilter {
    /// The question for a page.
    pub fn question(&self, scope: Option<&ArmId>, page: PageRequest<ActivityColumn>) -> ActivityLog {
        let is_chosen =
            |status: &ActivityStatus| self.statuses.iter().any(|name| name == status.display_name());
        let caller = |text: &String| Uuid::parse_str(text).ok().map(PrincipalId);
        ActivityLog {
            scope: scope.cloned(),
            window: self.timespan.span(),
            statuses: ActivityStatus::ALL.into_iter().filter(is_chosen).collect(),
            callers: self.callers.iter().filter_map(caller).collect(),
            operations: self.operations.clone(),
            groups: self.groups.clone(),
            page,
        }
    }
}

/// A row as the list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    pub guid: Uuid,
    pub operation: String,
    pub status: &'static str,
    pub badge: Badge,
    pub ago: String,
    pub time: String,
    pub at: SimTime,
    pub subscription: String,
    pub group: String,
    pub resource: String,
    pub caller: String,
}

impl LogLine {
    pub fn new(row: &ActivityRow, now: Option<SimTime>) -> LogLine {
        LogLine {
            guid: row.guid,
            operation: row.operation.clone(),
            status: row.status.display_name(),
            badge: status_badge(row.status),
            ago: now.map_or_else(String::new, |now| ago(now.since(row.at))),
            time: moment(row.at),
            at: row.at,
            subscription: row.subscription_name.clone(),
            group: row.group.clone(),
            resource: row.resource.name().to_string(),
            caller: row.caller_name.clone(),
        }
    }
}

pub fn status_badge(status: ActivityStatus) -> Badge {
    match status {
        ActivityStatus::Started => Badge::InProgress,
        ActivityStatus::Succeeded => Badge::Success,
        ActivityStatus::Failed => Badge::Error,
    }
}

/// How an operation went: when, and what the log says of it then.
pub fn sub_events(row: &ActivityRow) -> Vec<(String, &'static str, Badge)> {
    let started = ActivityStatus::Started;
    let mut events = vec![(moment(row.at), started.display_name(), Badge::Neutral)];
    let ended = |at: SimTime| (moment(at), row.status.display_name(), status_badge(row.status));
    events.extend(row.ended_at.map(ended));
    events
}

/// Where the resource is looked at, if it is one with a page.
pub fn resource_route(resource: &ArmId) -> Option<Route> {
    Some(Route::of_resource(resource)).filter(|route| !matches!(route, Route::NotFound(_)))
}

/// The event as Azure writes it, newest part of it: how the operation ended, or that it started.
///
/// Source: Azure Monitor, "Azure activity log event schema", category Administrative. What the simulation does not know,
/// such as claims and the client's address, is left out.
pub fn event_json(row: &ActivityRow) -> String {
    let named = |value: &str| json!({ "value": value, "localizedValue": value });
    let (level, name) = match row.status {
        ActivityStatus::Started => ("Informational", "BeginRequest"),
        ActivityStatus::Succeeded => ("Informational", "EndRequest"),
        ActivityStatus::Failed => ("Error", "EndRequest"),
    };
    let at = row.ended_at.unwrap_or(row.at);
    let id = format!("{}/events/{}/ticks/{}", row.resource, row.guid, ticks(at));
    let mut event = json!({
        "authorization": { "action": row.action, "scope": row.resource.as_str() },
        "caller": row.caller_name,
        "channels": "Operation",
        "claims": { "name": row.caller_name, "http://schemas.microsoft.com/identity/claims/objectidentifier": row.caller.0 },
        "correlationId": row.correlation,
        "eventDataId": row.guid,
        "eventName": named(name),
        "category": named("Administrative"),
        "eventTimestamp": at.iso(),
        "id": id,
        "level": level,
        "operationId": row.correlation,
        "operationName": { "value": row.action, "localizedValue": row.operation },
        "resourceProviderName": named(row.action.split('/').next().unwrap_or_default()),
        "resourceId": row.resource.as_str(),
        "status": named(row.status.display_name()),
        "submissionTimestamp": at.iso(),
        "subscriptionId": row.subscription,
        "relatedEvents": [],
    });
    if !row.group.is_empty() {
        event["resourceGroupName"] = json!(row.group);
    }
    if let Some(kind) = row.resource.resource_type() {
        event["resourceType"] = named(&kind);
    }
    if let Some(error) = &row.error {
        let message = json!({ "error": { "code": error.code, "message": error.message } });
        event["properties"] = json!({ "statusMessage": message.to_string() });
    }
    pretty(&event)
}

fn pretty(value: &Value) -> String {
    // Maps with text keys always become text.
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Units: 100 ns since the year 1, as the service numbers its events.
fn ticks(at: SimTime) -> i64 {
    const YEAR_1: i64 = 621_355_968_000_000_000;
    at.millis() * 10_000 + YEAR_1
}

/// The rows as a table, newest first.
pub fn table(rows: &[ActivityRow]) -> String {
    let head = [
        "Correlation id",
        "Operation name",
        "Status",
        "Event category",
        "Level",
        "Time",
        "Subscription",
        "Event initiated by",
        "Resource type",
        "Resource group",
        "Resource",
        "Error code",
        "Error message",
    ];
    let cells = |row: &ActivityRow| {
        let level = if row.status == ActivityStatus::Failed { "Error" } else { "Informational" };
        let error = row.error.as_ref();
        [
            row.correlation.to_string(),
            row.operation.clone(),
            row.status.display_name().to_string(),
            "Administrative".to_string(),
            level.to_string(),
            row.at.iso(),
            row.subscription.map(|id| id.to_string()).unwrap_or_default(),
            row.caller_name.clone(),
            row.resource.resource_type().unwrap_or_default(),
            row.group.clone(),
            row.resource.to_string(),
            error.map(|error| error.code.clone()).unwrap_or_default(),
            error.map(|error| error.message.clone()).unwrap_or_default(),
        ]
    };
    csv::table(head, rows.iter().map(cells))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::RecordedRefusal;

    fn row(status: ActivityStatus) -> ActivityRow {
        let resource = ArmId::new(
            "/subscriptions/00000000-0000-0000-0000-000000000007/resourceGroups/g/providers/Microsoft.Compute/disks/d",
        );
        ActivityRow {
            guid: Uuid::from_u128(3),
            at: SimTime::EPOCH,
            ended_at: (status != ActivityStatus::Started).then(|| SimTime::EPOCH + SimSpan::from_minutes(2)),
            action: "Microsoft.Compute/disks/write".into(),
            operation: "Create or Update Disk".into(),
            status,
            caller: PrincipalId(Uuid::from_u128(4)),
            caller_name: "Rosa".into(),
            correlation: Uuid::from_u128(5),
            group: "g".into(),
            subscription: resource.subscription_id(),
            resource,
            subscription_name: "Production".into(),
            error: None,
        }
    }

    fn refused() -> ActivityRow {
        let error = RecordedRefusal {
            code: "ScopeLocked".into(),
            message: "=locked".into(),
            cause: String::new(),
            action: String::new(),
            denial: None,
        };
        ActivityRow { error: Some(error), ..row(ActivityStatus::Failed) }
    }

    #[test]
    fn an_operation_has_a_beginning_and_an_end() {
        let names =
            |status| sub_events(&row(status)).into_iter().map(|(_, name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(ActivityStatus::Succeeded), ["Started", "Succeeded"]);
        assert_eq!(names(ActivityStatus::Failed), ["Started", "Failed"]);
        assert_eq!(names(ActivityStatus::Started), ["Started"]);
    }

    #[test]
    fn the_event_is_the_one_of_the_schema() {
        let read = |row: &ActivityRow| serde_json::from_str::<Value>(&event_json(row)).expect("JSON");
        let event = read(&refused());
        assert_eq!(event["status"]["value"], "Failed");
        assert_eq!(
            (event["level"].as_str(), event["resourceGroupName"].as_str()),
            (Some("Error"), Some("g"))
        );
        assert_eq!(event["resourceProviderName"]["value"], "Microsoft.Compute");
        let message = event["properties"]["statusMessage"].as_str().expect("text");
        assert_eq!(message, r#"{"error":{"code":"ScopeLocked","message":"=locked"}}"#);
        let event = read(&row(ActivityStatus::Started));
        assert_eq!(
            (&event["eventName"]["value"], &event["properties"]),
            (&json!("BeginRequest"), &Value::Null)
        );
        assert!(event["id"].as_str().is_some_and(|id| id.ends_with("/ticks/621355968000000000")));
    }

    #[test]
    fn the_table_holds_no_formulas() {
        let text = table(&[row(ActivityStatus::Succeeded), refused()]);
        assert_eq!(text.matches("\r\n").count(), 3);
        assert!(text.ends_with("\"ScopeLocked\",\"'=locked\"\r\n"), "{text}");
    }

    #[test]
    fn filters_become_a_question() {
        let filter = LogFilter {
            statuses: vec!["Failed".into()],
            callers: vec![Uuid::from_u128(4).to_string(), "nobody".into()],
            ..LogFilter::default()
        };
        let question = filter.question(None, PageRequest::first(7));
        assert_eq!(question.statuses, [ActivityStatus::Failed]);
        assert_eq!(question.callers, [PrincipalId(Uuid::from_u128(4))]);
        assert_eq!((question.window, question.page.limit), (SimSpan::from_hours(6), 7));
    }

    #[test]
    fn lines_say_how_long_ago_it_was() {
        let line = |minutes| {
            let now = SimTime::EPOCH + SimSpan::from_minutes(minutes);
            LogLine::new(&row(ActivityStatus::Succeeded), Some(now)).ago
        };
        assert_eq!((line(0).as_str(), line(5).as_str()), ("just now", "5 min ago"));
    }
}
