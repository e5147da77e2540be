//! Notifications: the pop-ups under the top bar and the pane that lists them.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

use super::{
    button::{Button, ButtonKind, IconButton},
    context_pane::{ContextPane, PaneSize},
    empty_state::EmptyState,
    icon::Glyph,
    menu::{MenuButton, MenuItem},
    progress_bar::ProgressBar,
    status_cell::{Tone, ToneIcon},
};

/// How long good news stays, in milliseconds.
const TOAST_MS: u64 = 5000;
/// Toasts shown at once.
const TOASTS_MAX: usize = 3;

/// How far the operation behind a notice has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeProgress {
    /// It runs, nobody knows how far.
    Unknown,
    /// Percent done.
    Percent(u8),
}

/// One notification; updated in place while its operation runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Stays the same through all updates.
    pub id: String,
    pub tone: Tone,
    pub title: String,
    pub text: String,
    /// Text and address of the thing it is about.
    pub link: Option<(String, String)>,
    /// Whether what was asked for can be shown.
    pub has_request: bool,
    /// "3 minutes ago".
    pub when: String,
    pub progress: Option<NoticeProgress>,
}

impl Notice {
    fn stays(&self) -> bool {
        matches!(self.tone, Tone::InProgress | Tone::Error)
    }
}

/// The pop-ups. Good news leaves after five seconds unless pointed at; errors and running operations stay.
#[component]
pub fn ToastStack(
    /// What is to be shown, newest first.
    #[prop(into)]
    notices: Signal<Vec<Notice>>,
    /// Runs with the id of a pop-up that was closed or has had its time; the list in the pane keeps it.
    #[prop(into)]
    on_dismiss: Callback<String>,
) -> impl IntoView {
    let shown =
        Memo::new(move |_| notices.with(|all| all.iter().take(TOASTS_MAX).cloned().collect::<Vec<_>>()));
    let of = move |alerts: bool| {
        shown.with(|shown| {
            let wanted = shown.iter().filter(|notice| (notice.tone == Tone::Error) == alerts);
            wanted.map(|notice| notice.id.clone()).collect::<Vec<_>>()
        })
    };
    view! {
        <section class="pt-toasts" aria-label="New notifications">
            <div role="alert">
                <For each=move || of(true) key=String::clone let:id>
                    <Toast id shown on_dismiss/>
                </For>
            </div>
            <div role="status">
                <For each=move || of(false) key=String::clone let:id>
                    <Toast id shown on_dismiss/>
                </For>
            </div>
        </section>
    }
}

#[component]
fn Toast(id: String, shown: Memo<Vec<Notice>>, on_dismiss: Callback<String>) -> impl IntoView {
    let own = id.clone();
    let notice =
        Memo::new(move |_| shown.with(|shown| shown.iter().find(|notice| notice.id == own).cloned()));
    let held = RwSignal::new(false);
    let id = StoredValue::new(id);
    let leave = move || on_dismiss.run(id.get_value());
    // Reaches outside: the clock that takes good news away, stopped while it is pointed at.
    Effect::new(move |timer: Option<Option<TimeoutHandle>>| {
        if let Some(timer) = timer.flatten() {
            timer.clear();
        }
        let counts =
            !held.get() && notice.with(|notice| notice.as_ref().is_some_and(|notice| !notice.stays()));
        let timer =
            counts.then(|| set_timeout_with_handle(leave, Duration::from_millis(TOAST_MS)).ok()).flatten();
        if let Some(timer) = timer {
            on_cleanup(move || timer.clear());
        }
        timer
    });
    let body = move |notice: Notice| {
        view! {
            <ToneIcon tone=notice.tone/>
            <div class="pt-toast__text">
                <p class="pt-toast__title">{notice.title}</p>
                <p class="pt-muted">{notice.text}</p>
                {notice.link.map(|(text, href)| view! { <a href=href>{text}</a> })}
            </div>
        }
    };
    view! {
        <div
            class="pt-toast"
            on:pointerenter=move |_| held.set(true)
            on:pointerleave=move |_| held.set(false)
            on:focusin=move |_| held.set(true)
            on:focusout=move |_| held.set(false)
        >
            {move || notice.get().map(body)}
            <IconButton glyph=Glyph::Close label="Close notification" on_click=move |_| leave()/>
        </div>
    }
}

/// The list of all notifications of the session.
#[component]
pub fn NotificationsPane(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Runs on ✕ and Escape.
    #[prop(into)]
    on_close: Callback<()>,
    /// All notifications, newest first.
    #[prop(into)]
    notices: Signal<Vec<Notice>>,
    /// Runs with the ids that were dismissed.
    #[prop(into)]
    on_dismiss: Callback<Vec<String>>,
    /// Runs with the id of the one whose requests are to be shown.
    #[prop(into)]
    on_request: Callback<String>,
    /// Where the activity log is.
    #[prop(optional, into)]
    activity_log_href: Option<String>,
) -> impl IntoView {
    let dismiss = move |wanted: fn(&Notice) -> bool| {
        let ids = notices.with_untracked(|all| {
            all.iter()
                .filter(|notice| notice.tone != Tone::InProgress && wanted(notice))
                .map(|n| n.id.clone())
                .collect()
        });
        on_dismiss.run(ids);
    };
    let items = Signal::stored(vec![
        MenuItem::run("Dismiss completed", move || dismiss(|notice| notice.tone == Tone::Success)),
        MenuItem::run("Dismiss informational", move || dismiss(|notice| notice.tone == Tone::Information)),
        MenuItem::run("Dismiss errors", move || dismiss(|notice| notice.tone == Tone::Error)),
        MenuItem::run("Dismiss all", move || dismiss(|_| true)),
    ]);
    let list = move || {
        if notices.with(Vec::is_empty) {
            return view! {
                <EmptyState
                    glyph=Glyph::Bell
                    title="No new notifications from this session"
                    text="What you start will report here."
                />
            }
            .into_any();
        }
        let line = |notice: Notice| view! { <NoticeLine notice on_dismiss on_request/> };
        view! { <ul class="pt-notices">{notices.get().into_iter().map(line).collect_view()}</ul> }.into_any()
    };
    view! {
        <ContextPane open on_close title="Notifications" size=PaneSize::Notifications>
            <div class="pt-notices__head">
                {activity_log_href.clone().map(|href| view! { <a href=href>"More events in the activity log →"</a> })}
                <MenuButton label="Dismiss all" items class="pt-button pt-button--link"/>
            </div>
            {list}
        </ContextPane>
    }
}

#[component]
fn NoticeLine(
    notice: Notice,
    on_dismiss: Callback<Vec<String>>,
    on_request: Callback<String>,
) -> impl IntoView {
    let Notice { id, tone, title, text, link, has_request, when, progress } = notice;
    let name = title.clone();
    let own = id.clone();
    let request = has_request.then(|| {
        let label = format!("View request: {title}");
        view! {
            <Button kind=ButtonKind::Link aria_label=label on_click=move |()| on_request.run(own.clone())>
                "View request"
            </Button>
        }
    });
    view! {
        <li class="pt-notice">
            <ToneIcon tone/>
            <div class="pt-notice__text">
                <p class="pt-toast__title">{title}</p>
                <p>{text}</p>
                {progress.map(|progress| {
                    let percent = match progress {
                        NoticeProgress::Unknown => None,
                        NoticeProgress::Percent(percent) => Some(percent),
                    };
                    view! { <ProgressBar label=name.clone() percent=Signal::stored(percent)/> }
                })}
                <p class="pt-notice__foot">
                    {link.map(|(text, href)| view! { <a href=href>{text}</a> })}
                    {request}
                    <span class="pt-muted">{when}</span>
                </p>
            </div>
            {(tone != Tone::InProgress).then(|| view! {
                <IconButton
                    glyph=Glyph::Close
                    label=format!("Dismiss {name}")
                    on_click=move |_| on_dismiss.run(vec![id.clone()])
                />
            })}
        </li>
    }
}
