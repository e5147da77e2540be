//! Blocks: bytes of a blob that are there and not yet part of it.
//!
//! A blob is put together from blocks that were stored under a name each: committing a list of names makes the blob,
//! and discards whatever was not named. A file of a data lake grows in the same way: what is appended is a block named
//! by its place, and flushing commits what lies without a gap behind the file.
//!
//! Blocks that nobody commits go a week after the last of their blob was stored, or when the blob is written
//! otherwise or deleted. Invariant: what is derived of them ([`Staged`]) follows from the rows.
//!
//! Sources: Blob service REST API, "Put Block", "Put Block List", "Get Block List"; Azure Data Lake Storage, "Path -
//! Update".

use crate::{
    base::{ArmId, ByteSize, SimTime},
    content::{Content, ContentId, Extent},
    engine::{
        decide::Context,
        event::Event,
        ids::ContainerId,
        limits,
        rbac::action,
        refusal::Refusal,
        request::Command,
        state::State,
        storage::{
            AccessTier, BlobPath, BlockRefusal, PathEntry, StorageRefusal,
            due::{self, Due},
            lease,
            path::{self, Write},
            place::Place,
            point_in_time,
        },
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Stands before the place of what was appended; no Base64 text has it.
const APPENDED: char = '@';

/// What a block is called: Base64 as its writer has it, or the place in the file where it was appended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BlockId(pub String);

impl BlockId {
    /// That of what is appended at a place; orders by the place.
    pub fn at(position: u64) -> BlockId {
        BlockId(format!("{APPENDED}{position:020}"))
    }

    fn position(&self) -> Option<u64> {
        self.0.strip_prefix(APPENDED)?.parse().ok()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BlockKey {
    pub container: ContainerId,
    pub path: BlobPath,
    pub id: BlockId,
}

/// A block that is stored and not committed.
#[derive(Clone, Debug, PartialEq)]
pub struct StagedBlock {
    pub content: Content,
    pub staged_at: SimTime,
}

/// The blocks that a blob was committed from; counts only while the blob has this content.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockList {
    pub content: ContentId,
    pub blocks: Vec<CommittedBlock>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommittedBlock {
    pub id: BlockId,
    pub size: ByteSize,
}

/// Where a list of blocks says that one is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockSource {
    Committed,
    Uncommitted,
    /// Uncommitted if there is one of this name, else committed.
    Latest,
}

/// Derived: the uncommitted blocks of one blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staged {
    pub blocks: usize,
    /// When the newest was stored.
    pub last: SimTime,
}

impl Staged {
    fn until(self) -> SimTime {
        self.last + limits::UNCOMMITTED_BLOCKS_KEPT
    }
}

type Blob = (ContainerId, BlobPath);

/// The uncommitted blocks of a blob, by name.
pub fn staged_of<'a>(
    state: &'a State,
    blob: &Blob,
) -> impl Iterator<Item = (&'a BlockId, &'a StagedBlock)> + use<'a> {
    let key = |path, id: &str| BlockKey { container: blob.0, path, id: BlockId(id.to_string()) };
    let first = key(blob.1.clone(), "");
    let path = blob.1.clone();
    let container = blob.0;
    let rows = state.staged_blocks.range(first..);
    rows.take_while(move |(key, _)| key.container == container && key.path == path)
        .map(|(key, row)| (&key.id, row))
}

/// The blocks that a blob consists of; none, where it was written in one piece.
pub fn committed_of<'a>(state: &'a State, blob: &Blob) -> &'a [CommittedBlock] {
    let content = state.paths.get(blob).and_then(PathEntry::file).map(|facts| facts.content);
    let list = state.block_lists.get(blob).filter(|list| Some(list.content) == content);
    list.map_or(&[], |list| &list.blocks)
}

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::StageBlock { container, path, block, content } => {
            stage(context, container, path, block, content)
        }
        Command::CommitBlockList { container, path, blocks, content_type, tier, metadata } => {
            let place = find(context, container, path)?;
            let (content, list) = assemble(context.state, &place, blocks)?;
            let write = Write { content: &content, content_type, tier: *tier, metadata, overwrite: true };
            let mut events = path::write_file(context, &place, &write)?;
            events.push(Event::BlockListSet { blob: place.key(), list });
            Ok(events)
        }
        Command::AppendToFile { container, path, position, content } => {
            append(context, container, path, *position, content)
        }
        Command::FlushFile { container, path, position, keep_rest, content_type } => {
            flush(context, container, path, *position, *keep_rest, content_type.as_deref())
        }
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

/// Who, where, and whether somebody else holds a lease.
fn find<'a>(context: &Context<'a>, container: &ArmId, path: &str) -> Result<Place<'a>, Refusal> {
    let place = Place::find(context, action::WRITE_BLOBS, container, path)?;
    if place.entry(context.state).is_some_and(PathEntry::is_directory) {
        return Err(StorageRefusal::PathKindMismatch { path: path.to_string() }.into());
    }
    point_in_time::check_unblocked(context.state, &place.key())?;
    lease::check_free(context, &place.key())?;
    Ok(place)
}

fn stage(
    context: &mut Context,
    container: &ArmId,
    path: &str,
    id: &BlockId,
    content: &Content,
) -> Result<Vec<Event>, Refusal> {
    let place = find(context, container, path)?;
    check_id(context.state, &place, id)?;
    put(context, &place, id.clone(), content)
}

/// Names of the blocks of a blob are Base64, and all of one length.
fn check_id(state: &State, place: &Place, id: &BlockId) -> Result<(), BlockRefusal> {
    let bytes = BASE64_STANDARD.decode(&id.0).map_err(|_| BlockRefusal::InvalidId { id: id.0.clone() })?;
    if bytes.is_empty() || bytes.len() > limits::BLOCK_ID_BYTES_MAX {
        return Err(BlockRefusal::InvalidId { id: id.0.clone() });
    }
    let blob = place.key();
    let known = staged_of(state, &blob).map(|(known, _)| known).find(|known| known.position().is_none());
    let known = known.or_else(|| committed_of(state, &blob).first().map(|block| &block.id));
    match known.filter(|known| known.0.len() != id.0.len()) {
        Some(known) => Err(BlockRefusal::IdsOfDifferentLength { id: id.0.clone(), known: known.0.clone() }),
        None => Ok(()),
    }
}

fn put(context: &mut Context, place: &Place, id: BlockId, content: &Content) -> Result<Vec<Event>, Refusal> {
    assert!(content.is_consistent(), "whoever cuts blocks into chunks counts their bytes");
    if content.size > limits::BLOCK_SIZE_MAX {
        return Err(BlockRefusal::BlockTooLarge { size: content.size }.into());
    }
    let key = BlockKey { container: place.container.id, path: place.path.clone(), id };
    let staged = context.state.staged.get(&place.key()).map_or(0, |staged| staged.blocks);
    if staged >= limits::UNCOMMITTED_BLOCKS_MAX && !context.state.staged_blocks.contains(&key) {
        return Err(BlockRefusal::TooManyUncommitted { blocks: staged }.into());
    }
    let block = StagedBlock { content: content.clone(), staged_at: context.now };
    Ok(due::timed(context, vec![Event::BlockStaged { key, block }]))
}

/// The content that a list of blocks makes, and the blocks it is then made of.
fn assemble(
    state: &State,
    place: &Place,
    named: &[(BlockSource, BlockId)],
) -> Result<(Content, BlockList), Refusal> {
    if named.len() > limits::BLOCKS_PER_BLOB_MAX {
        return Err(BlockRefusal::TooManyBlocks { blocks: named.len() }.into());
    }
    let blob = place.key();
    let committed = committed_extents(state, &blob);
    let mut extents: Vec<&[Extent]> = Vec::with_capacity(named.len());
    let mut blocks = Vec::with_capacity(named.len());
    for (source, id) in named {
        let key = BlockKey { container: blob.0, path: blob.1.clone(), id: id.clone() };
        let staged = state.staged_blocks.get(&key).map(|block| block.content.extents.as_slice());
        let found = match source {
            BlockSource::Uncommitted => staged,
            BlockSource::Committed => committed.get(id).copied(),
            BlockSource::Latest => staged.or_else(|| committed.get(id).copied()),
        };
        let found = found.ok_or_else(|| BlockRefusal::NotInList { id: id.0.clone() })?;
        blocks.push(CommittedBlock { id: id.clone(), size: size_of(found) });
        extents.push(found);
    }
    let content = Content::joined(&extents);
    if content.size > limits::FILE_SIZE_MAX {
        return Err(StorageRefusal::FileTooLarge { size: content.size }.into());
    }
    let list = BlockList { content: content.id, blocks };
    Ok((content, list))
}

fn size_of(extents: &[Extent]) -> ByteSize {
    extents.iter().map(|extent| ByteSize(extent.length)).sum()
}

/// The extents of each block of a blob: a blob that was committed has an end of an extent at each end of a block.
fn committed_extents<'a>(state: &'a State, blob: &Blob) -> BTreeMap<&'a BlockId, &'a [Extent]> {
    let facts = state.paths.get(blob).and_then(PathEntry::file);
    let content = facts.and_then(|facts| state.contents.get(&facts.content));
    let mut rest = content.map_or(&[][..], |content| &content.extents);
    let mut found = BTreeMap::new();
    for block in committed_of(state, blob) {
        let mut left = block.size.bytes();
        let count = rest.iter().take_while(|extent| {
            let is_inside = left > 0;
            left = left.saturating_sub(extent.length);
            is_inside
        });
        let (extents, behind) = rest.split_at(count.count());
        found.insert(&block.id, extents);
        rest = behind;
    }
    found
}

fn append(
    context: &mut Context,
    container: &ArmId,
    path: &str,
    position: u64,
    content: &Content,
) -> Result<Vec<Event>, Refusal> {
    let place = find(context, container, path)?;
    place.check_hierarchical()?;
    let size = file_size(context.state, &place)?;
    let end = position.checked_add(content.size.bytes()).filter(|end| *end <= limits::FILE_SIZE_MAX.bytes());
    if end.is_none() {
        return Err(StorageRefusal::FileTooLarge { size: ByteSize(position) }.into());
    }
    if position < size || content.size == ByteSize::ZERO {
        return Err(BlockRefusal::InvalidPosition { position, size }.into());
    }
    put(context, &place, BlockId::at(position), content)
}

fn file_size(state: &State, place: &Place) -> Result<u64, StorageRefusal> {
    let facts = place.entry(state).and_then(PathEntry::file);
    facts.map(|facts| facts.size.bytes()).ok_or_else(|| place.not_found())
}

/// Makes what was appended without a gap up to `position` part of the file.
fn flush(
    context: &mut Context,
    container: &ArmId,
    path: &str,
    position: u64,
    keep_rest: bool,
    content_type: Option<&str>,
) -> Result<Vec<Event>, Refusal> {
    let place = find(context, container, path)?;
    place.check_hierarchical()?;
    let state = context.state;
    let size = file_size(state, &place)?;
    let entry = place.entry(state).expect("it has a size").clone();
    let facts = entry.file().expect("it has a size");
    let before = state.contents.get(&facts.content).map_or(&[][..], |content| &content.extents);
    let (mut extents, mut end) = (vec![before], size);
    let mut rest = Vec::new();
    for (id, block) in staged_of(state, &place.key()) {
        match id.position() {
            Some(at) if at == end && end < position => {
                extents.push(&block.content.extents);
                end += block.content.size.bytes();
            }
            Some(_) => rest.push((id.clone(), block.clone())),
            None => {}
        }
    }
    if end != position {
        return Err(BlockRefusal::InvalidFlushPosition { position, end }.into());
    }
    let content = match extents.as_slice() {
        [_] => state.contents.get(&facts.content).cloned().unwrap_or_else(Content::empty),
        joined => Content::joined(joined),
    };
    let content_type = content_type.unwrap_or(facts.content_type.as_str());
    let write = Write {
        content: &content,
        content_type,
        tier: facts.tier,
        metadata: &entry.metadata,
        overwrite: true,
    };
    let mut events = path::write_file(context, &place, &write)?;
    let key = |id| BlockKey { container: place.container.id, path: place.path.clone(), id };
    let kept = rest.into_iter().filter(|_| keep_rest);
    events.extend(kept.map(|(id, block)| Event::BlockStaged { key: key(id), block }));
    Ok(due::timed(context, events))
}

/// What a write or a deletion of a blob does to its uncommitted blocks.
pub(super) fn discard(state: &State, blob: &Blob) -> Option<Event> {
    let has_blocks = state.staged.contains_key(blob) || state.block_lists.contains(blob);
    has_blocks.then(|| Event::BlocksDiscarded { blob: blob.clone() })
}

/// What the rows say of the uncommitted blocks of each blob.
pub(in crate::engine) fn index(state: &State) -> BTreeMap<Blob, Staged> {
    let mut index: BTreeMap<Blob, Staged> = BTreeMap::new();
    for (key, block) in state.staged_blocks.iter() {
        let last = block.staged_at;
        let staged = index.entry((key.container, key.path.clone())).or_insert(Staged { blocks: 0, last });
        staged.blocks += 1;
        staged.last = staged.last.max(last);
    }
    index
}

/// When they go by themselves.
pub(super) fn dues(staged: &BTreeMap<Blob, Staged>) -> impl Iterator<Item = (SimTime, Due)> {
    staged.iter().map(|((container, path), staged)| (staged.until(), Due::Blocks(*container, path.clone())))
}

/// The moment that a block makes due.
pub(super) fn due_of(block: &StagedBlock) -> SimTime {
    block.staged_at + limits::UNCOMMITTED_BLOCKS_KEPT
}

/// The tables together with what is derived from them.
impl State {
    pub(in crate::engine) fn stage_block(&mut self, key: &BlockKey, block: &StagedBlock) {
        let is_new = self.staged_blocks.put(key.clone(), block.clone()).is_none();
        let blob = (key.container, key.path.clone());
        let due = Due::Blocks(key.container, key.path.clone());
        let before = self.staged.get(&blob).copied();
        if let Some(before) = before {
            self.storage_due.remove(&(before.until(), due.clone()));
        }
        let blocks = before.map_or(0, |before| before.blocks) + usize::from(is_new);
        let last = before.map_or(block.staged_at, |before| before.last.max(block.staged_at));
        let staged = Staged { blocks, last };
        self.storage_due.insert((staged.until(), due));
        self.staged.insert(blob, staged);
    }

    /// Takes away the uncommitted blocks of a blob and the list of its committed ones.
    pub(in crate::engine) fn forget_blocks(&mut self, blob: &Blob) {
        self.block_lists.remove(blob);
        let Some(staged) = self.staged.remove(blob) else { return };
        self.storage_due.remove(&(staged.until(), Due::Blocks(blob.0, blob.1.clone())));
        let ids: Vec<BlockId> = staged_of(self, blob).map(|(id, _)| id.clone()).collect();
        for id in ids {
            self.staged_blocks.remove(&BlockKey { container: blob.0, path: blob.1.clone(), id });
        }
    }

    /// Those of everything in a container, also where there is no blob yet.
    pub(in crate::engine) fn forget_blocks_in(&mut self, container: ContainerId) {
        let start = |container| (container, BlobPath(String::new()));
        let all = start(container)..start(ContainerId(container.0 + 1));
        let mut blobs: BTreeSet<Blob> =
            self.staged.range(all.clone()).map(|(blob, _)| blob.clone()).collect();
        blobs.extend(self.block_lists.range(all).map(|(blob, _)| blob.clone()));
        for blob in &blobs {
            self.forget_blocks(blob);
        }
    }

    /// The list of a blob that has other bytes by now says nothing any more.
    pub(in crate::engine) fn forget_stale_list(&mut self, blob: &Blob) {
        let Some(list) = self.block_lists.get(blob) else { return };
        let content = self.paths.get(blob).and_then(PathEntry::file).map(|facts| facts.content);
        if content != Some(list.content) {
            self.block_lists.remove(blob);
        }
    }
}

/// The tier of a blob that nobody gave one: that of the account, which is hot in all that can be created here.
pub const DEFAULT_TIER: AccessTier = AccessTier::Hot;
