//! *Upload image*: a VHD or a raw image from the person's own disk, written on an empty one.

use crate::{
    base::{ArmId, ByteSize},
    portal::{
        blades::answered::FailureBar,
        controls::{Button, ButtonKind, ContextPane, MessageBar, PaneSize, ProgressBar, Tone},
        failure::FailureText,
        session::{Session, use_session},
    },
    rpc::{CallId, Outcome, Progress},
};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

/// What the pane knows of the file and of its way.
#[derive(Clone, Copy)]
struct Upload {
    session: Session,
    disk: StoredValue<ArmId>,
    open: RwSignal<bool>,
    chosen: RwSignal<Option<File>, LocalStorage>,
    running: RwSignal<Option<CallId>>,
    progress: RwSignal<Option<Progress>>,
    failure: RwSignal<Option<FailureText>>,
}

impl Upload {
    fn choose(self, event: &ev::Event) {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        self.failure.set(None);
        self.chosen.set(input.and_then(|input| input.files()).and_then(|files| files.get(0)));
    }

    fn start(self) {
        let Some(file) = self.chosen.get_untracked() else { return };
        let doing = format!("Uploading {}", file.name());
        let notice =
            self.session.notices.begin(&doing, &self.disk.with_value(|disk| disk.name().to_string()));
        self.failure.set(None);
        leptos::task::spawn_local(async move {
            let report = move |now: Progress| {
                let _ = self.progress.try_set(Some(now));
            };
            let started = move |call| {
                let _ = self.running.try_set(Some(call));
            };
            let result = self.session.upload_image(file, self.disk.get_value(), started, report).await;
            let _ = self.running.try_set(None);
            let _ = self.progress.try_set(None);
            match result {
                Ok(Outcome::ImageWritten { size, new_bytes, .. }) => {
                    let facts = format!("A disk of {size}; {new_bytes} were new.");
                    notice.succeed("Image uploaded", &facts, None);
                    let _ = self.open.try_set(false);
                }
                Ok(_) => notice.succeed("Image uploaded", "", None),
                Err(refused) => {
                    notice.fail(&doing, &refused);
                    let _ = self.failure.try_set(Some(FailureText::of(&refused)));
                }
            }
        });
    }

    fn cancel(self) {
        match self.running.get_untracked() {
            Some(call) => self.session.cancel(call),
            None => self.open.set(false),
        }
    }

    fn blocked(self) -> Option<String> {
        match (self.running.get(), self.chosen.with(Option::is_none)) {
            (Some(_), _) => Some("The upload is under way.".to_string()),
            (None, true) => Some("Choose a file first.".to_string()),
            (None, false) => None,
        }
    }

    fn facts(self) -> Option<String> {
        let facts = |file: &File| format!("{}, {}", file.name(), ByteSize(file.size() as u64));
        self.chosen.with(|file| file.as_ref().map(facts))
    }
}

/// Asks for a file and shows how far it has come.
#[component]
pub fn ImagePane(disk: ArmId, open: RwSignal<bool>) -> impl IntoView {
    let upload = Upload {
        session: use_session(),
        disk: StoredValue::new(disk),
        open,
        chosen: RwSignal::new_local(None),
        running: RwSignal::new(None),
        progress: RwSignal::new(None),
        failure: RwSignal::new(None),
    };
    let is_running = Signal::derive(move || upload.running.get().is_some());
    let footer = move || {
        view! {
            <Button
                kind=ButtonKind::Primary
                on_click=move |()| upload.start()
                disabled_reason=Signal::derive(move || upload.blocked())
                busy=is_running
            >"Upload"</Button>
            <Button on_click=move |()| upload.cancel()>
                {move || if is_running.get() { "Cancel upload" } else { "Close" }}
            </Button>
        }
    };
    let bar = |now: Progress| {
        view! {
            <ProgressBar
                label=format!("{} of {}", ByteSize(now.done), ByteSize(now.total))
                percent=Some((now.done * 100 / now.total.max(1)) as u8)
                labelled=true
            />
        }
    };
    view! {
        <ContextPane open on_close=move |()| open.set(false) title="Upload image" size=PaneSize::Small footer>
            <MessageBar tone=Tone::Information>
                "A fixed or dynamic VHD, or a raw image. In Azure this is done with a tool and a shared access signature; here the file stays in this browser."
            </MessageBar>
            <p class="pt-text">
                <input type="file" aria-label="Image file" on:change=move |event| upload.choose(&event)/>
            </p>
            <p class="pt-text pt-muted">{move || upload.facts()}</p>
            {move || upload.progress.get().map(bar)}
            {move || upload.failure.get().map(|text| view! { <FailureBar text/> })}
        </ContextPane>
    }
}
