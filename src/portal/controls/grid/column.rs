//! The columns of a grid: how a row is shown, searched and sorted.

use super::row::Row;
use leptos::prelude::*;
use std::{cmp::Ordering, marker::PhantomData, sync::Arc};

type CellView = Arc<dyn Fn(&Row) -> AnyView + Send + Sync>;
type CellText = Arc<dyn Fn(&Row) -> String + Send + Sync>;
type CellOrder = Arc<dyn Fn(&Row, &Row) -> Ordering + Send + Sync>;

/// One column, for rows of type `T`.
pub struct Column<T> {
    pub(super) look: ColumnLook,
    rows: PhantomData<fn(&T)>,
}

/// What a column does with a row, whatever its type.
#[derive(Clone)]
pub(super) struct ColumnLook {
    /// The header's text; also names the column in `sorted_by`.
    pub(super) title: String,
    pub(super) view: CellView,
    pub(super) text: Option<CellText>,
    pub(super) order: Option<CellOrder>,
    pub(super) numeric: bool,
    pub(super) secondary: bool,
    pub(super) hidden_title: bool,
}

impl<T> Clone for Column<T> {
    fn clone(&self) -> Self {
        Self { look: self.look.clone(), rows: PhantomData }
    }
}

impl<T: 'static> Column<T> {
    /// A column of any markup; neither searched nor sortable until told how.
    pub fn view<V: IntoView + 'static>(
        title: impl Into<String>,
        view: impl Fn(&T) -> V + Send + Sync + 'static,
    ) -> Self {
        Self::shown_as(title.into(), Arc::new(move |row| row.read(&view).map(IntoAny::into_any).into_any()))
    }

    fn shown_as(title: String, view: CellView) -> Self {
        let look = ColumnLook {
            title,
            view,
            text: None,
            order: None,
            numeric: false,
            secondary: false,
            hidden_title: false,
        };
        Self { look, rows: PhantomData }
    }

    /// A column of text: searched, and sorted without regard to case.
    pub fn text(title: impl Into<String>, text: impl Fn(&T) -> String + Send + Sync + 'static) -> Self {
        let text = text_of_row(text);
        let shown = text.clone();
        Self::shown_as(title.into(), Arc::new(move |row| shown(row).into_any())).searched(text)
    }

    /// A column of links: text and address. Searched and sorted by the text.
    pub fn link(
        title: impl Into<String>,
        text: impl Fn(&T) -> String + Send + Sync + 'static,
        href: impl Fn(&T) -> String + Send + Sync + 'static,
    ) -> Self {
        let (text, href) = (text_of_row(text), text_of_row(href));
        let shown = text.clone();
        Self::shown_as(title.into(), Arc::new(move |row| link(href(row), shown(row)))).searched(text)
    }

    /// The text that the filter looks through; also sorts by it unless `sorted_by` says otherwise.
    pub fn searched_by(self, text: impl Fn(&T) -> String + Send + Sync + 'static) -> Self {
        self.searched(text_of_row(text))
    }

    fn searched(mut self, text: CellText) -> Self {
        let compared = text.clone();
        let folded = move |row: &Row| compared(row).to_lowercase();
        self.look.order = Some(Arc::new(move |left, right| folded(left).cmp(&folded(right))));
        self.look.text = Some(text);
        self
    }

    /// Sortable by a comparison.
    pub fn sorted_by(mut self, order: impl Fn(&T, &T) -> Ordering + Send + Sync + 'static) -> Self {
        self.look.order = Some(Arc::new(move |left, right| {
            let order = left.read(|left| right.read(|right| order(left, right)));
            order.flatten().unwrap_or(Ordering::Equal)
        }));
        self
    }

    /// Not sortable after all.
    pub fn unsorted(mut self) -> Self {
        self.look.order = None;
        self
    }

    /// Figures: lined up at the end of the cell.
    pub fn numeric(mut self) -> Self {
        self.look.numeric = true;
        self
    }

    /// Moves into the row's details on narrow screens.
    pub fn secondary(mut self) -> Self {
        self.look.secondary = true;
        self
    }

    /// The header is read aloud but not shown (columns of buttons).
    pub fn with_hidden_title(mut self) -> Self {
        self.look.hidden_title = true;
        self
    }
}

impl ColumnLook {
    /// Of its cells.
    pub(super) fn class(&self) -> Option<&'static str> {
        match (self.numeric, self.secondary) {
            (false, false) => None,
            (true, false) => Some("pt-grid__numeric"),
            (false, true) => Some("pt-grid__secondary"),
            (true, true) => Some("pt-grid__numeric pt-grid__secondary"),
        }
    }

    pub(super) fn text_of(&self, row: &Row) -> Option<String> {
        self.text.as_ref().map(|text| text(row))
    }
}

fn text_of_row<T: 'static>(text: impl Fn(&T) -> String + Send + Sync + 'static) -> CellText {
    Arc::new(move |row| row.read(&text).unwrap_or_default())
}

fn link(href: String, text: String) -> AnyView {
    view! { <a href=href>{text}</a> }.into_any()
}
