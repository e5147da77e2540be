//! How lists of rows are searched, sorted and cut into pages.

pub use crate::engine::query::{Direction, any_contains};

/// The value of `aria-sort`.
pub fn aria_sort(direction: Direction) -> &'static str {
    match direction {
        Direction::Ascending => "ascending",
        Direction::Descending => "descending",
    }
}

/// How many pages a number of rows takes; at least one.
pub fn page_count(rows: usize, page_size: usize) -> usize {
    rows.div_ceil(page_size.max(1)).max(1)
}

/// "Showing 1 to 30 of 289 results."
pub fn count_sentence(rows: usize, page: usize, page_size: usize) -> String {
    if rows == 0 {
        return "Showing 0 results.".to_string();
    }
    let first = page * page_size + 1;
    let last = (first + page_size - 1).min(rows);
    format!("Showing {first} to {last} of {rows} results.")
}

/// Splits a label around the first place where it contains the query, without regard to case.
pub fn split_at_match<'a>(label: &'a str, query: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let wanted = query.trim().to_lowercase();
    let lower = label.to_lowercase();
    // Lower case may be longer in bytes ("İ"): then positions do not carry over and nothing is marked.
    if wanted.is_empty() || lower.len() != label.len() {
        return None;
    }
    let start = lower.find(&wanted)?;
    let end = start + wanted.len();
    Some((label.get(..start)?, label.get(start..end)?, label.get(end..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_found_in_any_column_and_any_case() {
        let row = || ["vault-WEU".to_string(), "West Europe".to_string()];
        assert!(any_contains(row(), " weu "));
        assert!(any_contains(row(), "west"));
        assert!(any_contains(row(), ""));
        assert!(!any_contains(row(), "north"));
    }

    #[test]
    fn rows_are_cut_into_pages() {
        assert_eq!([0, 1, 100, 101, 289].map(|rows| page_count(rows, 100)), [1, 1, 1, 2, 3]);
    }

    #[test]
    fn the_sentence_counts_from_one() {
        assert_eq!(count_sentence(289, 0, 30), "Showing 1 to 30 of 289 results.");
        assert_eq!(count_sentence(289, 9, 30), "Showing 271 to 289 of 289 results.");
        assert_eq!(count_sentence(0, 0, 30), "Showing 0 results.");
    }

    #[test]
    fn a_match_is_cut_out_of_its_label() {
        assert_eq!(split_at_match("Backup vaults", "VAULT"), Some(("Backup ", "vault", "s")));
        assert_eq!(split_at_match("Backup vaults", "disk"), None);
        assert_eq!(split_at_match("Backup vaults", " "), None);
        assert_eq!(split_at_match("İstanbul", "stan"), None);
    }
}
