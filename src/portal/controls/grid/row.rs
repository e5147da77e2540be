//! A row without its type: the parts of the grid are compiled once, not once for every kind of row.

use std::{any::Any, sync::Arc};

/// A row of a view model, with what tells it from the others.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) key: String,
    value: Arc<dyn Any + Send + Sync>,
    is_same: fn(&dyn Any, &dyn Any) -> bool,
}

impl Row {
    pub(super) fn new<T: PartialEq + Send + Sync + 'static>(key: String, row: T) -> Self {
        Self { key, value: Arc::new(row), is_same: is_same::<T> }
    }

    /// The row again. All rows of a grid are of the type that its columns were made for.
    pub(super) fn read<T: 'static, R>(&self, read: impl FnOnce(&T) -> R) -> Option<R> {
        self.value.downcast_ref::<T>().map(read)
    }
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && (self.is_same)(&*self.value, &*other.value)
    }
}

fn is_same<T: PartialEq + 'static>(left: &dyn Any, right: &dyn Any) -> bool {
    match (left.downcast_ref::<T>(), right.downcast_ref::<T>()) {
        (Some(left), Some(right)) => left == right,
        _ => false,
    }
}
