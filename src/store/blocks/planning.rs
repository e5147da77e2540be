//! Planning what a commit rewrites, piece by piece: hundreds of thousands of rows take a tenth of a second.

use super::{BLOCK_BYTES, BULK_BYTES, BULK_ROWS, Directory, rewrite::Rewrite};
use crate::store::RowWrite;
use std::vec;

/// The rows of a commit on their way into a plan.
#[derive(Debug)]
pub struct Planning {
    /// Before they are in the order of their keys.
    unsorted: Option<Vec<RowWrite>>,
    /// Those that are not planned yet, in that order.
    rows: vec::IntoIter<RowWrite>,
    plan: Vec<Rewrite>,
    block_bytes: usize,
}

impl Planning {
    /// Nothing planned yet of these; of several rows for one key the last counts.
    pub fn of(rows: Vec<RowWrite>) -> Planning {
        let block_bytes = if rows.len() < BULK_ROWS { BLOCK_BYTES } else { BULK_BYTES };
        Planning { unsorted: Some(rows), rows: Vec::new().into_iter(), plan: Vec::new(), block_bytes }
    }

    /// Plans that many more rows at most; whether some are left. Of more than that, the first piece is putting them in order.
    /// The directory has to be the same each time.
    pub fn go_on(&mut self, directory: &Directory, most: usize) -> bool {
        if let Some(mut rows) = self.unsorted.take() {
            rows.sort_by(|left, right| (left.table, &left.key).cmp(&(right.table, &right.key)));
            self.rows = rows.into_iter();
            if self.rows.len() > most {
                return true;
            }
        }
        for row in self.rows.by_ref().take(most) {
            match self.plan.last_mut().filter(|last| last.is_for(&row)) {
                Some(last) => last.add(row),
                None => directory.start(&mut self.plan, row, self.block_bytes),
            }
        }
        self.rows.len() > 0
    }

    /// Which blocks have to be read and rewritten for the rows that are planned, in the order of their keys.
    pub fn plan(&self) -> &[Rewrite] {
        &self.plan
    }
}
