//! The tree of layers: who stands on whom, and what becomes of a layer that nobody owns any more.

use crate::{
    base::{ByteSize, Digest},
    content::image::{Image, Layer, Stack, UNIT_BYTES, UnitSet},
    engine::{
        compute::{
            DiskLayer, ManagedDisk, Snapshot,
            counts::{Span, UnitCounts},
        },
        ids::{DiskId, LayerId, SnapshotId},
        limits,
        state::State,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// Derived: how many disks and snapshots own each layer, which layers stand on it, and what was counted of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayerTree {
    owners: BTreeMap<LayerId, u32>,
    /// The snapshot among the owners.
    snapshots: BTreeMap<LayerId, SnapshotId>,
    above: BTreeMap<LayerId, BTreeSet<LayerId>>,
    counts: UnitCounts,
}

impl LayerTree {
    /// The tree of the rows that there are.
    pub fn of<'a>(
        layers: impl Iterator<Item = &'a DiskLayer>,
        disks: impl Iterator<Item = &'a ManagedDisk>,
        snapshots: impl Iterator<Item = &'a Snapshot>,
    ) -> LayerTree {
        let mut tree = LayerTree::default();
        layers.for_each(|layer| tree.stand(layer.id, layer.parent));
        disks.for_each(|disk| tree.own(disk.layer));
        for snapshot in snapshots {
            tree.own(snapshot.layer);
            tree.snapshots.insert(snapshot.layer, snapshot.id);
        }
        tree
    }

    fn own(&mut self, layer: LayerId) {
        *self.owners.entry(layer).or_default() += 1;
    }

    fn disown(&mut self, layer: LayerId) {
        // A layer has one owner: if there is a snapshot's mark, it is of the one that leaves.
        self.snapshots.remove(&layer);
        if let Some(owners) = self.owners.get_mut(&layer) {
            *owners -= 1;
            if *owners == 0 {
                self.owners.remove(&layer);
            }
        }
    }

    fn stand(&mut self, layer: LayerId, on: Option<LayerId>) {
        if let Some(on) = on {
            self.above.entry(on).or_default().insert(layer);
        }
    }

    fn leave(&mut self, layer: LayerId, from: Option<LayerId>) {
        let Some(from) = from else { return };
        if let Some(above) = self.above.get_mut(&from) {
            above.remove(&layer);
            if above.is_empty() {
                self.above.remove(&from);
            }
        }
    }

    fn is_owned(&self, layer: LayerId) -> bool {
        self.owners.contains_key(&layer)
    }

    fn above(&self, layer: LayerId) -> Vec<LayerId> {
        self.above.get(&layer).into_iter().flatten().copied().collect()
    }
}

/// Upkeep, as part of applying events.
impl State {
    /// A new layer with an owner.
    pub(in crate::engine) fn put_layer(&mut self, id: LayerId, parent: Option<LayerId>) {
        self.layers.put(id, DiskLayer { id, parent, written: Layer::default() });
        self.layer_tree.stand(id, parent);
        self.layer_tree.own(id);
    }

    /// The layer of a disk becomes that of its snapshot; the disk gets an empty one above it.
    pub(in crate::engine) fn hand_over_layer(&mut self, disk: DiskId, snapshot: &Snapshot, top: LayerId) {
        self.layer_tree.snapshots.insert(snapshot.layer, snapshot.id);
        self.put_layer(top, Some(snapshot.layer));
        self.disks.update(&disk, |row| row.layer = top);
    }

    /// Changes what a disk holds. Nothing stands on the layer of a disk.
    pub(in crate::engine) fn write_layer(&mut self, disk: DiskId, change: impl FnOnce(&mut Layer)) {
        let Some(layer) = self.disks.get(&disk).map(|disk| disk.layer) else { return };
        self.layer_tree.counts.forget(layer);
        self.layers.update(&layer, |row| change(&mut row.written));
    }

    /// One owner fewer. What a layer holds goes to the only one above it, or away with the last that could read it.
    pub(in crate::engine) fn disown_layer(&mut self, layer: LayerId) {
        self.layer_tree.disown(layer);
        let mut next = Some(layer);
        while let Some(layer) = next.take().filter(|layer| !self.layer_tree.is_owned(*layer)) {
            match self.layer_tree.above(layer)[..] {
                [] => next = self.drop_layer(layer),
                [above] => self.merge_layer(layer, above),
                _ => {}
            }
        }
    }

    /// Takes a layer away; answers the one it stood on.
    fn drop_layer(&mut self, layer: LayerId) -> Option<LayerId> {
        let parent = self.layers.remove(&layer)?.parent;
        self.layer_tree.leave(layer, parent);
        self.layer_tree.counts.forget(layer);
        parent
    }

    fn merge_layer(&mut self, layer: LayerId, above: LayerId) {
        let Some(row) = self.layers.remove(&layer) else { return };
        self.layer_tree.leave(layer, row.parent);
        self.layer_tree.leave(above, Some(layer));
        self.layer_tree.stand(above, row.parent);
        self.layer_tree.counts.forget(layer);
        // With all that lies below it holds what it held before.
        self.layer_tree.counts.forget_own(above);
        self.layers.update(&above, |upper| {
            upper.parent = row.parent;
            upper.written.put_below(row.into_inner().written);
        });
    }
}

/// Reading and accounting.
impl State {
    /// The bytes of a disk as they are now.
    pub fn disk_stack(&self, disk: &ManagedDisk) -> Stack<'_> {
        Stack::new(self.layers_from(disk.layer).map(|row| &row.written), disk.size().bytes())
    }

    /// The bytes of a snapshot.
    pub fn snapshot_stack(&self, snapshot: &Snapshot) -> Stack<'_> {
        let size = ByteSize::gib(snapshot.size_gib.into());
        Stack::new(self.layers_from(snapshot.layer).map(|row| &row.written), size.bytes())
    }

    /// The bytes of a disk as they are now, to be read while it changes.
    pub fn disk_image(&self, disk: &ManagedDisk) -> Image {
        Image::new(self.layers_from(disk.layer).map(|row| row.written.clone()).collect(), disk.size().bytes())
    }

    /// The bytes of a snapshot, to be read while others come and go.
    pub fn snapshot_image(&self, snapshot: &Snapshot) -> Image {
        let size = ByteSize::gib(snapshot.size_gib.into());
        let layers = self.layers_from(snapshot.layer).map(|row| row.written.clone());
        Image::new(layers.collect(), size.bytes())
    }

    /// What a snapshot takes: what has changed since the one before it in its family, or all that is used.
    ///
    /// Disks with large sectors never take less than [`limits::LARGE_SECTOR_SNAPSHOT_MIN`].
    pub fn snapshot_used(&self, snapshot: &Snapshot) -> ByteSize {
        let is_older = |row: &DiskLayer| row.id != snapshot.layer && self.is_of_family(row.id, snapshot);
        let older =
            if snapshot.incremental { self.layers_from(snapshot.layer).position(is_older) } else { None };
        let used = match older {
            None => self.count(snapshot.layer, Span::Whole),
            Some(1) => self.count(snapshot.layer, Span::Own),
            // Layers between the two belong to full snapshots, or to nobody alone.
            Some(layers) => size_of(units_of(self.layers_from(snapshot.layer).take(layers))),
        };
        match snapshot.disk_sku.facts().sector_bytes {
            limits::LARGE_SECTOR_BYTES => used.max(limits::LARGE_SECTOR_SNAPSHOT_MIN),
            _ => used,
        }
    }

    /// What of a disk was ever written.
    pub fn disk_used(&self, disk: &ManagedDisk) -> ByteSize {
        self.count(disk.layer, Span::Whole)
    }

    /// What of a disk was ever written until a snapshot of it.
    pub fn snapshot_held(&self, snapshot: &Snapshot) -> ByteSize {
        self.count(snapshot.layer, Span::Whole)
    }

    /// What was written on a disk since its newest snapshot.
    pub fn disk_unsaved(&self, disk: &ManagedDisk) -> ByteSize {
        self.count(disk.layer, Span::Own)
    }

    /// The stored chunks that disks and snapshots need.
    pub fn layer_chunks(&self) -> impl Iterator<Item = Digest> {
        self.layers.values().flat_map(|row| row.written.chunks())
    }

    /// A layer and those below it, the newest first.
    fn layers_from(&self, top: LayerId) -> impl Iterator<Item = &DiskLayer> {
        std::iter::successors(self.layers.get(&top), |row| self.layers.get(&row.parent?))
    }

    fn is_of_family(&self, layer: LayerId, snapshot: &Snapshot) -> bool {
        let other = self.layer_tree.snapshots.get(&layer).and_then(|other| self.snapshots.get(other));
        other.is_some_and(|other| other.incremental && other.disk_unique_id == snapshot.disk_unique_id)
    }

    fn count(&self, layer: LayerId, span: Span) -> ByteSize {
        size_of(self.layer_tree.counts.of(layer, span, || match span {
            Span::Own => self.layers.get(&layer).map_or(0, |row| row.written.changed_units()),
            Span::Whole => units_of(self.layers_from(layer)),
        }))
    }
}

fn size_of(units: u64) -> ByteSize {
    ByteSize(units * UNIT_BYTES)
}

fn units_of<'a>(layers: impl Iterator<Item = &'a DiskLayer>) -> u64 {
    let mut units = UnitSet::default();
    layers.for_each(|row| row.written.add_units(&mut units));
    units.count()
}
