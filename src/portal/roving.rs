//! Which stop of a toolbar, menu or list an arrow key leads to.

/// The direction in which arrow keys walk a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    Horizontal,
    Vertical,
}

/// Where an arrow, Home or End key leads among `count` stops, wrapping at the ends; `None` for other keys.
pub fn roving_target(key: &str, current: usize, count: usize, axis: Axis) -> Option<usize> {
    if count == 0 {
        return None;
    }
    match (key, axis) {
        ("ArrowRight", Axis::Horizontal) | ("ArrowDown", Axis::Vertical) => Some((current + 1) % count),
        ("ArrowLeft", Axis::Horizontal) | ("ArrowUp", Axis::Vertical) => Some((current + count - 1) % count),
        ("Home", _) => Some(0),
        ("End", _) => Some(count - 1),
        _ => None,
    }
}

/// The place an arrow, Home or End key leads to in a row that is read place by place; it does not wrap, and begins at the
/// end the arrow comes from. `None` for other keys, and in an empty row.
pub fn row_target(key: &str, current: Option<usize>, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowRight" => Some(current.map_or(0, |current| (current + 1).min(last))),
        "ArrowLeft" => Some(current.map_or(last, |current| current.saturating_sub(1).min(last))),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

/// Where a key leads among the cells of a table, by row and column; it does not wrap. With Ctrl, Home and End lead to the
/// corners. `None` for other keys.
pub fn cell_target(
    key: &str,
    (row, column): (usize, usize),
    (rows, columns): (usize, usize),
    ctrl: bool,
) -> Option<(usize, usize)> {
    if rows == 0 || columns == 0 {
        return None;
    }
    let (last_row, last_column) = (rows - 1, columns - 1);
    match key {
        "ArrowLeft" => Some((row, column.saturating_sub(1))),
        "ArrowRight" => Some((row, (column + 1).min(last_column))),
        "ArrowUp" => Some((row.saturating_sub(1), column)),
        "ArrowDown" => Some(((row + 1).min(last_row), column)),
        "Home" => Some((if ctrl { 0 } else { row }, 0)),
        "End" => Some((if ctrl { last_row } else { row }, last_column)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_walk_their_axis_and_wrap() {
        let cases = [
            ("ArrowRight", 0, Axis::Horizontal, Some(1)),
            ("ArrowRight", 2, Axis::Horizontal, Some(0)),
            ("ArrowLeft", 0, Axis::Horizontal, Some(2)),
            ("ArrowDown", 0, Axis::Horizontal, None),
            ("ArrowDown", 1, Axis::Vertical, Some(2)),
            ("ArrowUp", 0, Axis::Vertical, Some(2)),
            ("Home", 2, Axis::Vertical, Some(0)),
            ("End", 0, Axis::Horizontal, Some(2)),
            ("a", 0, Axis::Vertical, None),
        ];
        for (key, current, axis, expected) in cases {
            assert_eq!(roving_target(key, current, 3, axis), expected, "{key} from {current}, {axis:?}");
        }
    }

    #[test]
    fn arrows_walk_the_cells_of_a_table_to_its_edges() {
        let cases = [
            ("ArrowRight", (1, 1), false, Some((1, 2))),
            ("ArrowRight", (1, 3), false, Some((1, 3))),
            ("ArrowLeft", (1, 0), false, Some((1, 0))),
            ("ArrowDown", (2, 1), false, Some((2, 1))),
            ("ArrowUp", (2, 1), false, Some((1, 1))),
            ("Home", (2, 2), false, Some((2, 0))),
            ("Home", (2, 2), true, Some((0, 0))),
            ("End", (0, 0), false, Some((0, 3))),
            ("End", (0, 0), true, Some((2, 3))),
            ("Tab", (0, 0), false, None),
        ];
        for (key, from, ctrl, expected) in cases {
            assert_eq!(cell_target(key, from, (3, 4), ctrl), expected, "{key} from {from:?}");
        }
        assert_eq!(cell_target("Home", (0, 0), (0, 4), false), None);
    }

    #[test]
    fn arrows_read_along_a_row() {
        let cases = [
            ("ArrowRight", None, Some(0)),
            ("ArrowLeft", None, Some(2)),
            ("ArrowRight", Some(1), Some(2)),
            ("ArrowRight", Some(2), Some(2)),
            ("ArrowLeft", Some(0), Some(0)),
            ("ArrowLeft", Some(9), Some(2)),
            ("Home", Some(2), Some(0)),
            ("End", None, Some(2)),
            ("a", Some(1), None),
        ];
        for (key, current, expected) in cases {
            assert_eq!(row_target(key, current, 3), expected, "{key} from {current:?}");
        }
        assert_eq!(row_target("End", None, 0), None);
    }

    #[test]
    fn nothing_to_walk_leads_nowhere() {
        assert_eq!(roving_target("Home", 0, 0, Axis::Vertical), None);
    }
}
