//! The step Restore point: the newest one is preselected, another is chosen in a pane.

use super::{moment_step::MomentStep, view::summary, view_model::point_details, wizard::Wizard};
use crate::{
    engine::ids::PointSeq,
    portal::{
        blades::{answered::NoAnswer, instance::points::PointGrid, pick_pane::PickPane},
        controls::{Button, ButtonKind, Choice, Field, MessageBar, RadioGroup, Tone},
        format::moment,
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

#[component]
pub fn PointStep(wizard: Wizard) -> impl IntoView {
    let tier = move || if wizard.is_operational() { "operational" } else { "vaulted" }.to_string();
    let both = Memo::new(move |_| wizard.has_both_tiers());
    let operational = Memo::new(move |_| wizard.is_operational());
    view! {
        <div class="pt-page">
            {move || both.get().then(|| view! {
                <Field label="Restore from" required=true>
                    <RadioGroup
                        value=tier
                        on_change=move |tier: String| wizard.choose_tier(tier == "operational")
                        choices=vec![
                            Choice::new("operational", "Operational backup")
                                .with_detail("To any moment of the window, in the storage account itself"),
                            Choice::new("vaulted", "Vaulted backup")
                                .with_detail("A recovery point, to another storage account"),
                        ]
                    />
                </Field>
            })}
            {move || if operational.get() {
                view! { <MomentStep wizard/> }.into_any()
            } else {
                view! { <PointChoice wizard/> }.into_any()
            }}
        </div>
    }
}

#[component]
fn PointChoice(wizard: Wizard) -> impl IntoView {
    let choosing = RwSignal::new(false);
    let page = wizard.points.page;
    let none = move || page.map(|page| page.total == 0).unwrap_or(false);
    let chosen = move || wizard.point_row().map(|row| moment(row.created_at));
    view! {
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
        <PointPane wizard open=choosing/>
    }
}

#[component]
fn PointPane(wizard: Wizard, open: RwSignal<bool>) -> impl IntoView {
    let ticked = RwSignal::new(BTreeSet::<String>::new());
    let pick = move |key: String| {
        let point: Option<PointSeq> = untrack(|| {
            let found = wizard.points.page.map(|page| {
                page.rows.iter().find(|row| row.guid.simple().to_string() == key).map(|row| row.seq)
            });
            found.flatten()
        });
        if let Some(point) = point {
            wizard.choose_point(point);
        }
    };
    view! {
        <PickPane open title="Select restore point" noun="restore point" ticked on_pick=pick>
            <PointGrid list=wizard.points ticked/>
        </PickPane>
    }
}
