//! The pane *Why is this kept?* of a restore point.

use super::why_kept::WhyKeptText;
use crate::{
    base::ArmId,
    engine::{ids::PointSeq, query::WhyKept},
    portal::{
        blades::answered::Answered,
        controls::{MessageBar, Tone},
        session::use_query,
    },
};
use leptos::prelude::*;

#[component]
pub fn WhyKeptReasons(instance: StoredValue<ArmId>, point: PointSeq) -> impl IntoView {
    let answer = use_query(move || Some(WhyKept { instance: instance.get_value(), point }));
    view! {
        <Answered answer ready=move |view| {
            let text = Memo::new(move |_| view.with(WhyKeptText::of));
            view! {
                <dl class="pt-summary">{move || text.with(|text| facts(&text.facts))}</dl>
                {move || text.with(|text| text.warning.clone()).map(|warning| view! {
                    <MessageBar tone=Tone::Warning>{warning}</MessageBar>
                })}
                <h3 class="pt-section-title">"The rule"</h3>
                <ul class="pt-reasons">{move || text.with(|text| items(&text.rule))}</ul>
                <h3 class="pt-section-title">"What keeps it now"</h3>
                <ul class="pt-reasons">{move || text.with(|text| items(&text.reasons))}</ul>
                <h3 class="pt-section-title">"What would keep it longer"</h3>
                <ul class="pt-reasons">{move || text.with(|text| items(&text.holders))}</ul>
            }
        }/>
    }
}

fn facts(facts: &[(&'static str, String)]) -> impl IntoView + use<> {
    let line = |(label, value): &(&'static str, String)| view! { <dt>{*label}</dt><dd>{value.clone()}</dd> };
    facts.iter().map(line).collect_view()
}

fn items(sentences: &[String]) -> impl IntoView + use<> {
    sentences.iter().map(|text| view! { <li>{text.clone()}</li> }).collect_view()
}
