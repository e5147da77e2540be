//! *Verify*: the digests of disks and snapshots, and whether they are equal.

use super::view_model::{digest_facts, verdict};
use crate::{
    base::{ArmId, ByteSize},
    portal::{
        blades::answered::FailureBar,
        controls::{Button, ContextPane, CopyButton, MessageBar, PaneSize, ProgressBar, SimBadge, Tone},
        failure::FailureText,
        session::{ImageDigest, Session, use_session},
    },
    rpc::{CallId, Progress},
};
use leptos::prelude::*;

/// Something with bytes: a disk, or a snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedImage {
    /// `The disk data-1`.
    pub label: String,
    pub image: ArmId,
}

/// What is known of one of them.
#[derive(Clone, Copy)]
struct Check {
    image: StoredValue<VerifiedImage>,
    progress: RwSignal<Option<Progress>>,
    result: RwSignal<Option<Result<ImageDigest, FailureText>>>,
}

/// The checks of a pane, done one after the other.
#[derive(Clone, Copy)]
struct Checks {
    session: Session,
    all: StoredValue<Vec<Check>>,
    running: RwSignal<Option<CallId>>,
    given_up: StoredValue<bool>,
}

impl Checks {
    fn new(images: Vec<VerifiedImage>) -> Self {
        let check = |image| Check {
            image: StoredValue::new(image),
            progress: RwSignal::new(None),
            result: RwSignal::new(None),
        };
        Self {
            session: use_session(),
            all: StoredValue::new(images.into_iter().map(check).collect()),
            running: RwSignal::new(None),
            given_up: StoredValue::new(false),
        }
    }

    fn start(self) {
        leptos::task::spawn_local(async move {
            for check in self.all.get_value() {
                if self.given_up.try_get_value() != Some(false) {
                    break;
                }
                self.run(check).await;
            }
            let _ = self.running.try_set(None);
        });
    }

    async fn run(self, check: Check) {
        let report = move |now: Progress| {
            let _ = check.progress.try_set(Some(now));
        };
        let started = move |call| {
            let _ = self.running.try_set(Some(call));
        };
        let image = check.image.with_value(|image| image.image.clone());
        let result = self.session.digest_image(image, started, report).await;
        let _ = check.result.try_set(Some(result.map_err(|failure| FailureText::of(&failure))));
    }

    fn cancel(self) {
        self.given_up.set_value(true);
        if let Some(call) = self.running.get_untracked() {
            self.session.cancel(call);
        }
    }

    fn verdict(self) -> Option<(bool, String)> {
        let checks = self.all.get_value();
        let labels: Vec<_> =
            checks.iter().map(|check| check.image.with_value(|image| image.label.clone())).collect();
        let known = |check: &Check| {
            check.result.with(|result| result.as_ref()?.as_ref().ok().map(|found| found.digest))
        };
        let digests: Vec<_> = checks.iter().filter_map(known).collect();
        verdict(&labels, &digests)
    }
}

/// Reads every byte of the images and shows their digests; given up when it is closed.
#[component]
pub fn VerifyPane(
    open: RwSignal<bool>,
    /// What is read when the pane opens: one image, or several to be compared.
    #[prop(into)]
    images: Signal<Vec<VerifiedImage>>,
) -> impl IntoView {
    let close = move || open.set(false);
    // What they are may come later than the wish to verify them; it is read once.
    let is_known = Memo::new(move |_| images.with(|images| !images.is_empty()));
    let body = move || is_known.get().then(|| view! { <VerifyBody images=images.get_untracked()/> });
    let footer = move || view! { <Button on_click=move |()| close()>"Close"</Button> };
    view! {
        <ContextPane open on_close=move |()| close() title="Verify" size=PaneSize::Medium footer>
            {body}
        </ContextPane>
    }
}

#[component]
fn VerifyBody(images: Vec<VerifiedImage>) -> impl IntoView {
    let checks = Checks::new(images);
    checks.start();
    // Nobody waits for it any more.
    on_cleanup(move || checks.cancel());
    let verdict = move || {
        checks.verdict().map(|(equal, text)| {
            let tone = if equal { Tone::Success } else { Tone::Error };
            view! { <MessageBar tone announce=true>{text}</MessageBar> }
        })
    };
    let is_running = Signal::derive(move || checks.running.get().is_some());
    view! {
        <p class="pt-text">
            <SimBadge/>
            "Every byte that was written is read, as it is at this moment. Images with equal digests hold the same bytes, however they came to be."
        </p>
        {checks.all.get_value().into_iter().map(|check| view! { <CheckSection check/> }).collect_view()}
        {verdict}
        <Show when=move || is_running.get()>
            <p><Button on_click=move |()| checks.cancel()>"Cancel"</Button></p>
        </Show>
    }
}

#[component]
fn CheckSection(check: Check) -> impl IntoView {
    let label = check.image.with_value(|image| image.label.clone());
    let bar = move || {
        let now = check.progress.get().unwrap_or(Progress { done: 0, total: 0 });
        let text = match now.total {
            0 => "Waiting to be read".to_string(),
            total => format!("{} of {} read", ByteSize(now.done), ByteSize(total)),
        };
        // Zeros that were written are counted, and need not be read.
        let percent = (now.total > 0).then(|| (now.done * 100 / now.total).min(100) as u8);
        view! { <ProgressBar label=text percent labelled=true/> }
    };
    view! {
        <h3 class="pt-section-title">{label}</h3>
        {move || match check.result.get() {
            None => bar().into_any(),
            Some(Ok(found)) => view! { <DigestText found/> }.into_any(),
            Some(Err(text)) => view! { <FailureBar text/> }.into_any(),
        }}
    }
}

#[component]
fn DigestText(found: ImageDigest) -> impl IntoView {
    let digest = found.digest.hex();
    view! {
        <p class="pt-copyable">
            <code class="pt-copyable__text">{digest.clone()}</code>
            <CopyButton value=digest label="Copy digest"/>
        </p>
        <p class="pt-text pt-muted">{digest_facts(found.size, found.read)}</p>
    }
}
