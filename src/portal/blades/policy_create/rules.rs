//! Retention rules of a new policy: their rows, and the pane that adds one.

use super::{
    form::{DurationForm, RetentionUnit, RuleForm},
    wizard::Wizard,
};
use crate::{
    engine::policy::RetentionTag,
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
            value=move || rule.with(|rule| rule.duration.clone())
            change=move |duration| change.run(RuleForm { tag, duration })
            hint=tag_meaning(tag)
            error=move || rule.with(|rule| rule.validate(wizard.datasource_type).err())
        />
        {remove}
        </div>
    }
}

/// A number with its unit.
#[component]
pub fn Duration(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<DurationForm>,
    #[prop(into)] change: Callback<DurationForm>,
    hint: &'static str,
    #[prop(into)] error: Signal<Option<String>>,
    /// The units it is entered in.
    #[prop(default = &RetentionUnit::ALL)]
    units: &'static [RetentionUnit],
) -> impl IntoView {
    let units: Vec<Choice> = units.iter().map(|unit| Choice::new(unit.label(), unit.label())).collect();
    let unit_name = format!("{label}, unit");
    let count = move |count: String| change.run(DurationForm { count, ..value.get_untracked() });
    let choose = move |label: String| {
        if let Some(unit) = RetentionUnit::parse(&label) {
            change.run(DurationForm { unit, ..value.get_untracked() });
        }
    };
    view! {
        <Field label required=true hint=hint.to_string() error>
            <NumberBox value=move || value.with(|value| value.count.clone()) on_change=count min=1_i64/>
        </Field>
        <Select
            value=move || value.with(|value| value.unit.label().to_string())
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
                value=move || rule.with(|rule| rule.duration.clone())
                change=move |duration| {
                    let tag = rule.with_untracked(|rule| rule.tag);
                    entered.set(Some(RuleForm { tag, duration }));
                }
                hint="Counted from when the backup is taken."
                error=move || rule.with(|rule| rule.validate(wizard.datasource_type).err())
            />
            </div>
        </ContextPane>
    }
}
