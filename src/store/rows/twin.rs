//! Twins: the frozen stored forms of the engine's types, and the macros that declare them.
//!
//! A twin lists every field again, under the same name and with the form it is stored in. The macros take
//! the engine's type apart and put it together without `..`: a field or variant that is added to it does
//! not compile until somebody has decided how it is stored.

use crate::{
    base::{ArmId, ByteSize, Digest, Seed, SimTime},
    content::ContentId,
    engine::{
        ids::{
            AccountId, ActivityId, AlertId, AssignmentId, ChangeSeq, ContainerId, DeploymentId, DiskId,
            GroupId, InstanceId, JobId, LayerId, LockId, PointSeq, PolicyId, ReplicationId, SnapshotId,
            VaultId,
        },
        rbac::PrincipalId,
        storage::{BlobPath, BlockId, ContentType, VersionId},
    },
    store::row::RowError,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};
use uuid::Uuid;

/// A type of the engine that has a stored form.
pub trait Stored<Form>: Sized {
    fn store(&self) -> Form;

    /// Errors: [`RowError::Damaged`] where the form says what this type cannot be.
    fn restore(form: Form) -> Result<Self, RowError>;
}

/// The error for a number or a text that names no value of its type.
pub fn unknown(kind: &str, found: impl fmt::Debug) -> RowError {
    RowError::Damaged(format!("{found:?} is not a known {kind}"))
}

/// Declares a twin of a struct.
macro_rules! twin {
    ($(#[$doc:meta])* $twin:ident of $domain:ident { $($field:ident: $form:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Serialize, Deserialize)]
        pub struct $twin { $($field: $form),* }

        impl Stored<$twin> for $domain {
            fn store(&self) -> $twin {
                let $domain { $($field),* } = self;
                $twin { $($field: $field.store()),* }
            }

            fn restore(twin: $twin) -> Result<Self, RowError> {
                let $twin { $($field),* } = twin;
                Ok($domain { $($field: Stored::restore($field)?),* })
            }
        }
    };
}

/// Declares a twin of an enum whose variants hold one thing or nothing. The order is the stored number.
macro_rules! twin_enum {
    ($(#[$doc:meta])* $twin:ident of $domain:ident {
        $($variant:ident $(($field:ident: $form:ty))?),* $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Debug, Serialize, Deserialize)]
        pub enum $twin { $($variant $(($form))?),* }

        impl Stored<$twin> for $domain {
            fn store(&self) -> $twin {
                match self { $($domain::$variant $(($field))? => $twin::$variant $(($field.store()))?),* }
            }

            fn restore(twin: $twin) -> Result<Self, RowError> {
                Ok(match twin {
                    $($twin::$variant $(($field))? => $domain::$variant $((Stored::restore($field)?))?),*
                })
            }
        }
    };
}

/// Stores plain enums as numbers.
macro_rules! by_number {
    ($($domain:ident { $($variant:ident = $number:literal),* $(,)? })*) => {$(
        impl Stored<u8> for $domain {
            fn store(&self) -> u8 {
                match self { $($domain::$variant => $number),* }
            }

            fn restore(number: u8) -> Result<Self, RowError> {
                match number {
                    $($number => Ok($domain::$variant),)*
                    other => Err(unknown(stringify!($domain), other)),
                }
            }
        }
    )*};
}

/// Stores plain enums under the public name that Azure gives their values.
macro_rules! by_name {
    ($($domain:ident by $name:ident in $all:expr;)*) => {$(
        impl Stored<String> for $domain {
            fn store(&self) -> String {
                self.$name().to_string()
            }

            fn restore(text: String) -> Result<Self, RowError> {
                let found = $all.iter().copied().find(|value| value.$name() == text);
                found.ok_or_else(|| unknown(stringify!($domain), text))
            }
        }
    )*};
}

pub(in crate::store::rows) use {by_name, by_number, twin, twin_enum};

macro_rules! stored_as_is {
    ($($plain:ty),* $(,)?) => {$(
        impl Stored<$plain> for $plain {
            fn store(&self) -> $plain {
                self.clone()
            }

            fn restore(form: $plain) -> Result<Self, RowError> {
                Ok(form)
            }
        }
    )*};
}

stored_as_is!(bool, u8, u32, u64, String, BTreeMap<String, String>);

macro_rules! newtypes {
    ($($newtype:ident of $form:ty),* $(,)?) => {$(
        impl Stored<$form> for $newtype {
            fn store(&self) -> $form {
                self.0
            }

            fn restore(form: $form) -> Result<Self, RowError> {
                Ok($newtype(form))
            }
        }
    )*};
}

newtypes! {
    AccountId of u64,
    AssignmentId of u64,
    ContainerId of u64,
    DeploymentId of u64,
    DiskId of u64,
    SnapshotId of u64,
    LayerId of u64,
    LockId of u64,
    ActivityId of u64,
    AlertId of u64,
    ChangeSeq of u64,
    ReplicationId of u64,
    GroupId of u64,
    InstanceId of u64,
    JobId of u64,
    PointSeq of u64,
    PolicyId of u64,
    VaultId of u64,
    ByteSize of u64,
    Seed of u64,
    Digest of [u8; 32],
}

impl Stored<[u8; 16]> for Uuid {
    fn store(&self) -> [u8; 16] {
        *self.as_bytes()
    }

    fn restore(bytes: [u8; 16]) -> Result<Self, RowError> {
        Ok(Uuid::from_bytes(bytes))
    }
}

impl Stored<[u8; 16]> for PrincipalId {
    fn store(&self) -> [u8; 16] {
        self.0.store()
    }

    fn restore(bytes: [u8; 16]) -> Result<Self, RowError> {
        Uuid::restore(bytes).map(PrincipalId)
    }
}

impl Stored<[u8; 32]> for ContentId {
    fn store(&self) -> [u8; 32] {
        self.0.store()
    }

    fn restore(bytes: [u8; 32]) -> Result<Self, RowError> {
        Digest::restore(bytes).map(ContentId)
    }
}

/// Units: 100 ns since 1970-01-01T00:00:00Z.
impl Stored<u64> for VersionId {
    fn store(&self) -> u64 {
        self.ticks()
    }

    fn restore(ticks: u64) -> Result<Self, RowError> {
        VersionId::from_ticks(ticks).ok_or_else(|| unknown("VersionId", ticks))
    }
}

impl Stored<String> for BlobPath {
    fn store(&self) -> String {
        self.0.clone()
    }

    fn restore(path: String) -> Result<Self, RowError> {
        Ok(BlobPath(path))
    }
}

impl Stored<String> for BlockId {
    fn store(&self) -> String {
        self.0.clone()
    }

    fn restore(id: String) -> Result<Self, RowError> {
        Ok(BlockId(id))
    }
}

impl Stored<String> for ContentType {
    fn store(&self) -> String {
        self.to_string()
    }

    fn restore(text: String) -> Result<Self, RowError> {
        Ok(ContentType::new(&text))
    }
}

/// Units: milliseconds since 1970-01-01T00:00:00Z.
impl Stored<i64> for SimTime {
    fn store(&self) -> i64 {
        self.millis()
    }

    fn restore(millis: i64) -> Result<Self, RowError> {
        Ok(SimTime::from_millis(millis))
    }
}

impl Stored<String> for ArmId {
    fn store(&self) -> String {
        self.as_str().to_string()
    }

    fn restore(text: String) -> Result<Self, RowError> {
        Ok(ArmId::new(text))
    }
}

impl<T: Stored<F>, F> Stored<Option<F>> for Option<T> {
    fn store(&self) -> Option<F> {
        self.as_ref().map(T::store)
    }

    fn restore(form: Option<F>) -> Result<Self, RowError> {
        form.map(T::restore).transpose()
    }
}

impl<T: Stored<F>, F> Stored<F> for Box<T> {
    fn store(&self) -> F {
        self.as_ref().store()
    }

    fn restore(form: F) -> Result<Self, RowError> {
        T::restore(form).map(Box::new)
    }
}

impl<T: Stored<F>, F> Stored<Vec<F>> for Vec<T> {
    fn store(&self) -> Vec<F> {
        self.iter().map(T::store).collect()
    }

    fn restore(form: Vec<F>) -> Result<Self, RowError> {
        form.into_iter().map(T::restore).collect()
    }
}

impl<T: Stored<F> + Ord, F> Stored<Vec<F>> for BTreeSet<T> {
    fn store(&self) -> Vec<F> {
        self.iter().map(T::store).collect()
    }

    fn restore(form: Vec<F>) -> Result<Self, RowError> {
        form.into_iter().map(T::restore).collect()
    }
}
