//! One alert: what happened, what to do, what became of it, and its state.

use super::view_model::{blocked, condition_text, description, history, recommended_action, severity_badge};
use crate::{
    engine::{monitor::AlertState, query::AlertRow, request::Command as EngineCommand},
    portal::{
        blades::disk::change_pane::Change,
        controls::{Button, ButtonKind, Choice, ContextPane, Field, PaneSize, Select, StatusCell, TextArea},
        format::moment,
        route::{MenuItem, Route},
    },
};
use leptos::prelude::*;
use uuid::Uuid;

/// The pane; open while an alert is chosen.
#[component]
pub fn AlertPane(rows: Signal<Vec<AlertRow>>, chosen: RwSignal<Option<Uuid>>) -> impl IntoView {
    let row = Memo::new(move |_| {
        let guid = chosen.get()?;
        rows.with(|rows| rows.iter().find(|row| row.guid == guid).cloned())
    });
    let (state, comment) = (RwSignal::new(AlertState::Acknowledged), RwSignal::new(String::new()));
    // The pane stays open: it shows what became of the alert.
    let change = Change::new(RwSignal::new(true));
    let close = move |()| {
        chosen.set(None);
        comment.set(String::new());
        change.close();
    };
    let reason =
        move || row.with(|row| row.as_ref().and_then(|row| blocked(row, state.get(), &comment.read())));
    let give = move |()| {
        let Some(row) = row.get_untracked() else { return };
        let (to, comment) = (state.get_untracked(), comment.get_untracked());
        let (doing, done) = (
            format!("Changing the state of alert {}", row.rule.display_name()),
            format!("Alert {} is {}", row.rule.display_name(), to.display_name().to_lowercase()),
        );
        let command =
            EngineCommand::ChangeAlertState { vault: row.vault, alert: row.guid, state: to, comment };
        change.give(command, doing, done);
    };
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=give busy=change.busy disabled_reason=Signal::derive(reason)>
                "Change state"
            </Button>
            <Button on_click=close>"Close"</Button>
        }
    };
    let title = move || {
        row.with(|row| row.as_ref().map(|row| row.rule.display_name()).unwrap_or_default().to_string())
    };
    let subtitle = move || row.with(|row| row.as_ref().map(|row| row.instance_name.clone()));
    view! {
        <ContextPane
            open=Signal::derive(move || row.with(Option::is_some))
            on_close=close
            title=Signal::derive(title)
            subtitle=Signal::derive(subtitle)
            size=PaneSize::Medium
            footer
        >
            {move || row.get().map(|row| view! { <AlertFacts row/> })}
            <StateFields state comment/>
            {change.failed()}
        </ContextPane>
    }
}

#[component]
fn AlertFacts(row: AlertRow) -> impl IntoView {
    let instance = match row.instance.clone() {
        Some(id) => {
            view! { <a href=Route::Instance { id }.href()>{row.instance_name.clone()}</a> }.into_any()
        }
        None => row.instance_name.clone().into_any(),
    };
    let job = row.job.map(|guid| {
        let href = Route::Job { vault: row.vault.clone(), guid }.href();
        view! { <dt>"Job"</dt><dd><a href=href>"View job"</a></dd> }
    });
    let error = row.error.clone().map(|error| {
        view! {
            <dt>"Error code"</dt><dd>{error.code}</dd>
            <dt>"Error message"</dt><dd>{error.message}</dd>
            <dt>"Possible causes"</dt><dd>{error.cause}</dd>
        }
    });
    let severity = row.rule.severity();
    let lines = history(&row).into_iter().map(|(when, what)| view! { <dt>{when}</dt><dd>{what}</dd> });
    view! {
        <p class="pt-text">{description(&row)}</p>
        <dl class="pt-summary">
            <dt>"Severity"</dt>
            <dd><StatusCell tone=severity_badge(severity) text=severity.display_name()/></dd>
            <dt>"Category"</dt><dd>{row.rule.category()}</dd>
            <dt>"Affected resource"</dt><dd>{instance}</dd>
            <dt>"Datasource"</dt>
            <dd><a href=Route::of_resource(&row.datasource).href()>{row.datasource.name().to_string()}</a></dd>
            <dt>"Vault"</dt>
            <dd><a href=Route::of_resource(&row.vault).href()>{row.vault.name().to_string()}</a></dd>
            <dt>"Fired"</dt><dd>{moment(row.fired_at)}</dd>
            <dt>"Monitor condition"</dt><dd>{condition_text(&row)}</dd>
            <dt>"Alert state"</dt><dd>{row.state.display_name()}</dd>
            {error}
            <dt>"Recommended action"</dt><dd>{recommended_action(&row)}</dd>
            {job}
            {row.job.is_none().then(|| view! {
                <dt>"Activity"</dt>
                <dd><a href=Route::Vault { id: row.vault.clone(), item: MenuItem::ActivityLog }.href()>"View in the activity log"</a></dd>
            })}
        </dl>
        <h3 class="pt-section-title">"History"</h3>
        <dl class="pt-summary">{lines.collect_view()}</dl>
        <h3 class="pt-section-title">"Change alert state"</h3>
    }
}

#[component]
fn StateFields(state: RwSignal<AlertState>, comment: RwSignal<String>) -> impl IntoView {
    let choices: Vec<Choice> =
        AlertState::ALL.into_iter().map(|one| Choice::new(one.display_name(), one.display_name())).collect();
    let choose = move |name: String| {
        if let Some(found) = AlertState::ALL.into_iter().find(|one| one.display_name() == name) {
            state.set(found);
        }
    };
    view! {
        <Field label="Alert state">
            <Select
                value=Signal::derive(move || state.get().display_name().to_string())
                on_change=choose
                choices=Signal::stored(choices)
            />
        </Field>
        <Field label="Comment">
            <TextArea value=comment on_change=move |text: String| comment.set(text)/>
        </Field>
    }
}
