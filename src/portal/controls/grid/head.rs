//! The header row: sort buttons and the box that ticks the page.

use leptos::prelude::*;

use super::{Direction, GridModel};
use crate::portal::{
    arrange::aria_sort,
    controls::{
        check_box::CheckBox,
        icon::{Glyph, Icon},
    },
};

#[component]
pub(super) fn GridHead(model: GridModel) -> impl IntoView {
    let titles = model.columns.with_value(|columns| {
        columns
            .iter()
            .map(|column| {
                (
                    column.title.clone(),
                    column.order.is_some(),
                    column.numeric,
                    column.secondary,
                    column.hidden_title,
                )
            })
            .collect::<Vec<_>>()
    });
    let has_details = titles.iter().any(|title| title.3);
    let has_menu = model.row_menu.with_value(Option::is_some);
    view! {
        <thead>
            <tr>
                {model.selection.map(|_| view! { <th scope="col" class="pt-grid__tick"><TickAll model/></th> })}
                {titles
                    .into_iter()
                    .map(|(title, sortable, numeric, secondary, hidden)| {
                        let direction = model.direction_of(title.clone());
                        view! {
                            <th
                                scope="col"
                                class:pt-grid__numeric=numeric
                                class:pt-grid__secondary=secondary
                                aria-sort=move || direction.get().map(aria_sort)
                            >
                                {if sortable {
                                    view! { <SortButton model title direction/> }.into_any()
                                } else {
                                    view! { <span class:pt-visually-hidden=hidden>{title}</span> }.into_any()
                                }}
                            </th>
                        }
                    })
                    .collect_view()}
                {has_details.then(|| view! {
                    <th scope="col" class="pt-grid__details-toggle"><span class="pt-visually-hidden">"Details"</span></th>
                })}
                {has_menu.then(|| view! {
                    <th scope="col" class="pt-grid__menu"><span class="pt-visually-hidden">"Actions"</span></th>
                })}
            </tr>
        </thead>
    }
}

#[component]
fn SortButton(model: GridModel, title: String, direction: Signal<Option<Direction>>) -> impl IntoView {
    let glyph = move || match direction.get() {
        Some(Direction::Ascending) => Glyph::SortAscending,
        Some(Direction::Descending) => Glyph::SortDescending,
        None => Glyph::SortNone,
    };
    let column = title.clone();
    let press = move |_| {
        let next = direction.get_untracked().map_or(Direction::Ascending, Direction::reversed);
        model.asked.sort.set(Some((column.clone(), next)));
    };
    view! {
        <button type="button" class="pt-grid__sort" on:click=press>
            {title}
            <span class="pt-grid__sort-glyph" class:pt-grid__sort-glyph--idle=move || direction.get().is_none()>
                {move || view! { <Icon glyph=glyph() size=12/> }}
            </span>
        </button>
    }
}

/// Ticks or clears every tickable row of the page.
#[component]
fn TickAll(model: GridModel) -> impl IntoView {
    let Some(selection) = model.selection else { return ().into_any() };
    if model.single_choice {
        return view! { <span class="pt-visually-hidden">"Choice"</span> }.into_any();
    }
    let keys = move || {
        model.page_rows.with(|rows| {
            rows.iter()
                .filter(|row| model.block_of(row).is_none())
                .map(|row| row.key.clone())
                .collect::<Vec<_>>()
        })
    };
    let ticked = Memo::new(move |_| {
        let keys = keys();
        (selection.with(|selection| keys.iter().filter(|key| selection.contains(*key)).count()), keys.len())
    });
    let set_all = move |on: bool| {
        let keys = untrack(keys);
        selection.update(|selection| {
            for key in keys {
                if on {
                    selection.insert(key);
                } else {
                    selection.remove(&key);
                }
            }
        });
    };
    let all = Signal::derive(move || ticked.with(|(ticked, tickable)| *tickable > 0 && ticked == tickable));
    let some = Signal::derive(move || ticked.with(|(ticked, tickable)| *ticked > 0 && ticked < tickable));
    view! {
        <CheckBox
            checked=all
            mixed=some
            on_change=set_all
            aria_label="Select all rows of this page".to_string()
        />
    }
    .into_any()
}
