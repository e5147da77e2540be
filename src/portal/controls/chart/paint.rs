//! The patterns that series are filled with.

use crate::portal::{
    chart::{Figures, Ink, Look},
    controls::element_id::ElementId,
};
use leptos::prelude::*;

/// Edge of a tile of a pattern in pixels.
const TILE: u32 = 8;

/// The patterns of a chart's series, for its shapes and its legend to name. Takes no room itself.
#[component]
pub(super) fn Patterns(id: ElementId, figures: Memo<Figures>) -> impl IntoView {
    let looks = Memo::new(move |_| {
        figures.with(|figures| figures.series.iter().map(|series| series.look).collect::<Vec<_>>())
    });
    let patterns = move || looks.get().into_iter().map(|look| pattern(id, look)).collect_view();
    view! { <svg class="pt-chart__patterns" width="0" height="0" aria-hidden="true"><defs>{patterns}</defs></svg> }
}

fn pattern(id: ElementId, look: Look) -> impl IntoView {
    view! {
        <pattern id=pattern_id(id, look) width=TILE height=TILE patternUnits="userSpaceOnUse">
            <rect class=format!("pt-chart__dot {}", look_class(look)) width=TILE height=TILE/>
            <path class="pt-chart__grain" d=grain(look) stroke-width=grain_width(look)/>
        </pattern>
    }
}

fn pattern_id(id: ElementId, look: Look) -> String {
    id.part(look.number())
}

fn look_class(look: Look) -> String {
    format!("pt-chart__look-{}", look.number())
}

/// Class and fill of a shape.
pub(super) fn paint(id: ElementId, look: Look, ink: Ink) -> (String, Option<String>) {
    let kind = match ink {
        Ink::Fill => "pt-chart__fill",
        Ink::Stroke => "pt-chart__line",
        Ink::Dot => "pt-chart__dot",
    };
    let fill = (ink == Ink::Fill).then(|| format!("url(#{})", pattern_id(id, look)));
    (format!("{kind} {}", look_class(look)), fill)
}

/// What lies over the colour.
fn grain(look: Look) -> &'static str {
    match look {
        Look::Solid => "",
        Look::Slanted => "M-2 2L2 -2M0 8L8 0M6 10L10 6",
        Look::Dotted => "M1 2h2M5 6h2",
        Look::Lying => "M0 2h8M0 6h8",
        Look::Leaning => "M-2 6L2 10M0 0L8 8M6 -2L10 2",
        Look::Upright => "M2 0v8M6 0v8",
        Look::Crossed => "M0 8L8 0M0 0L8 8",
        Look::Checked => "M0 2h4M4 6h4",
    }
}

fn grain_width(look: Look) -> &'static str {
    match look {
        Look::Dotted => "2",
        Look::Checked => "4",
        _ => "1.5",
    }
}
