//! Notifications: one per operation, updated in place.

use crate::{
    portal::{failure::FailureText, route::Route},
    rpc::{Failure, Progress},
};
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeLevel {
    InProgress,
    Information,
    Success,
    Warning,
    Error,
}

/// One notification.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeRow {
    pub id: u64,
    pub level: NoticeLevel,
    pub title: String,
    pub body: String,
    pub link: Option<Route>,
    /// Numbers in the request log of what was asked for.
    pub asked: Vec<u64>,
    pub progress: Option<Progress>,
    /// Page time in milliseconds, for "3 minutes ago".
    pub at: f64,
    pub seen: bool,
}

/// All notifications of this page's session, newest first.
#[derive(Clone, Copy)]
pub struct Notices {
    pub rows: RwSignal<Vec<NoticeRow>>,
    next: StoredValue<u64>,
}

/// Handle of a notification that is still in progress.
#[derive(Clone, Copy)]
pub struct Notice {
    id: u64,
    notices: Notices,
}

/// The list forgets what lies further back.
const ROWS_MAX: usize = 100;

impl Notices {
    pub fn new() -> Self {
        Self { rows: RwSignal::new(Vec::new()), next: StoredValue::new(1) }
    }

    /// Tells of something that takes time.
    pub fn begin(self, title: &str, body: &str) -> Notice {
        let id = self.add(NoticeLevel::InProgress, title, body, None);
        Notice { id, notices: self }
    }

    /// Tells of something that happened.
    pub fn tell(self, level: NoticeLevel, title: &str, body: &str, link: Option<Route>) {
        self.add(level, title, body, link);
    }

    pub fn dismiss(self, id: u64) {
        self.rows.update(|rows| rows.retain(|row| row.id != id));
    }

    /// Removes everything that is not in progress.
    pub fn dismiss_finished(self) {
        self.rows.update(|rows| rows.retain(|row| row.level == NoticeLevel::InProgress));
    }

    pub fn mark_seen(self) {
        self.rows.update(|rows| rows.iter_mut().for_each(|row| row.seen = true));
    }

    fn add(self, level: NoticeLevel, title: &str, body: &str, link: Option<Route>) -> u64 {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        let row = NoticeRow {
            id,
            level,
            title: title.to_string(),
            body: body.to_string(),
            link,
            asked: Vec::new(),
            progress: None,
            at: js_sys::Date::now(),
            seen: false,
        };
        self.rows.update(|rows| {
            rows.insert(0, row);
            rows.truncate(ROWS_MAX);
        });
        id
    }

    fn change(self, id: u64, change: impl FnOnce(&mut NoticeRow)) {
        self.rows.update(|rows| {
            if let Some(row) = rows.iter_mut().find(|row| row.id == id) {
                change(row);
            }
        });
    }
}

impl Default for Notices {
    fn default() -> Self {
        Self::new()
    }
}

impl Notice {
    pub fn progress(self, progress: Progress, body: &str) {
        self.notices.change(self.id, |row| {
            row.progress = Some(progress);
            row.body = body.to_string();
        });
    }

    /// A command of this operation was given, and stands in the request log under a number.
    pub fn asked(self, number: u64) {
        self.notices.change(self.id, |row| row.asked.push(number));
    }

    pub fn succeed(self, title: &str, body: &str, link: Option<Route>) {
        self.end(NoticeLevel::Success, title, body, link);
    }

    pub fn fail(self, title: &str, failure: &Failure) {
        self.end(NoticeLevel::Error, &format!("{title} failed"), &FailureText::of(failure).details(), None);
    }

    /// Ends without success or failure: a person gave it up.
    pub fn give_up(self, title: &str, body: &str) {
        self.end(NoticeLevel::Information, title, body, None);
    }

    fn end(self, level: NoticeLevel, title: &str, body: &str, link: Option<Route>) {
        self.notices.change(self.id, |row| {
            row.level = level;
            row.title = title.to_string();
            row.body = body.to_string();
            row.link = link;
            row.progress = None;
            row.seen = false;
        });
    }
}
