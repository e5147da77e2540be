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

/// What rows are sorted by. All those of a column are of one kind.
#[derive(Clone, Debug)]
pub(super) enum SortKey<'a> {
    /// What is shown, whatever its case.
    Shown(Cow<'a, str>),
    /// Nothing comes before any moment.
    Moment(Option<SimTime>),
    Length(SimSpan),
}

impl SortKey<'_> {
    fn order(&self, other: &SortKey<'_>) -> Ordering {
        match (self, other) {
            (SortKey::Shown(one), SortKey::Shown(other)) => by_name(one, other),
            (SortKey::Moment(one), SortKey::Moment(other)) => one.cmp(other),
            (SortKey::Length(one), SortKey::Length(other)) => one.cmp(other),
            _ => Ordering::Equal,
        }
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
        SortKey::Shown(self.text(item, column))
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
        let order = |one: &Keyed<'_, Self::Item>, other: &Keyed<'_, Self::Item>| {
            let by_key = match (&one.0, &other.0, request.sort) {
                (Some(one), Some(other), Some((_, Direction::Descending))) => other.order(one),
                (Some(one), Some(other), _) => one.order(other),
                _ => Ordering::Equal,
            };
            by_key.then_with(|| self.order(one.1, other.1))
        };
        let limit = page_rows(request.limit);
        let mut front = Front::new(request.offset.saturating_add(limit), order);
        for item in items.filter(|item| shows(*item)) {
            front.push((request.sort.map(|(column, _)| self.key(item, column)), item));
        }
        let total = front.pushed;
        let offset =
            if request.offset < total { request.offset } else { total.saturating_sub(1) / limit * limit };
        Page {
            rows: front.window(offset).iter().map(|(_, item)| self.row(*item)).collect(),
            total,
            asked: PageRequest { offset, ..request.clone() },
            choices: (),
        }
    }
}

type Keyed<'a, T> = (Option<SortKey<'a>>, T);

/// The first rows in an order: the others are counted and forgotten.
struct Front<T, O> {
    rows: Vec<T>,
    order: O,
    /// How many are wanted.
    length: usize,
    /// How many there were.
    pushed: usize,
}

impl<T, O: Fn(&T, &T) -> Ordering + Copy> Front<T, O> {
    fn new(length: usize, order: O) -> Self {
        Self { rows: Vec::new(), order, length, pushed: 0 }
    }

    fn push(&mut self, row: T) {
        self.pushed += 1;
        // Whatever comes behind as many as are wanted is none of them.
        let last = self.length.checked_sub(1).and_then(|last| self.rows.get(last));
        if self.is_cut() && last.is_some_and(|last| (self.order)(last, &row).is_lt()) {
            return;
        }
        self.rows.push(row);
        if self.rows.len() >= self.length.saturating_mul(2) {
            self.cut();
        }
    }

    /// Whether the last of those that are wanted, as far as is known, stands in its place.
    fn is_cut(&self) -> bool {
        self.pushed > self.length.saturating_mul(2)
    }

    fn cut(&mut self) {
        if self.length < self.rows.len() {
            self.rows.select_nth_unstable_by(self.length - 1, self.order);
            self.rows.truncate(self.length);
        }
    }

    /// Those from `offset` on.
    fn window(&mut self, offset: usize) -> &[T] {
        self.cut();
        let offset = offset.min(self.rows.len());
        if 0 < offset && offset < self.rows.len() {
            self.rows.select_nth_unstable_by(offset, self.order);
        }
        self.rows[offset..].sort_unstable_by(self.order);
        &self.rows[offset..]
    }
}

/// In lower case; without a copy where it is already.
fn folded(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return text;
    }
    Cow::Owned(text.to_lowercase())
}

/// By the letters of two names, whatever their case.
pub(super) fn by_name(one: &str, other: &str) -> Ordering {
    if one.is_ascii() && other.is_ascii() {
        let lower = |byte: u8| byte.to_ascii_lowercase();
        return one.bytes().map(lower).cmp(other.bytes().map(lower));
    }
    one.to_lowercase().cmp(&other.to_lowercase())
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
