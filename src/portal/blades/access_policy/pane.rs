//! The pane *Access policy*.

use super::{
    form::{days_error, hold_command, policy_command, tag_error, unchanged},
    view_model::{
        clear_question, delete_question, lock_question, policy_sentence, policy_state, policy_verb,
        unsupported,
    },
};
use crate::{
    base::ArmId,
    engine::{
        query::{ContainerImmutability, ImmutabilityView},
        request::Command,
    },
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{
            answered::Answered,
            disk::change_pane::{Change, ConfirmDialog, Words},
            refused::{reason_of, use_refusal},
        },
        controls::{
            Button, ContextPane, Field, FormSection, Glyph, IconButton, MessageBar, NumberBox, StatusCell,
            TextBox, Tone,
        },
        session::use_query,
    },
};
use leptos::prelude::*;

/// Opens for the container that is put in; closing takes it out.
#[component]
pub fn AccessPolicyPane(container: RwSignal<Option<ArmId>>) -> impl IntoView {
    let close = move |()| container.set(None);
    let name = move || container.with(|id| id.as_ref().map(|id| format!("Container {}", id.name())));
    let footer = move || view! { <Button on_click=close>"Close"</Button> };
    view! {
        <ContextPane
            open=Signal::derive(move || container.with(Option::is_some))
            on_close=close
            title="Access policy"
            subtitle=Signal::derive(name)
            footer
        >
            {move || container.get().map(|container| view! { <Policies container/> })}
        </ContextPane>
    }
}

/// Handles of what the pane shows.
#[derive(Clone, Copy)]
struct Shown {
    container: StoredValue<ArmId>,
    view: Signal<ImmutabilityView>,
}

impl Shown {
    fn name(self) -> String {
        self.container.with_value(|id| id.name().to_string())
    }

    fn words(self, title: &'static str, action: &'static str, doing: &str, done: &str) -> Words {
        let name = self.name();
        Words { title, action, doing: format!("{doing} {name}"), done: format!("{done} {name}") }
    }
}

#[component]
fn Policies(container: ArmId) -> impl IntoView {
    let asked = container.clone();
    let answer = use_query(move || Some(ContainerImmutability { container: asked.clone() }));
    let container = StoredValue::new(container);
    let probe = use_refusal(move || {
        Some(Command::SetLegalHold { container: container.get_value(), tags: vec!["probe".to_string()] })
    });
    let not_here = move || probe.with(|refusal| refusal.as_ref().and_then(unsupported));
    view! {
        <p class="pt-text">
            "Immutable blob storage keeps the blobs of this container as they were written: nobody can overwrite them, and nobody "
            "can delete them before their time. A point-in-time restore leaves such blobs as they are; Azure Backup restores nothing "
            "into such a container."
        </p>
        {move || not_here().map(|text| view! { <MessageBar tone=Tone::Warning>{text}</MessageBar> })}
        <Answered answer ready=move |view| {
            let shown = Shown { container, view };
            view! { <Retention shown/><LegalHold shown/> }
        }/>
    }
}

#[component]
fn Retention(shown: Shown) -> impl IntoView {
    let policy = Memo::new(move |_| shown.view.with(|view| view.policy.clone()));
    let days = move || policy.with_untracked(|policy| policy.as_ref().map(|policy| policy.days.to_string()));
    let (text, touched) = (RwSignal::new(days().unwrap_or_default()), RwSignal::new(false));
    let error = move || policy.with(|policy| text.with(|text| days_error(text, policy.as_ref())));
    let same = move || policy.with(|policy| text.with(|text| unchanged(text, policy.as_ref())));
    let command = move || {
        let command =
            |id: &ArmId| policy.with(|policy| text.with(|text| policy_command(id, text, policy.as_ref())));
        shown.container.with_value(command)
    };
    let refusal = use_refusal(command);
    let change = Change::new(RwSignal::new(true));
    let save = move |()| {
        touched.set(true);
        let Some(command) = untrack(command) else { return };
        let name = shown.name();
        let (doing, done) = (
            format!("Saving the retention policy of {name}"),
            format!("Saved the retention policy of {name}"),
        );
        change.give(command, doing, done);
    };
    let (badge, explained) =
        (Memo::new(move |_| policy.with(|policy| policy_state(policy.as_ref()))), move || {
            policy.with(|policy| policy_sentence(policy.as_ref()))
        });
    view! {
        <FormSection title="Time-based retention policy">
            <p>
                <StatusCell
                    tone=Signal::derive(move || Tone::from(badge.get().0))
                    text=Signal::derive(move || badge.get().1)
                />
            </p>
            <p class="pt-text pt-muted">{explained}</p>
            <Field
                label="Retention period"
                required=true
                balloon="Days since a blob was written. Allowing protected append writes is not simulated."
                error=Signal::derive(move || error().filter(|_| touched.get()))
            >
                <NumberBox
                    value=text
                    on_change=move |days: String| {
                        text.set(days);
                        touched.set(true);
                    }
                    min=1
                    unit="days"
                />
            </Field>
            <div class="pt-policy-buttons">
                <Button
                    on_click=save
                    busy=change.busy
                    disabled_reason=Signal::derive(move || same().or_else(|| reason_of(refusal)))
                >
                    {move || policy.with(|policy| policy_verb(policy.as_ref()))}
                </Button>
                <ViewRequest commands=move || command().into_iter().collect()/>
                <Show when=move || policy.with(|policy| policy.as_ref().is_some_and(|policy| !policy.locked))>
                    <Unlocked shown/>
                </Show>
            </div>
            {change.failed()}
        </FormSection>
    }
}

/// What can be done only while the policy is not locked.
#[component]
fn Unlocked(shown: Shown) -> impl IntoView {
    let (locking, deleting) = (RwSignal::new(false), RwSignal::new(false));
    let container = shown.container.get_value();
    let lock = Command::LockImmutabilityPolicy { container: container.clone() };
    let delete = Command::DeleteImmutabilityPolicy { container };
    let (own, other) = (lock.clone(), delete.clone());
    let (no_lock, no_delete) =
        (use_refusal(move || Some(own.clone())), use_refusal(move || Some(other.clone())));
    let days = move || shown.view.with(|view| view.policy.as_ref().map_or(0, |policy| policy.days));
    view! {
        <Button
            glyph=Glyph::Lock
            on_click=move |()| locking.set(true)
            disabled_reason=Signal::derive(move || reason_of(no_lock))
        >"Lock policy"</Button>
        <Button
            glyph=Glyph::Delete
            on_click=move |()| deleting.set(true)
            disabled_reason=Signal::derive(move || reason_of(no_delete))
        >"Delete policy"</Button>
        <ConfirmDialog
            open=locking
            words=shown.words("Lock policy", "Lock policy", "Locking the retention policy of", "Locked the retention policy of")
            destructive=true
            question=Signal::derive(move || lock_question(&shown.name(), days()))
            command=lock
        />
        <ConfirmDialog
            open=deleting
            words=shown.words("Delete policy", "Delete", "Deleting the retention policy of", "Deleted the retention policy of")
            destructive=true
            question=delete_question(&shown.name())
            command=delete
        />
    }
}

#[component]
fn LegalHold(shown: Shown) -> impl IntoView {
    let tags = Memo::new(move |_| shown.view.with(|view| view.legal_hold_tags.clone()));
    let (text, touched) = (RwSignal::new(String::new()), RwSignal::new(false));
    let error = move || tags.with(|tags| text.with(|text| tag_error(text, tags)));
    let command = move || {
        shown.container.with_value(|id| tags.with(|tags| text.with(|text| hold_command(id, text, tags))))
    };
    let refusal = use_refusal(command);
    let change = Change::new(RwSignal::new(true));
    let add = move |()| {
        touched.set(true);
        let Some(command) = untrack(command) else { return };
        let name = shown.name();
        text.set(String::new());
        touched.set(false);
        change.give(
            command,
            format!("Adding a legal hold to {name}"),
            format!("Added a legal hold to {name}"),
        );
    };
    let state = move || match tags.with(Vec::len) {
        0 => (Tone::Neutral, "No legal hold".to_string()),
        _ => (Tone::Success, "On legal hold".to_string()),
    };
    view! {
        <FormSection
            title="Legal hold"
            text="While there is a tag, nothing in the container can be overwritten or deleted, whatever its age."
        >
            <p>
                <StatusCell tone=Signal::derive(move || state().0) text=Signal::derive(move || state().1)/>
            </p>
            <Tags shown tags/>
            <Field
                label="Tag"
                required=true
                hint="3 to 23 letters and digits, such as a case number."
                error=Signal::derive(move || error().filter(|_| touched.get()))
            >
                <TextBox
                    value=text
                    on_change=move |tag: String| {
                        touched.set(!tag.is_empty());
                        text.set(tag);
                    }
                />
            </Field>
            <div class="pt-policy-buttons">
                <Button
                    on_click=add
                    busy=change.busy
                    disabled_reason=Signal::derive(move || reason_of(refusal))
                >"Add legal hold"</Button>
                <ViewRequest commands=move || command().into_iter().collect()/>
            </div>
            {change.failed()}
        </FormSection>
    }
}

/// The tags of the hold, each with a button that takes it off.
#[component]
fn Tags(shown: Shown, tags: Memo<Vec<String>>) -> impl IntoView {
    let chosen = RwSignal::new(None::<String>);
    let line = move |tag: String| {
        let (label, own) = (format!("Remove {tag}"), tag.clone());
        view! {
            <li class="pt-hold-tags__line">
                <span>{tag}</span>
                <IconButton glyph=Glyph::Delete label=label on_click=move |()| chosen.set(Some(own.clone()))/>
            </li>
        }
    };
    view! {
        <ul class="pt-hold-tags" aria-label="Tags of the legal hold">
            <For each=move || tags.get() key=String::clone children=line/>
        </ul>
        {move || chosen.get().map(|tag| view! { <ClearTag shown tag chosen is_last=tags.with_untracked(Vec::len) == 1/> })}
    }
}

#[component]
fn ClearTag(shown: Shown, tag: String, chosen: RwSignal<Option<String>>, is_last: bool) -> impl IntoView {
    let open = RwSignal::new(true);
    // Reaches outside: the dialog closes itself, and with it goes the tag it was about.
    Effect::new(move || {
        if !open.get() {
            chosen.set(None);
        }
    });
    let question = clear_question(&shown.name(), &tag, is_last);
    let command = Command::ClearLegalHold { container: shown.container.get_value(), tags: vec![tag] };
    let words =
        shown.words("Remove legal hold", "Remove", "Removing a legal hold from", "Removed a legal hold from");
    view! { <ConfirmDialog open words destructive=true question=question command/> }
}
