//! The page *Lifecycle management*.

use super::{
    form::RuleForm,
    rule_pane::RulePane,
    view_model::{
        Change, RuleLine, conflict_text, delete_question, next_run_sentence, protection_sentence, rule_line,
        subject,
    },
};
use crate::{
    base::ArmId,
    engine::{
        query::{InstanceRow, LifecycleRules, LifecycleView, ProtectionOf},
        request::Command as EngineCommand,
        storage::{LifecycleActions, LifecycleRule},
    },
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{
            answered::Answered,
            refused::{reason_of, use_refusal},
            storage_account::frame::StorageAccountFrame,
        },
        controls::{
            Button, ButtonKind, Column, Command, CommandBar, Dialog, EmptyState, Glyph, Grid, MessageBar,
            StatusCell, Tone,
        },
        route::{MenuItem, Route},
        session::{Session, use_query, use_session},
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Handles of what the page shows.
#[derive(Clone, Copy)]
struct Page {
    session: Session,
    account: StoredValue<ArmId>,
    rules: Memo<Vec<LifecycleRule>>,
    /// What protects the account, once that is known.
    protection: Memo<Option<InstanceRow>>,
    /// Names of the ticked rules.
    ticked: RwSignal<BTreeSet<String>>,
    form: RwSignal<RuleForm>,
    entering: RwSignal<bool>,
    deleting: RwSignal<bool>,
}

impl Page {
    fn enter(self, form: RuleForm) {
        self.form.set(form);
        self.entering.set(true);
    }

    fn edit(self, name: &str) {
        let form =
            self.rules.with_untracked(|rules| rules.iter().find(|rule| rule.name == name).map(RuleForm::of));
        form.into_iter().for_each(|form| self.enter(form));
    }

    fn command(self, change: Change) -> Result<EngineCommand, String> {
        self.account.with_value(|account| {
            self.rules.with(|rules| self.ticked.with(|ticked| change.command(account, rules, ticked)))
        })
    }

    fn perform(self, change: Change) {
        let Ok(command) = untrack(|| self.command(change)) else { return };
        let (what, (doing, done)) = (self.ticked.with_untracked(subject), change.doing());
        self.ticked.set(BTreeSet::new());
        self.session.perform(command, format!("{doing} {what}"), format!("{done} {what}"), None, |_| ());
    }

    /// Why the ticked rules cannot be changed so now.
    fn blocked(self, change: Change) -> impl Fn() -> Option<String> + Copy + Send + Sync + 'static {
        let refusal = use_refusal(move || self.command(change).ok());
        move || self.command(change).err().or_else(|| reason_of(refusal))
    }
}

#[component]
pub fn LifecyclePage(account: ArmId) -> impl IntoView {
    let id = StoredValue::new(account.clone());
    let answer = use_query(move || Some(LifecycleRules { account: id.get_value() }));
    let instance = use_query(move || Some(ProtectionOf { datasource: id.get_value() }));
    let page = Page {
        session: use_session(),
        account: id,
        rules: Memo::new(move |_| answer.map(|view| view.rules.clone()).unwrap_or_default()),
        protection: Memo::new(move |_| instance.ready().flatten()),
        ticked: RwSignal::new(BTreeSet::new()),
        form: RwSignal::new(RuleForm::default()),
        entering: RwSignal::new(false),
        deleting: RwSignal::new(false),
    };
    let no_more = use_refusal(move || {
        let rules = page.rules.with(|rules| one_more(rules));
        Some(EngineCommand::SetLifecyclePolicy { account: id.get_value(), rules })
    });
    let no_more = Signal::derive(move || reason_of(no_more));
    let changed = |glyph, change: Change| {
        Command::run(glyph, change.label(), move || match change {
            Change::Delete => page.deleting.set(true),
            Change::Enable | Change::Disable => page.perform(change),
        })
        .disabled_when(page.blocked(change))
    };
    let commands = vec![
        Command::run(Glyph::Plus, "Add rule", move || page.enter(RuleForm::default()))
            .disabled_when(move || no_more.get()),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
        Command::separator(),
        changed(Glyph::Play, Change::Enable),
        changed(Glyph::Pause, Change::Disable),
        changed(Glyph::Delete, Change::Delete),
    ];
    view! {
        <StorageAccountFrame account item=MenuItem::Lifecycle>
            <CommandBar commands refreshing=move || answer.is_loading()/>
            <Answered answer ready=move |view| view! { <Rules page view no_more/> }/>
            <RulePane account=id rules=page.rules protection=page.protection form=page.form open=page.entering/>
            <DeleteRules page/>
        </StorageAccountFrame>
    }
}

/// The rules with another one, to ask whether it would be refused: any rule does.
fn one_more(rules: &[LifecycleRule]) -> Vec<LifecycleRule> {
    let free = (0..).map(|number| format!("rule{number}"));
    let name = free.into_iter().find(|name| rules.iter().all(|rule| rule.name != *name)).unwrap_or_default();
    let (nothing, deletes) =
        (LifecycleActions::default(), LifecycleActions { delete: Some(1), ..LifecycleActions::default() });
    let rule = LifecycleRule {
        name,
        enabled: false,
        prefixes: Vec::new(),
        blobs: deletes,
        snapshots: nothing,
        versions: nothing,
    };
    rules.iter().cloned().chain([rule]).collect()
}

#[component]
fn Rules(page: Page, view: Signal<LifecycleView>, no_more: Signal<Option<String>>) -> impl IntoView {
    let next_run = move || view.with(|view| next_run_sentence(view.next_run));
    let protected = move || {
        page.protection.get().map(|instance| {
            let href = Route::Instance { id: instance.id.clone() }.href();
            view! {
                <MessageBar>{protection_sentence(&instance)} " " <a href=href>"View backup instance"</a></MessageBar>
            }
        })
    };
    view! {
        <div class="pt-page">
            <p class="pt-text">
                "Rules move blobs to cooler tiers, or delete them, when they have not been changed for some days. "
                "What a lease, a legal hold or a retention policy protects stays for another day."
            </p>
            {protected}
            {move || no_more.get().map(|text| view! { <MessageBar tone=Tone::Warning>{text}</MessageBar> })}
            {move || next_run().map(|text| view! { <p class="pt-text pt-muted">{text}</p> })}
            <RuleGrid page no_more/>
        </div>
    }
}

#[component]
fn RuleGrid(page: Page, no_more: Signal<Option<String>>) -> impl IntoView {
    let lines = Memo::new(move |_| {
        page.protection.with(|instance| {
            page.rules
                .with(|rules| rules.iter().map(|rule| rule_line(rule, instance.as_ref())).collect::<Vec<_>>())
        })
    });
    let name = move |line: &RuleLine| {
        let (name, own) = (line.name.clone(), line.name.clone());
        view! { <Button kind=ButtonKind::Link on_click=move |()| page.edit(&own)>{name}</Button> }
    };
    let backup = move |line: &RuleLine| {
        let line = line.clone();
        let shown = move || page.protection.with(|instance| conflict_text(&line, instance.is_some()));
        let (badge, text) = shown();
        view! { <StatusCell tone=badge text=text/> }
    };
    let actions = |line: &RuleLine| {
        let item = |text: String| view! { <li>{text}</li> };
        view! { <ul class="pt-rule-actions">{line.actions.clone().into_iter().map(item).collect_view()}</ul> }
    };
    let columns = vec![
        Column::view("Name", name).searched_by(|line: &RuleLine| line.name.clone()),
        Column::view("Status", |line: &RuleLine| {
            view! { <StatusCell tone=line.badge text=line.status/> }
        })
        .searched_by(|line: &RuleLine| line.status.to_string()),
        Column::text("Applies to", |line: &RuleLine| line.scope.clone()).secondary(),
        Column::view("Actions", actions).searched_by(|line: &RuleLine| line.actions.join(" ")).unsorted(),
        Column::view("Backup", backup).secondary(),
    ];
    view! {
        <Grid
            caption="Lifecycle rules"
            columns
            rows=lines
            row_key=|line: &RuleLine| line.name.clone()
            selection=page.ticked
            empty=move || view! {
                <EmptyState
                    glyph=Glyph::Clock
                    title="You don't have any rules yet"
                    text="A rule moves old blobs to a cooler tier or deletes them."
                >
                    <Button
                        kind=ButtonKind::Primary
                        on_click=move |()| page.enter(RuleForm::default())
                        disabled_reason=no_more
                    >"Add rule"</Button>
                </EmptyState>
            }
        />
    }
}

#[component]
fn DeleteRules(page: Page) -> impl IntoView {
    let delete = move |()| {
        page.deleting.set(false);
        page.perform(Change::Delete);
    };
    view! {
        <Dialog
            open=page.deleting
            title="Delete rule"
            action_label="Delete"
            destructive=true
            on_action=delete
            on_cancel=move |()| page.deleting.set(false)
        >
            <p>{move || page.ticked.with(delete_question)}</p>
            <ViewRequest commands=move || page.command(Change::Delete).into_iter().collect()/>
        </Dialog>
    }
}
