//! Counts of units, remembered: a page asks for all snapshots of a disk again whenever one of them changes.

use crate::engine::ids::LayerId;
use std::{cell::RefCell, collections::BTreeMap};

/// What of a layer is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// What was written on it.
    Own,
    /// What was written on it or on any below: stays the same when these become one.
    Whole,
}

/// Units of layers that somebody has asked for. Asking adds to it, writing takes from it.
///
/// Invariant: what is in here is what counting again would give. So it is no part of what is true, and two of them are
/// equal whatever they remember.
#[derive(Clone, Debug, Default)]
pub struct UnitCounts {
    known: RefCell<BTreeMap<(LayerId, Span), u64>>,
}

impl PartialEq for UnitCounts {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for UnitCounts {}

impl UnitCounts {
    /// What is remembered, or else what `count` answers. `count` asks for no other.
    pub fn of(&self, layer: LayerId, span: Span, count: impl FnOnce() -> u64) -> u64 {
        *self.known.borrow_mut().entry((layer, span)).or_insert_with(count)
    }

    /// Something was written on a layer on which nothing stands, or it is gone.
    pub fn forget(&mut self, layer: LayerId) {
        self.forget_own(layer);
        self.known.get_mut().remove(&(layer, Span::Whole));
    }

    /// A layer has taken in the one below it.
    pub fn forget_own(&mut self, layer: LayerId) {
        self.known.get_mut().remove(&(layer, Span::Own));
    }
}
