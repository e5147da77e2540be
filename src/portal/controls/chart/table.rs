//! The same figures as a table.

use crate::portal::{
    chart::{Figures, TableLine, heads, lines},
    controls::grid::{Column, Direction, Grid},
};
use leptos::prelude::*;

/// The newest bucket first, as in other lists.
#[component]
pub(super) fn FigureTable(title: String, figures: Memo<Figures>) -> impl IntoView {
    let titles = Memo::new(move |_| figures.with(|figures| (figures.bucket_title, heads(figures))));
    let rows = Signal::derive(move || figures.with(lines));
    move || {
        let (bucket_title, heads) = titles.get();
        view! {
            <Grid
                caption=title.clone()
                columns=columns(bucket_title, heads)
                rows
                row_key=|line: &TableLine| line.key.clone()
                uncounted=true
                sorted_by=(bucket_title, Direction::Descending)
                empty=|| ()
            />
        }
    }
}

fn columns(bucket_title: &'static str, heads: Vec<String>) -> Vec<Column<TableLine>> {
    let bucket = Column::text(bucket_title, |line: &TableLine| line.name.clone())
        .sorted_by(|left, right| left.index.cmp(&right.index));
    let figure = |(place, title): (usize, String)| {
        Column::text(title, move |line: &TableLine| line.cells.get(place).cloned().unwrap_or_default())
            .sorted_by(move |left, right| left.figures.get(place).cmp(&right.figures.get(place)))
            .numeric()
    };
    std::iter::once(bucket).chain(heads.into_iter().enumerate().map(figure)).collect()
}
