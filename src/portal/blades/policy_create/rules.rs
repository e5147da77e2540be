//! Retention rules of a new policy: their rows, and the pane that adds one.

use super::{
    form::{RetentionUnit, RuleForm},
    wizard::Wizard,
};
use crate::{
    engine::policy::{DatasourceType, RetentionTag},
    portal::{
        blades::backup_words::tag_meaning,
        controls::{
            Button, ButtonKind, Choice, ContextPane, Field, Glyph, IconButton, NumberBox, PaneSize, Select,
        },
    },
};
use leptos::prelude::*;

/// One row for each rule, and *Add retention rule*.
#[component]
pub fn RuleRows(wizard: Wizard) -> impl IntoView {
    // Keyed by tag: typing into a row does not build it anew.
    let tags = Memo::new(move |_| {
        wizard.form.with(|form| form.rules.iter().map(|rule| rule.tag).collect::<Vec<_>>())
    });
    let complete = move || {
        let all = wizard.form.with(|form| form.missing_tags().is_empty());
        all.then(|| "Every retention rule is there already.".to_string())
    };
    view! {
        <For each=move || tags.get() key=|tag| *tag let:tag>
            <RuleRow wizard tag/>
        </For>
        <Button glyph=Glyph::Plus on_click=move |()| wizard.adding.set(true) disabled_reason=complete>
            "Add retention rule"
        </Button>
        <AddRulePane wizard/>
    }
}

#[component]
fn RuleRow(wizard: Wizard, tag: RetentionTag) -> impl IntoView {
    let rule = Memo::new(move |_| {
        let found = wizard.form.with(|form| form.rules.iter().find(|rule| rule.tag == tag).cloned());
        found.unwrap_or_else(|| RuleForm::proposed(wizard.datasource_type, tag))
    });
    let change = Callback::new(move |rule: RuleForm| wizard.form.update(|form| form.put_rule(rule)));
    let remove = (tag != RetentionTag::Default).then(|| {
        view! {
            <IconButton
                glyph=Glyph::Delete
                label=format!("Remove the {} rule", tag.display_name().to_lowercase())
                on_click=move |()| wizard.form.update(|form| form.remove_rule(tag))
            />
        }
    });
    view! {
        <div class="pt-rule">
        <Duration
            label=format!("{} rule: keep for", tag.display_name())
            rule=rule
            change
            hint=tag_meaning(tag)
            datasource_type=wizard.datasource_type
        />
        {remove}
        </div>
    }
}

/// A number with its unit.
#[component]
fn Duration(
    #[prop(into)] label: String,
    #[prop(into)] rule: Signal<RuleForm>,
    change: Callback<RuleForm>,
    hint: &'static str,
    datasource_type: DatasourceType,
) -> impl IntoView {
    let units: Vec<Choice> =
        RetentionUnit::ALL.into_iter().map(|unit| Choice::new(unit.label(), unit.label())).collect();
    let unit_name = format!("{label}, unit");
    let count = move |count: String| change.run(RuleForm { count, ..rule.get_untracked() });
    let choose = move |label: String| {
        if let Some(unit) = RetentionUnit::parse(&label) {
            change.run(RuleForm { unit, ..rule.get_untracked() });
        }
    };
    let error = move || rule.with(|rule| rule.validate(datasource_type).err());
    view! {
        <Field label required=true hint=hint.to_string() error>
            <NumberBox value=move || rule.with(|rule| rule.count.clone()) on_change=count min=1_i64/>
        </Field>
        <Select
            value=move || rule.with(|rule| rule.unit.label().to_string())
            on_change=choose
            choices=units
            aria_label=unit_name
        />
    }
}

/// *Add retention rule*: one of those the datasource type has and the policy has not yet.
#[component]
fn AddRulePane(wizard: Wizard) -> impl IntoView {
    let entered = RwSignal::new(None::<RuleForm>);
    // What is proposed until something is entered: the first rule that is not there yet.
    let rule = Memo::new(move |_| {
        let proposed = || wizard.form.with(|form| form.missing_tags().first().copied());
        entered.get().unwrap_or_else(|| {
            RuleForm::proposed(wizard.datasource_type, proposed().unwrap_or(RetentionTag::Weekly))
        })
    });
    let close = move || {
        wizard.adding.set(false);
        entered.set(None);
    };
    let add = move || {
        let rule = rule.get_untracked();
        if rule.validate(wizard.datasource_type).is_ok() {
            wizard.form.update(|form| form.put_rule(rule));
            close();
        }
    };
    let tags = move || {
        let missing = wizard.form.with(|form| form.missing_tags());
        let choice = |tag: RetentionTag| Choice::new(tag.display_name(), tag_meaning(tag));
        missing.into_iter().map(choice).collect::<Vec<_>>()
    };
    let choose = move |name: String| {
        let tag = RetentionTag::ALL.into_iter().find(|tag| tag.display_name() == name);
        entered.set(tag.map(|tag| RuleForm::proposed(wizard.datasource_type, tag)));
    };
    let change = Callback::new(move |rule: RuleForm| entered.set(Some(rule)));
    view! {
        <ContextPane
            open=wizard.adding
            on_close=move |()| close()
            title="Add retention rule"
            size=PaneSize::Medium
            footer=move || view! {
                <Button kind=ButtonKind::Primary on_click=move |()| add()
                    disabled_reason=move || rule.with(|rule| rule.validate(wizard.datasource_type).err())>"Add"</Button>
                <Button on_click=move |()| close()>"Cancel"</Button>
            }
        >
            <p class="pt-text">"Where several rules apply to a backup, the yearly one wins over the monthly, and that over the weekly one."</p>
            <Field label="Rule applies to" required=true>
                <Select value=move || rule.with(|rule| rule.tag.display_name().to_string()) on_change=choose choices=tags/>
            </Field>
            <div class="pt-rule pt-rule--pane">
            <Duration
                label="Keep for"
                rule
                change
                hint="Counted from when the backup is taken."
                datasource_type=wizard.datasource_type
            />
            </div>
        </ContextPane>
    }
}
