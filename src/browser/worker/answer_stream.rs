//! Answers with stored bytes, on their way out beside the loop: piece by piece, as fast as they are taken.
//!
//! The next packs are read while a piece travels, see [`crate::store::StoredChunks`]. What is read stays held, whoever
//! deletes it meanwhile, so that garbage collection does not have to wait for a client that takes its time.

use crate::{
    arm::{self, ServedContent},
    base::{HttpRequest, HttpResponse, SimTime},
    browser::{
        gateway::AHEAD_PIECES,
        worker::{
            host::Reply,
            mailbox::{Mailbox, Work},
            pages::Pages,
            storage::WorkerStorage,
            transfers::corrupt,
        },
    },
    content::{ChunkSource, Reader},
    rpc::Trouble,
    runtime::Shelf,
};
use bytes::Bytes;
use futures::{
    StreamExt,
    channel::mpsc::{self, TryRecvError, UnboundedReceiver, UnboundedSender},
};
use js_sys::Uint8Array;
use uuid::Uuid;

/// A piece ends with the chunk that makes it at least so long; it is less than twice as long then. Units: bytes.
const PIECE_BYTES: u64 = 1 << 20;

/// How many pieces a client takes, as far as it has said.
pub struct Flow {
    allowed: u32,
    more: UnboundedReceiver<u32>,
}

impl Flow {
    /// A flow, and where to say that more is taken; dropping that ends the flow.
    pub fn open() -> (UnboundedSender<u32>, Flow) {
        let (sender, more) = mpsc::unbounded();
        (sender, Flow { allowed: AHEAD_PIECES, more })
    }

    /// Waits until another piece is taken.
    ///
    /// # Errors
    /// Nobody takes any more.
    async fn admit_piece(&mut self) -> Result<(), Trouble> {
        loop {
            match self.more.try_recv() {
                Ok(pieces) => self.allowed = self.allowed.saturating_add(pieces),
                Err(TryRecvError::Closed) => return Err(Trouble::Cancelled),
                Err(TryRecvError::Empty) if self.allowed > 0 => break,
                Err(TryRecvError::Empty) => {
                    let pieces = self.more.next().await.ok_or(Trouble::Cancelled)?;
                    self.allowed = self.allowed.saturating_add(pieces);
                }
            }
        }
        self.allowed -= 1;
        Ok(())
    }
}

/// A request that is answered with stored bytes.
pub struct AnswerStream {
    pub reply: Reply,
    pub request: HttpRequest,
    pub id: Uuid,
    pub now: SimTime,
    pub pages: Pages,
    pub shelf: Shelf<WorkerStorage>,
    pub flow: Flow,
    pub mailbox: Mailbox,
}

impl AnswerStream {
    /// Answers. A few bytes come in one frame with the head, so that trouble with them is an answer too; more come
    /// behind the head, and trouble breaks the answer off.
    pub async fn send(mut self, response: HttpResponse, content: ServedContent) {
        let held = self.shelf.hold(&content.content);
        self.answer(response, &content).await;
        drop(held);
        self.pages.close_flow(self.reply);
        self.mailbox.send(Work::TransferEnded(self.reply));
    }

    async fn answer(&mut self, mut response: HttpResponse, content: &ServedContent) {
        let chunks = self.shelf.chunks();
        let reader = Reader::range(&content.content, &chunks, content.range.clone()).map_err(corrupt);
        let is_short = content.range.end.saturating_sub(content.range.start) <= PIECE_BYTES;
        match reader {
            Ok(mut reader) if is_short => match gather(&mut reader).await {
                Ok(bytes) => {
                    response.body = bytes.concat();
                    self.pages.answer_http(self.reply, &response);
                }
                Err(trouble) => self.refuse(trouble),
            },
            Ok(mut reader) => {
                self.pages.begin_answer(self.reply, &response);
                match self.send_pieces(&mut reader).await {
                    Ok(()) => self.pages.end_answer(self.reply),
                    Err(trouble) => self.pages.break_answer(self.reply, &trouble),
                }
            }
            Err(trouble) => self.refuse(trouble),
        }
    }

    async fn send_pieces(&mut self, reader: &mut Reader<'_, impl ChunkSource>) -> Result<(), Trouble> {
        loop {
            let pieces = gather(reader).await?;
            if pieces.is_empty() {
                return Ok(());
            }
            self.flow.admit_piece().await?;
            self.pages.send_piece(self.reply, &joined(&pieces));
        }
    }

    fn refuse(&self, trouble: Trouble) {
        let refused = arm::interrupted(&self.request, self.id, self.now, trouble);
        self.pages.answer_http(self.reply, &refused.response);
    }
}

/// The bytes of the next piece; none at the end.
async fn gather(reader: &mut Reader<'_, impl ChunkSource>) -> Result<Vec<Bytes>, Trouble> {
    let (mut gathered, mut length) = (Vec::new(), 0);
    while length < PIECE_BYTES
        && let Some(bytes) = reader.next().await.map_err(corrupt)?
    {
        length += bytes.len() as u64;
        gathered.push(bytes);
    }
    Ok(gathered)
}

/// The bytes in JavaScript's memory, copied once.
fn joined(pieces: &[Bytes]) -> Uint8Array {
    let length: usize = pieces.iter().map(Bytes::len).sum();
    // A piece is far below 4 GiB, as is wasm's memory.
    let whole = Uint8Array::new_with_length(length as u32);
    let mut start = 0;
    for bytes in pieces {
        let end = start + bytes.len() as u32;
        whole.subarray(start, end).copy_from(bytes);
        start = end;
    }
    whole
}
