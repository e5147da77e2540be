//! The picture of a chain of snapshots, drawn.

use super::chain_chart::{Bar, ChainChart, HEIGHT, MERGE_SENTENCE, WIDTH};
use crate::{
    engine::query::SnapshotRow,
    portal::{controls::SimBadge, roving::row_target},
};
use leptos::{ev, prelude::*};

/// Bars with the line of their sum. The grid beside it says the same in words; here, what the pointer or the arrow
/// keys have reached is said below.
#[component]
pub fn ChainPicture(rows: Signal<Vec<SnapshotRow>>) -> impl IntoView {
    let chart = Memo::new(move |_| rows.with(|rows| ChainChart::of(rows)));
    let reached = RwSignal::new(None::<usize>);
    let text = move || {
        let said = chart.with(|chart| Some(chart.as_ref()?.bars.get(reached.get()?)?.text.clone()));
        said.unwrap_or_else(|| "Point at a bar, or use the arrow keys, to read it.".to_string())
    };
    let walk = move |event: ev::KeyboardEvent| {
        let count = chart.with_untracked(|chart| chart.as_ref().map_or(0, |chart| chart.bars.len()));
        let next = row_target(&event.key(), reached.get_untracked(), count);
        if next.is_some() {
            event.prevent_default();
            reached.set(next);
        }
    };
    let drawn = move || chart.get().map(|chart| view! { <Plot chart reached/> });
    view! {
        <Show when=move || chart.with(Option::is_some)>
            <figure class="pt-chain">
                <figcaption class="pt-text">
                    <SimBadge/>
                    "What each incremental snapshot takes (bars), and all up to it together (line)."
                </figcaption>
                <div
                    class="pt-chain__plot"
                    tabindex="0"
                    role="group"
                    aria-label="Sizes of the incremental snapshots; arrow keys read them"
                    on:keydown=walk
                >
                    {drawn}
                    <p class="pt-chain__text" role="status">{text}</p>
                </div>
                <p class="pt-text pt-muted">{MERGE_SENTENCE}</p>
            </figure>
        </Show>
    }
}

#[component]
fn Plot(chart: ChainChart, reached: RwSignal<Option<usize>>) -> impl IntoView {
    let line = chart.sum_line();
    let marks = chart.bars.iter().map(|bar| (bar.sum_x, bar.sum_y)).collect::<Vec<_>>();
    let marks = marks.into_iter().map(|(x, y)| view! { <circle class="pt-chain__mark" cx=x cy=y r="2.5"/> });
    let bars = chart.bars.into_iter().enumerate();
    let bars = bars.map(|(index, bar)| view! { <BarColumn bar index reached/> }).collect_view();
    view! {
        <p class="pt-chain__scale" aria-hidden="true">{chart.scale}</p>
        <svg
            class="pt-chain__picture"
            viewBox=format!("0 0 {WIDTH} {HEIGHT}")
            preserveAspectRatio="none"
            aria-hidden="true"
        >
            {bars}
            <polyline class="pt-chain__line" points=line/>
            {marks.collect_view()}
        </svg>
        <p class="pt-chain__dates" aria-hidden="true"><span>{chart.first}</span><span>{chart.last}</span></p>
    }
}

/// A bar with the column above it, so that small bars are easy to point at.
#[component]
fn BarColumn(bar: Bar, index: usize, reached: RwSignal<Option<usize>>) -> impl IntoView {
    let reach = move |_| reached.set(Some(index));
    view! {
        <g
            class="pt-chain__bar"
            class:pt-chain__bar--reached=move || reached.get() == Some(index)
            on:pointerenter=reach
        >
            <rect class="pt-chain__column" x=bar.x y="0" width=bar.width height=HEIGHT/>
            <rect class="pt-chain__delta" x=bar.x y=bar.y width=bar.width height=bar.height/>
        </g>
    }
}
