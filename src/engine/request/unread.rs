//! A command to be looked at before its bytes are there.

use crate::{
    base::{ArmId, ByteSize, Seed},
    content::{Content, Pattern},
    engine::{request::Command, storage::AccessTier},
};
use std::collections::BTreeMap;

impl Command {
    /// A file of so many bytes that nobody has read yet, with others in their place: to be looked at, not to be given.
    pub fn put_unread(
        container: ArmId,
        path: String,
        size: ByteSize,
        content_type: String,
        tier: AccessTier,
        overwrite: bool,
    ) -> Command {
        let content = Content::procedural(Pattern::Noise, Seed(0), size);
        Command::PutFile {
            container,
            path,
            content,
            content_type,
            tier,
            metadata: BTreeMap::new(),
            overwrite,
        }
    }
}
