//! What the colours, patterns and marks of a chart stand for.

use super::paint::paint;
use crate::portal::{
    chart::{Figures, Ink, Look, Mark, mark},
    controls::element_id::ElementId,
};
use leptos::prelude::*;

#[component]
pub(super) fn Legend(figures: Memo<Figures>, patterns: ElementId) -> impl IntoView {
    let entries = Memo::new(move |_| figures.with(entries));
    let lines = move || {
        let lines = entries.get().into_iter();
        lines
            .map(|(name, mark, look)| {
                let swatch = swatch(mark, look, patterns);
                view! { <li class="pt-chart__entry">{swatch}<span>{name}</span></li> }
            })
            .collect_view()
    };
    view! { <ul class="pt-chart__legend">{lines}</ul> }
}

fn entries(figures: &Figures) -> Vec<(String, Mark, Look)> {
    let series = figures.series.iter();
    series
        .map(|series| {
            let at_right = series.mark == Mark::Line && figures.line_unit.is_some();
            let name = if at_right { format!("{} (right)", series.name) } else { series.name.clone() };
            (name, series.mark, series.look)
        })
        .collect()
}

fn swatch(shown: Mark, look: Look, patterns: ElementId) -> impl IntoView {
    let parts = match shown {
        Mark::Line => vec![(Ink::Stroke, "M0 7H24".to_string()), (Ink::Dot, mark(look, 12.0, 7.0))],
        Mark::Column | Mark::Area => vec![(Ink::Fill, "M0 0h24v14H0z".to_string())],
    };
    let paths = parts.into_iter().map(|(ink, path)| {
        let (class, fill) = paint(patterns, look, ink);
        view! { <path class=class fill=fill d=path/> }
    });
    view! { <svg class="pt-chart__swatch" width="24" height="14" aria-hidden="true">{paths.collect_view()}</svg> }
}
