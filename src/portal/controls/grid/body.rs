//! The rows of a grid.

use std::time::Duration;

use leptos::prelude::*;

use super::{GridModel, column::ColumnLook, row::Row};
use crate::portal::controls::{
    callout::Align,
    check_box::CheckBox,
    element_id::ElementId,
    icon::{Glyph, Icon},
    menu::MenuButton,
};

/// Placeholder rows while loading.
const PLACEHOLDER_ROWS: usize = 8;
/// Rows that are drawn at first: as many of 36 px as a screen of 1,440 px shows. Those below follow when these are seen.
const FIRST_ROWS: usize = 40;

#[component]
pub(super) fn GridBody(model: GridModel, loading: Signal<bool>) -> impl IntoView {
    let drawn = RwSignal::new(FIRST_ROWS);
    // Reaches outside: a timer that a frame sets runs after the page was painted.
    Effect::new(move |_| {
        let is_short = drawn.get() < model.page_rows.with(Vec::len);
        if is_short {
            let draw_all = move || {
                // The grid may be gone by then.
                let _ = drawn.try_set(usize::MAX);
            };
            request_animation_frame(move || set_timeout(draw_all, Duration::ZERO));
        }
    });
    let keys = move || {
        let drawn = drawn.get();
        model.page_rows.with(|rows| rows.iter().take(drawn).map(|row| row.key.clone()).collect::<Vec<_>>())
    };
    view! {
        <tbody>
            <For each=keys key=String::clone let:key>
                <GridRow model key/>
            </For>
            <Show when=move || loading.get()>
                {(0..PLACEHOLDER_ROWS)
                    .map(|_| view! {
                        <tr aria-hidden="true">
                            <td colspan=model.width()><span class="pt-skeleton__line"></span></td>
                        </tr>
                    })
                    .collect_view()}
            </Show>
        </tbody>
    }
}

/// One row. It follows its own row only: an unchanged row is left alone when others change.
#[component]
fn GridRow(model: GridModel, key: String) -> impl IntoView {
    let own = key.clone();
    let row =
        Memo::new(move |_| model.page_rows.with(|rows| rows.iter().find(|row| row.key == own).cloned()));
    let id = ElementId::new();
    let expanded = RwSignal::new(false);
    let has_details = model.columns.with_value(|columns| columns.iter().any(|column| column.secondary));
    let ticked_key = key.clone();
    let ticked = move || {
        model.selection.is_some_and(|selection| selection.with(|selection| selection.contains(&ticked_key)))
    };
    let name = Signal::derive(move || {
        row.with(|row| row.as_ref().map(|row| model.name_of(row)).unwrap_or_default())
    });
    view! {
        <tr class:pt-grid__row--selected=ticked>
            {model.selection.map(|_| view! { <td class="pt-grid__tick"><RowTick model key=key.clone() row name/></td> })}
            {move || row.with(|row| row.as_ref().map(|row| model.cells(row)))}
            {has_details.then(|| view! {
                <td class="pt-grid__details-toggle">
                    <button
                        type="button"
                        class="pt-icon-button"
                        aria-label=move || format!("Details of {}", name.get())
                        aria-expanded=move || expanded.get().to_string()
                        aria-controls=id.to_string()
                        on:click=move |_| expanded.update(|expanded| *expanded = !*expanded)
                    >
                        {move || {
                            let glyph = if expanded.get() { Glyph::ChevronUp } else { Glyph::ChevronDown };
                            view! { <Icon glyph size=12/> }
                        }}
                    </button>
                </td>
            })}
            {model.row_menu.with_value(Option::is_some).then(|| view! { <RowMenuCell model row name/> })}
        </tr>
        // Most rows are never unfolded.
        {has_details.then_some(move || expanded.get().then(|| view! {
            <tr id=id.to_string() class="pt-grid__details">
                <td colspan=model.width()><Details model row/></td>
            </tr>
        }))}
    }
}

impl GridModel {
    /// The cells of a row.
    fn cells(self, row: &Row) -> Vec<AnyView> {
        let cell =
            |column: &ColumnLook| view! { <td class=column.class()>{(column.view)(row)}</td> }.into_any();
        self.columns.with_value(|columns| columns.iter().map(cell).collect())
    }
}

#[component]
fn Details(model: GridModel, row: Memo<Option<Row>>) -> impl IntoView {
    let columns = model.columns.get_value().into_iter().filter(|column| column.secondary);
    view! { <dl>{columns.map(|column| view! { <Detail column row/> }).collect_view()}</dl> }
}

#[component]
fn Detail(column: ColumnLook, row: Memo<Option<Row>>) -> impl IntoView {
    let view = column.view;
    view! {
        <div>
            <dt>{column.title}</dt>
            <dd>{move || row.with(|row| row.as_ref().map(|row| view(row)))}</dd>
        </div>
    }
}

#[component]
fn RowTick(model: GridModel, key: String, row: Memo<Option<Row>>, name: Signal<String>) -> impl IntoView {
    let Some(selection) = model.selection else { return ().into_any() };
    let blocked = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| model.block_of(row))));
    let label = Signal::derive(move || match blocked.get() {
        Some(reason) => format!("Select {} ({reason})", name.get()),
        None => format!("Select {}", name.get()),
    });
    let own = key.clone();
    let ticked = Signal::derive(move || selection.with(|selection| selection.contains(&own)));
    if model.single_choice {
        let choose = move |_| selection.set([key.clone()].into());
        return view! {
            <label class="pt-radio">
                <input
                    type="radio"
                    class="pt-radio__dot"
                    aria-label=label
                    prop:checked=ticked
                    disabled=move || blocked.get().is_some()
                    on:change=choose
                />
            </label>
        }
        .into_any();
    }
    let tick = move |on: bool| {
        selection.update(|selection| {
            if on {
                selection.insert(key.clone());
            } else {
                selection.remove(&key);
            }
        });
    };
    view! {
        <CheckBox
            checked=ticked
            on_change=tick
            aria_label=move || label.get()
            disabled=move || blocked.get().is_some()
        />
    }
    .into_any()
}

#[component]
fn RowMenuCell(model: GridModel, row: Memo<Option<Row>>, name: Signal<String>) -> impl IntoView {
    let items = Signal::derive(move || {
        row.with(|row| {
            let lines = |row: &Row| model.row_menu.with_value(|menu| menu.as_ref().map(|menu| menu(row)));
            row.as_ref().and_then(lines).unwrap_or_default()
        })
    });
    view! {
        <td class="pt-grid__menu">
            <MenuButton
                label=move || format!("More actions for {}", name.get())
                items
                class="pt-icon-button"
                align=Align::End
            >
                <Icon glyph=Glyph::More/>
            </MenuButton>
        </td>
    }
}
