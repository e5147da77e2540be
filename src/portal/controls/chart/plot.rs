//! The picture, and reading it bucket by bucket.

use super::paint::paint;
use crate::portal::{
    chart::{Figures, Ink, Label, Picture, Room, Rule},
    controls::{element_id::ElementId, resized::on_resize},
    roving::row_target,
};
use leptos::{
    ev::{KeyboardEvent, PointerEvent},
    html,
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Height of a picture, in letters.
const HEIGHT: f64 = 20.0;
/// Size of letters where the browser does not say. Pixels.
const LETTER: f64 = 12.0;

/// What the keyboard or the pointer has reached is said below.
#[component]
pub(super) fn PlotArea(title: String, figures: Memo<Figures>, patterns: ElementId) -> impl IntoView {
    let frame = NodeRef::<html::Div>::new();
    let room = RwSignal::new(None::<Room>);
    on_resize(
        frame,
        |_| Vec::new(),
        move |frame| {
            let measured = measure(frame);
            if room.try_get_untracked().is_some_and(|before| before != Some(measured)) {
                room.set(Some(measured));
            }
        },
    );
    let picture =
        Memo::new(move |_| room.get().map(|room| figures.with(|figures| Picture::of(figures, room))));
    let reached = RwSignal::new(None::<usize>);
    let text = move || {
        let said = reached.get().and_then(|bucket| figures.with(|figures| figures.spoken(bucket)));
        said.unwrap_or_else(|| "Point at the chart, or use the arrow keys, to read it.".to_string())
    };
    let walk = move |event: KeyboardEvent| {
        if event.key() == "Escape" && reached.get_untracked().is_some() {
            // Only the reading ends, not what is around.
            event.stop_propagation();
            reached.set(None);
        }
        let count = figures.with_untracked(|figures| figures.buckets.len());
        let next = row_target(&event.key(), reached.get_untracked(), count);
        if next.is_some() {
            event.prevent_default();
            reached.set(next);
        }
    };
    let point = move |event: PointerEvent| {
        let bucket = offset(&event)
            .and_then(|x| picture.with_untracked(|picture| picture.as_ref()?.plot.bucket_at(x)));
        if reached.get_untracked() != bucket {
            reached.set(bucket);
        }
    };
    // A finger leaves as soon as it is lifted: what it has reached stays to be read.
    let leave = move |event: PointerEvent| {
        if event.pointer_type() == "mouse" {
            reached.set(None);
        }
    };
    view! {
        <div
            class="pt-chart__plot"
            tabindex="0"
            role="group"
            aria-label=format!("{title}; arrow keys read it")
            on:keydown=walk
            on:blur=move |_| reached.set(None)
        >
            <div
                node_ref=frame
                class="pt-chart__frame"
                on:pointermove=point
                on:pointerdown=point
                on:pointerleave=leave
            >
                {move || picture.get().map(|picture| view! { <Drawing picture reached patterns/> })}
            </div>
            <p class="pt-chart__said" role="status" aria-live="polite">{text}</p>
        </div>
    }
}

/// How far from the left of what listens a pointer is. Pixels.
fn offset(event: &PointerEvent) -> Option<f64> {
    let listening = event.current_target()?.dyn_into::<Element>().ok()?;
    Some(f64::from(event.client_x()) - listening.get_bounding_client_rect().left())
}

fn measure(frame: &HtmlElement) -> Room {
    let style = window().get_computed_style(frame).ok().flatten();
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    let letter = size.and_then(|size| size.trim_end_matches("px").parse().ok()).unwrap_or(LETTER);
    Room { width: f64::from(frame.client_width()), height: letter * HEIGHT, letter }
}

#[component]
fn Drawing(picture: Picture, reached: RwSignal<Option<usize>>, patterns: ElementId) -> impl IntoView {
    let Picture { room, plot, rules, line_rules, labels, shapes } = picture;
    let (right, foot) = (plot.left + plot.width, plot.top + plot.height);
    let lines = rules.iter().map(|rule| {
        view! { <line class="pt-chart__rule" x1=plot.left x2=right y1=rule.y y2=rule.y/> }
    });
    let lines = lines.collect_view();
    let left_texts = rule_texts(rules, plot.left - 6.0, "end");
    let right_texts = rule_texts(line_rules, right + 6.0, "start");
    let names = labels.into_iter().map(|Label { x, text }| {
        view! { <text class="pt-chart__label" x=x y=foot + room.letter * 1.5 text-anchor="middle">{text}</text> }
    });
    let names = names.collect_view();
    let shapes = shapes.into_iter().map(|shape| {
        let (class, fill) = paint(patterns, shape.look, shape.ink);
        // Lines stay apart from the columns that they cross.
        let halo = (shape.ink == Ink::Stroke).then(|| shape.path.clone());
        view! {
            {halo.map(|path| view! { <path class="pt-chart__halo" d=path/> })}
            <path class=class fill=fill d=shape.path/>
        }
    });
    let shapes = shapes.collect_view();
    let slot = plot.slot();
    let place = plot.clone();
    let cursor = move || {
        let bucket = reached.get().filter(|bucket| *bucket < place.buckets)?;
        let x = place.middle(bucket) - slot / 2.0;
        Some(view! { <rect class="pt-chart__cursor" x=x y=place.top width=slot height=place.height/> })
    };
    view! {
        <svg class="pt-chart__picture" width=room.width height=room.height aria-hidden="true">
            {lines}
            {cursor}
            {shapes}
            <line class="pt-chart__axis" x1=plot.left x2=right y1=foot y2=foot/>
            {left_texts}
            {right_texts}
            {names}
        </svg>
    }
}

/// Written beside their lines; a third of a letter below the middle is where digits stand.
fn rule_texts(rules: Vec<Rule>, x: f64, anchor: &'static str) -> impl IntoView {
    let text = move |Rule { y, text }: Rule| {
        view! { <text class="pt-chart__label" x=x y=y dy="0.35em" text-anchor=anchor>{text}</text> }
    };
    rules.into_iter().map(text).collect_view()
}
