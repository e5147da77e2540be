//! *Simulate work* and *Resize*: what changes a disk.

use super::form::{SHARES, size_error};
use crate::{
    base::ArmId,
    engine::{query::DiskView, request::Command as EngineCommand},
    portal::{
        blades::answered::FailureBar,
        controls::{
            Button, ButtonKind, Choice, ContextPane, Field, MessageBar, NumberBox, PaneSize, RadioGroup, Tone,
        },
        failure::FailureText,
        session::use_session,
    },
};
use leptos::prelude::*;

/// Rewrites a share of the disk, so that a trainee has something to back up.
#[component]
pub fn WorkPane(disk: ArmId, open: RwSignal<bool>) -> impl IntoView {
    let share = RwSignal::new(SHARES[1].0.to_string());
    let choices = Signal::stored(
        SHARES
            .into_iter()
            .map(|(per_mille, label, detail)| Choice::new(per_mille.to_string(), label).with_detail(detail))
            .collect::<Vec<_>>(),
    );
    let name = disk.name().to_string();
    let disk = StoredValue::new(disk);
    let command = move || {
        let per_mille = share.get_untracked().parse().ok()?;
        Some(EngineCommand::RewriteDisk { disk: disk.get_value(), per_mille })
    };
    let words = Words {
        title: "Simulate work",
        action: "Rewrite",
        doing: format!("Rewriting blocks of {name}"),
        done: format!("Rewrote blocks of {name}"),
    };
    view! {
        <ChangePane open words command=command>
            <MessageBar tone=Tone::Information>
                "The simulator writes real bytes over blocks that are spread all over the disk. Azure has no such command."
            </MessageBar>
            <Field label="Share of the disk" required=true>
                <RadioGroup value=share on_change=move |value| share.set(value) choices/>
            </Field>
        </ChangePane>
    }
}

/// Makes the disk larger.
#[component]
pub fn ResizePane(view: Signal<DiskView>, open: RwSignal<bool>) -> impl IntoView {
    let facts = view.get_untracked();
    let size = RwSignal::new(facts.size_gib.to_string());
    let (disk, sku) = (StoredValue::new(facts.id), facts.sku);
    let size_min = i64::from(facts.size_gib);
    let error = move || {
        let smaller = size.with(|size| size.trim().parse::<u32>().is_ok_and(|new| new < view.get().size_gib));
        let too_small = smaller.then(|| "A disk can grow, but never shrink.".to_string());
        too_small.or_else(|| size.with(|size| size_error(sku, size)))
    };
    let command = move || {
        let size_gib =
            untrack(error).is_none().then(|| size.get_untracked().trim().parse().ok()).flatten()?;
        Some(EngineCommand::ResizeDisk { disk: disk.get_value(), size_gib })
    };
    let words = Words {
        title: "Size + performance",
        action: "Save",
        doing: format!("Updating disk {}", facts.name),
        done: format!("Updated disk {}", facts.name),
    };
    view! {
        <ChangePane open words command=command>
            <Field label="Size (GiB)" required=true error hint="The performance of most disks follows their size.">
                <NumberBox value=size on_change=move |value| size.set(value) min=size_min/>
            </Field>
        </ChangePane>
    }
}

/// What a pane is called, and what its notifications say.
struct Words {
    title: &'static str,
    action: &'static str,
    doing: String,
    done: String,
}

/// A small pane with one command; it stays open when that is refused.
#[component]
fn ChangePane(
    open: RwSignal<bool>,
    words: Words,
    /// Nothing while something is missing.
    command: impl Fn() -> Option<EngineCommand> + Copy + Send + Sync + 'static,
    children: ChildrenFn,
) -> impl IntoView {
    let session = use_session();
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<FailureText>));
    let (title, action) = (words.title, words.action);
    let words = StoredValue::new(words);
    let close = move || {
        open.set(false);
        failure.set(None);
    };
    let change = move |()| {
        let Some(command) = command() else { return };
        busy.set(true);
        failure.set(None);
        let (doing, done) = words.with_value(|words| (words.doing.clone(), words.done.clone()));
        let notice = session.notices.begin(&doing, "");
        leptos::task::spawn_local(async move {
            let result = session.submit(command).await;
            let _ = busy.try_set(false);
            match result {
                Ok(_) => {
                    notice.succeed(&done, "", None);
                    close();
                }
                Err(refused) => {
                    notice.fail(&doing, &refused);
                    let _ = failure.try_set(Some(FailureText::of(&refused)));
                }
            }
        });
    };
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=change busy>{action}</Button>
            <Button on_click=move |()| close()>"Cancel"</Button>
        }
    };
    view! {
        <ContextPane open on_close=move |()| close() title=title size=PaneSize::Small footer>
            {children()}
            {move || failure.get().map(|text| view! { <FailureBar text/> })}
        </ContextPane>
    }
}
