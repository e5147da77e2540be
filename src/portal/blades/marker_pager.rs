//! Pages of a list that says no total: forward from where a page ends, and back the way one came.

use crate::portal::controls::{Button, ButtonKind};
use leptos::prelude::*;

/// Where the page that is shown begins, and those before it.
pub struct Markers<K: Send + Sync + 'static>(RwSignal<Vec<K>>);

impl<K: Send + Sync + 'static> Clone for Markers<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Send + Sync + 'static> Copy for Markers<K> {}

impl<K: Clone + Send + Sync + 'static> Markers<K> {
    /// Of a list that begins at its first page.
    pub fn at_first_page() -> Markers<K> {
        Markers(RwSignal::new(Vec::new()))
    }

    /// Where the page begins; `None` for the first.
    pub fn current(self) -> Option<K> {
        self.0.with(|starts| starts.last().cloned())
    }

    pub fn restart(self) {
        self.0.set(Vec::new());
    }
}

/// `< Previous  Page 3  Next >`; nothing where there is one page only.
#[component]
pub fn MarkerPager<K: Clone + Send + Sync + 'static>(
    markers: Markers<K>,
    /// Where the next page begins, if there is one.
    #[prop(into)]
    next: Signal<Option<K>>,
    /// Runs before another page is shown.
    #[prop(into)]
    on_turn: Callback<()>,
) -> impl IntoView {
    let Markers(starts) = markers;
    let number = Memo::new(move |_| starts.with(Vec::len) + 1);
    let more = Memo::new(move |_| next.with(Option::is_some));
    let back = move |()| {
        on_turn.run(());
        starts.update(|starts| drop(starts.pop()));
    };
    let forward = move |()| {
        let Some(start) = next.get_untracked() else { return };
        on_turn.run(());
        starts.update(|starts| starts.push(start));
    };
    view! {
        <Show when=move || { number.get() > 1 || more.get() }>
            <nav class="pt-pager" aria-label="Pages">
                <Button
                    kind=ButtonKind::Link
                    on_click=back
                    disabled_reason=move || (number.get() == 1).then(|| "This is the first page.".to_string())
                >"< Previous"</Button>
                <span>{move || format!("Page {}", number.get())}</span>
                <Button
                    kind=ButtonKind::Link
                    on_click=forward
                    disabled_reason=move || (!more.get()).then(|| "This is the last page.".to_string())
                >"Next >"</Button>
            </nav>
        </Show>
    }
}
