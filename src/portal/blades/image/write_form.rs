//! Bytes of a disk, changed by hand: a text or a small file at an offset.

use super::view_model::{line_start, offset_error, parse_offset, too_long};
use crate::{
    base::ArmId,
    browser::files::read_range,
    portal::{
        blades::answered::FailureBar,
        controls::{Button, Field, FormSection, TextBox},
        failure::FailureText,
        session::{Session, use_session},
    },
    rpc::{Failure, Receipt, Trouble},
};
use leptos::{ev, prelude::*};
use std::future::Future;
use wasm_bindgen::JsCast;
use web_sys::{Blob, File, HtmlInputElement};

/// What is to be written, and how that went.
#[derive(Clone, Copy)]
struct Writing {
    session: Session,
    disk: StoredValue<ArmId>,
    /// The page that is shown.
    page: RwSignal<u64>,
    size: Signal<Option<u64>>,
    offset: RwSignal<String>,
    text: RwSignal<String>,
    file: RwSignal<Option<File>, LocalStorage>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<FailureText>>,
}

impl Writing {
    fn offset_error(self) -> Option<String> {
        self.offset.with(|offset| offset_error(offset, self.size.get()))
    }

    fn text_blocked(self) -> Option<String> {
        let length = self.text.with(|text| text.len() as u64);
        let missing = (length == 0).then(|| "Enter the text first.".to_string());
        missing.or_else(|| too_long(length)).or_else(|| self.offset_error())
    }

    fn file_blocked(self) -> Option<String> {
        let Some(length) = self.file.with(|file| file.as_ref().map(|file| file.size() as u64)) else {
            return Some("Choose a file first.".to_string());
        };
        too_long(length).or_else(|| self.offset_error())
    }

    fn choose(self, event: &ev::Event) {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        self.file.set(input.and_then(|input| input.files()).and_then(|files| files.get(0)));
    }

    fn write_text(self) {
        let bytes = self.text.get_untracked().into_bytes();
        self.write("text", async move { Ok(bytes) });
    }

    fn write_file(self) {
        let Some(file) = self.file.get_untracked() else { return };
        let length = file.size() as u64;
        self.write("file", async move {
            let bytes = read_range(&Blob::from(file), 0..length).await;
            bytes.map_err(|error| Failure::Trouble(Trouble::Unreadable { message: error.to_string() }))
        });
    }

    fn write(self, what: &str, bytes: impl Future<Output = Result<Vec<u8>, Failure>> + 'static) {
        let Some(offset) = self.offset.with_untracked(|offset| parse_offset(offset)) else { return };
        let disk = self.disk.get_value();
        let doing = format!("Writing {what} on {}", disk.name());
        let notice = self.session.notices.begin(&doing, "");
        self.busy.set(true);
        self.failure.set(None);
        leptos::task::spawn_local(async move {
            let result = self.submit(disk, offset, bytes).await;
            let _ = self.busy.try_set(false);
            match result {
                Ok(_) => {
                    notice.succeed(&format!("Written at {offset}"), "", None);
                    let _ = self.page.try_set(line_start(offset));
                }
                Err(failure) => {
                    notice.fail(&doing, &failure);
                    let _ = self.failure.try_set(Some(FailureText::of(&failure)));
                }
            }
        });
    }

    async fn submit(
        self,
        disk: ArmId,
        offset: u64,
        bytes: impl Future<Output = Result<Vec<u8>, Failure>>,
    ) -> Result<Receipt, Failure> {
        self.session.write_bytes(disk, offset, bytes.await?).await
    }
}

/// The form below the bytes of a disk.
#[component]
pub fn WriteForm(
    disk: ArmId,
    /// Moves to what was written.
    offset: RwSignal<u64>,
    size: Signal<Option<u64>>,
) -> impl IntoView {
    let writing = Writing {
        session: use_session(),
        disk: StoredValue::new(disk),
        page: offset,
        size,
        offset: RwSignal::new(String::from("0")),
        text: RwSignal::new(String::new()),
        file: RwSignal::new_local(None),
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
    };
    view! {
        <FormSection
            title="Write on the disk"
            text="What the machine that uses the disk would do. Only the bytes that you give are changed."
        >
            <Field label="Write at offset" required=true error=move || writing.offset_error()>
                <TextBox value=writing.offset on_change=move |text| writing.offset.set(text)/>
            </Field>
            <Field label="Text">
                <TextBox value=writing.text on_change=move |text| writing.text.set(text)/>
            </Field>
            <p class="pt-text">
                <Button
                    on_click=move |()| writing.write_text()
                    disabled_reason=Signal::derive(move || writing.text_blocked())
                    busy=writing.busy
                >"Write text"</Button>
            </p>
            <p class="pt-text">
                <input type="file" aria-label="File to write" on:change=move |event| writing.choose(&event)/>
            </p>
            <p class="pt-text">
                <Button
                    on_click=move |()| writing.write_file()
                    disabled_reason=Signal::derive(move || writing.file_blocked())
                    busy=writing.busy
                >"Write file"</Button>
            </p>
            {move || writing.failure.get().map(|text| view! { <FailureBar text/> })}
        </FormSection>
    }
}
