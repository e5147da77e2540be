//! When alerts fire, when they are resolved, and what people do with them.
//!
//! A failed job fires the alert of its rule. The same error of the same instance only counts for the alert that stands
//! already, for as long as [`limits::ALERT_GROUPING`] after it fired; what came in between, an hourly schedule that nobody
//! looks after, would be a flood else. The next job of the kind that succeeds resolves what its instance was alerted of.
//! Deleting backup data fires each time and is resolved by nothing: a person has to look and close it. The service
//! publishes neither how it groups nor what resolves an alert; both are ours.
//!
//! Jobs that somebody cancelled and jobs that found another one running fire nothing in the service; here the first do not
//! exist and the second are refused before there is a job.
//!
//! Rows go after [`limits::ALERT_RETENTION`], or when there are too many, with the next alert that fires.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        decide::Context,
        event::Event,
        ids::{AlertId, InstanceId, JobId, VaultId},
        job::{Job, JobStatus},
        limits,
        monitor::{Alert, AlertChange, AlertCondition, AlertRule, AlertState, MonitorError},
        policy::DatasourceType,
        rbac::{PrincipalId, action},
        refusal::{RecordedRefusal, Refusal},
        state::State,
    },
};
use uuid::Uuid;

/// What the events of a decision mean to alerts. Asked after each due timer: it looks at the ends of jobs alone, and of
/// jobs that succeeded only where something is left to be resolved.
pub(in crate::engine) fn follow(context: &mut Context, events: &[Event]) -> Vec<Event> {
    let mut found = Vec::new();
    for event in events {
        match event {
            Event::JobEnded { job, status, error, .. } => {
                if let Some(job) = job_of(context.state, events, *job) {
                    found.extend(job_ended(context, job, *status, error.as_ref()));
                }
            }
            Event::InstanceSoftDeleted { instance, .. } | Event::InstanceDeleted(instance)
                if context.principal != PrincipalId::SYSTEM =>
            {
                found.extend(data_deleted(context, *instance));
            }
            _ => {}
        }
    }
    found
}

/// A job that fails at once starts with the events that end it.
fn job_of<'a>(state: &'a State, events: &'a [Event], job: JobId) -> Option<&'a Job> {
    let started = || {
        events.iter().find_map(|event| match event {
            Event::JobStarted(row) if row.id == job => Some(row),
            _ => None,
        })
    };
    state.jobs.get(&job).or_else(started)
}

fn job_ended(context: &mut Context, job: &Job, status: JobStatus, error: Option<&Refusal>) -> Vec<Event> {
    let Some(rule) = AlertRule::of_job(job.operation) else { return Vec::new() };
    if status.is_success() {
        return resolved(context, job.instance, rule);
    }
    if !rule.watches(job.datasource_type) {
        return Vec::new();
    }
    let error = error.map(Refusal::record);
    let code = error.as_ref().map(|error| error.code.as_str());
    if let Some(standing) = standing(context, job.instance, rule, code) {
        return vec![Event::AlertRepeated { alert: standing, at: context.now, job: job.guid }];
    }
    let subject = Subject {
        vault: job.vault,
        instance: job.instance,
        instance_name: &job.instance_name,
        datasource: &job.datasource,
        datasource_type: job.datasource_type,
    };
    fire(context, rule, subject, Some(job.guid), error)
}

/// The alert that another occurrence counts for.
fn standing(context: &Context, instance: InstanceId, rule: AlertRule, code: Option<&str>) -> Option<AlertId> {
    let mut fired = context.state.alerts.by(&(instance, AlertCondition::Fired)).rev();
    let since = context.now - limits::ALERT_GROUPING;
    let found = fired.find(|alert| alert.rule == rule)?;
    let is_same = found.error.as_ref().map(|error| error.code.as_str()) == code;
    (is_same && found.fired_at > since && found.state != AlertState::Closed).then_some(found.id)
}

fn resolved(context: &Context, instance: InstanceId, rule: AlertRule) -> Vec<Event> {
    if context.state.alerts.is_empty() {
        return Vec::new();
    }
    let fired = context.state.alerts.by(&(instance, AlertCondition::Fired));
    let of_rule = fired.filter(|alert| alert.rule == rule);
    of_rule.map(|alert| Event::AlertResolved { alert: alert.id, at: context.now }).collect()
}

fn data_deleted(context: &mut Context, instance: InstanceId) -> Vec<Event> {
    let rule = AlertRule::DeleteBackupData;
    let Some(row) = context.state.instances.get(&instance) else { return Vec::new() };
    if !rule.watches(row.datasource_type) {
        return Vec::new();
    }
    let subject = Subject {
        vault: row.vault,
        instance,
        instance_name: &row.name,
        datasource: &row.datasource,
        datasource_type: row.datasource_type,
    };
    fire(context, rule, subject, None, None)
}

/// What an alert is about.
struct Subject<'a> {
    vault: VaultId,
    instance: InstanceId,
    instance_name: &'a str,
    datasource: &'a ArmId,
    datasource_type: DatasourceType,
}

fn fire(
    context: &mut Context,
    rule: AlertRule,
    subject: Subject<'_>,
    job: Option<Uuid>,
    error: Option<RecordedRefusal>,
) -> Vec<Event> {
    let state = context.state;
    let id = AlertId(context.ids.take());
    let vault = state.vaults.get(&subject.vault);
    let alert = Alert {
        id,
        guid: context.seed().guid("alert", id.0),
        rule,
        vault: vault.map_or_else(|| ArmId::new("/"), |vault| state.vault_id(vault)),
        instance: subject.instance,
        instance_name: subject.instance_name.to_string(),
        datasource: subject.datasource.clone(),
        datasource_type: subject.datasource_type,
        fired_at: context.now,
        last_at: context.now,
        occurrences: 1,
        job,
        correlation: context.correlation,
        error,
        resolved_at: None,
        state: AlertState::New,
        changes: Vec::new(),
    };
    let mut events = vec![Event::AlertFired(alert)];
    events.extend(forgotten(context));
    events
}

/// Rows that are too old, and the oldest of too many.
fn forgotten(context: &Context) -> Option<Event> {
    let alerts = &context.state.alerts;
    let kept_since = context.now - limits::ALERT_RETENTION;
    let too_many = (alerts.len() + 1).saturating_sub(limits::ALERTS_MAX);
    let goes = |index: usize, row: &Alert| index < too_many || row.fired_at < kept_since;
    let old = alerts.iter().enumerate().take_while(|(index, (_, row))| goes(*index, row));
    old.last().map(|(_, (id, _))| Event::AlertsForgotten { through: *id })
}

/// Gives an alert another state. Asking for the one it has changes nothing.
///
/// # Errors
/// Not authorized, not found, locked, a comment that is too long.
pub(in crate::engine) fn change_state(
    context: &Context,
    vault: &ArmId,
    alert: Uuid,
    to: AlertState,
    comment: &str,
) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::CHANGE_ALERT_STATE, vault)?;
    let found = find(context.state, vault, alert, context.now)?;
    context.check_write(vault)?;
    let length = comment.chars().count();
    if length > limits::ALERT_COMMENT_LENGTH_MAX {
        return Err(MonitorError::AlertCommentTooLong { length }.into());
    }
    if found.state == to {
        return Ok(Vec::new());
    }
    let change =
        AlertChange { at: context.now, by: context.principal, to, comment: comment.trim().to_string() };
    Ok(vec![Event::AlertStateChanged { alert: found.id, change }])
}

/// The alert of a vault by its name outside, while it is kept.
///
/// # Errors
/// [`MonitorError::AlertNotFound`].
pub(in crate::engine) fn find<'a>(
    state: &'a State,
    vault: &ArmId,
    alert: Uuid,
    now: SimTime,
) -> Result<&'a Alert, MonitorError> {
    let found = kept(state, now).find(|row| row.guid == alert && row.vault == *vault);
    found.ok_or(MonitorError::AlertNotFound { alert })
}

/// The alert that a failed job fired, or counted for.
pub(in crate::engine) fn alert_of_job<'a>(state: &'a State, job: &Job) -> Option<&'a Alert> {
    let (rule, ended_at) = (AlertRule::of_job(job.operation)?, job.ended_at?);
    let of_instance =
        AlertCondition::ALL.into_iter().flat_map(|condition| state.alerts.by(&(job.instance, condition)));
    let code = job.error.as_ref().map(|error| &error.code);
    let mut fitting = of_instance
        .filter(|alert| alert.rule == rule && alert.error.as_ref().map(|error| &error.code) == code);
    fitting.find(|alert| {
        job.status == JobStatus::Failed && alert.fired_at <= ended_at && ended_at <= alert.last_at
    })
}

/// The alerts that are kept at a moment, newest first.
pub(in crate::engine) fn kept(state: &State, now: SimTime) -> impl Iterator<Item = &Alert> {
    let since = now - limits::ALERT_RETENTION;
    state.alerts.values().rev().take_while(move |alert| alert.fired_at >= since)
}

/// Makes events of alerts true.
pub(in crate::engine) fn apply(state: &mut State, event: &Event) {
    match event {
        Event::AlertFired(alert) => drop(state.alerts.put(alert.id, alert.clone())),
        Event::AlertRepeated { alert, at, job } => {
            state.alerts.update(alert, |row| {
                row.last_at = *at;
                row.occurrences = row.occurrences.saturating_add(1);
                row.job = Some(*job);
            });
        }
        Event::AlertResolved { alert, at } => {
            state.alerts.update(alert, |row| row.resolved_at = Some(*at));
        }
        Event::AlertStateChanged { alert, change } => {
            state.alerts.update(alert, |row| {
                row.state = change.to;
                row.changes.push(change.clone());
                let surplus = row.changes.len().saturating_sub(limits::ALERT_CHANGES_MAX);
                row.changes.drain(..surplus);
            });
        }
        Event::AlertsForgotten { through } => {
            let old: Vec<AlertId> = state.alerts.range(..=*through).map(|(id, _)| *id).collect();
            old.iter().for_each(|id| drop(state.alerts.remove(id)));
        }
        other => unreachable!("{other:?} is applied elsewhere"),
    }
}
