//! Tables: what they remember of rows that change, and what they put back.

use super::*;

fn changes(table: &Table<u32, &'static str>) -> Vec<(u32, Option<&'static str>)> {
    table.changes().map(|(key, change)| (*key, change.row.map(|homed| *homed.row))).collect()
}

#[derive(Debug, PartialEq)]
enum Before {
    Nothing,
    Row(&'static str),
    Told,
}

fn befores(table: &Table<u32, &'static str>) -> Vec<Before> {
    let before = |change: RowChange<'_, &'static str>| match change.stored {
        None => Before::Nothing,
        Some(_) if change.is_told => Before::Told,
        Some(stored) => Before::Row(stored.row),
    };
    table.changes().map(|(_, change)| before(change)).collect()
}

#[test]
fn a_commit_writes_what_changed() {
    let mut table: Table<u32, &'static str> = Table::default();
    table.load(1, "old");
    table.load(2, "kept");
    table.put(1, "new");
    table.put(3, "born");
    assert_eq!(changes(&table), [(1, Some("new")), (3, Some("born"))]);
    assert_eq!(befores(&table), [Before::Row("old"), Before::Nothing]);
    table.mark_clean();
    assert_eq!(table.change_count(), 0);
    table.remove(&2);
    assert_eq!(changes(&table), [(2, None)]);
}

#[test]
fn rows_born_and_gone_within_a_commit_are_nothing() {
    let mut table: Table<u32, &'static str> = Table::default();
    table.put(1, "brief");
    table.remove(&1);
    assert_eq!(table.change_count(), 0);
    table.load(2, "stored");
    table.remove(&2);
    table.put(2, "again");
    table.remove(&2);
    assert_eq!(changes(&table), [(2, None)]);
}

#[test]
fn a_table_knows_what_storage_holds_of_changed_rows() {
    let mut table: Table<u32, &'static str> = Table::default();
    table.load(1, "stored");
    table.load(2, "stored too");
    table.update(&1, |row| *row = "changed");
    table.update(&1, |row| *row = "changed again");
    table.remove(&2);
    table.put(2, "another");
    table.put(3, "born");
    assert_eq!(changes(&table), [(1, Some("changed again")), (2, Some("another")), (3, Some("born"))]);
    assert_eq!(befores(&table), [Before::Row("stored"), Before::Row("stored too"), Before::Nothing]);
    table.mark_clean();
    table.begin_epoch();
    table.remove(&1);
    assert_eq!(befores(&table), [Before::Row("changed again")]);
}

#[test]
fn what_a_row_was_is_told_once_in_an_epoch() {
    let mut table: Table<u32, &'static str> = Table::default();
    [1, 2, 3, 4].into_iter().for_each(|key| table.load(key, "stored"));
    table.update(&1, |row| *row = "changed");
    table.put(2, "changed");
    table.remove(&3);
    table.put(5, "born");
    table.mark_clean();
    table.update(&1, |row| *row = "changed again");
    table.remove(&2);
    table.put(3, "back");
    table.update(&4, |row| *row = "changed");
    table.remove(&5);
    let told = [Before::Told, Before::Told, Before::Nothing, Before::Row("stored"), Before::Told];
    assert_eq!(befores(&table), told);
    table.mark_clean();
    table.begin_epoch();
    [1, 3, 4].into_iter().for_each(|key| drop(table.remove(&key)));
    assert_eq!(befores(&table), [Before::Row("changed again"), Before::Row("back"), Before::Row("changed")]);
}

#[test]
fn a_row_stays_where_storage_keeps_it() {
    let mut table: Table<u32, &'static str> = Table::default();
    table.load(1, "here");
    table.load_from(Home(1), 2, "elsewhere");
    table.load_from(Home(1), 3, "elsewhere");
    table.put(2, "changed");
    table.update(&2, |row| *row = "changed again");
    table.remove(&3);
    table.put(3, "anew");
    table.put(1, "changed");
    let homes = table.changes().map(|(key, change)| {
        let home = |homed: Option<Homed<'_, _>>| homed.map(|homed| homed.home.0);
        (*key, home(change.stored), home(change.row))
    });
    let expected = [(1, Some(0), Some(0)), (2, Some(1), Some(1)), (3, Some(1), Some(0))];
    assert_eq!(homes.collect::<Vec<_>>(), expected);
}

#[test]
fn a_clone_stays_what_it_was() {
    let mut table: Table<u32, &'static str> = Table::default();
    table.load(1, "kept");
    table.load(2, "gone");
    let before = table.clone();
    table.update(&1, |row| *row = "changed");
    table.remove(&2);
    assert_eq!(before.iter().collect::<Vec<_>>(), [(&1, &"kept"), (&2, &"gone")]);
    assert_eq!(before.change_count(), 0);
}

#[test]
fn what_is_reverted_is_what_storage_holds() {
    let mut table: NamedTable<u32, City> = Table::default();
    table.load(1, City { country: 1, name: "Ulm" });
    table.load(2, City { country: 1, name: "Bonn" });
    table.load(3, City { country: 1, name: "Trier" });
    let before = format!("{:?} {:?}", table.rows, table.index);
    table.update(&1, |city| city.name = "Kiel");
    table.update(&1, |city| city.country = 2);
    table.remove(&2);
    table.put(2, City { country: 3, name: "Jena" });
    table.remove(&3);
    table.put(4, City { country: 1, name: "Bonn" });
    table.put(5, City { country: 1, name: "Gera" });
    table.remove(&5);
    table.revert();
    assert_eq!(format!("{:?} {:?}", table.rows, table.index), before);
    assert_eq!(table.change_count(), 0);
    table.revert();
    assert_eq!(format!("{:?} {:?}", table.rows, table.index), before);
}

#[test]
fn a_row_that_was_told_stays_told_when_it_is_reverted() {
    let mut table: Table<u32, &'static str> = Table::default();
    table.load(1, "stored");
    table.update(&1, |row| *row = "changed");
    table.mark_clean();
    table.update(&1, |row| *row = "given up");
    table.revert();
    table.update(&1, |row| *row = "changed again");
    assert_eq!(befores(&table), [Before::Told]);
    table.revert();
    table.begin_epoch();
    table.remove(&1);
    assert_eq!(befores(&table), [Before::Row("changed")]);
}

#[test]
fn updating_nothing_changes_nothing() {
    let mut table: Table<u32, &str> = Table::default();
    assert!(!table.update(&9, |row| *row = "x"));
    assert!(table.remove(&9).is_none());
    assert_eq!(table.change_count(), 0);
}

#[derive(Clone, Debug)]
struct City {
    country: u8,
    name: &'static str,
}

impl Named for City {
    type Place = u8;

    fn place(&self) -> u8 {
        self.country
    }

    fn name(&self) -> &str {
        self.name
    }
}

#[test]
fn rows_are_found_by_the_names_they_have_now() {
    let mut table: NamedTable<u32, City> = Table::default();
    table.load(1, City { country: 1, name: "Ulm" });
    table.put(2, City { country: 2, name: "ulm" });
    let found = |table: &NamedTable<u32, City>, country, name| {
        table.named(country, name).map(|city| (city.country, city.name))
    };
    assert_eq!(found(&table, 1, "ULM"), Some((1, "Ulm")));
    table.update(&1, |city| city.name = "Bonn");
    assert_eq!(found(&table, 1, "ulm"), None);
    assert_eq!(found(&table, 1, "bonn"), Some((1, "Bonn")));
    table.put(2, City { country: 1, name: "Trier" });
    assert_eq!(found(&table, 2, "ulm"), None);
    table.remove(&1);
    assert_eq!(found(&table, 1, "bonn"), None);
    assert_eq!(found(&table, 1, "trier"), Some((1, "Trier")));
}

#[test]
fn what_is_forgotten_goes_some_at_a_time() {
    let row = Arc::new(());
    let mut forgotten = Forgotten::new(vec![row.clone(); 5]);
    let two = NonZeroUsize::new(2).expect("not zero");
    let mut left = || (forgotten.let_go_some(two), Arc::strong_count(&row) - 1);
    assert_eq!([left(), left(), left(), left()], [(false, 3), (false, 1), (true, 0), (true, 0)]);
}
