//! The grid: a native table with sorting, ticking, filtering and paging.
//!
//! Small lists are given to it whole. Of long ones it is given the page that it shows ([`Feed`]) and tells what it asks
//! for next; the rest is the same.

mod asked;
mod body;
mod column;
mod head;
mod pager;
mod row;
mod shown;
mod text_filter;

use std::{collections::BTreeSet, sync::Arc};

use leptos::prelude::*;

pub use crate::portal::arrange::Direction;
pub use asked::{Asked, Feed, PageAnswer};
pub use column::Column;

use self::{
    body::GridBody, column::ColumnLook, head::GridHead, pager::Pager, row::Row, shown::Shown,
    text_filter::TextFilter,
};
use super::{button::Button, empty_state::EmptyState, icon::Glyph, menu::MenuItem};

/// Rows per page.
pub const PAGE_SIZE: usize = 100;

/// Makes the lines of a row's "…" menu.
pub type RowMenu<T> = Arc<dyn Fn(&T) -> Vec<MenuItem> + Send + Sync>;
/// Says why a row cannot be ticked, if so.
pub type RowBlock<T> = Arc<dyn Fn(&T) -> Option<String> + Send + Sync>;

type AnyRowMenu = Arc<dyn Fn(&Row) -> Vec<MenuItem> + Send + Sync>;
type AnyRowBlock = Arc<dyn Fn(&Row) -> Option<String> + Send + Sync>;

/// What the parts of one grid share.
#[derive(Clone, Copy)]
struct GridModel {
    columns: StoredValue<Vec<ColumnLook>>,
    /// The rows of the page that is shown.
    page_rows: Memo<Vec<Row>>,
    asked: Asked,
    selection: Option<RwSignal<BTreeSet<String>>>,
    single_choice: bool,
    row_menu: StoredValue<Option<AnyRowMenu>>,
    row_block: StoredValue<Option<AnyRowBlock>>,
}

impl GridModel {
    /// A row's name for its tick box and menu: the text of the first searched column.
    fn name_of(self, row: &Row) -> String {
        let named = self.columns.with_value(|columns| columns.iter().find_map(|column| column.text_of(row)));
        named.unwrap_or_else(|| row.key.clone())
    }

    /// How a column is sorted by, if it is.
    fn direction_of(self, title: String) -> Signal<Option<Direction>> {
        Signal::derive(move || {
            self.asked.sort.with(|sort| sort.as_ref().filter(|sort| sort.0 == title).map(|sort| sort.1))
        })
    }

    fn block_of(self, row: &Row) -> Option<String> {
        self.row_block.with_value(|block| block.as_ref().and_then(|block| block(row)))
    }

    /// Cells in a row, tick box, details and menu included.
    fn width(self) -> usize {
        self.columns.with_value(Vec::len) + 3
    }
}

/// A table of rows. `T` is a plain row of a view model.
#[component]
pub fn Grid<T>(
    /// What the table lists, for assistive technology ("Backup vaults").
    #[prop(into)]
    caption: String,
    /// The columns, left to right.
    columns: Vec<Column<T>>,
    /// All rows; with a feed those of the page.
    #[prop(into)]
    rows: Signal<Vec<T>>,
    /// Where the rows are one page of a list that is searched, sorted and cut into pages elsewhere.
    #[prop(optional)]
    feed: Option<Feed>,
    /// What tells one row from another.
    row_key: fn(&T) -> String,
    /// Nothing has arrived yet: shows placeholder rows.
    #[prop(optional, into)]
    loading: Signal<bool>,
    /// Keys of the ticked rows; without it there are no tick boxes.
    #[prop(optional)]
    selection: Option<RwSignal<BTreeSet<String>>>,
    /// Radio buttons instead of tick boxes.
    #[prop(optional)]
    single_choice: bool,
    /// Why a row cannot be ticked.
    #[prop(optional)]
    row_block: Option<RowBlock<T>>,
    /// The lines of the "…" menu of a row.
    #[prop(optional)]
    row_menu: Option<RowMenu<T>>,
    /// Title of the column sorted by at first, and how; a feed says that itself.
    #[prop(optional)]
    sorted_by: Option<(&'static str, Direction)>,
    /// Shows the text filter above the table.
    #[prop(optional)]
    filter: bool,
    /// Filter pills beside the text filter.
    #[prop(optional, into)]
    pills: Option<ViewFn>,
    /// Hides the "Showing 1 to 30 …" sentence (short tables inside wizards).
    #[prop(optional)]
    uncounted: bool,
    /// What stands in for the rows when there are none.
    #[prop(into)]
    empty: ViewFn,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let columns: Vec<ColumnLook> = columns.into_iter().map(|column| column.look).collect();
    let columns = StoredValue::new(columns);
    let rows = Memo::new(move |_| {
        let row = |row: T| Row::new(row_key(&row), row);
        rows.get().into_iter().map(row).collect::<Vec<_>>()
    });
    let shown = match feed {
        Some(feed) => Shown::fed(rows, feed),
        None => Shown::whole(rows, columns, Asked::new(sorted_by)),
    };
    let model = GridModel {
        columns,
        page_rows: shown.page_rows,
        asked: shown.asked,
        selection,
        single_choice,
        row_menu: StoredValue::new(row_menu.map(any_row_menu)),
        row_block: StoredValue::new(row_block.map(any_row_block)),
    };
    view! { <GridParts shown model loading caption filter pills uncounted empty/> }
}

fn any_row_menu<T: 'static>(menu: RowMenu<T>) -> AnyRowMenu {
    Arc::new(move |row| row.read(|row| menu(row)).unwrap_or_default())
}

fn any_row_block<T: 'static>(block: RowBlock<T>) -> AnyRowBlock {
    Arc::new(move |row| row.read(|row| block(row)).flatten())
}

#[component]
fn GridParts(
    shown: Shown,
    model: GridModel,
    loading: Signal<bool>,
    caption: String,
    filter: bool,
    pills: Option<ViewFn>,
    uncounted: bool,
    empty: ViewFn,
) -> impl IntoView {
    view! {
        <div class="pt-grid">
            <GridTop shown loading filter pills uncounted/>
            <GridTable model loading caption/>
            <GridTail shown loading empty/>
        </div>
    }
}

/// Filters and the number of rows.
#[component]
fn GridTop(
    shown: Shown,
    loading: Signal<bool>,
    filter: bool,
    pills: Option<ViewFn>,
    uncounted: bool,
) -> impl IntoView {
    view! {
        {(filter || pills.is_some()).then(|| view! {
            <div class="pt-grid__filters">
                {filter.then(|| view! { <TextFilter shown/> })}
                {pills.map(|pills| pills.run())}
            </div>
        })}
        {(!uncounted).then(|| view! {
            <p class="pt-grid__count">
                {move || if loading.get() { "Loading…".to_string() } else { shown.sentence() }}
            </p>
        })}
    }
}

/// The table itself, in a region that scrolls sideways where it must.
#[component]
fn GridTable(model: GridModel, loading: Signal<bool>, caption: String) -> impl IntoView {
    let region = caption.clone();
    view! {
        <div class="pt-grid__scroll" role="region" aria-label=region tabindex="0">
            <table class="pt-grid__table" aria-busy=move || loading.get().to_string()>
                <caption class="pt-visually-hidden">{caption}</caption>
                <GridHead model/>
                <GridBody model loading/>
            </table>
        </div>
    }
}

/// What follows the table: the empty state, or the pager.
#[component]
fn GridTail(shown: Shown, loading: Signal<bool>, empty: ViewFn) -> impl IntoView {
    let nothing = Memo::new(move |_| !loading.get() && shown.count() == 0);
    let filtered_out = Memo::new(move |_| shown.filtered_out());
    view! {
        {move || match (nothing.get(), filtered_out.get()) {
            (true, true) => view! { <NothingFound asked=shown.asked/> }.into_any(),
            (true, false) => empty.run(),
            (false, _) => ().into_any(),
        }}
        <Show when=move || { shown.pages.get() > 1 }>
            <Pager page=shown.asked.page pages=shown.pages shown_page=shown.shown_page/>
        </Show>
    }
}

/// What stands in for the rows when the filter matches none.
#[component]
fn NothingFound(asked: Asked) -> impl IntoView {
    view! {
        <EmptyState
            glyph=Glyph::Search
            title="No results match your filters"
            text="Try a shorter text, or show everything again."
        >
            <Button on_click=move |_| asked.search(String::new())>"Reset filters"</Button>
        </EmptyState>
    }
}
