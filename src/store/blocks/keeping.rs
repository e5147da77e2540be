//! What a commit keeps of the rows that it changes: found in the blocks it reads anyway.

use crate::store::{Keep, Kept, RowWrite, TableTag, savepoints::undo};
use std::collections::BTreeMap;

/// The keeps of a batch, and what was found for them so far.
///
/// Rows that take what is kept lie in a table whose tag comes after all others', so that they are written last.
#[derive(Debug, Default)]
pub struct Keeping {
    /// Which of the keeps wants a row.
    wanted: BTreeMap<(TableTag, Vec<u8>), usize>,
    /// Which of the keeps goes under a key.
    places: BTreeMap<Vec<u8>, usize>,
    found: Kept,
}

impl Keeping {
    /// The keeps of a batch; and the rows that take them, to be planned like others and filled in later.
    pub fn new(keeps: Vec<Keep>) -> (Keeping, Vec<RowWrite>) {
        let mut keeping = Keeping { found: vec![None; keeps.len()], ..Keeping::default() };
        let mut rows = Vec::with_capacity(keeps.len());
        for (index, Keep { table, key, under }) in keeps.into_iter().enumerate() {
            keeping.wanted.insert((table, key), index);
            keeping.places.insert(under.clone(), index);
            rows.push(RowWrite { table: TableTag::UNDO, key: under, value: Some(Vec::new()) });
        }
        (keeping, rows)
    }

    /// What was found, when every block has been rewritten.
    pub fn into_kept(self) -> Kept {
        self.found
    }

    /// Whether any row of a table is kept.
    pub(super) fn wants(&self, table: TableTag) -> bool {
        self.wanted.range((table, Vec::new())..).next().is_some_and(|((found, _), _)| *found == table)
    }

    pub(super) fn found(&mut self, table: TableTag, key: &[u8], value: &[u8]) {
        if let Some(index) = self.wanted.get(&(table, key.to_vec())) {
            self.found[*index] = Some(value.to_vec());
        }
    }

    /// The value of a row that takes what was kept.
    pub(super) fn filled(&self, write: &RowWrite) -> Option<Vec<u8>> {
        let index = self.places.get(&write.key).filter(|_| write.table == TableTag::UNDO)?;
        Some(undo::value(self.found[*index].as_deref()))
    }
}
