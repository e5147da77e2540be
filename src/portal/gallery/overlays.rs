//! Panes, dialogs, notifications.

use leptos::prelude::*;

use super::Sample;
use crate::portal::controls::*;

#[component]
pub(super) fn OverlaySamples() -> impl IntoView {
    view! {
        <Sample title="Panes, dialogs, notifications">
            <div class="pt-gallery__row">
                <PaneSample/>
                <DialogSample/>
                <NoticeSample/>
            </div>
        </Sample>
    }
}

#[component]
fn PaneSample() -> impl IntoView {
    let open = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let close = move |_| open.set(false);
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=close>"Select"</Button>
            <Button on_click=close>"Cancel"</Button>
        }
    };
    view! {
        <Button on_click=move |_| open.set(true)>"Open pane"</Button>
        <ContextPane open on_close=close title="Select a vault" subtitle="Vaults in West Europe" footer>
            <Field label="Vault name"><TextBox value=name on_change=move |text| name.set(text)/></Field>
            <p class="pt-text">"Vaults of other regions cannot protect this storage account."</p>
        </ContextPane>
    }
}

#[component]
fn DialogSample() -> impl IntoView {
    let ask = RwSignal::new(false);
    let close = move |_| ask.set(false);
    view! {
        <Button on_click=move |_| ask.set(true)>"Open dialog"</Button>
        <Dialog
            open=ask
            title="Delete confirmation"
            action_label="Delete"
            on_action=close
            on_cancel=close
            destructive=true
        >
            <p>"vault-weu-prod will be permanently deleted."</p>
        </Dialog>
    }
}

fn notices() -> Vec<Notice> {
    let notice = |id: &str, tone, title: &str, progress| Notice {
        id: id.to_string(),
        tone,
        title: title.to_string(),
        text: "vault-weu-prod, lakeweu01".to_string(),
        link: Some(("View details →".to_string(), "#gallery".to_string())),
        has_request: true,
        when: "3 minutes ago".to_string(),
        progress,
    };
    vec![
        notice("1", Tone::InProgress, "Configuring backup for 3 items", Some(NoticeProgress::Unknown)),
        notice("2", Tone::InProgress, "Uploading 12 files", Some(NoticeProgress::Percent(62))),
        notice("3", Tone::Error, "Configuring backup failed for 1 of 3 items", None),
        notice("4", Tone::Success, "Backup policy created", None),
    ]
}

#[component]
fn NoticeSample() -> impl IntoView {
    let open = RwSignal::new(false);
    let all = RwSignal::new(notices());
    let toasts = RwSignal::new(Vec::<Notice>::new());
    let forget = move |ids: Vec<String>| all.update(|all| all.retain(|notice| !ids.contains(&notice.id)));
    view! {
        <Button on_click=move |_| open.set(true)>"Open notifications"</Button>
        <Button on_click=move |_| toasts.set(notices().split_off(1))>"Show toasts"</Button>
        <NotificationsPane
            open
            on_close=move |_| open.set(false)
            notices=all
            on_dismiss=forget
            on_request=|_| ()
            activity_log_href="#gallery"
        />
        <ToastStack
            notices=toasts
            on_dismiss=move |id: String| toasts.update(|toasts| toasts.retain(|toast| toast.id != id))
        />
    }
}
