//! Rows of tag names and values: in wizards and on tag pages.

use crate::{
    engine::resources::Tags,
    portal::controls::{Button, ElementId, FieldError, Glyph, IconButton, TextBox},
};
use leptos::prelude::*;

/// Edits tags as rows; a row without a name is not a tag yet.
#[component]
pub fn TagRows(tags: RwSignal<Tags>, #[prop(into)] error: Signal<Option<String>>) -> impl IntoView {
    let mut first: Vec<(String, String)> = tags.get_untracked().into_iter().collect();
    first.push(Default::default());
    let rows = RwSignal::new(first);
    let change = move |index: usize, edit: Box<dyn FnOnce(&mut (String, String))>| {
        rows.update(|rows| {
            if let Some(row) = rows.get_mut(index) {
                edit(row);
            }
        });
        let named = |rows: &Vec<(String, String)>| {
            rows.iter().filter(|(name, _)| !name.is_empty()).cloned().collect()
        };
        tags.set(rows.with_untracked(named));
    };
    let remove = move |index: usize| {
        rows.update(|rows| drop(rows.remove(index)));
        change(usize::MAX, Box::new(|_| ()));
    };
    let count = Memo::new(move |_| rows.with(Vec::len));
    let row = move |index: usize| {
        let part = move |of: fn(&(String, String)) -> &String| {
            Signal::derive(move || rows.with(|rows| rows.get(index).map(of).cloned().unwrap_or_default()))
        };
        view! {
            <tr>
                <td><TextBox value=part(|row| &row.0) on_change=move |text| change(index, Box::new(move |row| row.0 = text)) aria_label=format!("Name of tag {}", index + 1)/></td>
                <td><TextBox value=part(|row| &row.1) on_change=move |text| change(index, Box::new(move |row| row.1 = text)) aria_label=format!("Value of tag {}", index + 1)/></td>
                <td><IconButton glyph=Glyph::Delete label=format!("Remove tag {}", index + 1) on_click=move |_| remove(index)/></td>
            </tr>
        }
    };
    let id = ElementId::new();
    view! {
        <p class="pt-text">"Tags are name and value pairs that help you to sort resources and costs."</p>
        <table class="pt-table">
            <caption class="pt-visually-hidden">"Tags"</caption>
            <thead><tr><th scope="col">"Name"</th><th scope="col">"Value"</th><th scope="col"><span class="pt-visually-hidden">"Remove"</span></th></tr></thead>
            <tbody>{move || (0..count.get()).map(row).collect_view()}</tbody>
        </table>
        {move || error.get().map(|text| view! { <FieldError id=id.part("error") text/> })}
        <Button on_click=move |_| rows.update(|rows| rows.push(Default::default()))>"Add tag"</Button>
    }
}
