//! Ranges of blobs, as a point-in-time restore is given them.
//!
//! A bound is `container/blob` or `container`; the first slash separates the two. Blobs are in order by the pair of
//! both names, byte by byte, the start of a range is part of it, its end is not, and an empty bound is none. So
//! `[sales, sales-0)` is the whole container `sales`, and `[sales1, sales2)` holds `sales10` too. Nothing is a
//! wildcard. Containers whose names begin with a dollar sign are left out unless a bound names them.
//!
//! Source: Azure Storage, "Perform a point-in-time restore on block blob data".

use crate::engine::{
    limits,
    storage::{BlobPath, RestoreRefusal},
};
use serde::{Deserialize, Serialize};

/// What begins the name of a container that no range holds without naming it.
const SYSTEM: char = '$';

/// One range as it is written: `startRange` and `endRange` of the operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RestoreRange {
    /// The first blob; empty for no bound.
    pub start: String,
    /// The blob behind the last one; empty for no bound.
    pub end: String,
}

impl RestoreRange {
    pub fn new(start: impl Into<String>, end: impl Into<String>) -> RestoreRange {
        RestoreRange { start: start.into(), end: end.into() }
    }

    /// Everything in one container. No name of a container lies between the two bounds.
    pub fn of_container(name: &str) -> RestoreRange {
        RestoreRange::new(name, format!("{name}-0"))
    }
}

/// Ranges that were checked; none at all are all containers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoreRanges(Vec<Span>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Span {
    start: Option<Bound>,
    end: Option<Bound>,
}

/// Orders as the pair of names does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Bound {
    container: String,
    blob: String,
}

impl Bound {
    fn parse(text: &str) -> Option<Bound> {
        let (container, blob) = text.split_once('/').unwrap_or((text, ""));
        let bound = || Bound { container: container.to_string(), blob: blob.to_string() };
        (!text.is_empty()).then(bound)
    }

    fn names(&self) -> (&str, &str) {
        (&self.container, &self.blob)
    }
}

impl Span {
    fn parse(range: &RestoreRange) -> Result<Span, RestoreRefusal> {
        let RestoreRange { start, end } = range;
        for text in [start, end] {
            check_bound(text)?;
        }
        let span = Span { start: Bound::parse(start), end: Bound::parse(end) };
        match (&span.start, &span.end) {
            (Some(first), Some(behind)) if first >= behind => {
                Err(RestoreRefusal::RangeIsEmpty { start: start.clone(), end: end.clone() })
            }
            _ => Ok(span),
        }
    }

    /// Whether the range may hold anything of a container: system containers have to be named.
    fn admits(&self, container: &str) -> bool {
        let named = |bound: &Option<Bound>| bound.as_ref().is_some_and(|bound| bound.container == container);
        !container.starts_with(SYSTEM) || named(&self.start) || named(&self.end)
    }

    fn contains(&self, container: &str, blob: &str) -> bool {
        let begun = self.start.as_ref().is_none_or(|start| start.names() <= (container, blob));
        let ended = self.end.as_ref().is_some_and(|end| (container, blob) >= end.names());
        begun && !ended && self.admits(container)
    }

    fn touches(&self, container: &str) -> bool {
        let begun = self.start.as_ref().is_none_or(|start| start.container.as_str() <= container);
        let ended = self.end.as_ref().is_some_and(|end| (container, "") >= end.names());
        begun && !ended && self.admits(container)
    }
}

/// # Errors
/// [`RestoreRefusal::InvalidRangeBound`].
fn check_bound(text: &str) -> Result<(), RestoreRefusal> {
    let container = text.split_once('/').map_or(text, |(container, _)| container);
    let long_enough = container.chars().count() >= limits::CONTAINER_NAME_LENGTH_MIN;
    let short_enough = text.chars().count() <= limits::RESTORE_RANGE_BOUND_LENGTH_MAX;
    if text.is_empty() || (long_enough && short_enough) {
        return Ok(());
    }
    Err(RestoreRefusal::InvalidRangeBound {
        bound: text.chars().take(limits::BLOB_NAME_LENGTH_MAX).collect(),
    })
}

impl RestoreRanges {
    /// # Errors
    /// More than [`limits::POINT_IN_TIME_RESTORE_RANGES_MAX`], a container name that is too short, an end that does
    /// not follow its start.
    pub fn parse(ranges: &[RestoreRange]) -> Result<RestoreRanges, RestoreRefusal> {
        if ranges.len() > limits::POINT_IN_TIME_RESTORE_RANGES_MAX {
            return Err(RestoreRefusal::TooManyRanges { ranges: ranges.len() });
        }
        Ok(RestoreRanges(ranges.iter().map(Span::parse).collect::<Result<_, _>>()?))
    }

    pub fn contains(&self, container: &str, blob: &BlobPath) -> bool {
        self.any(container, |span| span.contains(container, blob.as_str()))
    }

    /// Whether there can be a blob of this container in any range.
    pub fn touches(&self, container: &str) -> bool {
        self.any(container, |span| span.touches(container))
    }

    fn any(&self, container: &str, holds: impl Fn(&Span) -> bool) -> bool {
        if self.0.is_empty() { !container.starts_with(SYSTEM) } else { self.0.iter().any(holds) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(bounds: &[(&str, &str)]) -> RestoreRanges {
        let ranges: Vec<RestoreRange> =
            bounds.iter().map(|(start, end)| RestoreRange::new(*start, *end)).collect();
        RestoreRanges::parse(&ranges).expect("they are ranges")
    }

    fn holds(ranges: &RestoreRanges, name: &str) -> bool {
        let (container, blob) = name.split_once('/').expect("a container and a blob");
        ranges.contains(container, &BlobPath(blob.to_string()))
    }

    #[track_caller]
    fn check(bounds: &[(&str, &str)], inside: &[&str], outside: &[&str]) {
        let ranges = ranges(bounds);
        for name in inside {
            assert!(holds(&ranges, name), "{name} is in {bounds:?}");
        }
        for name in outside {
            assert!(!holds(&ranges, name), "{name} is not in {bounds:?}");
        }
    }

    /// The example of the documentation.
    #[test]
    fn the_worked_example() {
        let all = RestoreRange::of_container("container1");
        let bounds = [
            (all.start.as_str(), all.end.as_str()),
            ("container2/blob1", "container2/blob5"),
            ("container3", "container5"),
        ];
        let inside = ["blob1", "blob11", "blob100", "blob2", "blob4", "blob49"]
            .map(|blob| format!("container2/{blob}"));
        let inside: Vec<&str> = inside.iter().map(String::as_str).collect();
        check(
            &bounds,
            &inside,
            &["container2/blob5", "container2/blob50", "container2/blob0", "container2/a"],
        );
        let whole = ["container1/a", "container1/~", "container3/x", "container4/", "container4/y/z"];
        check(&bounds, &whole, &["container5/a", "container10/a", "container1-0/a", "container6/a"]);
    }

    #[test]
    fn names_are_compared_byte_by_byte() {
        check(
            &[("container1", "container2")],
            &["container1/a", "container10/a", "container1-west/a"],
            &["container2/a", "container0/z"],
        );
        check(&[("container1/b", "container1/c")], &["container1/b", "container1/b/x"], &["container1/a/z"]);
        // A slash in the name of a blob is a byte like any other: it does not sort before a hyphen here.
        check(&[("raw/a-", "raw/a0")], &["raw/a-", "raw/a/b", "raw/a."], &["raw/a", "raw/a+", "raw/a0"]);
        check(&[("raw/Z", "raw/a")], &["raw/Z", "raw/_"], &["raw/A", "raw/a"]);
        check(&[("raw/*", "raw/+")], &["raw/*", "raw/*x"], &["raw/a"]);
    }

    #[test]
    fn an_empty_bound_is_none() {
        check(&[("", "raw/b")], &["aaa/z", "raw/a"], &["raw/b", "web/a"]);
        check(&[("raw/b", "")], &["raw/b", "web/a"], &["raw/a", "aaa/z"]);
        check(&[("", "")], &["raw/b", "web/a"], &["$root/a", "$web/a"]);
        check(&[], &["raw/b", "web/a"], &["$root/a", "$web/index.html", "$logs/a"]);
    }

    #[test]
    fn system_containers_have_to_be_named() {
        check(&[("$root", "$root-0")], &["$root/a"], &["$web/a", "raw/a"]);
        check(&[("$root", "raw")], &["$root/a", "abc/a"], &["$web/a", "raw/a"]);
        check(&[("$root/b", "$web/c")], &["$root/b", "$web/a"], &["$root/a", "$web/c"]);
    }

    #[test]
    fn a_range_touches_the_containers_that_it_can_hold_blobs_of() {
        let spans = ranges(&[("raw/m", "web/b"), ("zoo", "zoo-0")]);
        let touched: Vec<&str> = ["aaa", "raw", "raw-1", "sea", "web", "xyz", "zoo", "zoo1"]
            .into_iter()
            .filter(|name| spans.touches(name))
            .collect();
        assert_eq!(touched, ["raw", "raw-1", "sea", "web", "zoo"]);
        assert!(!ranges(&[("raw", "web")]).touches("web"), "its end is no part of a range");
        assert!(!ranges(&[]).touches("$web") && ranges(&[]).touches("web"));
    }

    #[test]
    fn what_is_no_range() {
        let parse = |start: &str, end: &str| RestoreRanges::parse(&[RestoreRange::new(start, end)]).err();
        let bound = |bound: &str| Some(RestoreRefusal::InvalidRangeBound { bound: bound.to_string() });
        let empty = |start: &str, end: &str| {
            Some(RestoreRefusal::RangeIsEmpty { start: start.to_string(), end: end.to_string() })
        };
        assert_eq!(parse("abc", "abd"), None);
        assert_eq!(parse("ab", "abd"), bound("ab"));
        assert_eq!(parse("ab/c", "abd"), bound("ab/c"), "the slash does not count");
        assert_eq!(parse("", "/blob"), bound("/blob"));
        assert_eq!(parse("raw/b", "raw/b"), empty("raw/b", "raw/b"));
        assert_eq!(parse("raw/b", "raw/a"), empty("raw/b", "raw/a"));
        assert_eq!(parse("raw1", "raw"), empty("raw1", "raw"));
        // Both are the beginning of the container.
        assert_eq!(parse("raw", "raw/"), empty("raw", "raw/"));
        let long = "x".repeat(2_000);
        assert_eq!(parse(&long, ""), bound(&long[..1_024]));
        let many = vec![RestoreRange::of_container("raw"); 11];
        assert_eq!(RestoreRanges::parse(&many), Err(RestoreRefusal::TooManyRanges { ranges: 11 }));
        assert!(RestoreRanges::parse(&many[..10]).is_ok());
    }
}
