//! *Edit backup instance*: another policy, other containers.

use super::form::EditForm;
use crate::{
    base::ArmId,
    engine::{
        policy::DatasourceType,
        protection::{ContainerSelection, PolicyParameters},
        query::{Containers, InstanceView, Policies, PolicyRow},
    },
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{
            answered::FailureBar,
            backup_words::{parameters_text, selection_text},
            configure_backup::{
                container_pane::ContainerPane,
                containers_form::{gone_containers, gone_text},
            },
            refused::use_refusal,
        },
        controls::{
            Button, ButtonKind, Choice, ContextPane, Field, MessageBar, PaneSize, Select, TextBox, Tone,
        },
        failure::FailureText,
        route::Route,
        session::{Loaded, Session, use_query, use_session},
    },
    rpc::Failure,
};
use leptos::prelude::*;

/// Handles of the pane's signals.
#[derive(Clone, Copy)]
struct Editor {
    session: Session,
    instance: StoredValue<ArmId>,
    detail: Loaded<InstanceView>,
    open: Signal<bool>,
    close: Callback<()>,
    policy: RwSignal<Option<ArmId>>,
    containers: RwSignal<Option<ContainerSelection>>,
    picking: RwSignal<bool>,
    failure: RwSignal<Option<FailureText>>,
    busy: RwSignal<bool>,
}

impl Editor {
    /// What *Save* would send: what was changed over what is there.
    fn form(self) -> Option<EditForm> {
        self.detail.map(|view| EditForm {
            policy: self.policy.get().unwrap_or_else(|| view.row.policy.clone()),
            parameters: match self.containers.get() {
                Some(containers) => match view.row.datasource_type {
                    DatasourceType::Blob => PolicyParameters::Blobs(Some(containers)),
                    DatasourceType::DataLakeStorage | DatasourceType::Disk => {
                        PolicyParameters::Containers(containers)
                    }
                },
                None => view.parameters.clone(),
            },
            tags: view.tags.clone(),
        })
    }

    fn unchanged(self) -> bool {
        let form = self.form();
        self.detail
            .map(|view| {
                form.as_ref()
                    .is_none_or(|form| form.policy == view.row.policy && form.parameters == view.parameters)
            })
            .unwrap_or(true)
    }

    fn dismiss(self) {
        self.policy.set(None);
        self.containers.set(None);
        self.failure.set(None);
        self.close.run(());
    }

    fn save(self) {
        let Some(form) = untrack(|| self.form()) else { return };
        let session = self.session;
        let instance = self.instance.get_value();
        let title = format!("Updating backup instance {}", instance.name());
        let notice = session.notices.begin(&title, "");
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let result = session.submit_under(notice, form.command(&instance)).await;
            self.busy.set(false);
            match result {
                Ok(_) => {
                    notice.succeed(
                        "Backup instance updated",
                        instance.name(),
                        Some(Route::Instance { id: instance.clone() }),
                    );
                    self.dismiss();
                }
                Err(refused) => {
                    notice.fail(&title, &refused);
                    self.failure.set(Some(FailureText::of(&refused)));
                }
            }
        });
    }
}

#[component]
pub fn EditPane(
    instance: StoredValue<ArmId>,
    detail: Loaded<InstanceView>,
    open: Signal<bool>,
    close: Callback<()>,
) -> impl IntoView {
    let editor = Editor {
        session: use_session(),
        instance,
        detail,
        open,
        close,
        policy: RwSignal::new(None),
        containers: RwSignal::new(None),
        picking: RwSignal::new(false),
        failure: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    let footer = move || {
        view! {
            <Button
                kind=ButtonKind::Primary
                on_click=move |()| editor.save()
                busy=editor.busy
                disabled_reason=move || editor.unchanged().then(|| "Nothing was changed.".to_string())
            >"Save"</Button>
            <Button on_click=move |()| editor.dismiss()>"Cancel"</Button>
            <ViewRequest commands=move || {
                editor.form().map(|form| form.command(&editor.instance.get_value())).into_iter().collect()
            }/>
        }
    };
    view! {
        <ContextPane
            open
            on_close=move |()| editor.dismiss()
            title="Edit backup instance"
            subtitle=move || Some(instance.with_value(|id| id.name().to_string()))
            size=PaneSize::Medium
            footer
        >
            <EditFields editor/>
        </ContextPane>
        <EditContainers editor/>
    }
}

#[component]
fn EditFields(editor: Editor) -> impl IntoView {
    let policies = use_query(move || {
        editor.open.get().then(|| editor.detail.map(|view| Policies { vault: view.vault.clone() })).flatten()
    });
    let choices = Signal::derive(move || {
        let datasource_type = editor.detail.map(|view| view.row.datasource_type);
        let policies = policies.ready().unwrap_or_default();
        let fitting = policies.into_iter().filter(|row| Some(row.datasource_type) == datasource_type);
        fitting.map(|row| Choice::new(row.id.as_str(), row.name)).collect::<Vec<_>>()
    });
    // Checked while it is edited; the unchanged form has nothing to say.
    let refusal = use_refusal(move || {
        let form = editor.form().filter(|_| editor.open.get() && !editor.unchanged())?;
        Some(form.command(&editor.instance.get_value()))
    });
    let warning = move || refusal.get().map(|refusal| FailureText::of(&Failure::Refused(refusal)));
    let snapshot_group = move || {
        let parameters = editor.form().map(|form| form.parameters)?;
        parameters.snapshot_group().map(|_| parameters_text(&parameters))
    };
    view! {
        <Field
            label="Select policy"
            required=true
            hint="A new policy applies to new restore points. Existing ones keep their expiry."
        >
            <Select
                value=move || editor.form().map(|form| form.policy.to_string()).unwrap_or_default()
                on_change=move |id: String| editor.policy.set(Some(ArmId::new(id)))
                choices
            />
        </Field>
        <ChosenContainers editor policies/>
        {move || snapshot_group().map(|name| view! {
            <Field label="Snapshot resource group" hint="It cannot be changed.">
                <TextBox value=name on_change=|_: String| () readonly=true/>
            </Field>
        })}
        {move || editor.detail.map(|view| !view.datasource_exists).unwrap_or(false).then(|| view! {
            <MessageBar>"The datasource no longer exists: nothing but the policy can be looked at."</MessageBar>
        })}
        {move || {
            let text = editor.failure.get().or_else(warning);
            text.map(|text| view! { <FailureBar text/> })
        }}
    }
}

/// What is copied, with what of it is not there any more.
#[component]
fn ChosenContainers(editor: Editor, policies: Loaded<Vec<PolicyRow>>) -> impl IntoView {
    // A policy with vaulted backups asks for containers, of blobs too that had none before.
    let asks = move || {
        let chosen = editor.form().map(|form| form.policy);
        let scheduled = |rows: &Vec<PolicyRow>| {
            rows.iter().any(|row| Some(&row.id) == chosen.as_ref() && row.scheduled.is_some())
        };
        policies.map(scheduled).unwrap_or(false)
    };
    let containers = move || {
        let parameters = editor.form().map(|form| form.parameters)?;
        let is_blob = matches!(parameters, PolicyParameters::Blobs(_));
        let none = || (is_blob && asks()).then(|| "None selected".to_string());
        parameters.containers().filter(|_| !is_blob || asks()).map(selection_text).or_else(none)
    };
    // What was deleted fails every backup until it is taken out of the selection.
    let gone = move || {
        let known = editor
            .detail
            .map(|view| gone_containers(view.parameters.containers(), &view.protected_containers));
        let parameters = editor.form().map(|form| form.parameters)?;
        let still = gone_containers(parameters.containers(), &[]);
        let names: Vec<String> = known?.into_iter().filter(|name| still.contains(name)).collect();
        (!names.is_empty()).then(|| gone_text(&names))
    };
    view! {
        {move || containers().map(|text| view! {
            <Field label="Containers" required=true>
                <span>{text} " "</span>
                <Button
                    kind=ButtonKind::Link
                    aria_label="Change containers".to_string()
                    on_click=move |()| editor.picking.set(true)
                >"Change"</Button>
            </Field>
        })}
        {move || gone().map(|text| view! { <MessageBar tone=Tone::Warning>{text}</MessageBar> })}
    }
}

#[component]
fn EditContainers(editor: Editor) -> impl IntoView {
    let containers = use_query(move || {
        let account = |view: &InstanceView| {
            let is_disk = view.row.datasource_type == DatasourceType::Disk;
            (!is_disk).then(|| view.row.datasource.clone())
        };
        let account = editor.detail.map(account).flatten()?;
        editor.picking.get().then_some(Containers { account })
    });
    let present = move || {
        let names = containers.map(|rows| rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>());
        names.unwrap_or_default()
    };
    let permanent = move || {
        editor
            .detail
            .map(|view| matches!(view.parameters.containers(), Some(ContainerSelection::AllExcept { .. })))
            .unwrap_or(false)
    };
    view! {
        <ContainerPane
            open=editor.picking
            account=move || editor.detail.map(|view| view.row.datasource_name.clone()).unwrap_or_default()
            present
            selection=move || editor.form().and_then(|form| form.parameters.containers().cloned())
            permanent
            on_select=move |selection| editor.containers.set(Some(selection))
        />
    }
}
