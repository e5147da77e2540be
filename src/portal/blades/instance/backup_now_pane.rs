//! *Backup now*: which rule keeps the restore point, until when, and how many runs are left today.

use super::{
    form::backup_now,
    view_model::{effort_sentence, quota_sentence},
};
use crate::{
    base::ArmId,
    engine::query::InstanceView,
    portal::{
        blades::answered::FailureBar,
        blades::view_request::view::ViewRequest,
        controls::{Button, ButtonKind, Choice, ContextPane, Field, MessageBar, PaneSize, Select},
        failure::FailureText,
        format::moment,
        route::{MenuItem, Route},
        session::{Loaded, use_session},
    },
    rpc::{Made, Receipt},
};
use leptos::prelude::*;

#[component]
pub fn BackupNowPane(
    instance: StoredValue<ArmId>,
    detail: Loaded<InstanceView>,
    open: Signal<bool>,
    close: Callback<()>,
) -> impl IntoView {
    let session = use_session();
    let chosen = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<FailureText>);
    // Until a person chooses, the first rule stands: the default one.
    let rule =
        Memo::new(move |_| chosen.get().or_else(|| detail.map(first_rule).flatten()).unwrap_or_default());
    let dismiss = move |()| {
        failure.set(None);
        chosen.set(None);
        close.run(());
    };
    let start = move |()| {
        let Some(command) = backup_now(&instance.get_value(), &rule.get_untracked()) else { return };
        let name = instance.with_value(|id| id.name().to_string());
        let title = format!("Triggering backup for {name}");
        let notice = session.notices.begin(&title, "");
        busy.set(true);
        failure.set(None);
        leptos::task::spawn_local(async move {
            let result = session.submit_under(notice, command).await;
            busy.set(false);
            match result {
                Ok(receipt) => {
                    let link = job_link(&receipt, &instance.get_value());
                    notice.succeed("Backup triggered. Track it in Backup jobs", &name, Some(link));
                    dismiss(());
                }
                Err(refused) => {
                    notice.fail(&title, &refused);
                    failure.set(Some(FailureText::of(&refused)));
                }
            }
        });
    };
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=start busy>"Backup now"</Button>
            <Button on_click=dismiss>"Cancel"</Button>
            <ViewRequest commands=move || {
                backup_now(&instance.get_value(), &rule.get()).into_iter().collect()
            }/>
        }
    };
    view! {
        <ContextPane open on_close=dismiss title="Backup now" size=PaneSize::Small footer>
            <RuleForm detail rule chosen/>
            {move || failure.get().map(|text| view! { <FailureBar text/> })}
        </ContextPane>
    }
}

fn first_rule(view: &InstanceView) -> Option<String> {
    view.rules.first().map(|(tag, _)| tag.display_name().to_string())
}

/// The job that was started, or the list of jobs.
fn job_link(receipt: &Receipt, instance: &ArmId) -> Route {
    match &receipt.made {
        Made::Job { vault, guid } => Route::Job { vault: vault.clone(), guid: *guid },
        Made::Nothing | Made::Resource(_) | Made::Deployment { .. } => {
            let vault = instance.as_str().rsplitn(3, '/').nth(2).unwrap_or_default();
            Route::Vault { id: ArmId::new(vault), item: MenuItem::BackupJobs }
        }
    }
}

#[component]
fn RuleForm(
    detail: Loaded<InstanceView>,
    rule: Memo<String>,
    chosen: RwSignal<Option<String>>,
) -> impl IntoView {
    let choices = Signal::derive(move || {
        let rules = detail.map(|view| view.rules.clone()).unwrap_or_default();
        rules
            .into_iter()
            .map(|(tag, _)| Choice::new(tag.display_name(), tag.display_name()))
            .collect::<Vec<_>>()
    });
    let expiry = move || {
        let rule = rule.get();
        let expires = detail.map(|view| {
            let chosen = view.rules.iter().find(|(tag, _)| tag.display_name() == rule);
            chosen.map(|(_, expires_at)| *expires_at)
        });
        expires.flatten().map(|expires_at| format!("The restore point expires on {}.", moment(expires_at)))
    };
    view! {
        <Field
            label="Retention rule"
            required=true
            hint=expiry
            balloon="The restore point is kept for as long as this rule of the backup policy says."
        >
            <Select value=rule on_change=move |value: String| chosen.set(Some(value)) choices/>
        </Field>
        <MessageBar>
            {move || detail.map(|view| quota_sentence(view.on_demand_left, view.on_demand_max))}
            " "
            {move || detail.map(|view| effort_sentence(view.row.datasource_type))}
        </MessageBar>
    }
}
