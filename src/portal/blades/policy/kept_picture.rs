//! The picture of the points a policy leaves, with why each is kept.

use super::{
    calendar_picture::CalendarPicture,
    kept_points::{Mark, Picture, ROW, RuleRow, WIDTH},
};
use crate::{
    engine::query::KeptPointsView,
    portal::controls::{Column, EmptyState, Glyph, Grid, ProgressBar, SimBadge},
};
use leptos::prelude::*;

/// Drawn for somebody who looks, read out point by point for somebody who moves the slider, and as a table.
#[component]
pub fn KeptPointsPicture(#[prop(into)] view: Signal<Option<KeptPointsView>>) -> impl IntoView {
    let picture = Memo::new(move |_| view.with(|view| view.as_ref().map(Picture::of)).unwrap_or_default());
    let some = move || picture.with(|picture| !picture.marks.is_empty());
    view! {
        <h2 class="pt-section-title">"What the policy keeps " <SimBadge/></h2>
        {move || some().then(|| view! { <Drawing picture/> })}
        <Grid
            caption="Recovery points by retention rule"
            columns=columns()
            rows=Signal::derive(move || picture.with(|picture| picture.rows.clone()))
            row_key=|row: &RuleRow| row.name.to_string()
            uncounted=true
            empty=|| view! { <EmptyState glyph=Glyph::Calendar title="Nothing to show"
                text="Complete the schedule and the retention rules to see what they keep."/> }
        />
        <CalendarPicture view=Signal::derive(move || view.with(|view| view.as_ref().map(|view| view.calendar.clone())))/>
    }
}

fn columns() -> Vec<Column<RuleRow>> {
    vec![
        Column::text("Rule", |row: &RuleRow| row.name.to_string()).unsorted(),
        Column::text("Recovery points", |row: &RuleRow| row.count.clone()).numeric().unsorted(),
        Column::text("Oldest", |row: &RuleRow| row.oldest.clone()).unsorted().secondary(),
        Column::text("Newest", |row: &RuleRow| row.newest.clone()).unsorted().secondary(),
    ]
}

#[component]
fn Drawing(picture: Memo<Picture>) -> impl IntoView {
    // Until somebody chooses, the newest point is explained.
    let chosen = RwSignal::new(None::<usize>);
    let last = move || picture.with(|picture| picture.marks.len().saturating_sub(1));
    let current = Memo::new(move |_| chosen.get().map_or_else(last, |chosen| chosen.min(last())));
    let text = move || {
        let at = current.get();
        picture.with(|picture| picture.marks.get(at).map(|mark| mark.text.clone()).unwrap_or_default())
    };
    let slide = move |value: String| chosen.set(value.parse().ok());
    view! {
        <p class="pt-text">{move || picture.with(|picture| picture.sentence.clone())}</p>
        {move || picture.with(|picture| picture.percent).map(|percent| view! {
            <ProgressBar label="Recovery points needed of those allowed" percent=Some(percent)/>
        })}
        <div class="pt-points">
            <Marks picture current chosen/>
            <div class="pt-points__axis" aria-hidden="true">
                <span>{move || picture.with(|picture| picture.oldest.clone())}</span>
                <span>"Now"</span>
            </div>
            <input
                class="pt-points__slider"
                type="range"
                min="0"
                max=move || last().to_string()
                prop:value=move || current.get().to_string()
                on:input=move |event| slide(event_target_value(&event))
                aria-label="Recovery point, oldest first"
                aria-valuetext=text
            />
            <p class="pt-text">{text}</p>
        </div>
    }
}

/// One row for each rule, one tick for each point.
#[component]
fn Marks(picture: Memo<Picture>, current: Memo<usize>, chosen: RwSignal<Option<usize>>) -> impl IntoView {
    let rows = move || {
        picture.with(|picture| {
            let row = |row: &RuleRow| view! { <span>{row.name}</span> };
            picture.rows.iter().map(row).collect_view()
        })
    };
    let ticks = move || {
        picture.with(|picture| {
            let tick = |(index, mark): (usize, &Mark)| {
                let class = format!("pt-points__mark pt-points__mark--{}", mark.row);
                view! { <g on:mouseenter=move |_| chosen.set(Some(index))>{rect(mark, class)}</g> }
            };
            picture.marks.iter().enumerate().map(tick).collect_view()
        })
    };
    // Drawn once more on top, so that a move of the slider changes one mark and not all of them.
    let at_slider = move || {
        let mark = picture.with(|picture| picture.marks.get(current.get()).cloned());
        mark.map(|mark| rect(&mark, "pt-points__mark--current".to_string()))
    };
    let view_box = move || picture.with(|picture| format!("0 0 {} {}", WIDTH + 2.0, picture.height()));
    let height = move || picture.with(|picture| format!("{}px", picture.height()));
    view! {
        <div class="pt-points__chart" aria-hidden="true">
            <div class="pt-points__rules">{rows}</div>
            <svg viewBox=view_box preserveAspectRatio="none" style:block-size=height focusable="false">
                {ticks}
                {at_slider}
            </svg>
        </div>
    }
}

fn rect(mark: &Mark, class: String) -> impl IntoView + use<> {
    let (x, y) = (mark.x.to_string(), (mark.row as f64 * ROW + 3.0).to_string());
    view! { <rect class=class x=x y=y width="2" height=(ROW - 6.0).to_string()></rect> }
}
