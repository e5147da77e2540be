//! *Simulate work*: every day, once, or ransomware.

use super::{
    change_pane::{Change, ConfirmDialog, Words},
    form::{DAILY_SHARES, SHARES, daily_error, parse_percent, percent_text},
};
use crate::{
    base::ArmId,
    engine::{compute::disk::WHOLE_DISK, request::Command as EngineCommand},
    portal::controls::{
        Button, ButtonKind, Choice, ContextPane, Field, FormSection, MessageBar, PaneSize, RadioGroup,
        Select, SimBadge, TextBox, Tone,
    },
};
use leptos::prelude::*;

/// The choice that lets a person type a share.
const OTHER: &str = "other";

/// Has a disk written, so that a trainee has something to back up.
#[component]
pub fn WorkPane(
    disk: ArmId,
    /// What is rewritten every day now, in thousandths.
    workload: Signal<Option<u32>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let encrypting = RwSignal::new(false);
    let name = disk.name().to_string();
    let words = Words {
        title: "Encrypt everything",
        action: "Encrypt everything",
        doing: format!("Encrypting {name}"),
        done: format!("Encrypted {name}"),
    };
    let question = format!(
        "Rewrite every block of '{name}' with bytes that nobody can read? What is in no snapshot is gone for good."
    );
    let command = EngineCommand::RewriteDisk { disk: disk.clone(), per_mille: WHOLE_DISK };
    let disk = StoredValue::new(disk);
    let footer = move || view! { <Button on_click=move |()| open.set(false)>"Close"</Button> };
    let encrypt = move |()| {
        open.set(false);
        encrypting.set(true);
    };
    view! {
        <ContextPane open on_close=move |()| open.set(false) title="Simulate work" size=PaneSize::Small footer>
            <MessageBar tone=Tone::Information>
                <SimBadge/>
                "The simulator writes real bytes over blocks that are spread all over the disk. Azure has no such command."
            </MessageBar>
            <EveryDay disk workload change=Change::new(open)/>
            <Once disk change=Change::new(open)/>
            <FormSection title="Ransomware" text="Every block of the disk is encrypted at once.">
                <p><Button kind=ButtonKind::Danger on_click=encrypt>"Encrypt everything"</Button></p>
            </FormSection>
        </ContextPane>
        <ConfirmDialog open=encrypting words destructive=true question=question command/>
    }
}

#[component]
fn EveryDay(disk: StoredValue<ArmId>, workload: Signal<Option<u32>>, change: Change) -> impl IntoView {
    let now = workload.get_untracked().unwrap_or_default();
    let is_listed = DAILY_SHARES.contains(&now);
    let chosen = RwSignal::new(if is_listed { now.to_string() } else { OTHER.to_string() });
    let first = if is_listed { String::new() } else { percent_text(now).replace(" percent", "") };
    let typed = RwSignal::new(first);
    let is_other = move || chosen.with(|chosen| chosen == OTHER);
    let error = move || typed.with(|typed| (!typed.is_empty()).then(|| daily_error(typed)).flatten());
    let share =
        move || if is_other() { typed.with(|typed| parse_percent(typed)) } else { chosen.get().parse().ok() };
    let blocked = move || {
        let missing = is_other().then(|| typed.with(|typed| daily_error(typed))).flatten();
        let same =
            (share() == Some(workload.get().unwrap_or_default())).then(|| "This is what it does now.".into());
        missing.or(same)
    };
    let save = move |()| {
        let Some(share) = untrack(share) else { return };
        let name = disk.with_value(|disk| disk.name().to_string());
        let per_mille = Some(share).filter(|share| *share > 0);
        let command = EngineCommand::SetDiskWorkload { disk: disk.get_value(), per_mille };
        change.give(command, format!("Setting the work on {name}"), format!("Set the work on {name}"));
    };
    let choice = |per_mille: u32| match per_mille {
        0 => Choice::new("0", "Off"),
        _ => Choice::new(per_mille.to_string(), percent_text(per_mille)),
    };
    let choices: Vec<_> =
        DAILY_SHARES.into_iter().map(choice).chain([Choice::new(OTHER, "Another share")]).collect();
    view! {
        <FormSection title="Every day" text="A sixth of the share is written every four hours of simulated time.">
            <Field label="Rewritten every day">
                <Select value=chosen on_change=move |value| chosen.set(value) choices/>
            </Field>
            <Show when=is_other>
                <Field label="Percent a day" required=true error>
                    <TextBox value=typed on_change=move |value| typed.set(value)/>
                </Field>
            </Show>
            <p><Button on_click=save busy=change.busy disabled_reason=Signal::derive(blocked)>"Save"</Button></p>
            {change.failed()}
        </FormSection>
    }
}

#[component]
fn Once(disk: StoredValue<ArmId>, change: Change) -> impl IntoView {
    let share = RwSignal::new(SHARES[1].0.to_string());
    let choices: Vec<_> = SHARES
        .into_iter()
        .map(|(per_mille, label, detail)| Choice::new(per_mille.to_string(), label).with_detail(detail))
        .collect();
    let rewrite = move |()| {
        let Ok(per_mille) = share.get_untracked().parse() else { return };
        let name = disk.with_value(|disk| disk.name().to_string());
        let command = EngineCommand::RewriteDisk { disk: disk.get_value(), per_mille };
        change.give(command, format!("Rewriting blocks of {name}"), format!("Rewrote blocks of {name}"));
    };
    view! {
        <FormSection title="Once">
            <Field label="Share of the disk" required=true>
                <RadioGroup value=share on_change=move |value| share.set(value) choices/>
            </Field>
            <p><Button on_click=rewrite busy=change.busy>"Rewrite"</Button></p>
            {change.failed()}
        </FormSection>
    }
}
