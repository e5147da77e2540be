//! The *Upload* pane: files and folders by choice or by drop, options, and what is on its way.

use super::{
    commands::Browser,
    form::{UploadOptions, file_error, parse_tier},
    picked,
    uploads_list::UploadsList,
    view::take_drop,
};
use crate::{
    base::ByteSize,
    engine::{request::Command, storage::AccessTier},
    portal::{
        blades::view_request::view::ViewRequest,
        controls::{
            Button, ButtonKind, CheckBox, Choice, ContextPane, Field, Glyph, Icon, MessageBar, PaneSize,
            Select, TextBox, Tone,
        },
        format,
        uploads::PickedFile,
    },
};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// So many picked files are listed by name.
const LISTED_MAX: usize = 50;

/// The pane; open while `browser.uploading`.
#[component]
pub fn UploadPane(browser: Browser) -> impl IntoView {
    let options = RwSignal::new(UploadOptions::default());
    let close = move || browser.uploading.set(false);
    let footer = move || {
        view! {
            <Button
                kind=ButtonKind::Primary
                on_click=move |()| upload(browser, options)
                disabled_reason=move || blocked(browser, options)
            >"Upload"</Button>
            <Button on_click=move |()| close()>"Close"</Button>
            <ViewRequest commands=move || commands(browser, options)/>
        }
    };
    let container = browser.container.with_value(|container| container.name().to_string());
    view! {
        <ContextPane
            open=browser.uploading
            on_close=move |()| close()
            title="Upload blob"
            subtitle=Some(container)
            size=PaneSize::Medium
            footer
        >
            <DropZone browser/>
            <PickedList browser/>
            <Options browser options/>
            <UploadsList browser/>
        </ContextPane>
    }
}

/// Why *Upload* cannot be pressed.
fn blocked(browser: Browser, options: RwSignal<UploadOptions>) -> Option<String> {
    let count = browser.picked.with(Vec::len);
    if count == 0 {
        return Some("Choose files or a folder first.".into());
    }
    if count > picked::FILES_MAX {
        let most = format::count(picked::FILES_MAX as u64);
        return Some(format!("At most {most} files can be uploaded at once. Choose fewer."));
    }
    if folder_error(browser, options).is_some() {
        return Some("Correct the folder first.".into());
    }
    wrong(browser, options).first().map(|(path, _)| format!("'{path}' cannot be uploaded. Remove it first."))
}

fn folder_error(browser: Browser, options: RwSignal<UploadOptions>) -> Option<String> {
    browser.directory.with_value(|directory| options.with(|options| options.folder_error(directory)))
}

/// Picked files that break a rule: path and what is wrong.
fn wrong(browser: Browser, options: RwSignal<UploadOptions>) -> Vec<(String, String)> {
    let fault = |file: &PickedFile| {
        let path = browser
            .directory
            .with_value(|directory| options.with(|options| options.target_path(directory, &file.path)));
        Some((file.path.clone(), file_error(&path, size(file))?))
    };
    browser.picked.with(|picked| picked.iter().filter_map(fault).take(LISTED_MAX).collect())
}

fn size(file: &PickedFile) -> ByteSize {
    // Sizes of files are whole numbers far below 2^53.
    ByteSize(file.file.size() as u64)
}

/// What the upload of the first picked files asks for; none while something is wrong.
fn commands(browser: Browser, options: RwSignal<UploadOptions>) -> Vec<Command> {
    if blocked(browser, options).is_some() {
        return Vec::new();
    }
    let (container, directory) = (browser.container.get_value(), browser.directory.get_value());
    let (tier, overwrite) = options.with(|options| (options.tier, options.overwrite));
    let command = |picked: &PickedFile| {
        let path = options.with(|options| options.target_path(&directory, &picked.path));
        let picked = PickedFile { path, ..picked.clone() };
        picked.target(&container, tier, overwrite).command(size(&picked))
    };
    browser.picked.with(|picked| picked.iter().take(LISTED_MAX).map(command).collect())
}

fn upload(browser: Browser, options: RwSignal<UploadOptions>) {
    let options = options.get_untracked();
    let directory = browser.directory.get_value();
    let files = browser.picked.try_update(std::mem::take).unwrap_or_default().into_iter();
    let files =
        files.map(|picked| PickedFile { path: options.target_path(&directory, &picked.path), ..picked });
    let container = browser.container.get_value();
    browser.uploads.add(container, files.collect(), options.tier, options.overwrite);
}

#[component]
fn DropZone(browser: Browser) -> impl IntoView {
    let over = RwSignal::new(false);
    let files = NodeRef::<html::Input>::new();
    let folder = NodeRef::<html::Input>::new();
    // Reaches outside: a field for folders is made by a property that has no attribute of its own here.
    Effect::new(move || {
        if let Some(folder) = folder.get() {
            folder.set_webkitdirectory(true);
        }
    });
    let take = move |event: ev::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        let chosen = input.files().map(|list| picked::of_list(&list)).unwrap_or_default();
        browser.picked.update(|picked| picked.extend(chosen));
        // The same file can be chosen again.
        input.set_value("");
    };
    let open = |input: NodeRef<html::Input>| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <div
            class="pt-drop-zone"
            class:pt-drop-zone--over=over
            on:dragover=move |event: ev::DragEvent| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=move |event: ev::DragEvent| {
                event.prevent_default();
                over.set(false);
                take_drop(browser, &event);
            }
        >
            <Icon glyph=Glyph::Upload size=32/>
            <p>"Drag and drop files or folders here, or"</p>
            <p class="pt-drop-zone__buttons">
                <Button on_click=move |()| open(files)>"Browse for files"</Button>
                <Button on_click=move |()| open(folder)>"Browse for a folder"</Button>
            </p>
            <input node_ref=files type="file" multiple=true hidden=true aria-label="Files to upload" on:change=take/>
            <input node_ref=folder type="file" multiple=true hidden=true aria-label="Folder to upload" on:change=take/>
        </div>
    }
}

#[component]
fn PickedList(browser: Browser) -> impl IntoView {
    let picked = browser.picked;
    let remove = move |index: usize| {
        picked.update(|picked| {
            if index < picked.len() {
                picked.remove(index);
            }
        });
    };
    let line = move |(index, file): (usize, &PickedFile)| {
        let (path, bytes) = (file.path.clone(), size(file));
        let fault = file_error(&path, bytes);
        let label = format!("Remove {path}");
        view! {
            <li class="pt-picked__line">
                <span class="pt-picked__path">{path}</span>
                <span class="pt-muted">{bytes.to_string()}</span>
                <Button kind=ButtonKind::Link aria_label=label on_click=move |()| remove(index)>"Remove"</Button>
                {fault.map(|fault| view! { <span class="pt-picked__fault">{fault}</span> })}
            </li>
        }
    };
    let list = move || {
        let (count, bytes, lines) = picked.with(|picked| {
            let bytes: ByteSize = picked.iter().map(size).sum();
            (picked.len(), bytes, picked.iter().enumerate().take(LISTED_MAX).map(line).collect_view())
        });
        let sentence = format!("{} chosen, {bytes}", format::counted(count as u64, "file", "files"));
        let more = count.saturating_sub(LISTED_MAX) as u64;
        (count > 0).then(|| {
            view! {
                <p class="pt-picked__sum" role="status">
                    {sentence} " "
                    <Button kind=ButtonKind::Link on_click=move |()| picked.update(Vec::clear)>"Remove all"</Button>
                </p>
                <ul class="pt-picked">{lines}</ul>
                {(more > 0).then(|| view! { <p class="pt-muted">{format!("and {} more", format::count(more))}</p> })}
            }
        })
    };
    view! { {list} }
}

#[component]
fn Options(browser: Browser, options: RwSignal<UploadOptions>) -> impl IntoView {
    let choices: Vec<Choice> = AccessTier::ALL
        .map(|tier| {
            let name = tier.display_name();
            let label = if tier == AccessTier::Hot { "Hot (Inferred)" } else { name };
            Choice::new(name, label)
        })
        .into();
    let problems = Memo::new(move |_| wrong(browser, options));
    view! {
        <CheckBox
            label="Overwrite if files already exist"
            checked=move || options.with(|options| options.overwrite)
            on_change=move |on: bool| options.update(|options| options.overwrite = on)
        />
        <h3 class="pt-section-title">"Advanced"</h3>
        <Field
            label="Access tier"
            balloon="Archived files are offline: they cannot be read, and vaulted backups leave them out."
        >
            <Select
                value=move || options.with(|options| options.tier.display_name().to_string())
                on_change=move |name: String| options.update(|options| {
                    options.tier = parse_tier(&name).unwrap_or(AccessTier::Hot);
                })
                choices=choices
            />
        </Field>
        <Field label="Upload to folder" error=move || folder_error(browser, options)>
            <TextBox
                value=move || options.with(|options| options.folder.clone())
                on_change=move |text: String| options.update(|options| options.folder = text)
            />
        </Field>
        {move || problems.with(|problems| problems.first().cloned()).map(|(path, fault)| view! {
            <MessageBar tone=Tone::Error>{format!("'{path}': {fault}")}</MessageBar>
        })}
    }
}
