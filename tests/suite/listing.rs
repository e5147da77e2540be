//! The file browser lists page by page: together the pages are the whole, even when blobs come and go meanwhile.

use crate::lab::{Lab, put_file};
use proptest::{collection::vec, prelude::*, sample::select};
use std::collections::BTreeSet;
use vault_lab::{
    base::ArmId,
    engine::{
        Command,
        query::{PathPage, Paths},
    },
};

/// Names that collide in all the ways in which names do.
const NAMES: [&str; 6] = ["a", "a-", "a.b", "ab", "b", "é"];
const PREFIXES: [&str; 6] = ["", "a", "a-", "b", "é", "a/"];

#[derive(Clone, Debug)]
enum Change {
    Write(String),
    Delete(String),
}

/// A row: a path and whether it is a directory. In a flat account one path can be both.
type Row = (String, bool);

struct Listing {
    lab: Lab,
    container: ArmId,
    directory: String,
    prefix: String,
}

impl Listing {
    fn new(hierarchical: bool, directory: &str, prefix: &str) -> Listing {
        let mut lab = Lab::new();
        let group = lab.group("rg-lists");
        let account = match hierarchical {
            true => lab.data_lake(&group, "manynames"),
            false => lab.flat_account(&group, "manynames"),
        };
        let container = lab.container(&account, "raw");
        // What other containers hold is never seen.
        let other = lab.container(&account, "other");
        lab.file(&other, "a", "1");
        Listing { lab, container, directory: directory.to_string(), prefix: prefix.to_string() }
    }

    /// What cannot be done, as writing a file below another one, is left.
    fn change(&mut self, change: &Change) {
        let command = match change {
            Change::Write(path) => put_file(&self.container, path, "1"),
            Change::Delete(path) => {
                Command::DeletePath { container: self.container.clone(), path: path.clone() }
            }
        };
        let _ = self.lab.request(command);
    }

    /// `None` where there is no such directory.
    fn page(&self, from: Option<String>, limit: usize) -> Option<PathPage> {
        let (container, directory) = (self.container.clone(), self.directory.clone());
        self.lab.query(Paths { container, directory, prefix: self.prefix.clone(), from, limit }).ok()
    }

    /// What must be listed, by looking at every path there is.
    fn expected(&self) -> Vec<Row> {
        let state = &self.lab.state;
        let container = state.find_container(&self.container).expect("it is there").id;
        let base = if self.directory.is_empty() { String::new() } else { format!("{}/", self.directory) };
        let inside = state.paths.iter().filter(|((holder, _), _)| *holder == container);
        let row = |path: &str, is_directory: bool| -> Option<Row> {
            let rest = path.strip_prefix(&base)?;
            let name = rest.split('/').next()?;
            let wanted = !self.prefix.contains('/') && name.starts_with(&self.prefix);
            wanted.then(|| (format!("{base}{name}"), is_directory || name != rest))
        };
        let rows = inside.filter_map(|((_, path), entry)| row(path.as_str(), entry.is_directory()));
        rows.collect::<BTreeSet<Row>>().into_iter().collect()
    }
}

fn rows(page: &PathPage) -> Vec<Row> {
    page.rows.iter().map(|row| (row.path.clone(), row.directory)).collect()
}

fn path() -> impl Strategy<Value = String> {
    vec(select(&NAMES[..]), 1..4).prop_map(|names| names.join("/"))
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![3 => path().prop_map(Change::Write), 1 => path().prop_map(Change::Delete)]
}

fn place() -> impl Strategy<Value = (bool, &'static str, &'static str)> {
    (any::<bool>(), select(&["", "", "a", "a/a-", "ab"][..]), select(&PREFIXES[..]))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn pages_are_together_what_is_there(place in place(), changes in vec(change(), 0..60), limit in 1_usize..6) {
        let (hierarchical, directory, prefix) = place;
        let mut listing = Listing::new(hierarchical, directory, prefix);
        changes.iter().for_each(|change| listing.change(change));
        let Some(whole) = listing.page(None, 1_000) else { return Ok(()) };
        prop_assert_eq!(&whole.next, &None);
        prop_assert_eq!(rows(&whole), listing.expected());
        let (mut together, mut from) = (Vec::new(), None);
        loop {
            let page = listing.page(from, limit).expect("it was there before");
            together.extend(page.rows);
            from = page.next;
            if from.is_none() {
                break;
            }
            prop_assert_eq!(together.len() % limit, 0);
            prop_assert!(together.len() < whole.rows.len());
        }
        prop_assert_eq!(together, whole.rows);
    }

    #[test]
    fn what_comes_and_goes_between_pages_neither_repeats_nor_hides_others(
        place in place(),
        before in vec(change(), 0..60),
        between in vec(vec(change(), 1..4), 1..40),
        limit in 1_usize..4,
    ) {
        let (hierarchical, directory, prefix) = place;
        let mut listing = Listing::new(hierarchical, directory, prefix);
        before.iter().for_each(|change| listing.change(change));
        let mut always = BTreeSet::from_iter(listing.expected());
        let mut ever = always.clone();
        let mut seen = Vec::new();
        let mut from = None;
        let mut changes = between.iter();
        // A directory can go as well: then there is nothing more to list.
        while let Some(page) = listing.page(from, limit) {
            seen.extend(rows(&page));
            from = page.next;
            if from.is_none() {
                let once = BTreeSet::from_iter(seen.iter().cloned());
                prop_assert_eq!(once.len(), seen.len(), "{:?}", seen);
                prop_assert!(once.is_superset(&always), "{:?} of {:?}", seen, always);
                prop_assert!(once.is_subset(&ever), "{:?} of {:?}", seen, ever);
                break;
            }
            for change in changes.next().into_iter().flatten() {
                listing.change(change);
                let now = BTreeSet::from_iter(listing.expected());
                always.retain(|row| now.contains(row));
                ever.extend(now);
            }
        }
    }
}
