//! The pills above lists: one value of a few, or several names.

use crate::portal::controls::{Choice, FilterPill};
use leptos::prelude::*;

/// One of a few values, by their labels.
#[component]
pub fn OnePill<T>(
    field: &'static str,
    /// The values with their labels.
    choices: Vec<(T, &'static str)>,
    #[prop(into)] chosen: Signal<T>,
    #[prop(into)] on_choose: Callback<T>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let labels: Vec<Choice> = choices.iter().map(|(_, label)| Choice::new(*label, *label)).collect();
    let choices = StoredValue::new(choices);
    let selected = move || {
        let chosen = chosen.get();
        let label_of = |choices: &Vec<(T, &'static str)>| {
            choices.iter().filter(|(value, _)| *value == chosen).map(|(_, label)| label.to_string()).collect()
        };
        choices.with_value(label_of)
    };
    let apply = move |labels: Vec<String>| {
        let value = labels.first().and_then(|chosen| {
            choices.with_value(|choices| {
                choices.iter().find(|(_, label)| label == chosen).map(|(value, _)| *value)
            })
        });
        if let Some(value) = value {
            on_choose.run(value);
        }
    };
    view! {
        <FilterPill
            field
            choices=Signal::stored(labels)
            selected=Signal::derive(selected)
            on_apply=apply
            single=true
        />
    }
}

/// How a pill reads and writes its part of a filter.
pub type Part<F> = (fn(&F) -> &Vec<String>, fn(&mut F) -> &mut Vec<String>);

/// Several names that a filter keeps; none means all.
#[component]
pub fn NamesPill<F>(
    field: &'static str,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    filter: RwSignal<F>,
    part: Part<F>,
) -> impl IntoView
where
    F: Send + Sync + 'static,
{
    let (read, write) = part;
    view! {
        <FilterPill
            field
            choices
            selected=Signal::derive(move || filter.with(|filter| read(filter).clone()))
            on_apply=move |chosen| filter.update(|filter| *write(filter) = chosen)
        />
    }
}

/// Choices that are called what they are.
pub fn named(names: impl IntoIterator<Item = &'static str>) -> Signal<Vec<Choice>> {
    Signal::stored(names.into_iter().map(|name| Choice::new(name, name)).collect())
}
