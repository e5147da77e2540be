//! Tables of retention rules and of the next runs, on the page of a policy and in its wizard.

use super::view_model::{RuleLine, RunLine};
use crate::{
    engine::{policy::RetentionRule, query::PreviewRun},
    portal::controls::{Column, EmptyState, Glyph, Grid},
};
use leptos::prelude::*;

/// The next runs with the rule each recovery point would be kept by.
#[component]
pub fn PreviewGrid(
    #[prop(into)] runs: Signal<Vec<PreviewRun>>,
    #[prop(optional, into)] loading: Signal<bool>,
) -> impl IntoView {
    let lines = Signal::derive(move || runs.with(|runs| runs.iter().map(RunLine::new).collect::<Vec<_>>()));
    let columns = vec![
        Column::text("Run", |line: &RunLine| line.local.clone()).unsorted(),
        Column::text("Run (UTC)", |line: &RunLine| line.at.clone()).unsorted().secondary(),
        Column::text("Retention rule", |line: &RunLine| line.rule.to_string()).unsorted(),
        Column::text("Recovery point expires", |line: &RunLine| line.expires.clone()).unsorted(),
    ];
    view! {
        <Grid
            caption="Next runs"
            columns
            rows=lines
            row_key=|line: &RunLine| line.key.clone()
            loading
            uncounted=true
            empty=|| view! { <EmptyState glyph=Glyph::Calendar title="No runs to display"
                text="Complete the schedule and the retention rules to see the next runs."/> }
        />
    }
}

/// Retention rules, the default one first.
#[component]
pub fn RuleGrid(#[prop(into)] rules: Signal<Vec<RetentionRule>>) -> impl IntoView {
    let lines =
        Signal::derive(move || rules.with(|rules| rules.iter().map(RuleLine::new).collect::<Vec<_>>()));
    let columns = vec![
        Column::text("Rule", |line: &RuleLine| line.name.to_string()).unsorted(),
        Column::text("Applies to", |line: &RuleLine| line.applies_to.to_string()).unsorted(),
        Column::text("Keep for", |line: &RuleLine| line.keep.clone()).unsorted(),
    ];
    view! {
        <Grid
            caption="Retention rules"
            columns
            rows=lines
            row_key=|line: &RuleLine| line.name.to_string()
            uncounted=true
            empty=|| view! { <EmptyState glyph=Glyph::Policy title="No retention rules"/> }
        />
    }
}
