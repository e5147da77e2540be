//! *Contents* of a disk or snapshot: its bytes, page by page.

use super::{
    view_model::{PAGE_BYTES, hex_lines, line_start, offset_error, parse_offset, range_text},
    write_form::WriteForm,
};
use crate::{
    base::ArmId,
    portal::{
        blades::{answered::Answered, disk::frame::DiskFrame, snapshot::frame::SnapshotFrame},
        controls::{Button, Command, CommandBar, Field, Glyph, SimBadge, TextBox},
        route::MenuItem,
        session::{ImageBytes, Loaded, use_image_bytes},
    },
};
use leptos::{ev, prelude::*};

/// The page of a disk, which can be written.
#[component]
pub fn DiskContents(disk: ArmId) -> impl IntoView {
    let own = disk.clone();
    view! {
        <DiskFrame disk item=MenuItem::Contents>
            <Contents image=own is_disk=true/>
        </DiskFrame>
    }
}

/// The page of a snapshot, which never changes.
#[component]
pub fn SnapshotContents(snapshot: ArmId) -> impl IntoView {
    let own = snapshot.clone();
    view! {
        <SnapshotFrame snapshot item=MenuItem::Contents>
            <Contents image=own is_disk=false/>
        </SnapshotFrame>
    }
}

#[component]
fn Contents(image: ArmId, is_disk: bool) -> impl IntoView {
    let offset = RwSignal::new(0_u64);
    let bytes = use_image_bytes(image.clone(), offset.into(), PAGE_BYTES);
    let size = Signal::derive(move || bytes.map(|bytes| bytes.size.bytes()));
    let words = if is_disk {
        "The bytes of the disk as they are now. In Azure only the machine that a disk is attached to sees them."
    } else {
        "The bytes of the snapshot. In Azure they are seen on a disk that is made of it, or in an export."
    };
    let form = is_disk.then(|| view! { <WriteForm disk=image offset size/> });
    view! {
        <CommandBar commands=paging(bytes, offset, size) refreshing=move || bytes.is_loading()/>
        <div class="pt-page">
            <p class="pt-text"><SimBadge/>{words}</p>
            <GoTo offset size/>
            <Answered answer=bytes ready=|bytes| view! { <HexTable bytes/> }/>
            {form}
        </div>
    }
}

fn paging(bytes: Loaded<ImageBytes>, offset: RwSignal<u64>, size: Signal<Option<u64>>) -> Vec<Command> {
    let next_run = move || bytes.map(|bytes| bytes.next_run).flatten();
    let go_next = move || {
        if let Some(next) = untrack(next_run) {
            offset.set(line_start(next));
        }
    };
    vec![
        Command::run(Glyph::ChevronLeft, "Previous", move || {
            offset.update(|offset| *offset = offset.saturating_sub(PAGE_BYTES));
        })
        .disabled_when(move || (offset.get() == 0).then(|| "This is the start.".to_string())),
        Command::run(Glyph::ChevronRight, "Next", move || offset.update(|offset| *offset += PAGE_BYTES))
            .disabled_when(move || {
                let is_end = size.get().is_none_or(|size| offset.get() + PAGE_BYTES >= size);
                is_end.then(|| "This is the end.".to_string())
            }),
        Command::run(Glyph::NextEvent, "Next written range", go_next).disabled_when(move || {
            next_run().is_none().then(|| "Nothing was written behind this.".to_string())
        }),
        Command::separator(),
        Command::run(Glyph::Refresh, "Refresh", move || bytes.refresh()),
    ]
}

/// A field for the offset; Enter goes there.
#[component]
fn GoTo(offset: RwSignal<u64>, size: Signal<Option<u64>>) -> impl IntoView {
    let typed = RwSignal::new(String::from("0"));
    let (failed, known) = (RwSignal::new(false), move || typed.with(|typed| parse_offset(typed)));
    // Paging moves the page; the field follows.
    Effect::new(move || {
        let offset = offset.get();
        if untrack(known).map(line_start) != Some(offset) {
            typed.set(offset.to_string());
        }
    });
    let error = move || failed.get().then(|| typed.with(|typed| offset_error(typed, size.get()))).flatten();
    let go = move || {
        let is_wrong = typed.with_untracked(|typed| offset_error(typed, size.get_untracked())).is_some();
        failed.set(is_wrong);
        if let Some(wanted) = untrack(known).filter(|_| !is_wrong) {
            offset.set(line_start(wanted));
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        go();
    };
    view! {
        <form class="pt-inline-form" on:submit=submit>
            <Field label="Offset" error hint="In bytes: 4096, 0x1000 or 4 KiB.">
                <TextBox value=typed on_change=move |text| typed.set(text)/>
            </Field>
            <Button on_click=move |()| go()>"Go to"</Button>
        </form>
    }
}

#[component]
fn HexTable(bytes: Signal<ImageBytes>) -> impl IntoView {
    let caption = move || bytes.with(|bytes| range_text(bytes.offset, bytes.bytes.len(), bytes.size));
    let lines = move || {
        let lines = bytes.with(|bytes| hex_lines(bytes.offset, &bytes.bytes)).into_iter();
        lines
            .map(|line| {
                view! { <tr><th scope="row">{line.offset}</th><td>{line.bytes}</td><td>{line.text}</td></tr> }
            })
            .collect_view()
    };
    view! {
        <p class="pt-text" role="status">{caption}</p>
        <div class="pt-hex-scroll" tabindex="0" role="region" aria-label="Bytes">
            <table class="pt-hex">
                <caption class="pt-visually-hidden">{caption}</caption>
                <thead>
                    <tr><th scope="col">"Offset"</th><th scope="col">"Bytes"</th><th scope="col">"Text"</th></tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}
