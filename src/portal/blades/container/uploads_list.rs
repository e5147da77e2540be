//! Current uploads of a container: progress, rate, cancel; and how the last ones ended.

use super::commands::Browser;
use crate::portal::{
    controls::{Button, ButtonKind, ProgressBar, StatusCell, Tone},
    failure::FailureText,
    format,
    uploads::{Ended, Ending, UploadNumber},
};
use leptos::prelude::*;

/// So many ended files are listed; failures come first.
const ENDED_LISTED_MAX: usize = 30;

/// Nothing while nothing was uploaded.
#[component]
pub fn UploadsList(browser: Browser) -> impl IntoView {
    let container = browser.container;
    let list = browser.uploads.list;
    let running = Memo::new(move |_| container.with_value(|own| list.with(|list| list.running(own))));
    let waiting = Memo::new(move |_| container.with_value(|own| list.with(|list| list.waiting(own))));
    let ended = Memo::new(move |_| {
        let mut ended = container.with_value(|own| list.with(|list| list.ended(own)));
        ended.sort_by_key(|ended| !matches!(ended.ending, Ending::Failed(_)));
        ended.truncate(ENDED_LISTED_MAX);
        ended
    });
    let active = Memo::new(move |_| running.with(|running| !running.is_empty()) || waiting.get() > 0);
    let shown = Memo::new(move |_| active.get() || ended.with(|ended| !ended.is_empty()));
    let numbers = move || running.with(|running| running.iter().map(|row| row.number).collect::<Vec<_>>());
    let waiting_text = move || {
        let count = waiting.get() as u64;
        (count > 0)
            .then(|| view! { <p class="pt-muted">{format::counted(count, "file waits", "files wait")}</p> })
    };
    let cancel_all = move |()| container.with_value(|own| browser.uploads.cancel_all(own));
    let clear = move |()| container.with_value(|own| list.update(|list| list.forget_ended(own)));
    view! {
        <Show when=move || shown.get()>
            <section class="pt-uploads" aria-label="Current uploads">
                <div class="pt-uploads__head">
                    <h3 class="pt-section-title">"Current uploads"</h3>
                    <Show when=move || active.get()>
                        <Button kind=ButtonKind::Link on_click=cancel_all>"Cancel all"</Button>
                    </Show>
                    <Show when=move || !active.get()>
                        <Button kind=ButtonKind::Link on_click=clear>"Dismiss completed"</Button>
                    </Show>
                </div>
                <ul class="pt-uploads__list">
                    <For each=numbers key=|number| *number let:number>
                        <RunningLine browser number/>
                    </For>
                </ul>
                {waiting_text}
                <ul class="pt-uploads__list">
                    <For each=move || ended.get() key=|ended| ended.number let:ended>
                        <EndedLine ended/>
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn RunningLine(browser: Browser, number: UploadNumber) -> impl IntoView {
    let row = Memo::new(move |_| {
        let own = browser.container.get_value();
        browser.uploads.list.with(|list| list.running(&own).into_iter().find(|row| row.number == number))
    });
    let path = move || row.with(|row| row.as_ref().map(|row| row.path.clone()).unwrap_or_default());
    let text = move || row.with(|row| row.as_ref().map(|row| row.progress_text()).unwrap_or_default());
    view! {
        <li class="pt-uploads__line">
            <span class="pt-picked__path">{path}</span>
            <Button
                kind=ButtonKind::Link
                aria_label=move || format!("Cancel {}", path())
                on_click=move |()| browser.uploads.cancel(number)
            >"Cancel"</Button>
            <ProgressBar
                label=move || format!("Uploading {}", path())
                percent=move || row.with(|row| row.as_ref().map(|row| row.percent()))
            />
            <span class="pt-muted">{text}</span>
        </li>
    }
}

#[component]
fn EndedLine(ended: Ended) -> impl IntoView {
    let (tone, text, details) = match ended.ending {
        Ending::Uploaded { new_bytes } => {
            (Tone::Success, format!("Uploaded, {}; {new_bytes} were new", ended.size), None)
        }
        Ending::Cancelled => (Tone::Stopped, "Cancelled; nothing was kept".to_string(), None),
        Ending::Failed(failure) => {
            let text = FailureText::of(&failure);
            (Tone::Error, text.message.clone(), Some(format!("{} {}", text.cause, text.action)))
        }
    };
    view! {
        <li class="pt-uploads__line">
            <span class="pt-picked__path">{ended.path}</span>
            <StatusCell tone=tone text=text/>
            {details.map(|details| view! { <span class="pt-muted">{details}</span> })}
        </li>
    }
}
