//! What must hold in the browser as it does natively. The same file runs in both: natively with `cargo test`, and in a
//! shared worker, where the engine lives, with `scripts/test web`.

use vault_lab::base::Digest;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test_configure!(run_in_shared_worker);

/// Bytes that repeat with a period of 251, as in the published test vectors of BLAKE3.
fn counting_bytes(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index % 251) as u8).collect()
}

/// The lengths reach every path of the implementation: one block, one chunk, several chunks at once with SIMD.
///
/// Source: BLAKE3 team, test_vectors/test_vectors.json, field `hash`, first 32 bytes.
#[test]
fn digests_equal_the_published_vectors() {
    let vectors = [
        (0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"),
        (1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213"),
        (1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7"),
        (102_400, "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085"),
    ];
    for (length, expected) in vectors {
        assert_eq!(Digest::of(&counting_bytes(length)).hex(), expected, "of {length} bytes");
    }
}
