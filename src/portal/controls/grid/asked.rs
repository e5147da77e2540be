//! What a grid asks of its list, and what it is told of a list of which it has one page.

use super::{Direction, PAGE_SIZE};
use crate::engine::query::{ListColumn, PageRequest};
use leptos::prelude::*;

/// What is asked of a list: which text, which order, which page.
#[derive(Clone, Copy)]
pub struct Asked {
    /// What stands in the box of the text filter.
    pub(super) typed: RwSignal<String>,
    /// What the rows are searched for: what was typed a moment ago.
    pub(super) text: RwSignal<String>,
    /// Title of the column sorted by.
    pub(super) sort: RwSignal<Option<(String, Direction)>>,
    /// Counted from 0; the last page stands in for one behind it.
    pub(super) page: RwSignal<usize>,
}

impl Asked {
    /// The first page in the order that a list opens in.
    pub fn sorted_by<C: ListColumn>((column, direction): (C, Direction)) -> Asked {
        Self::new(Some((column.title(), direction)))
    }

    /// The first page, sorted by the column of a title.
    pub(super) fn new(sorted_by: Option<(&'static str, Direction)>) -> Asked {
        let sort = sorted_by.map(|(title, direction)| (title.to_string(), direction));
        Asked {
            typed: RwSignal::new(String::new()),
            text: RwSignal::new(String::new()),
            sort: RwSignal::new(sort),
            page: RwSignal::new(0),
        }
    }

    /// The same for whoever has the list; tracked.
    pub fn request<C: ListColumn>(self) -> PageRequest<C> {
        let column = |(title, direction): (String, Direction)| Some((C::of_title(&title)?, direction));
        PageRequest {
            text: self.text.get(),
            sort: self.sort.get().and_then(column),
            offset: self.page.get() * PAGE_SIZE,
            limit: PAGE_SIZE,
        }
    }

    /// Searches for a text, from the first page on.
    pub(super) fn search(self, text: String) {
        self.typed.set(text.clone());
        self.text.set(text);
        self.page.set(0);
    }
}

/// Of what the page is that a grid shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageAnswer {
    /// What the rows were searched for.
    pub text: String,
    /// Where the page begins.
    pub offset: usize,
    /// How many rows there are on all pages.
    pub total: usize,
}

/// A list of which a grid has one page: whoever feeds it follows what is asked, and says what it shows meanwhile.
#[derive(Clone, Copy)]
pub struct Feed {
    pub asked: Asked,
    pub answer: Signal<PageAnswer>,
}
