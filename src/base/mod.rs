//! Words every other module uses: moments, sizes, digests, identifiers, seeded numbers.
//!
//! Depends on nothing of this crate. No type here knows of Azure, of storage or of a browser.

pub mod arm_id;
pub mod day;
pub mod digest;
pub mod http;
pub mod seed;
pub mod size;
pub mod time;
pub mod words;

pub use arm_id::ArmId;
pub use day::SimDay;
pub use digest::Digest;
pub use http::{HttpRequest, HttpResponse, Method};
pub use seed::Seed;
pub use size::ByteSize;
pub use time::{SimSpan, SimTime};
