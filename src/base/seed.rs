//! Numbers that look random and never are: the engine's only source of variety.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A seed from which identifiers, delays and sample bytes are derived.
///
/// The same seed and the same label always give the same value, natively and in wasm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Seed(pub u64);

impl Seed {
    /// A seed for the `number`-th thing of a kind.
    pub fn derive(self, label: &str, number: u64) -> Seed {
        let digest = self.digest(label, number);
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&digest[..8]);
        Seed(u64::from_le_bytes(bytes))
    }

    /// A GUID for the `number`-th thing of a kind, with version 4 and variant bits as Azure shows them.
    pub fn guid(self, label: &str, number: u64) -> Uuid {
        let digest = self.digest(label, number);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// A number in `0..bound`; zero when `bound` is zero.
    pub fn below(self, label: &str, number: u64, bound: u64) -> u64 {
        if bound == 0 { 0 } else { self.derive(label, number).0 % bound }
    }

    fn digest(self, label: &str, number: u64) -> [u8; 32] {
        let length = label.len() as u64;
        let parts =
            [&self.0.to_le_bytes()[..], &length.to_le_bytes(), label.as_bytes(), &number.to_le_bytes()];
        let mut message = [0; SHORT_MAX];
        let mut end = 0;
        for part in parts {
            let Some(place) = message.get_mut(end..end + part.len()) else { return digest_of_parts(parts) };
            place.copy_from_slice(part);
            end += part.len();
        }
        *blake3::hash(&message[..end]).as_bytes()
    }
}

/// A message of one block is hashed at once: a hasher that takes it in parts takes twice as long.
const SHORT_MAX: usize = blake3::BLOCK_LEN;

fn digest_of_parts(parts: [&[u8]; 4]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_pinned() {
        // Changing these changes every identifier of every world ever saved.
        expect_test::expect!["ffbb977c-b12f-4912-bf54-9a6b4167f535"]
            .assert_eq(&Seed(7).guid("job", 1).to_string());
        assert_ne!(Seed(7).derive("job", 1), Seed(7).derive("job", 2));
        assert_ne!(Seed(7).derive("job", 1), Seed(7).derive("policy", 1));
        assert_eq!(Seed(7).below("delay", 1, 0), 0);
        assert!((0..100).all(|number| Seed(7).below("delay", number, 10) < 10));
    }

    #[test]
    fn it_does_not_matter_how_a_message_is_hashed() {
        for length in 0..2 * SHORT_MAX {
            let label = "x".repeat(length);
            let parts = [
                &7_u64.to_le_bytes()[..],
                &(length as u64).to_le_bytes(),
                label.as_bytes(),
                &9_u64.to_le_bytes(),
            ];
            assert_eq!(Seed(7).digest(&label, 9), digest_of_parts(parts), "{length}");
        }
    }
}
