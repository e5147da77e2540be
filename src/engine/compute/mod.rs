//! Managed disks and their snapshots.
//!
//! A disk is a row and a layer ([`crate::content::image`]); so is a snapshot. Taking a snapshot gives the disk a new,
//! empty layer above the one that is the snapshot's from then on; making a disk of a snapshot puts a layer above the
//! snapshot's ([`layers`]). Nothing is copied.
//!
//! Invariants: every layer is somebody's, or has two or more layers above it; incremental snapshots of one disk are a
//! family, and a disk that is created anew under an old name starts another.
//!
//! Source: Azure Compute, "Introduction to Azure managed disks", "Create an incremental snapshot for managed disks".

pub mod attachment;
mod counts;
pub mod disk;
pub mod error;
pub mod layers;
pub mod model;
pub mod names;
pub mod sku;
pub mod snapshot;
mod snapshot_index;
pub mod use_error;
pub mod workload;

pub use error::ComputeError;
pub use layers::LayerTree;
pub use model::{DiskLayer, DiskSource, DiskWrite, ManagedDisk, Snapshot, SnapshotSku, Workload};
pub use sku::{DiskSku, DiskTier};
pub use snapshot_index::SnapshotIndex;
pub use use_error::DiskUseError;
