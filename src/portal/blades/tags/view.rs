//! The rows of tags, and the page that applies them.

use super::form::{TagRow, TagsForm, tag_text};
use crate::{
    base::ArmId,
    engine::{request::Command, resources::Tags},
    portal::{
        blades::answered::FailureBar,
        blades::view_request::view::ViewRequest,
        controls::{
            Button, ButtonKind, ElementId, FieldError, Footer, Glyph, IconButton, MessageBar, TextBox, Tone,
        },
        failure::FailureText,
        session::use_session,
    },
};
use leptos::prelude::*;

/// What somebody does to the rows.
enum Edit {
    Name(usize, String),
    Value(usize, String),
    Remove(usize),
}

/// Name and value fields, one row for each tag and an empty one behind the last.
#[component]
fn TagsEditor(form: RwSignal<TagsForm>, for_storage: bool) -> impl IntoView {
    let change = Callback::new(move |edit: Edit| {
        form.update(|form| match edit {
            Edit::Name(index, name) => form.change(index, |row| row.name = name),
            Edit::Value(index, value) => form.change(index, |row| row.value = value),
            Edit::Remove(index) => form.remove(index),
        });
    });
    let indices = move || 0..=form.with(|form| form.rows.len());
    view! {
        <div class="pt-tags" role="group" aria-label="Tags">
            <div class="pt-tags__head" aria-hidden="true"><span>"Name"</span><span>"Value"</span></div>
            <For each=indices key=|index| *index let:index>
                <TagLine form index for_storage change/>
            </For>
        </div>
    }
}

#[component]
fn TagLine(
    form: RwSignal<TagsForm>,
    index: usize,
    for_storage: bool,
    change: Callback<Edit>,
) -> impl IntoView {
    let row = Memo::new(move |_| form.with(|form| form.rows.get(index).cloned().unwrap_or_default()));
    let present = Memo::new(move |_| form.with(|form| index < form.rows.len()));
    let error = Memo::new(move |_| form.with(|form| form.error(index, for_storage)));
    let text = move |part: fn(&TagRow) -> &String| move || row.with(|row| part(row).clone());
    let number = index + 1;
    view! {
        <div class="pt-tags__line">
            <TextBox
                value=Signal::derive(text(|row| &row.name))
                on_change=move |name: String| change.run(Edit::Name(index, name))
                aria_label=format!("Name of tag {number}")
            />
            <span aria-hidden="true">":"</span>
            <TextBox
                value=Signal::derive(text(|row| &row.value))
                on_change=move |value: String| change.run(Edit::Value(index, value))
                aria_label=format!("Value of tag {number}")
            />
            <Show when=move || present.get()>
                <IconButton
                    glyph=Glyph::Delete
                    label=move || format!("Remove tag {}", row.with(|row| row.name.clone()))
                    on_click=move |()| change.run(Edit::Remove(index))
                />
            </Show>
            <div class="pt-tags__error" aria-live="polite">
                {move || error.get().map(|text| view! { <FieldError id=format!("tag-error-{number}") text/> })}
            </div>
        </div>
    }
}

/// The tab *Tags* of a wizard that creates something.
#[component]
pub fn TagsStep(form: RwSignal<TagsForm>, for_storage: bool) -> impl IntoView {
    let id = ElementId::new();
    let error = move || form.with(|form| form.error_together(for_storage));
    view! {
        <p class="pt-text">
            "Tags are name/value pairs that enable you to categorize resources and view consolidated billing by applying "
            "the same tag to multiple resources and resource groups."
        </p>
        <TagsEditor form for_storage/>
        {move || error().map(|text| view! { <FieldError id=id.part("error") text/> })}
    }
}

/// The tags of a resource as text, or `None`.
#[component]
pub fn TagList(#[prop(into)] tags: Signal<Tags>) -> impl IntoView {
    let list = move || {
        let texts =
            tags.with(|tags| tags.iter().map(|(name, value)| tag_text(name, value)).collect::<Vec<_>>());
        match texts.is_empty() {
            true => "None".into_any(),
            false => texts
                .into_iter()
                .map(|text| view! { <span class="pt-tag">{text}</span> })
                .collect_view()
                .into_any(),
        }
    };
    view! { <span class="pt-tag-list">{list}</span> }
}

/// Edits the tags of a resource; the frame around is the resource's own.
#[component]
pub fn TagsPage(
    resource: ArmId,
    /// As they are now.
    #[prop(into)]
    tags: Signal<Tags>,
    for_storage: bool,
) -> impl IntoView {
    let session = use_session();
    let form = RwSignal::new(TagsForm::of(&tags.get_untracked()));
    let busy = RwSignal::new(false);
    let outcome = RwSignal::new(None::<Result<(), FailureText>>);
    let resource = StoredValue::new(resource);
    let changed = Memo::new(move |_| form.with(|form| form.tags(for_storage)) != Ok(tags.get()));
    let blocked = move || form.with(|form| form.tags(for_storage)).err();
    let apply = move |()| {
        let Ok(tags) = form.with_untracked(|form| form.tags(for_storage)) else { return };
        busy.set(true);
        outcome.set(None);
        let resource = resource.get_value();
        let notice = session.notices.begin("Updating tags", resource.name());
        leptos::task::spawn_local(async move {
            let result = session.submit_under(notice, Command::SetTags { resource, tags }).await;
            match &result {
                Ok(_) => notice.succeed("Updated tags", "", None),
                Err(failure) => notice.fail("Updating tags", failure),
            }
            let _ = busy.try_set(false);
            let shown = result.map(drop).map_err(|failure| FailureText::of(&failure));
            let _ = outcome.try_set(Some(shown));
        });
    };
    let discard = move |()| {
        outcome.set(None);
        form.set(TagsForm::of(&tags.get_untracked()));
    };
    let told = move || {
        outcome.get().map(|outcome| match outcome {
            Ok(()) if changed.get() => ().into_any(),
            Ok(()) => {
                view! { <MessageBar tone=Tone::Success announce=true>"The tags were saved."</MessageBar> }
                    .into_any()
            }
            Err(text) => view! { <FailureBar text/> }.into_any(),
        })
    };
    view! {
        <div class="pt-page">
            <p class="pt-text">
                "Tags are name and value pairs that enable you to categorize resources and view consolidated billing by "
                "applying the same tag to multiple resources and resource groups. Tag names are case insensitive; "
                "resources do not inherit the tags of their resource group."
            </p>
            {told}
            <TagsEditor form for_storage/>
        </div>
        <Footer>
            <Button kind=ButtonKind::Primary on_click=apply busy disabled_reason=blocked>"Apply"</Button>
            <Button
                on_click=discard
                disabled_reason=move || (!changed.get()).then(|| "Nothing was changed.".to_string())
            >"Discard changes"</Button>
            <ViewRequest commands=move || {
                let set = |tags| Command::SetTags { resource: resource.get_value(), tags };
                form.with(|form| form.tags(for_storage)).map(set).into_iter().collect()
            }/>
        </Footer>
    }
}
