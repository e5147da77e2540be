//! Unique element ids, so that labels, errors and descriptions can point at each other.

use std::{cell::Cell, fmt};

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(1) };
}

/// An id nobody else on the page has; written as `pt-<number>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ElementId(u32);

impl ElementId {
    /// Takes the next free id.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self(NEXT.with(|next| next.replace(next.get() + 1)))
    }

    /// The id of a named part of this element, such as its error text.
    pub fn part(self, name: impl fmt::Display) -> String {
        format!("{self}-{name}")
    }

    /// The element itself, if it is in the document.
    pub fn element(self) -> Option<HtmlElement> {
        element_by_id(&self.to_string())
    }

    /// Moves the focus to the element, if it is in the document.
    pub fn focus(self) {
        if let Some(element) = self.element() {
            let _ = element.focus();
        }
    }
}

impl fmt::Display for ElementId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "pt-{}", self.0)
    }
}

/// The element with this id.
pub fn element_by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
