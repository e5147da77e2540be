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
    fn nothing_to_walk_leads_nowhere() {
        assert_eq!(roving_target("Home", 0, 0, Axis::Vertical), None);
    }
}
