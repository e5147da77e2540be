//! The field *Datasource type*: choosing another one opens the wizard of that type.

use crate::{
    engine::policy::DatasourceType,
    portal::controls::{Choice, Field, Select},
};
use leptos::prelude::*;

#[component]
pub fn DatasourceTypeField(
    datasource_type: DatasourceType,
    #[prop(into)] on_choose: Callback<DatasourceType>,
) -> impl IntoView {
    let choice = |known: DatasourceType| Choice::new(known.manifest_name(), known.display_name());
    let choices: Vec<Choice> = DatasourceType::ALL.into_iter().map(choice).collect();
    let choose = move |name: String| {
        if let Some(chosen) = DatasourceType::parse(&name).filter(|chosen| *chosen != datasource_type) {
            on_choose.run(chosen);
        }
    };
    view! {
        <Field label="Datasource type" required=true>
            <Select value=datasource_type.manifest_name() on_change=choose choices/>
        </Field>
    }
}
