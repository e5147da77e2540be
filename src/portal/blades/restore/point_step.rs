//! The step Restore point: the newest one is preselected, another is chosen in a pane.

use super::{view::summary, view_model::point_details, wizard::Wizard};
use crate::{
    engine::ids::PointSeq,
    portal::{
        blades::{answered::NoAnswer, instance::points::PointGrid},
        controls::{Button, ButtonKind, ContextPane, Field, MessageBar, PaneSize, Tone},
        format::moment,
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

#[component]
pub fn PointStep(wizard: Wizard) -> impl IntoView {
    let choosing = RwSignal::new(false);
    let page = wizard.points.page;
    let none = move || page.map(|page| page.total == 0).unwrap_or(false);
    let chosen = move || wizard.point_row().map(|row| moment(row.created_at));
    view! {
        <div class="pt-page">
            <p class="pt-text">"Choose the restore point to bring back. The newest one is selected."</p>
            {move || page.failure().map(|failure| view! { <NoAnswer failure retry=move |()| page.refresh()/> })}
            {move || none().then(|| view! {
                <MessageBar tone=Tone::Warning>"This backup instance has no restore point yet."</MessageBar>
            })}
            <Field label="Restore point" required=true>
                <span>{move || chosen().map(|time| format!("{time} "))}</span>
                <Button kind=ButtonKind::Link on_click=move |()| choosing.set(true)>"Select restore point"</Button>
            </Field>
            {move || wizard.point_row().map(|row| view! {
                <h2 class="pt-section-title">"Selected restore point"</h2>
                {summary(point_details(&row))}
            })}
        </div>
        <PointPane wizard open=choosing/>
    }
}

#[component]
fn PointPane(wizard: Wizard, open: RwSignal<bool>) -> impl IntoView {
    let ticked = RwSignal::new(BTreeSet::<String>::new());
    let close = move || {
        open.set(false);
        ticked.set(BTreeSet::new());
    };
    let select = move |()| {
        let key = ticked.with_untracked(|ticked| ticked.first().cloned()).unwrap_or_default();
        let point: Option<PointSeq> = untrack(|| {
            let found = wizard.points.page.map(|page| {
                page.rows.iter().find(|row| row.guid.simple().to_string() == key).map(|row| row.seq)
            });
            found.flatten()
        });
        if let Some(point) = point {
            wizard.choose_point(point);
            close();
        }
    };
    let footer = move || {
        view! {
            <Button
                kind=ButtonKind::Primary
                on_click=select
                disabled_reason=move || ticked.with(BTreeSet::is_empty).then(|| "Choose a restore point first.".to_string())
            >"Select"</Button>
            <Button on_click=move |()| close()>"Cancel"</Button>
        }
    };
    view! {
        <ContextPane open on_close=move |()| close() title="Select restore point" size=PaneSize::Large footer>
            <PointGrid list=wizard.points ticked/>
        </ContextPane>
    }
}
