//! The calendar of restore points, as a picture or as a table.

use super::point_calendar::{CalendarLine, PointCalendarText};
use crate::{
    engine::query::CalendarView,
    portal::controls::{Button, CalendarGrid, Column, EmptyState, Glyph, Grid},
};
use leptos::prelude::*;

/// Days and rules; nothing while there is no answer.
#[component]
pub fn CalendarPicture(
    #[prop(into)] view: Signal<Option<CalendarView>>,
    /// Stands before the button that turns it into a table.
    #[prop(optional, into)]
    controls: ViewFn,
) -> impl IntoView {
    let text =
        Memo::new(move |_| view.with(|view| view.as_ref().map(PointCalendarText::of)).unwrap_or_default());
    let some = Memo::new(move |_| text.with(|text| !text.days.is_empty()));
    let as_table = RwSignal::new(false);
    let turn = move || if as_table.get() { "Show as calendar" } else { "Show as table" };
    let lines = Signal::derive(move || text.with(|text| text.lines.clone()));
    view! {
        <Show when=move || some.get()>
            <p class="pt-text">
                {move || text.with(|text| text.sentence.clone())}
                " Filled cells are restore points, outlined ones those that the schedule will make."
            </p>
            <div class="pt-calendar__buttons">
                {controls.run()}
                <Button on_click=move |()| as_table.update(|shown| *shown = !*shown)>{turn}</Button>
            </div>
            {move || match as_table.get() {
                false => view! {
                    <CalendarGrid
                        caption="Restore points by day and rule"
                        row_title="Rule"
                        days=Signal::derive(move || text.with(|text| text.days.clone()))
                        rows=Signal::derive(move || text.with(|text| text.rows.clone()))
                    />
                }
                .into_any(),
                true => view! {
                    <Grid
                        caption="Restore points of these days"
                        columns=columns()
                        rows=lines
                        row_key=|line: &CalendarLine| line.key.clone()
                        empty=|| view! { <EmptyState glyph=Glyph::Calendar title="No restore points on these days"/> }
                    />
                }
                .into_any(),
            }}
        </Show>
    }
}

fn columns() -> Vec<Column<CalendarLine>> {
    vec![
        Column::text("Time", |line: &CalendarLine| line.local.clone()).unsorted(),
        Column::text("Rule", |line: &CalendarLine| line.rule.to_string()),
        Column::text("State", |line: &CalendarLine| line.state.to_string()),
        Column::text("Deleted", |line: &CalendarLine| line.removal.clone()).unsorted(),
    ]
}
