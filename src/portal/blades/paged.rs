//! Lists of which the engine makes one page at a time.

use crate::{
    engine::{
        limits,
        query::{Ask, ListColumn, Page, PageRequest},
    },
    portal::{
        controls::{Asked, Command, Feed, Glyph, PageAnswer},
        session::{Loaded, Session, save_csv, use_kept_query, use_session},
    },
    rpc::Failure,
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// A page of a list, followed as what is asked of it changes. It stays on screen while the next one is under way.
pub struct Paged<R: Send + Sync + 'static, C: Send + Sync + 'static, X: Send + Sync + 'static = ()> {
    pub answer: Loaded<Page<R, C, X>>,
    pub feed: Feed,
}

impl<R: Send + Sync, C: Send + Sync, X: Send + Sync> Clone for Paged<R, C, X> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Send + Sync, C: Send + Sync, X: Send + Sync> Copy for Paged<R, C, X> {}

/// Asks for the page that a grid wants, again when that or a filter in the question changes.
pub fn use_paged<Q, R, C, X>(
    asked: Asked,
    question: impl Fn(PageRequest<C>) -> Q + Send + Sync + 'static,
) -> Paged<R, C, X>
where
    Q: Ask<Answer = Page<R, C, X>> + Send + Sync,
    R: Clone + PartialEq + Send + Sync + 'static,
    C: ListColumn + Send + Sync,
    X: Clone + PartialEq + Send + Sync + 'static,
{
    let answer = use_kept_query(move || Some(question(asked.request())));
    let shown = move |page: &Page<R, C, X>| PageAnswer {
        text: page.asked.text.clone(),
        offset: page.asked.offset,
        total: page.total,
    };
    Paged {
        answer,
        feed: Feed { asked, answer: Signal::derive(move || answer.map(shown).unwrap_or_default()) },
    }
}

impl<R, C, X> Paged<R, C, X>
where
    R: Clone + Send + Sync + 'static,
    C: Clone + Send + Sync + 'static,
    X: Clone + Send + Sync + 'static,
{
    /// The rows of the page, as a view model has them.
    pub fn lines<T: Send + Sync + 'static>(
        self,
        line: impl Fn(&R) -> T + Send + Sync + 'static,
    ) -> Signal<Vec<T>> {
        Signal::derive(move || {
            self.answer.map(|page| page.rows.iter().map(&line).collect()).unwrap_or_default()
        })
    }

    /// A part of what there is to filter by; tracked.
    pub fn choices<T: Default>(self, read: impl FnOnce(&X) -> T) -> T {
        self.answer.map(|page| read(&page.choices)).unwrap_or_default()
    }

    /// Whether no row passes the filters, as far as one can see while others are searched for; tracked.
    pub fn is_empty(self) -> bool {
        self.feed.answer.with(|answer| answer.total == 0 && answer.text.is_empty())
    }
}

/// What *Export to CSV* makes of a list.
pub struct CsvExport<R> {
    /// Of the command.
    pub label: &'static str,
    /// What it was, where it failed.
    pub doing: &'static str,
    pub file_name: &'static str,
    /// Why it cannot be made while no row passes the filters.
    pub nothing: &'static str,
    pub row_key: fn(&R) -> String,
    pub table: fn(&[R]) -> String,
}

impl<R: Send + Sync + 'static> CsvExport<R> {
    /// The command: it asks for every row that passes the filters, in the list's own order, also for those that are on no
    /// page that was looked at.
    pub fn command<Q, C, X>(
        self,
        paged: Paged<R, C, X>,
        question: impl Fn(PageRequest<C>) -> Q + Clone + Send + Sync + 'static,
    ) -> Command
    where
        Q: Ask<Answer = Page<R, C, X>>,
        R: Clone,
        C: Clone + Send + Sync + 'static,
        X: Clone + Send + Sync + 'static,
    {
        let session = use_session();
        let busy = RwSignal::new(false);
        let CsvExport { label, doing, file_name, nothing, row_key, table } = self;
        let run = move || {
            busy.set(true);
            let question = question.clone();
            leptos::task::spawn_local(async move {
                let result = all_rows(session, |page| untrack(|| question(page)), row_key).await;
                let _ = busy.try_set(false);
                match result {
                    Ok(rows) => save_csv(&table(&rows), file_name),
                    Err(failure) => session.notices.begin(doing, "").fail(doing, &failure),
                }
            });
        };
        Command::run(Glyph::Download, label, run).disabled_when(move || {
            let reason = if busy.get() { Some("The file is being made.") } else { None };
            reason.or_else(|| paged.is_empty().then_some(nothing)).map(str::to_string)
        })
    }
}

/// Page after page, until there is no more. What has moved to a later page meanwhile is there once all the same.
async fn all_rows<Q, R, C, X>(
    session: Session,
    question: impl Fn(PageRequest<C>) -> Q,
    row_key: fn(&R) -> String,
) -> Result<Vec<R>, Failure>
where
    Q: Ask<Answer = Page<R, C, X>>,
{
    let (mut rows, mut seen, mut offset) = (Vec::new(), BTreeSet::new(), 0);
    loop {
        let request = PageRequest { offset, ..PageRequest::first(limits::PAGE_ROWS_MAX) };
        let page = session.ask(question(request)).await?;
        // A list that became shorter answers its last page again.
        let is_last =
            page.rows.is_empty() || page.asked.offset < offset || offset + page.rows.len() >= page.total;
        offset += page.rows.len();
        rows.extend(page.rows.into_iter().filter(|row| seen.insert(row_key(row))));
        if is_last {
            return Ok(rows);
        }
    }
}
