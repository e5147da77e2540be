//! Which rows a grid shows: cut out of all of them, or the page that it was given.

use super::{Asked, Direction, Feed, PAGE_SIZE, PageAnswer, column::ColumnLook, row::Row};
use crate::portal::arrange::{any_contains, count_sentence, page_count};
use leptos::prelude::*;

/// The page that is shown, and of what.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub asked: Asked,
    pub answer: Memo<PageAnswer>,
    pub pages: Memo<usize>,
    /// The page asked for, as far as there is one.
    pub shown_page: Memo<usize>,
    pub page_rows: Memo<Vec<Row>>,
}

impl Shown {
    /// A page of all rows.
    pub fn whole(rows: Memo<Vec<Row>>, columns: StoredValue<Vec<ColumnLook>>, asked: Asked) -> Self {
        let arranged = Memo::new(move |_| {
            columns.with_value(|columns| {
                let mut rows = rows.get();
                let wanted = asked.text.get();
                if !wanted.trim().is_empty() {
                    rows.retain(|row| any_contains(texts(columns, row), &wanted));
                }
                asked.sort.with(|sort| sort_rows(&mut rows, columns, sort.as_ref()));
                rows
            })
        });
        let pages = Memo::new(move |_| page_count(arranged.with(Vec::len), PAGE_SIZE));
        let shown_page = Memo::new(move |_| asked.page.get().min(pages.get() - 1));
        let answer = Memo::new(move |_| PageAnswer {
            text: asked.text.get(),
            offset: shown_page.get() * PAGE_SIZE,
            total: arranged.with(Vec::len),
        });
        let page_rows = Memo::new(move |_| {
            let skipped = answer.with(|answer| answer.offset);
            arranged.with(|rows| rows.iter().skip(skipped).take(PAGE_SIZE).cloned().collect::<Vec<_>>())
        });
        Self { asked, answer, pages, shown_page, page_rows }
    }

    /// The page that somebody else made.
    pub fn fed(rows: Memo<Vec<Row>>, feed: Feed) -> Self {
        let Feed { asked, answer } = feed;
        let answer = Memo::new(move |_| answer.get());
        let pages = Memo::new(move |_| page_count(answer.with(|answer| answer.total), PAGE_SIZE));
        let shown_page = Memo::new(move |_| asked.page.get().min(pages.get() - 1));
        Self { asked, answer, pages, shown_page, page_rows: rows }
    }

    /// How many rows there are on all pages; tracked.
    pub fn count(self) -> usize {
        self.answer.with(|answer| answer.total)
    }

    /// How many there are, once they are those of the text that is searched for; tracked.
    pub fn settled_count(self) -> Option<usize> {
        let wanted = self.asked.text.get();
        self.answer.with(|answer| (answer.text == wanted).then_some(answer.total))
    }

    pub fn sentence(self) -> String {
        self.answer.with(|answer| count_sentence(answer.total, answer.offset / PAGE_SIZE, PAGE_SIZE))
    }

    pub fn filtered_out(self) -> bool {
        self.answer.with(|answer| !answer.text.is_empty() && answer.total == 0)
    }
}

/// What the filter looks through.
fn texts(columns: &[ColumnLook], row: &Row) -> Vec<String> {
    columns.iter().filter_map(|column| column.text_of(row)).collect()
}

/// Sorts by one column; equal rows keep their order.
fn sort_rows(rows: &mut [Row], columns: &[ColumnLook], by: Option<&(String, Direction)>) {
    let Some((title, direction)) = by else { return };
    let column = columns.iter().find(|column| column.title == *title);
    let Some(order) = column.and_then(|column| column.order.as_ref()) else { return };
    rows.sort_by(|left, right| match direction {
        Direction::Ascending => order(left, right),
        Direction::Descending => order(right, left),
    });
}
