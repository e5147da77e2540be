//! The activity log: who asked for what, when, and how it ended.

use super::{
    Viewer,
    page::{Direction, ListColumn, Listing, Page, PageRequest, SortKey, is_chosen},
};
use crate::{
    base::{ArmId, SimSpan, SimTime, words},
    engine::{
        limits,
        monitor::{Activity, Progress, operation_name},
        rbac::{PrincipalId, action},
        refusal::{RecordedRefusal, Refusal},
    },
};
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};
use uuid::Uuid;

/// A page of what was asked for over a scope and below it, or wherever the viewer may read it; newest first unless sorted.
///
/// An empty list of a filter lets everything pass.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ActivityLog {
    pub scope: Option<ArmId>,
    /// How far back; at most [`limits::ACTIVITY_LOG_RETENTION`] is kept.
    pub window: SimSpan,
    pub statuses: Vec<ActivityStatus>,
    pub callers: Vec<PrincipalId>,
    /// Actions, as in [`ActivityRow::action`].
    pub operations: Vec<String>,
    /// Names of resource groups.
    pub groups: Vec<String>,
    pub page: PageRequest<ActivityColumn>,
}

/// With what there is to filter by within scope and window.
pub type ActivityPage = Page<ActivityRow, ActivityColumn, ActivityChoices>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ActivityColumn {
    Operation,
    Status,
    /// How long ago it was.
    Time,
    TimeStamp,
    Resource,
    ResourceGroup,
    Subscription,
    Caller,
}

impl ListColumn for ActivityColumn {
    const ALL: &'static [ActivityColumn] = &[
        ActivityColumn::Operation,
        ActivityColumn::Status,
        ActivityColumn::Time,
        ActivityColumn::TimeStamp,
        ActivityColumn::Resource,
        ActivityColumn::ResourceGroup,
        ActivityColumn::Subscription,
        ActivityColumn::Caller,
    ];

    fn title(self) -> &'static str {
        match self {
            ActivityColumn::Operation => "Operation name",
            ActivityColumn::Status => "Status",
            ActivityColumn::Time => "Time",
            ActivityColumn::TimeStamp => "Time stamp",
            ActivityColumn::Resource => "Resource",
            ActivityColumn::ResourceGroup => "Resource group",
            ActivityColumn::Subscription => "Subscription",
            ActivityColumn::Caller => "Event initiated by",
        }
    }
}

impl ActivityColumn {
    /// The order that the list opens in.
    pub const SORTED_BY: (ActivityColumn, Direction) = (ActivityColumn::TimeStamp, Direction::Descending);
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ActivityChoices {
    pub callers: Vec<(PrincipalId, String)>,
    /// Actions with their names.
    pub operations: Vec<(String, String)>,
    pub groups: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ActivityStatus {
    /// Work goes on.
    Started,
    Succeeded,
    Failed,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityRow {
    pub guid: Uuid,
    pub at: SimTime,
    /// When its work was over.
    pub ended_at: Option<SimTime>,
    /// Such as `Microsoft.DataProtection/backupVaults/write`.
    pub action: String,
    /// The same in words.
    pub operation: String,
    pub status: ActivityStatus,
    pub caller: PrincipalId,
    pub caller_name: String,
    pub correlation: Uuid,
    pub resource: ArmId,
    /// Empty for what lies in no resource group.
    pub group: String,
    pub subscription: Option<Uuid>,
    pub subscription_name: String,
    /// Why it failed.
    pub error: Option<RecordedRefusal>,
}

impl ActivityStatus {
    pub const ALL: [ActivityStatus; 3] =
        [ActivityStatus::Started, ActivityStatus::Succeeded, ActivityStatus::Failed];

    pub fn display_name(self) -> &'static str {
        match self {
            ActivityStatus::Started => "Started",
            ActivityStatus::Succeeded => "Succeeded",
            ActivityStatus::Failed => "Failed",
        }
    }
}

impl ActivityLog {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<ActivityPage, Refusal> {
        if let Some(scope) = &self.scope {
            viewer.require(action::READ_ACTIVITY_LOG, scope)?;
        }
        let since = viewer.now - self.window.min(limits::ACTIVITY_LOG_RETENTION);
        let newest_first = viewer.state.activities.values().rev();
        let mut readable = BTreeMap::new();
        let mut may_read = |resource: &ArmId| match &self.scope {
            Some(scope) => scope.contains(resource),
            None => *readable
                .entry(resource.clone())
                .or_insert_with(|| viewer.may(action::READ_ACTIVITY_LOG, resource)),
        };
        let found: Vec<&Activity> = newest_first
            .take_while(|activity| activity.at >= since)
            .filter(|activity| may_read(&activity.resource))
            .collect();
        let choices = choices(viewer, &found);
        let kept = found.into_iter().filter(|activity| self.keeps(viewer, activity));
        Ok(ActivityList(viewer).page(kept, &self.page).with_choices(choices))
    }

    fn keeps(&self, viewer: &Viewer<'_>, activity: &Activity) -> bool {
        let is_group = |name: &String| name.eq_ignore_ascii_case(group_of(activity));
        is_chosen(&self.callers, &activity.principal)
            && is_chosen(&self.operations, activity.action.as_str())
            && (self.groups.is_empty() || self.groups.iter().any(is_group))
            && (self.statuses.is_empty() || self.statuses.contains(&outcome(viewer, activity).0))
    }
}

struct ActivityList<'v, 'a>(&'v Viewer<'a>);

impl<'a> Listing<'a> for ActivityList<'_, 'a> {
    type Item = &'a Activity;
    type Column = ActivityColumn;
    type Row = ActivityRow;

    fn text(&self, activity: &'a Activity, column: ActivityColumn) -> Cow<'a, str> {
        let viewer = self.0;
        match column {
            ActivityColumn::Operation => operation_name(&activity.action).into(),
            ActivityColumn::Status => outcome(viewer, activity).0.display_name().into(),
            ActivityColumn::Time => words::ago(viewer.now.since(activity.at)).into(),
            ActivityColumn::TimeStamp => words::moment(activity.at).into(),
            ActivityColumn::Resource => activity.resource.name().into(),
            ActivityColumn::ResourceGroup => group_of(activity).into(),
            ActivityColumn::Subscription => viewer.subscription_of(&activity.resource).into(),
            ActivityColumn::Caller => viewer.principal_name(activity.principal).into(),
        }
    }

    fn key(&self, activity: &'a Activity, column: ActivityColumn) -> SortKey<'a> {
        match column {
            ActivityColumn::Time => SortKey::Length(self.0.now.since(activity.at)),
            ActivityColumn::TimeStamp => SortKey::Moment(Some(activity.at)),
            _ => SortKey::Shown(self.text(activity, column)),
        }
    }

    fn order(&self, one: &'a Activity, other: &'a Activity) -> Ordering {
        other.id.cmp(&one.id)
    }

    fn row(&self, activity: &'a Activity) -> ActivityRow {
        row(self.0, activity)
    }
}

/// By name, each once.
fn choices(viewer: &Viewer<'_>, found: &[&Activity]) -> ActivityChoices {
    let callers: BTreeSet<PrincipalId> = found.iter().map(|activity| activity.principal).collect();
    let operations: BTreeSet<&str> = found.iter().map(|activity| activity.action.as_str()).collect();
    let groups: BTreeMap<String, &str> = found
        .iter()
        .map(|activity| group_of(activity))
        .filter(|group| !group.is_empty())
        .map(|group| (group.to_lowercase(), group))
        .collect();
    let mut callers: Vec<_> = callers.into_iter().map(|id| (id, viewer.principal_name(id))).collect();
    callers.sort_by(|left, right| left.1.cmp(&right.1));
    let name = |action: &str| (action.to_string(), operation_name(action));
    let mut operations: Vec<_> = operations.into_iter().map(name).collect();
    operations.sort_by(|left, right| left.1.cmp(&right.1));
    ActivityChoices { callers, operations, groups: groups.into_values().map(str::to_string).collect() }
}

fn group_of(activity: &Activity) -> &str {
    activity.resource.resource_group_name().unwrap_or_default()
}

fn outcome(
    viewer: &Viewer<'_>,
    activity: &Activity,
) -> (ActivityStatus, Option<SimTime>, Option<RecordedRefusal>) {
    match activity.progress(viewer.state, viewer.now) {
        Progress::Running { .. } => (ActivityStatus::Started, None, None),
        Progress::Succeeded { at } => (ActivityStatus::Succeeded, Some(at), None),
        Progress::Failed { at, refusal } => (ActivityStatus::Failed, Some(at), Some(refusal)),
    }
}

fn row(viewer: &Viewer<'_>, activity: &Activity) -> ActivityRow {
    let (status, ended_at, error) = outcome(viewer, activity);
    ActivityRow {
        guid: activity.guid,
        at: activity.at,
        ended_at,
        action: activity.action.clone(),
        operation: operation_name(&activity.action),
        status,
        caller: activity.principal,
        caller_name: viewer.principal_name(activity.principal),
        correlation: activity.correlation,
        group: group_of(activity).to_string(),
        subscription: activity.resource.subscription_id(),
        subscription_name: viewer.subscription_of(&activity.resource),
        resource: activity.resource.clone(),
        error,
    }
}
