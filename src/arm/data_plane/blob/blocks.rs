//! Put Block, Put Block List, Get Block List.

use crate::{
    arm::data_plane::{
        DataError,
        answer::DataAnswer,
        blob::{read, write},
        headers,
        request::{Asked, DataCall, DataStep},
        xml::{self, Element, Xml},
    },
    engine::{
        Command,
        query::blob_service::Which,
        storage::{
            BlobPath, BlockId, BlockSource, StorageRefusal,
            staging::{self, DEFAULT_TIER},
        },
    },
};

pub fn stage(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let asked = call.asked;
    let id = asked.parameter("blockid").ok_or(DataError::MissingQuery { name: "blockid" })?;
    let command = Command::StageBlock {
        container: asked.container_id(),
        path: asked.path.clone(),
        block: BlockId(id.to_string()),
        content: asked.content(),
    };
    DataStep::submit(command, |_| Ok(DataAnswer::empty(201).with("x-ms-request-server-encrypted", "true")))
}

pub fn commit(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let asked = call.asked;
    write::check_conditions(call)?;
    let root = xml::read(&asked.body, "BlockList")?;
    let blocks = root.children.iter().map(named).collect::<Result<Vec<_>, _>>()?;
    let command = Command::CommitBlockList {
        container: asked.container_id(),
        path: asked.path.clone(),
        blocks,
        // The body is a document, and what it is called says nothing of the blob.
        content_type: asked.header("x-ms-blob-content-type").unwrap_or_default().to_string(),
        tier: headers::tier(asked)?.unwrap_or(DEFAULT_TIER),
        metadata: headers::metadata(asked),
    };
    DataStep::submit(command, |call| write::written(call, 201))
}

fn named(element: &Element) -> Result<(BlockSource, BlockId), DataError> {
    let source = match element.name.as_str() {
        "Committed" => BlockSource::Committed,
        "Uncommitted" => BlockSource::Uncommitted,
        "Latest" => BlockSource::Latest,
        other => {
            return Err(DataError::InvalidXml { reason: format!("'{other}' names no list of blocks.") });
        }
    };
    Ok((source, BlockId(element.text.trim().to_string())))
}

/// Which lists are asked for.
fn lists(asked: &Asked) -> Result<(bool, bool), DataError> {
    const NAME: &str = "blocklisttype";
    match asked.parameter(NAME).map(str::to_ascii_lowercase).as_deref() {
        None | Some("committed") => Ok((true, false)),
        Some("uncommitted") => Ok((false, true)),
        Some("all") => Ok((true, true)),
        Some(other) => Err(DataError::InvalidQuery { name: NAME, value: other.to_string() }),
    }
}

pub fn list(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let (_, container) = call.container()?;
    let (committed, uncommitted) = lists(call.asked)?;
    if call.asked.which()? != Which::Current {
        return Err(DataError::NotImplemented { what: "The block list of a past state".to_string() });
    }
    let path = &call.asked.path;
    let blob = (container.id, BlobPath(path.clone()));
    let there = call.viewer.blob_state(container.id, path, Which::Current).ok();
    if there.is_none() && staging::staged_of(call.state(), &blob).next().is_none() {
        return Err(StorageRefusal::PathNotFound { path: path.clone() }.into());
    }
    let mut xml = Xml::document("BlockList", &[]);
    if committed {
        xml.begin("CommittedBlocks");
        for block in staging::committed_of(call.state(), &blob) {
            add(&mut xml, &block.id, block.size.bytes());
        }
        xml.end();
    }
    if uncommitted {
        xml.begin("UncommittedBlocks");
        for (id, block) in staging::staged_of(call.state(), &blob) {
            add(&mut xml, id, block.content.size.bytes());
        }
        xml.end();
    }
    let mut answer = DataAnswer::xml(xml.finish());
    if let Some(there) = there {
        let size = there.entry.file().map_or(0, |facts| facts.size.bytes());
        answer = answer.with_all(read::validators(&there)).with("x-ms-blob-content-length", size.to_string());
    }
    DataStep::answer(answer)
}

fn add(xml: &mut Xml, id: &BlockId, size: u64) {
    xml.begin("Block").element("Name", &id.0).element("Size", size.to_string()).end();
}
