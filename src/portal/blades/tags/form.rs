//! Rows of tags as they are typed.

use crate::{
    engine::resources::{Tags, names::check_tags},
    portal::blades::words,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagRow {
    pub name: String,
    pub value: String,
}

/// Name and value pairs as they are typed. Empty rows do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagsForm {
    pub rows: Vec<TagRow>,
}

impl TagsForm {
    pub fn of(tags: &Tags) -> TagsForm {
        let row = |(name, value): (&String, &String)| TagRow { name: name.clone(), value: value.clone() };
        TagsForm { rows: tags.iter().map(row).collect() }
    }

    /// Changes a row; the row behind the last one is made by typing into it.
    pub fn change(&mut self, index: usize, change: impl FnOnce(&mut TagRow)) {
        if index == self.rows.len() {
            self.rows.push(TagRow::default());
        }
        if let Some(row) = self.rows.get_mut(index) {
            change(row);
        }
    }

    pub fn remove(&mut self, index: usize) {
        if index < self.rows.len() {
            self.rows.remove(index);
        }
    }

    /// What is wrong with a row.
    pub fn error(&self, index: usize, for_storage: bool) -> Option<String> {
        let row = self.rows.get(index)?;
        let name = row.name.trim();
        if name.is_empty() {
            let without_name = !row.value.trim().is_empty();
            return without_name.then(|| "A tag needs a name.".to_string());
        }
        let same = |other: &TagRow| other.name.trim().eq_ignore_ascii_case(name);
        if self.rows[..index].iter().any(same) {
            return Some(format!("There is already a tag named '{name}'. Tag names do not differ by case."));
        }
        let alone = Tags::from([(name.to_string(), row.value.trim().to_string())]);
        check_tags(&alone, for_storage).err().map(|error| words(&error.explain()))
    }

    /// What is wrong with rows that are each right: there are too many.
    pub fn error_together(&self, for_storage: bool) -> Option<String> {
        if (0..self.rows.len()).any(|index| self.error(index, for_storage).is_some()) {
            return None;
        }
        self.tags(for_storage).err()
    }

    /// The rows that have a name, right or wrong.
    fn named(&self) -> Tags {
        let named = self.rows.iter().filter(|row| !row.name.trim().is_empty());
        named.map(|row| (row.name.trim().to_string(), row.value.trim().to_string())).collect()
    }

    /// The tags, as long as every row is right.
    ///
    /// # Errors
    /// What is wrong first.
    pub fn tags(&self, for_storage: bool) -> Result<Tags, String> {
        if let Some(error) = (0..self.rows.len()).find_map(|index| self.error(index, for_storage)) {
            return Err(error);
        }
        let tags = self.named();
        check_tags(&tags, for_storage).map_err(|error| words(&error.explain()))?;
        Ok(tags)
    }
}

/// `env : prod`, as a list of tags reads.
pub fn tag_text(name: &str, value: &str) -> String {
    if value.is_empty() { name.to_string() } else { format!("{name} : {value}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(rows: &[(&str, &str)]) -> TagsForm {
        let mut form = TagsForm::default();
        for (index, (name, value)) in rows.iter().enumerate() {
            form.change(index, |row| row.name = name.to_string());
            form.change(index, |row| row.value = value.to_string());
        }
        form
    }

    #[test]
    fn empty_rows_do_not_count() {
        let typed = form(&[("env", "prod"), ("", ""), (" team ", "")]);
        let tags = typed.tags(false).expect("valid");
        assert_eq!(tags, Tags::from([("env".into(), "prod".into()), ("team".into(), String::new())]));
        assert_eq!(TagsForm::of(&tags).tags(false), Ok(tags));
        assert_eq!([tag_text("a", "b"), tag_text("a", "")], ["a : b", "a"]);
    }

    #[test]
    fn a_wrong_row_says_so_beside_itself() {
        let typed = form(&[("env", "a"), ("ENV", "b"), ("", "c"), ("a/b", "d")]);
        assert_eq!(typed.error(0, false), None);
        assert!(typed.error(1, false).is_some_and(|text| text.contains("already")));
        assert!(typed.error(2, false).is_some_and(|text| text.contains("needs a name")));
        assert!(typed.error(3, false).is_some_and(|text| text.contains("a/b")));
        assert_eq!(typed.error(4, false), None);
        assert!(typed.tags(false).is_err());
    }

    #[test]
    fn a_resource_has_fifty_tags_at_most() {
        let names: Vec<String> = (0..51).map(|number| format!("t{number}")).collect();
        let rows: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "v")).collect();
        assert!(form(&rows[..50]).tags(false).is_ok());
        assert!(form(&rows).tags(false).is_err_and(|text| text.contains("50")));
        assert!(form(&rows).error_together(false).is_some());
        assert_eq!(form(&rows[..50]).error_together(false), None);
        assert_eq!(form(&[("a/b", "beside its row")]).error_together(false), None);
    }
}
