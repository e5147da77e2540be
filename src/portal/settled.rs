//! Values that have stood still for a moment: what is worth asking the engine about while somebody types.

use leptos::prelude::*;
use std::time::Duration;

/// How long a value has to stand still. Units: milliseconds.
const SETTLE_MS: u64 = 300;

/// The value once nobody has changed it for a moment; `None` while it changes.
pub fn use_settled<T>(value: impl Fn() -> T + Copy + Send + Sync + 'static) -> Signal<Option<T>>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let value = Memo::new(move |_| value());
    let settled = RwSignal::new(Some(value.get_untracked()));
    // Reaches outside: starts the timer.
    Effect::new(move || {
        let new = value.get();
        let settle = move || {
            if value.try_with_untracked(|value| *value == new) == Some(true) {
                let _ = settled.try_set(Some(new));
            }
        };
        set_timeout(settle, Duration::from_millis(SETTLE_MS));
    });
    Signal::derive(move || settled.get().filter(|settled| value.with(|value| value == settled)))
}
