//! The next runs of a schedule: when, kept by which rule, until when, with a bar for how long.

use super::view_model::{RunLine, run_lines};
use crate::{
    engine::query::PreviewRun,
    portal::controls::{Column, EmptyState, Glyph, Grid},
};
use leptos::prelude::*;

#[component]
pub fn RunGrid(
    #[prop(into)] runs: Signal<Vec<PreviewRun>>,
    #[prop(into)] loading: Signal<bool>,
) -> impl IntoView {
    let rows = Signal::derive(move || runs.with(|runs| run_lines(runs)));
    let columns = vec![
        Column::text("Starts (schedule's time zone)", |line: &RunLine| line.local.clone()).unsorted(),
        Column::text("Starts (UTC)", |line: &RunLine| line.utc.clone()).unsorted().secondary(),
        Column::text("Retention rule", |line: &RunLine| line.tag.to_string()).unsorted(),
        Column::text("Expires", |line: &RunLine| line.expires.clone()).unsorted().secondary(),
        Column::view("Kept for", kept_cell).secondary(),
    ];
    view! {
        <Grid
            caption="Next backups"
            columns
            rows
            row_key=|line: &RunLine| line.key.clone()
            loading
            uncounted=true
            empty=|| view! { <EmptyState glyph=Glyph::Calendar title="No backups to display"/> }
        />
    }
}

/// The bar is for the eye; the text says the same.
fn kept_cell(line: &RunLine) -> AnyView {
    let share = line.share;
    view! {
        <span class="pt-kept">
            <span class="pt-kept__track" aria-hidden="true">
                <span class="pt-kept__bar" style:inline-size=format!("{share}%")></span>
            </span>
            <span>{line.kept.clone()}</span>
        </span>
    }
    .into_any()
}
