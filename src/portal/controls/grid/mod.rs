//! The grid: a native table with sorting, ticking, filtering and paging.

mod body;
mod column;
mod head;
mod pager;
mod row;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use leptos::prelude::*;

pub use crate::portal::arrange::Direction;
pub use column::Column;

use self::{body::GridBody, column::ColumnLook, head::GridHead, pager::Pager, row::Row};
use crate::portal::arrange::{any_contains, count_sentence, page_count};

use super::{
    button::Button,
    empty_state::EmptyState,
    icon::{Glyph, Icon},
    live_region::announce,
    menu::MenuItem,
};

/// Rows per page.
const PAGE_SIZE: usize = 100;
/// How long the filter waits for the next keystroke, in milliseconds.
const FILTER_DELAY_MS: u64 = 150;

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
    sort: RwSignal<Option<(usize, Direction)>>,
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
    /// All rows.
    #[prop(into)]
    rows: Signal<Vec<T>>,
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
    /// Title of the column sorted by at first, and how.
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
    let sort = RwSignal::new(sorted_by.and_then(|(title, direction)| {
        columns.iter().position(|column| column.title == title).map(|index| (index, direction))
    }));
    let columns = StoredValue::new(columns);
    let rows = Memo::new(move |_| {
        let row = |row: T| Row::new(row_key(&row), row);
        rows.get().into_iter().map(row).collect::<Vec<_>>()
    });
    let view = GridView::new(rows, columns, sort);
    let model = GridModel {
        columns,
        page_rows: view.page_rows,
        sort,
        selection,
        single_choice,
        row_menu: StoredValue::new(row_menu.map(any_row_menu)),
        row_block: StoredValue::new(row_block.map(any_row_block)),
    };
    view! { <GridParts view model loading caption filter pills uncounted empty/> }
}

fn any_row_menu<T: 'static>(menu: RowMenu<T>) -> AnyRowMenu {
    Arc::new(move |row| row.read(|row| menu(row)).unwrap_or_default())
}

fn any_row_block<T: 'static>(block: RowBlock<T>) -> AnyRowBlock {
    Arc::new(move |row| row.read(|row| block(row)).flatten())
}

#[component]
fn GridParts(
    view: GridView,
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
            <GridTop view loading filter pills uncounted/>
            <GridTable model loading caption/>
            <GridTail view loading empty/>
        </div>
    }
}

/// Filters and the number of rows.
#[component]
fn GridTop(
    view: GridView,
    loading: Signal<bool>,
    filter: bool,
    pills: Option<ViewFn>,
    uncounted: bool,
) -> impl IntoView {
    view! {
        {(filter || pills.is_some()).then(|| view! {
            <div class="pt-grid__filters">
                {filter.then(|| view! { <TextFilter filter=view.filter count=view.count/> })}
                {pills.map(|pills| pills.run())}
            </div>
        })}
        {(!uncounted).then(|| view! {
            <p class="pt-grid__count">
                {move || if loading.get() { "Loading…".to_string() } else { view.sentence() }}
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

/// The text filter: what is typed, and what the rows are filtered by a moment later.
#[derive(Clone, Copy)]
struct Filter {
    typed: RwSignal<String>,
    wanted: RwSignal<String>,
    page: RwSignal<usize>,
}

impl Filter {
    fn apply(self, text: String) {
        self.typed.set(text.clone());
        self.wanted.set(text);
        self.page.set(0);
    }
}

/// Which rows are shown: filtered, sorted, and of which page.
#[derive(Clone, Copy)]
struct GridView {
    filter: Filter,
    count: Memo<usize>,
    pages: Memo<usize>,
    shown_page: Memo<usize>,
    page_rows: Memo<Vec<Row>>,
}

impl GridView {
    fn new(
        rows: Memo<Vec<Row>>,
        columns: StoredValue<Vec<ColumnLook>>,
        sort: RwSignal<Option<(usize, Direction)>>,
    ) -> Self {
        let filter = Filter {
            typed: RwSignal::new(String::new()),
            wanted: RwSignal::new(String::new()),
            page: RwSignal::new(0),
        };
        let arranged = Memo::new(move |_| {
            columns.with_value(|columns| {
                let mut rows = rows.get();
                filter.wanted.with(|wanted| rows.retain(|row| any_contains(texts(columns, row), wanted)));
                sort_rows(&mut rows, columns, sort.get());
                rows
            })
        });
        let count = Memo::new(move |_| arranged.with(Vec::len));
        let pages = Memo::new(move |_| page_count(count.get(), PAGE_SIZE));
        let shown_page = Memo::new(move |_| filter.page.get().min(pages.get() - 1));
        let page_rows = Memo::new(move |_| {
            let skipped = shown_page.get() * PAGE_SIZE;
            arranged.with(|rows| rows.iter().skip(skipped).take(PAGE_SIZE).cloned().collect::<Vec<_>>())
        });
        Self { filter, count, pages, shown_page, page_rows }
    }

    fn sentence(self) -> String {
        count_sentence(self.count.get(), self.shown_page.get(), PAGE_SIZE)
    }

    fn filtered_out(self) -> bool {
        !self.filter.wanted.with(String::is_empty) && self.count.get() == 0
    }
}

/// What the filter looks through.
fn texts(columns: &[ColumnLook], row: &Row) -> Vec<String> {
    columns.iter().filter_map(|column| column.text_of(row)).collect()
}

/// Sorts by one column; equal rows keep their order.
fn sort_rows(rows: &mut [Row], columns: &[ColumnLook], by: Option<(usize, Direction)>) {
    let Some((index, direction)) = by else { return };
    let Some(order) = columns.get(index).and_then(|column| column.order.as_ref()) else { return };
    rows.sort_by(|left, right| match direction {
        Direction::Ascending => order(left, right),
        Direction::Descending => order(right, left),
    });
}

/// What follows the table: the empty state, or the pager.
#[component]
fn GridTail(view: GridView, loading: Signal<bool>, empty: ViewFn) -> impl IntoView {
    let nothing = Memo::new(move |_| !loading.get() && view.count.get() == 0);
    let filtered_out = Memo::new(move |_| view.filtered_out());
    view! {
        {move || match (nothing.get(), filtered_out.get()) {
            (true, true) => view! { <NothingFound filter=view.filter/> }.into_any(),
            (true, false) => empty.run(),
            (false, _) => ().into_any(),
        }}
        <Show when=move || { view.pages.get() > 1 }>
            <Pager page=view.filter.page pages=view.pages shown_page=view.shown_page/>
        </Show>
    }
}

/// The box that filters by any searched column.
#[component]
fn TextFilter(filter: Filter, count: Memo<usize>) -> impl IntoView {
    let type_text = move |text: String| {
        filter.typed.set(text.clone());
        let settle = move || {
            if filter.typed.try_with_untracked(|typed| *typed == text) == Some(true) {
                filter.apply(text.clone());
                announce(&format!("{} results", count.get_untracked()));
            }
        };
        set_timeout(settle, Duration::from_millis(FILTER_DELAY_MS));
    };
    view! {
        <span class="pt-search-box">
            <Icon glyph=Glyph::Search size=14/>
            <input
                type="search"
                class="pt-search-box__input"
                placeholder="Filter for any field…"
                aria-label="Filter for any field"
                prop:value=filter.typed
                on:input=move |event| type_text(event_target_value(&event))
            />
        </span>
    }
}

/// What stands in for the rows when the filter matches none.
#[component]
fn NothingFound(filter: Filter) -> impl IntoView {
    view! {
        <EmptyState
            glyph=Glyph::Search
            title="No results match your filters"
            text="Try a shorter text, or show everything again."
        >
            <Button on_click=move |_| filter.apply(String::new())>"Reset filters"</Button>
        </EmptyState>
    }
}
