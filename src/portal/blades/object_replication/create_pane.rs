//! The *Create replication rules* pane.

use super::form::{PairForm, PolicyForm};
use crate::{
    base::ArmId,
    engine::{
        query::{Containers, Resources},
        resources::ResourceKind,
    },
    portal::{
        blades::disk::change_pane::{ChangePane, Words},
        controls::{
            Button, ButtonKind, CheckBox, Choice, Field, Glyph, IconButton, MessageBar, PaneSize, Select,
            Tone,
        },
        session::use_query,
    },
};
use leptos::prelude::*;

/// The pane; `form` is emptied by whoever opens it.
#[component]
pub fn CreatePolicyPane(account: ArmId, form: RwSignal<PolicyForm>, open: RwSignal<bool>) -> impl IntoView {
    let source = StoredValue::new(account);
    let command = move || {
        form.update(|form| form.tried = true);
        form.with_untracked(|form| source.with_value(|source| form.command(source)))
    };
    let words = Words {
        title: "Create replication rules",
        action: "Create",
        doing: "Creating object replication policy".to_string(),
        done: "Created object replication policy".to_string(),
    };
    view! {
       <ChangePane open words size=PaneSize::Medium command=command>
           <PolicyFields source=source.get_value() form/>
       </ChangePane>
    }
}

#[component]
fn PolicyFields(source: ArmId, form: RwSignal<PolicyForm>) -> impl IntoView {
    let own = source.clone();
    let accounts = use_query(|| Some(Resources { kind: Some(ResourceKind::StorageAccount), group: None }));
    let others = Signal::derive(move || {
        let rows = accounts.ready().unwrap_or_default();
        let others = rows.into_iter().filter(|row| row.id != own);
        others.map(|row| Choice::new(row.id.as_str(), row.name)).collect::<Vec<_>>()
    });
    let sources = container_choices(move || Some(source.clone()));
    let destination = move || form.with(|form| form.destination.clone());
    let targets =
        container_choices(move || Some(destination()).filter(|id| !id.is_empty()).map(|id| ArmId::new(&id)));
    let wrong = move || form.with(|form| form.rules_error());
    let indexes = move || 0..form.with(|form| form.pairs.len());
    view! {
        <p class="pt-text">
            "Both accounts have to keep versions, this one a change feed too: switch them on under Data protection. "
            "Create the destination containers before; nobody else writes there while the policy lasts."
        </p>
        <Field
            label="Destination storage account"
            required=true
            error=move || form.with(PolicyForm::destination_error)
        >
            <Select
                value=Signal::derive(destination)
                on_change=move |id: String| form.update(|form| form.choose_destination(id))
                choices=others
                placeholder="Select a storage account"
            />
        </Field>
        <For each=indexes key=|index| *index let(index)>
            <PairFields form index sources targets/>
        </For>
        <Button
            kind=ButtonKind::Link
            glyph=Glyph::Plus
            on_click=move |()| form.update(|form| form.pairs.push(PairForm::default()))
        >
            "Add container pair"
        </Button>
        <div aria-live="polite">
            {move || wrong().map(|text| view! { <MessageBar tone=Tone::Error>{text}</MessageBar> })}
        </div>
    }
}

/// One pair: the source container, the destination container, and what is copied over.
#[component]
fn PairFields(
    form: RwSignal<PolicyForm>,
    index: usize,
    sources: Signal<Vec<Choice>>,
    targets: Signal<Vec<Choice>>,
) -> impl IntoView {
    let pair = move || form.with(|form| form.pairs.get(index).cloned().unwrap_or_default());
    let edit = move |change: &dyn Fn(&mut PairForm)| {
        form.update(|form| form.pairs.get_mut(index).into_iter().for_each(change));
    };
    let title = format!("Container pair {}", index + 1);
    let label = title.clone();
    let several = Memo::new(move |_| form.with(|form| form.pairs.len() > 1));
    view! {
        <div class="pt-pair" role="group" aria-label=label>
            <div class="pt-pair__head">
                <h2 class="pt-pair__title">{title}</h2>
                <Show when=move || several.get()>
                    <IconButton
                        glyph=Glyph::Delete
                        label=format!("Remove container pair {}", index + 1)
                        on_click=move |()| form.update(|form| form.remove_pair(index))
                    />
                </Show>
            </div>
            <Field label="Source container" required=true error=move || form.with(|form| form.source_error(index))>
                <Select
                    value=Signal::derive(move || pair().source)
                    on_change=move |name: String| edit(&|pair| pair.source = name.clone())
                    choices=sources
                    placeholder="Select a container"
                />
            </Field>
            <Field
                label="Destination container"
                required=true
                error=move || form.with(|form| form.target_error(index))
            >
                <Select
                    value=Signal::derive(move || pair().destination)
                    on_change=move |name: String| edit(&|pair| pair.destination = name.clone())
                    choices=targets
                    placeholder="Select a container"
                />
            </Field>
            <CheckBox
                checked=Signal::derive(move || pair().everything)
                on_change=move |on| edit(&|pair| pair.everything = on)
                label=Signal::stored("Copy over everything, not only new objects".to_string())
            />
        </div>
    }
}

/// The containers of an account, to choose one of.
fn container_choices(account: impl Fn() -> Option<ArmId> + Send + Sync + 'static) -> Signal<Vec<Choice>> {
    let containers = use_query(move || account().map(|account| Containers { account }));
    Signal::derive(move || {
        let rows = containers.ready().unwrap_or_default();
        rows.into_iter().map(|row| Choice::new(row.name.clone(), row.name)).collect()
    })
}
