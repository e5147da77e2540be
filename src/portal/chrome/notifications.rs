//! Notifications: pop-ups and the pane, from the session's list.

use crate::{
    base::SimSpan,
    portal::{
        chrome::use_preferences,
        controls::{Notice, NoticeProgress, NotificationsPane, ToastStack, Tone},
        format,
        route::Route,
        session::{NoticeLevel, NoticeRow, use_session},
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The pane that the bell opens.
#[component]
pub fn Notifications(open: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let shown = move |row: &NoticeRow| {
        let known = session.requests.with(|log| row.asked.iter().any(|number| log.entry(*number).is_some()));
        Notice { has_request: known, ..notice(row) }
    };
    let notices = move || session.notices.rows.with(|rows| rows.iter().map(shown).collect::<Vec<_>>());
    let view_request = move |id: String| {
        let of = |rows: &Vec<NoticeRow>| {
            rows.iter().find(|row| row.id.to_string() == id).map(|row| row.asked.clone())
        };
        session.view_entries(&session.notices.rows.with_untracked(of).unwrap_or_default());
    };
    let dismiss = move |ids: Vec<String>| {
        ids.iter().filter_map(|id| id.parse().ok()).for_each(|id| session.notices.dismiss(id));
    };
    view! {
        <NotificationsPane
            open
            on_close=move |()| open.set(false)
            notices=Signal::derive(notices)
            on_dismiss=dismiss
            on_request=view_request
        />
    }
}

/// The pop-ups under the top bar.
#[component]
pub fn Toasts() -> impl IntoView {
    let session = use_session();
    let preferences = use_preferences();
    // Closed pop-ups stay in the list of the pane.
    let closed = RwSignal::new(BTreeSet::<String>::new());
    let notices = move || {
        if !preferences.pop_ups.get() {
            return Vec::new();
        }
        let shown = |notice: &Notice| closed.with(|closed| !closed.contains(&key(notice)));
        session.notices.rows.with(|rows| rows.iter().map(notice).filter(shown).collect::<Vec<_>>())
    };
    let notices = Memo::new(move |_| notices());
    let dismiss = move |id: String| {
        let gone = notices.with_untracked(|all| all.iter().find(|notice| notice.id == id).map(key));
        closed.update(|closed| closed.extend(gone));
    };
    view! { <ToastStack notices on_dismiss=dismiss/> }
}

/// A pop-up that was closed while its operation ran comes back with the result.
fn key(notice: &Notice) -> String {
    format!("{} {}", notice.id, notice.title)
}

fn notice(row: &NoticeRow) -> Notice {
    Notice {
        id: row.id.to_string(),
        tone: match row.level {
            NoticeLevel::InProgress => Tone::InProgress,
            NoticeLevel::Information => Tone::Information,
            NoticeLevel::Success => Tone::Success,
            NoticeLevel::Warning => Tone::Warning,
            NoticeLevel::Error => Tone::Error,
        },
        title: row.title.clone(),
        text: row.body.clone(),
        link: row.link.as_ref().map(|route| ("View details".to_string(), Route::href(route))),
        has_request: false,
        when: ago(row.at),
        progress: (row.level == NoticeLevel::InProgress).then(|| {
            row.progress.map_or(NoticeProgress::Unknown, |progress| {
                NoticeProgress::Percent((progress.done * 100 / progress.total.max(1)).min(100) as u8)
            })
        }),
    }
}

fn ago(at: f64) -> String {
    let elapsed = (js_sys::Date::now() - at).max(0.0) as i64;
    if elapsed < 60_000 {
        "just now".into()
    } else {
        format!("{} ago", format::duration(SimSpan::from_millis(elapsed)))
    }
}
