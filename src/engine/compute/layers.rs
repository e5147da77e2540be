//! The tree of layers: who stands on whom, and what becomes of a layer that nobody owns any more.

use crate::{
    base::{ByteSize, Digest},
    content::image::{Image, Layer, Stack, UNIT_BYTES, UnitSet},
    engine::{
        compute::{DiskLayer, ManagedDisk, Snapshot},
        ids::LayerId,
        limits,
        state::State,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// Derived: how many disks and snapshots own each layer, and which layers stand on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayerTree {
    owners: BTreeMap<LayerId, u32>,
    above: BTreeMap<LayerId, BTreeSet<LayerId>>,
}

impl LayerTree {
    /// The tree of the rows that there are.
    pub fn of<'a>(
        layers: impl Iterator<Item = &'a DiskLayer>,
        owned: impl Iterator<Item = LayerId>,
    ) -> LayerTree {
        let mut tree = LayerTree::default();
        layers.for_each(|layer| tree.stand(layer.id, layer.parent));
        owned.for_each(|layer| tree.own(layer));
        tree
    }

    fn own(&mut self, layer: LayerId) {
        *self.owners.entry(layer).or_default() += 1;
    }

    fn disown(&mut self, layer: LayerId) {
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
        parent
    }

    fn merge_layer(&mut self, layer: LayerId, above: LayerId) {
        let Some(row) = self.layers.remove(&layer) else { return };
        self.layer_tree.leave(layer, row.parent);
        self.layer_tree.leave(above, Some(layer));
        self.layer_tree.stand(above, row.parent);
        self.layers.update(&above, |upper| {
            upper.parent = row.parent;
            upper.written.put_below(row.written);
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
        let own = self.layers_from(snapshot.layer).take_while(|row| !(snapshot.incremental && is_older(row)));
        let used = units_of(own);
        match snapshot.disk_sku.facts().sector_bytes {
            limits::LARGE_SECTOR_BYTES => used.max(limits::LARGE_SECTOR_SNAPSHOT_MIN),
            _ => used,
        }
    }

    /// What of a disk was ever written.
    pub fn disk_used(&self, disk: &ManagedDisk) -> ByteSize {
        units_of(self.layers_from(disk.layer))
    }

    /// What of a disk was ever written until a snapshot of it.
    pub fn snapshot_held(&self, snapshot: &Snapshot) -> ByteSize {
        units_of(self.layers_from(snapshot.layer))
    }

    /// What was written on a disk since its newest snapshot.
    pub fn disk_unsaved(&self, disk: &ManagedDisk) -> ByteSize {
        units_of(self.layers_from(disk.layer).take(1))
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
        self.snapshots.values().any(|other| {
            other.layer == layer && other.incremental && other.disk_unique_id == snapshot.disk_unique_id
        })
    }
}

fn units_of<'a>(layers: impl Iterator<Item = &'a DiskLayer>) -> ByteSize {
    let mut layers = layers.peekable();
    let Some(first) = layers.next() else { return ByteSize::ZERO };
    if layers.peek().is_none() {
        return ByteSize(first.written.changed_units() * UNIT_BYTES);
    }
    let mut units = UnitSet::default();
    std::iter::once(first).chain(layers).for_each(|row| row.written.add_units(&mut units));
    ByteSize(units.count() * UNIT_BYTES)
}
