//! "< Previous  Page 1 of 8  Next >".

use leptos::prelude::*;

use crate::portal::controls::{
    button::{Button, ButtonKind},
    select::{Choice, Select},
};

#[component]
pub(super) fn Pager(page: RwSignal<usize>, pages: Memo<usize>, shown_page: Memo<usize>) -> impl IntoView {
    let choices = move || {
        (1..=pages.get())
            .map(|number| Choice::new(number.to_string(), number.to_string()))
            .collect::<Vec<_>>()
    };
    let first = move || (shown_page.get() == 0).then(|| "This is the first page.".to_string());
    let last = move || (shown_page.get() + 1 >= pages.get()).then(|| "This is the last page.".to_string());
    let choose = move |number: String| page.set(number.parse::<usize>().unwrap_or(1).saturating_sub(1));
    view! {
        <nav class="pt-pager" aria-label="Pages">
            <Button
                kind=ButtonKind::Link
                on_click=move |_| page.set(shown_page.get_untracked().saturating_sub(1))
                disabled_reason=first
            >"< Previous"</Button>
            <span class="pt-pager__choice">
                "Page"
                <Select
                    value=move || (shown_page.get() + 1).to_string()
                    on_change=choose
                    choices=choices
                    aria_label="Page".to_string()
                />
                {move || format!("of {}", pages.get())}
            </span>
            <Button
                kind=ButtonKind::Link
                on_click=move |_| page.set(shown_page.get_untracked() + 1)
                disabled_reason=last
            >"Next >"</Button>
        </nav>
    }
}
