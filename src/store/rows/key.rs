//! Keys of rows as bytes that sort as the keys do.
//!
//! Shape, frozen: numbers are big-endian; a text ends with `00 00`, a zero byte in it is `00 02`, and a
//! slash in a path is `00 01`, so that what lies below a directory follows it before any sibling does.

use crate::{
    base::{Digest, SimDay, SimTime},
    content::ContentId,
    engine::{
        ids::{
            AccountId, ActivityId, AlertId, AssignmentId, ChangeSeq, ContainerId, DeploymentId, DiskId,
            GroupId, InstanceId, JobId, LayerId, LockId, PointSeq, PolicyId, ReplicationId, SnapshotId,
            TimerId, VaultId,
        },
        policy::DatasourceType,
        protection::ReplicaKey,
        rbac::PrincipalId,
        storage::{BlobPath, BlockId, BlockKey, PastKey, VersionId},
        usage::UsageKey,
    },
    store::row::RowError,
};
use uuid::Uuid;

/// A key that can be written as bytes and read back.
pub trait StoredKey: Sized {
    fn write(&self, bytes: &mut Vec<u8>);

    /// Reads what [`StoredKey::write`] wrote and leaves the rest.
    ///
    /// Errors: [`RowError::Damaged`].
    fn read(reader: &mut KeyReader<'_>) -> Result<Self, RowError>;
}

/// The bytes of a key.
pub fn encode(key: &impl StoredKey) -> Vec<u8> {
    // Enough for three numbers.
    let mut bytes = Vec::with_capacity(24);
    key.write(&mut bytes);
    bytes
}

/// Reads a whole key.
///
/// Errors: [`RowError::Damaged`], also where bytes are left over.
pub fn decode<K: StoredKey>(bytes: &[u8]) -> Result<K, RowError> {
    let mut reader = KeyReader { rest: bytes };
    let key = K::read(&mut reader)?;
    match reader.rest {
        [] => Ok(key),
        rest => Err(RowError::Damaged(format!("its key has {} bytes too many", rest.len()))),
    }
}

/// The part of a key that is still to be read.
#[derive(Debug)]
pub struct KeyReader<'a> {
    rest: &'a [u8],
}

impl KeyReader<'_> {
    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], RowError> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or_else(too_short)?;
        self.rest = rest;
        Ok(*bytes)
    }

    fn number(&mut self) -> Result<u64, RowError> {
        self.bytes().map(u64::from_be_bytes)
    }

    fn text(&mut self) -> Result<String, RowError> {
        let mut text = Vec::with_capacity(self.rest.len());
        loop {
            match self.bytes()? {
                [0] => match self.bytes()? {
                    [END] => break,
                    [SLASH] => text.push(b'/'),
                    [ZERO] => text.push(0),
                    [other] => return Err(RowError::Damaged(format!("its key holds 00 {other:02x}"))),
                },
                [byte] => text.push(byte),
            }
        }
        String::from_utf8(text).map_err(|_| RowError::Damaged("its key is not UTF-8".into()))
    }
}

const END: u8 = 0;
const SLASH: u8 = 1;
const ZERO: u8 = 2;

fn too_short() -> RowError {
    RowError::Damaged("its key is too short".into())
}

/// Writes a text; where `is_path`, slashes sort before everything else.
fn write_text(text: &str, is_path: bool, bytes: &mut Vec<u8>) {
    bytes.reserve(text.len() + 2);
    for byte in text.bytes() {
        match byte {
            b'/' if is_path => bytes.extend([0, SLASH]),
            0 => bytes.extend([0, ZERO]),
            other => bytes.push(other),
        }
    }
    bytes.extend([0, END]);
}

impl StoredKey for () {
    fn write(&self, _bytes: &mut Vec<u8>) {}

    fn read(_reader: &mut KeyReader<'_>) -> Result<Self, RowError> {
        Ok(())
    }
}

impl<A: StoredKey, B: StoredKey> StoredKey for (A, B) {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.0.write(bytes);
        self.1.write(bytes);
    }

    fn read(reader: &mut KeyReader<'_>) -> Result<Self, RowError> {
        Ok((A::read(reader)?, B::read(reader)?))
    }
}

macro_rules! number_keys {
    ($($id:ident),* $(,)?) => {$(
        impl StoredKey for $id {
            fn write(&self, bytes: &mut Vec<u8>) {
                bytes.extend(self.0.to_be_bytes());
            }

            fn read(reader: &mut KeyReader<'_>) -> Result<Self, RowError> {
                reader.number().map($id)
            }
        }
    )*};
}

number_keys! {
    AccountId, ActivityId, AlertId, AssignmentId, ChangeSeq, ContainerId, DeploymentId, DiskId, GroupId, InstanceId, JobId, LayerId, LockId, ReplicationId,
    PointSeq, PolicyId, SnapshotId, TimerId, VaultId,
}

/// The sign bit turned round: instants before 1970 sort before those after.
const SIGN: u64 = 1 << 63;

impl StoredKey for SimTime {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend((self.millis().cast_unsigned() ^ SIGN).to_be_bytes());
    }

    fn read(reader: &mut KeyReader<'_>) -> Result<Self, RowError> {
        reader.number().map(|number| SimTime::from_millis((number ^ SIGN).cast_signed()))
    }
}

impl StoredKey for Uuid {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.as_bytes());
    }

    fn read(reader: &mut KeyReader<'_>) -> Result<Self, RowError> {
        reader.bytes().map(Uuid::from_bytes)
    }
}

impl StoredKey for PrincipalId {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.0.write(bytes);
    }

    fn read(reader: &mut KeyReader<'_>) -> Result<Self, RowError> {
        Uuid::read(reader).map(PrincipalId)
    }
}

impl StoredKey for ContentId {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.0.0);
    }

    fn read(reader: &mut KeyReader<'_>) -> Result<Self, RowError> {
        reader.bytes().map(|digest| ContentId(Digest(digest)))
    }
}

impl StoredKey for BlobPath {
    fn write(&self, bytes: &mut Vec<u8>) {
        write_text(&self.0, true, bytes);
    }

    fn read(reader: &mut KeyReader<'_>) -> Result<Self, RowError> {
        reader.text().map(BlobPath)
    }
}

impl StoredKey for ReplicaKey {
    fn write(&self, bytes: &mut Vec<u8>) {
        let ReplicaKey { instance, container, path, from } = self;
        instance.write(bytes);
        write_text(container, false, bytes);
        path.write(bytes);
        from.write(bytes);
    }

    fn read(reader: &mut KeyReader<'_>) -> Result<Self, RowError> {
        Ok(ReplicaKey {
            instance: InstanceId::read(reader)?,
            container: reader.text()?,
            path: BlobPath::read(reader)?,
            from: PointSeq::read(reader)?,
        })
    }
}

impl StoredKey for UsageKey {
    fn write(&self, bytes: &mut Vec<u8>) {
        let UsageKey { vault, datasource_type, day } = self;
        vault.write(bytes);
        bytes.push(kind_number(*datasource_type));
        bytes.extend((day.0.cast_unsigned() ^ DAY_SIGN).to_be_bytes());
    }

    fn read(reader: &mut KeyReader<'_>) -> Result<Self, RowError> {
        let vault = StoredKey::read(reader)?;
        let [kind] = reader.bytes()?;
        let all = DatasourceType::ALL.into_iter();
        let datasource_type = all.into_iter().find(|other| kind_number(*other) == kind);
        let datasource_type =
            datasource_type.ok_or_else(|| RowError::Damaged(format!("its key names kind {kind}")))?;
        let day = SimDay((u32::from_be_bytes(reader.bytes()?) ^ DAY_SIGN).cast_signed());
        Ok(UsageKey { vault, datasource_type, day })
    }
}

/// As [`SIGN`], of a day.
const DAY_SIGN: u32 = 1 << 31;

/// Frozen, and in the order of the kinds.
fn kind_number(datasource_type: DatasourceType) -> u8 {
    match datasource_type {
        DatasourceType::DataLakeStorage => 0,
        DatasourceType::Disk => 1,
        DatasourceType::Blob => 2,
    }
}

impl StoredKey for PastKey {
    fn write(&self, bytes: &mut Vec<u8>) {
        let PastKey { container, path, id } = self;
        container.write(bytes);
        path.write(bytes);
        bytes.extend(id.ticks().to_be_bytes());
    }

    fn read(reader: &mut KeyReader<'_>) -> Result<Self, RowError> {
        let (container, path) = StoredKey::read(reader)?;
        let id = VersionId::from_ticks(reader.number()?);
        let id = id.ok_or_else(|| RowError::Damaged("its version is zero".into()))?;
        Ok(PastKey { container, path, id })
    }
}

impl StoredKey for BlockKey {
    fn write(&self, bytes: &mut Vec<u8>) {
        let BlockKey { container, path, id } = self;
        container.write(bytes);
        path.write(bytes);
        write_text(&id.0, false, bytes);
    }

    fn read(reader: &mut KeyReader<'_>) -> Result<Self, RowError> {
        let (container, path) = StoredKey::read(reader)?;
        Ok(BlockKey { container, path, id: BlockId(reader.text()?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn replica_key() -> impl Strategy<Value = ReplicaKey> {
        // Few letters, so that prefixes of one another are common.
        (0u64..3, "[a-b-]{0,3}", "[ab/-]{0,5}", 0u64..300).prop_map(|(instance, container, path, from)| {
            ReplicaKey {
                instance: InstanceId(instance),
                container,
                path: BlobPath(path),
                from: PointSeq(from),
            }
        })
    }

    fn past_key() -> impl Strategy<Value = PastKey> {
        (0u64..3, "[ab/-]{0,5}", 1u64..300).prop_map(|(container, path, ticks)| PastKey {
            container: ContainerId(container),
            path: BlobPath(path),
            id: VersionId::from_ticks(ticks).expect("not zero"),
        })
    }

    proptest! {
        #[test]
        fn any_text_round_trips(container: String, path: String, instance: u64, from: u64) {
            let key = ReplicaKey {
                instance: InstanceId(instance), container, path: BlobPath(path), from: PointSeq(from),
            };
            prop_assert_eq!(decode::<ReplicaKey>(&encode(&key)), Ok(key));
        }

        #[test]
        fn copies_sort_as_their_keys(left in replica_key(), right in replica_key()) {
            prop_assert_eq!(encode(&left).cmp(&encode(&right)), left.cmp(&right));
        }

        #[test]
        fn versions_sort_as_their_keys(left in past_key(), right in past_key()) {
            prop_assert_eq!(decode::<PastKey>(&encode(&left)), Ok(left.clone()));
            prop_assert_eq!(encode(&left).cmp(&encode(&right)), left.cmp(&right));
        }

        #[test]
        fn blocks_sort_as_their_keys(left in ("[ab/-]{0,3}", "[@A/+0]{0,3}"), right in ("[ab/-]{0,3}", "[@A/+0]{0,3}")) {
            let key = |(path, id): (String, String)| {
                BlockKey { container: ContainerId(1), path: BlobPath(path), id: BlockId(id) }
            };
            let (left, right) = (key(left), key(right));
            prop_assert_eq!(decode::<BlockKey>(&encode(&left)), Ok(left.clone()));
            prop_assert_eq!(encode(&left).cmp(&encode(&right)), left.cmp(&right));
        }

        #[test]
        fn days_sort_as_their_keys(left: (u64, usize, i32), right: (u64, usize, i32)) {
            let key = |(vault, kind, day): (u64, usize, i32)| UsageKey {
                vault: VaultId(vault % 3),
                datasource_type: DatasourceType::ALL[kind % 3],
                day: SimDay(day),
            };
            let (left, right) = (key(left), key(right));
            prop_assert_eq!(decode::<UsageKey>(&encode(&left)), Ok(left));
            prop_assert_eq!(encode(&left).cmp(&encode(&right)), left.cmp(&right));
        }

        #[test]
        fn timers_sort_as_their_keys(left: (i64, u64), right: (i64, u64)) {
            let key = |(due, id): (i64, u64)| (SimTime::from_millis(due), TimerId(id));
            let (left, right) = (key(left), key(right));
            prop_assert_eq!(decode::<(SimTime, TimerId)>(&encode(&left)), Ok(left));
            prop_assert_eq!(encode(&left).cmp(&encode(&right)), left.cmp(&right));
        }

        #[test]
        fn damaged_keys_never_panic(bytes: Vec<u8>) {
            let _ = decode::<ReplicaKey>(&bytes);
            let _ = decode::<(SimTime, TimerId)>(&bytes);
            let _ = decode::<ContentId>(&bytes);
            let _ = decode::<PastKey>(&bytes);
            let _ = decode::<BlockKey>(&bytes);
        }
    }

    #[test]
    fn keys_are_pinned() {
        let path = (ContainerId(258), BlobPath("a/b".into()));
        assert_eq!(encode(&path), [0, 0, 0, 0, 0, 0, 1, 2, b'a', 0, 1, b'b', 0, 0]);
        assert_eq!(encode(&SimTime::from_millis(-1)), [0x7F, 255, 255, 255, 255, 255, 255, 255]);
        assert_eq!(encode(&()), [0u8; 0]);
        assert!(matches!(decode::<()>(&[1]), Err(RowError::Damaged(_))));
        assert!(matches!(decode::<BlobPath>(&[b'a', 0, 9]), Err(RowError::Damaged(_))));
        assert!(matches!(decode::<BlobPath>(&[0xFF, 0, 0]), Err(RowError::Damaged(_))));
        assert!(matches!(decode::<JobId>(&[1, 2]), Err(RowError::Damaged(_))));
    }
}
