//! One operation: its summary, and the event as JSON.

use super::view_model::{event_json, resource_route, status_badge, sub_events};
use crate::{
    engine::query::ActivityRow,
    portal::{
        controls::{Button, ContextPane, CopyButton, MessageBar, PaneSize, StatusCell, Tab, Tabs, Tone},
        format::moment,
    },
};
use leptos::prelude::*;
use uuid::Uuid;

/// The pane; open while an operation is chosen.
#[component]
pub fn ActivityPane(rows: Signal<Vec<ActivityRow>>, chosen: RwSignal<Option<Uuid>>) -> impl IntoView {
    // It stays open when its row moves to another page.
    let row = Memo::new(move |before: Option<&Option<ActivityRow>>| {
        let guid = chosen.get()?;
        let is_it = |row: &&ActivityRow| row.guid == guid;
        let shown = rows.with(|rows| rows.iter().find(is_it).cloned());
        shown.or_else(|| before.and_then(Option::as_ref).filter(is_it).cloned())
    });
    let tab = RwSignal::new(0_usize);
    let close = move |()| {
        chosen.set(None);
        tab.set(0);
    };
    let title = move || row.with(|row| row.as_ref().map(|row| row.operation.clone()).unwrap_or_default());
    let subtitle = move || row.with(|row| row.as_ref().map(|row| moment(row.at)));
    view! {
        <ContextPane
            open=Signal::derive(move || row.with(Option::is_some))
            on_close=close
            title=Signal::derive(title)
            subtitle=Signal::derive(subtitle)
            size=PaneSize::Large
            footer=move || view! { <Button on_click=close>"Close"</Button> }
        >
            <Tabs
                tabs=vec![Tab::new("Summary"), Tab::new("JSON")]
                selected=tab
                on_select=move |index| tab.set(index)
                label="Operation"
            >
                {move || row.get().map(|row| match tab.get() {
                    0 => view! { <Summary row/> }.into_any(),
                    _ => view! { <Json row/> }.into_any(),
                })}
            </Tabs>
        </ContextPane>
    }
}

#[component]
fn Summary(row: ActivityRow) -> impl IntoView {
    let resource = match resource_route(&row.resource) {
        Some(route) => view! { <a href=route.href()>{row.resource.to_string()}</a> }.into_any(),
        None => row.resource.to_string().into_any(),
    };
    let error = row.error.clone().map(|error| {
        view! {
            <MessageBar tone=Tone::Error>
                <dl class="pt-summary">
                    <dt>"Error code"</dt><dd>{error.code}</dd>
                    <dt>"Message"</dt><dd>{error.message}</dd>
                    <dt>"Cause"</dt><dd>{error.cause}</dd>
                    <dt>"What to do"</dt><dd>{error.action}</dd>
                </dl>
            </MessageBar>
        }
    });
    let correlation = row.correlation.to_string();
    let object = row.caller.0.to_string();
    let events = sub_events(&row).into_iter().map(|(when, status, badge)| {
        view! { <dt>{when}</dt><dd><StatusCell tone=badge text=status/></dd> }
    });
    view! {
        {error}
        <dl class="pt-summary">
            <dt>"Operation name"</dt><dd>{row.action.clone()}</dd>
            <dt>"Status"</dt>
            <dd><StatusCell tone=status_badge(row.status) text=row.status.display_name()/></dd>
            <dt>"Time stamp"</dt><dd>{moment(row.at)}</dd>
            <dt>"Event initiated by"</dt><dd>{row.caller_name.clone()}</dd>
            <dt>"Object ID"</dt>
            <dd>
                <span class="pt-copyable">
                    <span class="pt-copyable__text">{object.clone()}</span>
                    <CopyButton value=object label="Copy object ID"/>
                </span>
            </dd>
            <dt>"Resource"</dt><dd class="pt-break">{resource}</dd>
            <dt>"Resource group"</dt><dd>{if row.group.is_empty() { "-".to_string() } else { row.group.clone() }}</dd>
            <dt>"Subscription"</dt><dd>{row.subscription_name.clone()}</dd>
            <dt>"Category"</dt><dd>"Administrative"</dd>
            <dt>"Correlation ID"</dt>
            <dd>
                <span class="pt-copyable">
                    <span class="pt-copyable__text">{correlation.clone()}</span>
                    <CopyButton value=correlation label="Copy correlation ID"/>
                </span>
            </dd>
        </dl>
        <h3 class="pt-section-title">"Events"</h3>
        <dl class="pt-summary">{events.collect_view()}</dl>
    }
}

#[component]
fn Json(row: ActivityRow) -> impl IntoView {
    let text = event_json(&row);
    view! {
        <CopyButton value=text.clone() label="Copy JSON"/>
        <pre class="pt-code" tabindex="0" role="region" aria-label="Event as JSON">{text}</pre>
    }
}
