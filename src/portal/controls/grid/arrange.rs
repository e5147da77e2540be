//! Filtering, sorting and paging of rows.

use super::column::Column;

/// The direction of a sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    #[default]
    Ascending,
    Descending,
}

impl Direction {
    /// The value of `aria-sort`.
    pub fn aria(self) -> &'static str {
        match self {
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }

    /// The other one.
    pub fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// Keeps the rows of which any searched column contains the text.
pub fn filter<T: 'static>(rows: Vec<T>, columns: &[Column<T>], text: &str) -> Vec<T> {
    let wanted = text.trim().to_lowercase();
    if wanted.is_empty() {
        return rows;
    }
    let contains = |row: &T| {
        columns
            .iter()
            .filter_map(|column| column.text_of(row))
            .any(|text| text.to_lowercase().contains(&wanted))
    };
    rows.into_iter().filter(contains).collect()
}

/// Sorts by one column; equal rows keep their order.
pub fn sort<T: 'static>(rows: &mut [T], columns: &[Column<T>], by: Option<(usize, Direction)>) {
    let Some((index, direction)) = by else { return };
    let Some(order) = columns.get(index).and_then(|column| column.order.as_ref()) else { return };
    rows.sort_by(|left, right| match direction {
        Direction::Ascending => order(left, right),
        Direction::Descending => order(right, left),
    });
}

/// How many pages a number of rows takes; at least one.
pub fn page_count(rows: usize, page_size: usize) -> usize {
    rows.div_ceil(page_size.max(1)).max(1)
}

/// "Showing 1 to 30 of 289 results."
pub fn count_sentence(rows: usize, page: usize, page_size: usize) -> String {
    match rows {
        0 => "Showing 0 results.".to_string(),
        _ => {
            let first = page * page_size + 1;
            let last = (first + page_size - 1).min(rows);
            format!("Showing {first} to {last} of {rows} results.")
        }
    }
}
