//! Days beside each other with a row for each kind of thing that falls on them, read cell by cell with the arrow keys.

use super::element_id::{ElementId, element_by_id};
use crate::portal::{
    calendar::{CalendarCell, CalendarDay, CalendarLook, CalendarRow},
    roving::cell_target,
};
use leptos::{ev::KeyboardEvent, prelude::*};

/// A cell by its row and its day.
type Place = (usize, usize);

/// What it shows of the cell that has the keyboard or the pointer it says below itself.
#[component]
pub fn CalendarGrid(
    /// Names the table.
    #[prop(into)]
    caption: String,
    /// What the first column holds.
    row_title: &'static str,
    #[prop(into)] days: Signal<Vec<CalendarDay>>,
    /// Each with as many cells as there are days.
    #[prop(into)]
    rows: Signal<Vec<CalendarRow>>,
) -> impl IntoView {
    let id = ElementId::new();
    // Until somebody moves, the keyboard comes to today.
    let moved = RwSignal::new(None::<Place>);
    let pointed = RwSignal::new(None::<Place>);
    let today = move || days.with(|days| days.iter().position(|day| day.is_today).unwrap_or(0));
    let current = Memo::new(move |_| {
        let (row, day) = moved.get().unwrap_or_else(|| (0, today()));
        let last = |count: usize| count.saturating_sub(1);
        (row.min(rows.with(|rows| last(rows.len()))), day.min(days.with(|days| last(days.len()))))
    });
    let detail = move || {
        let (row, day) = pointed.get().unwrap_or_else(|| current.get());
        rows.with(|rows| rows.get(row).and_then(|row| row.cells.get(day)).map(|cell| cell.spoken.clone()))
    };
    let walk = move |event: KeyboardEvent| {
        let size = (rows.with_untracked(Vec::len), days.with_untracked(Vec::len));
        if let Some(place) = cell_target(&event.key(), current.get_untracked(), size, event.ctrl_key()) {
            event.prevent_default();
            moved.set(Some(place));
            pointed.set(None);
            focus(id, place);
        }
    };
    let head = move || days.with(|days| days.iter().map(day_head).collect_view());
    let body = move || {
        rows.with(|rows| {
            let row =
                |(index, row): (usize, &CalendarRow)| row_view(row, index, id, (current, moved, pointed));
            rows.iter().enumerate().map(row).collect_view()
        })
    };
    view! {
        <div class="pt-calendar">
            <div class="pt-calendar__scroll">
                <table role="grid" aria-label=caption on:keydown=walk on:mouseleave=move |_| pointed.set(None)>
                    <thead><tr><th scope="col" class="pt-calendar__name">{row_title}</th>{head}</tr></thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
            <p class="pt-calendar__detail">{detail}</p>
        </div>
    }
}

fn focus(id: ElementId, (row, day): Place) {
    if let Some(cell) = element_by_id(&id.part(format!("{row}-{day}"))) {
        // A cell that is not there any more cannot take it: nothing is lost.
        let _ = cell.focus();
    }
}

fn day_head(day: &CalendarDay) -> impl IntoView + use<> {
    let (name, full_name) = (day.name.clone(), day.name.clone());
    let (number, month) = (day.number.clone(), day.month.clone());
    view! {
        <th scope="col" class="pt-calendar__day" class:pt-calendar__day--today=day.is_today title=full_name>
            <span class="pt-visually-hidden">{name}</span>
            <span class="pt-calendar__month" aria-hidden="true">{month}</span>
            <span aria-hidden="true">{number}</span>
        </th>
    }
}

type Places = (Memo<Place>, RwSignal<Option<Place>>, RwSignal<Option<Place>>);

fn row_view(row: &CalendarRow, index: usize, id: ElementId, places: Places) -> impl IntoView + use<> {
    let cells: Vec<_> =
        row.cells.iter().enumerate().map(|(day, cell)| cell_view(cell, (index, day), id, places)).collect();
    view! { <tr><th scope="row" class="pt-calendar__name">{row.name.clone()}</th>{cells}</tr> }
}

fn cell_view(
    cell: &CalendarCell,
    place: Place,
    id: ElementId,
    (current, moved, pointed): Places,
) -> impl IntoView + use<> {
    let class = match cell.look {
        CalendarLook::Empty => "pt-calendar__cell",
        CalendarLook::Made => "pt-calendar__cell pt-calendar__cell--made",
        CalendarLook::Planned => "pt-calendar__cell pt-calendar__cell--planned",
        CalendarLook::Gone => "pt-calendar__cell pt-calendar__cell--gone",
    };
    let tabindex = move || if current.get() == place { "0" } else { "-1" };
    view! {
        <td
            id=id.part(format!("{}-{}", place.0, place.1))
            class=class
            role="gridcell"
            tabindex=tabindex
            aria-label=cell.spoken.clone()
            on:focus=move |_| moved.set(Some(place))
            on:mouseenter=move |_| pointed.set(Some(place))
        >
            {cell.text.clone()}
        </td>
    }
}
