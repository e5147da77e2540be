//! Lists that are searched, sorted and cut into pages where they are: a page costs what it shows, not what there is.

use super::page_rows;
use crate::{
    base::{SimSpan, SimTime},
    engine::limits,
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, cmp::Ordering};

/// The direction of a sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    #[default]
    Ascending,
    Descending,
}

impl Direction {
    /// The other one.
    pub fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// The columns of a list.
pub trait ListColumn: Copy + PartialEq + 'static {
    const ALL: &'static [Self];

    /// What stands above it.
    fn title(self) -> &'static str;

    /// The column under a title.
    fn of_title(title: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|column| column.title() == title)
    }
}

/// Which rows of a list are asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageRequest<C> {
    /// Rows are listed that show this in any column, whatever its case. Empty: all.
    pub text: String,
    /// The order of the list itself where there is none; rows that are equal keep that.
    pub sort: Option<(C, Direction)>,
    pub offset: usize,
    /// At most [`limits::PAGE_ROWS_MAX`].
    pub limit: usize,
}

impl<C> PageRequest<C> {
    /// The first rows in the list's own order.
    pub fn first(limit: usize) -> Self {
        Self { text: String::new(), sort: None, offset: 0, limit }
    }
}

impl<C> Default for PageRequest<C> {
    fn default() -> Self {
        Self::first(limits::PAGE_ROWS_MAX)
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<R, C, X = ()> {
    pub rows: Vec<R>,
    /// How many rows pass the filters and show the text.
    pub total: usize,
    /// What it answers. Rows begin at its offset: the last page's, where one behind the end was asked for.
    pub asked: PageRequest<C>,
    /// What there is to filter by, whatever is filtered.
    pub choices: X,
}

impl<R, C> Page<R, C> {
    pub(super) fn with_choices<X>(self, choices: X) -> Page<R, C, X> {
        let Page { rows, total, asked, choices: () } = self;
        Page { rows, total, asked, choices }
    }
}

/// What rows are sorted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SortKey<'a> {
    /// In lower case.
    Text(Cow<'a, str>),
    /// Nothing comes before any moment.
    Moment(Option<SimTime>),
    Length(SimSpan),
}

impl<'a> SortKey<'a> {
    /// What is shown, whatever its case.
    pub fn shown(text: Cow<'a, str>) -> Self {
        Self::Text(folded(text))
    }
}

/// A list of what no rows are made of yet.
pub(super) trait Listing<'a> {
    type Item: Copy;
    type Column: ListColumn;
    type Row;

    /// What a column shows.
    fn text(&self, item: Self::Item, column: Self::Column) -> Cow<'a, str>;

    /// What a column is sorted by: what it shows, unless the list knows better.
    fn key(&self, item: Self::Item, column: Self::Column) -> SortKey<'a> {
        SortKey::shown(self.text(item, column))
    }

    /// The order of the list itself: no two are equal in it.
    fn order(&self, one: Self::Item, other: Self::Item) -> Ordering;

    fn row(&self, item: Self::Item) -> Self::Row;

    /// The page of some items that is asked for.
    fn page(
        &self,
        items: impl Iterator<Item = Self::Item>,
        request: &PageRequest<Self::Column>,
    ) -> Page<Self::Row, Self::Column> {
        let wanted = request.text.trim().to_lowercase();
        let shows = |item: Self::Item| {
            let mut columns = Self::Column::ALL.iter();
            wanted.is_empty() || columns.any(|column| folded(self.text(item, *column)).contains(&wanted))
        };
        let key = |item| request.sort.map(|(column, _)| self.key(item, column));
        let mut found: Vec<_> = items.filter(|item| shows(*item)).map(|item| (key(item), item)).collect();
        let direction = request.sort.map(|(_, direction)| direction).unwrap_or_default();
        let order = |one: &(Option<SortKey<'_>>, Self::Item), other: &(Option<SortKey<'_>>, Self::Item)| {
            let by_key = match direction {
                Direction::Ascending => one.0.cmp(&other.0),
                Direction::Descending => other.0.cmp(&one.0),
            };
            by_key.then_with(|| self.order(one.1, other.1))
        };
        let (total, limit) = (found.len(), page_rows(request.limit));
        let offset =
            if request.offset < total { request.offset } else { total.saturating_sub(1) / limit * limit };
        let rows = window(&mut found, offset, limit, order);
        Page {
            rows: rows.iter().map(|(_, item)| self.row(*item)).collect(),
            total,
            asked: PageRequest { offset, ..request.clone() },
            choices: (),
        }
    }
}

/// The rows from `offset` on as they would stand there were all of them sorted.
fn window<T>(
    rows: &mut [T],
    offset: usize,
    limit: usize,
    order: impl Fn(&T, &T) -> Ordering + Copy,
) -> &mut [T] {
    let end = rows.len().min(offset + limit);
    if end < rows.len() {
        rows.select_nth_unstable_by(end, order);
    }
    let rows = &mut rows[..end];
    if 0 < offset && offset < end {
        rows.select_nth_unstable_by(offset, order);
    }
    let rows = &mut rows[offset.min(end)..];
    rows.sort_unstable_by(order);
    rows
}

/// In lower case; without a copy where it is already.
pub(super) fn folded(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return text;
    }
    Cow::Owned(text.to_lowercase())
}

/// By the letters of two names, whatever their case.
pub(super) fn by_name(one: &str, other: &str) -> Ordering {
    folded(Cow::Borrowed(one)).cmp(&folded(Cow::Borrowed(other)))
}

/// Whether a list of choices lets a value pass: an empty one lets everything.
pub(super) fn is_chosen<T: PartialEq<U>, U: ?Sized>(choices: &[T], value: &U) -> bool {
    choices.is_empty() || choices.iter().any(|one| one == value)
}

/// Whether any of the texts contains the wanted one, without regard to case.
pub fn any_contains(texts: impl IntoIterator<Item = String>, wanted: &str) -> bool {
    let wanted = wanted.trim().to_lowercase();
    wanted.is_empty() || texts.into_iter().any(|text| text.to_lowercase().contains(&wanted))
}
