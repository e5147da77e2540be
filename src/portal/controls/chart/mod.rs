//! A chart over a row of time buckets: drawn, read with pointer or keyboard, as a table, and taken away as CSV.

mod legend;
mod paint;
mod plot;
mod table;

use super::{
    button::{Button, ButtonKind},
    element_id::ElementId,
    icon::Glyph,
    skeleton::Skeleton,
};
use crate::portal::{
    chart::{Figures, csv_table},
    session::save_csv,
};
use legend::Legend;
use leptos::prelude::*;
use paint::Patterns;
use plot::PlotArea;
use table::FigureTable;

/// Figures over time. The question they answer stands above it, its answer is the `summary`.
#[component]
pub fn Chart(
    /// Names the chart, its table and its buttons: `Storage`.
    #[prop(into)]
    title: String,
    #[prop(into)] figures: Signal<Figures>,
    /// What it shows, in a sentence.
    #[prop(into)]
    summary: Signal<String>,
    /// Name of the file with its figures: `storage.csv`.
    file: &'static str,
    /// What stands in for it while there is nothing to draw.
    empty: &'static str,
    #[prop(optional, into)] loading: Signal<bool>,
) -> impl IntoView {
    let figures = Memo::new(move |_| figures.get());
    let as_table = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        if loading.get() {
            Shown::Loading
        } else if figures.with(Figures::is_empty) {
            Shown::Nothing
        } else if as_table.get() {
            Shown::Table
        } else {
            Shown::Plot
        }
    });
    let download = move |()| save_csv(&figures.with_untracked(csv_table), file);
    let title = StoredValue::new(title);
    let body = move || match shown.get() {
        Shown::Loading => view! { <Skeleton lines=6/> }.into_any(),
        Shown::Nothing => view! { <p class="pt-chart__nothing">{empty}</p> }.into_any(),
        Shown::Table => view! { <FigureTable title=title.get_value() figures/> }.into_any(),
        Shown::Plot => {
            let patterns = ElementId::new();
            view! {
                <Patterns id=patterns figures/>
                <Legend figures patterns/>
                <PlotArea title=title.get_value() figures patterns/>
            }
            .into_any()
        }
    };
    view! {
        <figure class="pt-chart" aria-label=title.get_value() aria-busy=move || (shown.get() == Shown::Loading).then_some("true")>
            <figcaption class="pt-chart__summary">{summary}</figcaption>
            <Show when=move || matches!(shown.get(), Shown::Table | Shown::Plot)>
                <div class="pt-chart__head">
                    <ViewSwitch title=title.get_value() as_table/>
                    <Button
                        kind=ButtonKind::Link
                        glyph=Glyph::Download
                        aria_label=format!("Download CSV of {}", title.get_value())
                        on_click=download
                    >
                        "Download CSV"
                    </Button>
                </div>
            </Show>
            {body}
        </figure>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Loading,
    Nothing,
    Plot,
    Table,
}

/// "Chart | Table".
#[component]
fn ViewSwitch(title: String, as_table: RwSignal<bool>) -> impl IntoView {
    let choice = move |text: &'static str, table: bool| {
        view! {
            <button
                type="button"
                class="pt-chart__choice"
                aria-pressed=move || (as_table.get() == table).to_string()
                on:click=move |_| as_table.set(table)
            >
                {text}
            </button>
        }
    };
    view! {
        <div class="pt-chart__switch" role="group" aria-label=format!("{title} as")>
            {choice("Chart", false)} {choice("Table", true)}
        </div>
    }
}
