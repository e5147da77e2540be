//! Leaving a field: the moment at which a form validates it.
//!
//! A press on a button takes the focus from the field while the pointer is still down. A message that appeared then
//! would push the button away from under the pointer, and the click would be lost: it waits for the release.

use leptos::{ev, prelude::*};
use std::{cell::RefCell, time::Duration};

#[derive(Default)]
struct Pointer {
    is_down: bool,
    waiting: Vec<Callback<()>>,
}

thread_local! {
    static POINTER: RefCell<Pointer> = RefCell::default();
}

/// Listens to the pointer of the whole page, for as long as the page lives.
pub fn watch_pointer() {
    window_event_listener(ev::pointerdown, |_| POINTER.with_borrow_mut(|pointer| pointer.is_down = true));
    window_event_listener(ev::pointerup, |_| release());
    window_event_listener(ev::pointercancel, |_| release());
    // Where a release was not told (a list of the browser's own was open), the next key makes up for it.
    window_event_listener(ev::keydown, |_| release());
}

fn release() {
    let waiting = POINTER.with_borrow_mut(|pointer| {
        pointer.is_down = false;
        std::mem::take(&mut pointer.waiting)
    });
    if !waiting.is_empty() {
        // The click comes right behind the release, before any timer.
        set_timeout(move || waiting.iter().for_each(run), Duration::ZERO);
    }
}

/// What a field does when it loses the focus.
pub fn leave(on_blur: Option<Callback<()>>) {
    let Some(on_blur) = on_blur else { return };
    let waits = POINTER.with_borrow_mut(|pointer| {
        if pointer.is_down {
            pointer.waiting.push(on_blur);
        }
        pointer.is_down
    });
    if !waits {
        run(&on_blur);
    }
}

/// The click may have closed the form meanwhile: nobody is there to be told then.
fn run(on_blur: &Callback<()>) {
    let _ = on_blur.try_run(());
}
