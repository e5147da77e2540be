//! The columns of a grid: how a row is shown, searched and sorted.

use std::{cmp::Ordering, sync::Arc};

use leptos::prelude::*;

type CellView<T> = Arc<dyn Fn(&T) -> AnyView + Send + Sync>;
type CellText<T> = Arc<dyn Fn(&T) -> String + Send + Sync>;
type CellOrder<T> = Arc<dyn Fn(&T, &T) -> Ordering + Send + Sync>;

/// One column.
pub struct Column<T> {
    /// The header's text; also names the column in `sorted_by`.
    pub title: String,
    pub(super) view: CellView<T>,
    pub(super) text: Option<CellText<T>>,
    pub(super) order: Option<CellOrder<T>>,
    pub(super) numeric: bool,
    pub(super) secondary: bool,
    pub(super) hidden_title: bool,
}

impl<T> Clone for Column<T> {
    fn clone(&self) -> Self {
        Self {
            title: self.title.clone(),
            view: self.view.clone(),
            text: self.text.clone(),
            order: self.order.clone(),
            numeric: self.numeric,
            secondary: self.secondary,
            hidden_title: self.hidden_title,
        }
    }
}

impl<T: 'static> Column<T> {
    /// A column of any markup; neither searched nor sortable until told how.
    pub fn view<V: IntoView + 'static>(
        title: impl Into<String>,
        view: impl Fn(&T) -> V + Send + Sync + 'static,
    ) -> Self {
        Self {
            title: title.into(),
            view: Arc::new(move |row| view(row).into_any()),
            text: None,
            order: None,
            numeric: false,
            secondary: false,
            hidden_title: false,
        }
    }

    /// A column of text: searched, and sorted without regard to case.
    pub fn text(title: impl Into<String>, text: impl Fn(&T) -> String + Send + Sync + 'static) -> Self {
        let text = Arc::new(text);
        let shown = text.clone();
        Self::view(title, move |row| shown(row)).searched_by(move |row| text(row))
    }

    /// A column of links: text and address. Searched and sorted by the text.
    pub fn link(
        title: impl Into<String>,
        text: impl Fn(&T) -> String + Send + Sync + 'static,
        href: impl Fn(&T) -> String + Send + Sync + 'static,
    ) -> Self {
        let text = Arc::new(text);
        let shown = text.clone();
        Self::view(title, move |row| view! { <a href=href(row)>{shown(row)}</a> })
            .searched_by(move |row| text(row))
    }

    /// The text that the filter looks through; also sorts by it unless `sorted_by` says otherwise.
    pub fn searched_by(mut self, text: impl Fn(&T) -> String + Send + Sync + 'static) -> Self {
        let text = Arc::new(text);
        let compared = text.clone();
        self.text = Some(text);
        self.sorted_by(move |left, right| compared(left).to_lowercase().cmp(&compared(right).to_lowercase()))
    }

    /// Sortable by a comparison.
    pub fn sorted_by(mut self, order: impl Fn(&T, &T) -> Ordering + Send + Sync + 'static) -> Self {
        self.order = Some(Arc::new(order));
        self
    }

    /// Not sortable after all.
    pub fn unsorted(mut self) -> Self {
        self.order = None;
        self
    }

    /// Figures: lined up at the end of the cell.
    pub fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }

    /// Moves into the row's details on narrow screens.
    pub fn secondary(mut self) -> Self {
        self.secondary = true;
        self
    }

    /// The header is read aloud but not shown (columns of buttons).
    pub fn with_hidden_title(mut self) -> Self {
        self.hidden_title = true;
        self
    }

    pub(super) fn text_of(&self, row: &T) -> Option<String> {
        self.text.as_ref().map(|text| text(row))
    }
}
