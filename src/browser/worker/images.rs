//! Disk images: on their way in, which bytes of a file are which bytes of the disk; looked at; proven.

use crate::{
    base::{ArmId, ByteSize},
    browser::{
        files::{FileError, SLICE_BYTES, read_range},
        worker::{
            mailbox::Work,
            storage::WorkerStorage,
            transfers::{Reporter, Transfer, damaged, unreadable},
        },
    },
    content::{
        Chunk, Extent, Source,
        image::{BLOCK_BYTES, BlockCutter, digest_of},
        reader::read_range as read_stored,
        vhd::{
            BlockTable, DYNAMIC_HEADER_BYTES, DiskType, DynamicHeader, FOOTER_BYTES, Footer, ImageLayout,
            Run, VhdError, clear_unwritten,
        },
    },
    engine::{
        Command,
        compute::{ComputeError, DiskWrite},
        query::{HeldImage, ImagePart},
        rbac::PrincipalId,
    },
    rpc::{Failure, Outcome, Trouble},
    runtime::UploadSession,
};
use bytes::Bytes;
use futures::channel::oneshot;
use web_sys::{Blob, File};

/// A disk that waits for an image.
#[derive(Clone, Debug)]
pub struct ImageTarget {
    pub principal: PrincipalId,
    pub disk: ArmId,
    pub size: ByteSize,
}

impl Transfer {
    /// Writes an image on a disk that is empty.
    pub async fn upload_image(self, target: ImageTarget, file: File) {
        let mut session = UploadSession::begin(&self.shelf);
        let result = self.take_image(&mut session, target, file).await;
        session.release().await;
        self.finish(result, None);
        // What a cancelled or failed upload left behind is litter.
        self.mailbox.send(Work::CollectGarbage);
    }

    async fn take_image(
        &self,
        session: &mut UploadSession<WorkerStorage>,
        target: ImageTarget,
        file: File,
    ) -> Result<Outcome, Failure> {
        let name = file.name();
        let blob = Blob::from(file);
        let layout = read_layout(&blob).await.map_err(|error| error.explained(&name))?;
        let size = ByteSize(layout.size);
        if size > target.size {
            let refusal = ComputeError::ImageTooLarge { file: name, size, disk: target.size };
            return Err(Failure::Refused(refusal.into()));
        }
        let writes = self.take_runs(session, &blob, &layout).await?;
        self.check_cancelled()?;
        session.finish().await.map_err(Failure::Trouble)?;
        let (sender, receiver) = oneshot::channel();
        let command = Box::new(Command::WriteDisk { disk: target.disk, writes });
        self.mailbox.send(Work::Command { principal: target.principal, command, reply: sender });
        let receipt = receiver.await.unwrap_or(Err(Failure::Trouble(Trouble::Gone)))?;
        Ok(Outcome::ImageWritten { receipt, size, new_bytes: ByteSize(session.new_bytes()) })
    }

    async fn take_runs(
        &self,
        session: &mut UploadSession<WorkerStorage>,
        blob: &Blob,
        layout: &ImageLayout,
    ) -> Result<Vec<DiskWrite>, Failure> {
        let total = layout.runs.iter().map(|run| run.length).sum();
        let mut report = Reporter::new(self, total);
        let (mut cutter, mut writes) = (BlockCutter::new(), Vec::new());
        for run in &layout.runs {
            let bitmap = read_bitmap(blob, run).await.map_err(unreadable)?;
            for start in (0..run.length).step_by(SLICE_BYTES as usize) {
                self.check_cancelled()?;
                let end = (start + SLICE_BYTES).min(run.length);
                let range = run.file_offset + start..run.file_offset + end;
                let mut bytes = session.meanwhile(read_range(blob, range)).await.map_err(unreadable)?;
                if let Some(bitmap) = &bitmap {
                    clear_unwritten(bitmap, start, &mut bytes);
                }
                let blocks = cutter.push(run.disk_offset + start, &bytes);
                keep(session, blocks, &mut writes).await?;
                report.add(end - start);
            }
        }
        keep(session, cutter.finish().into_iter().collect(), &mut writes).await?;
        Ok(writes)
    }
}

/// Images that are there.
impl Transfer {
    /// Answers some bytes of a disk or snapshot.
    pub async fn read_image(self, part: ImagePart) {
        let ImagePart { content, range, size, next_run } = part;
        let _held = self.shelf.hold(&content);
        let read = read_stored(&content, &self.shelf.chunks(), range).await;
        let outcome = |bytes: Bytes| Outcome::ImageRead { bytes: bytes.to_vec(), size, next_run };
        self.finish(read.map(outcome).map_err(damaged), None);
    }

    /// Reads a disk or snapshot and answers the digest of its bytes.
    pub async fn digest_image(self, held: HeldImage) {
        let result = self.digest_held(&held).await;
        self.finish(result, None);
    }

    async fn digest_held(&self, held: &HeldImage) -> Result<Outcome, Failure> {
        let _held = self.shelf.hold_chunks(held.image.chunks());
        let (stack, chunks) = (held.image.stack(), self.shelf.chunks());
        let mut report = Reporter::new(self, held.used.bytes());
        let mut read = 0;
        let go_on = async |bytes| {
            read += bytes;
            report.add(bytes);
            report.breathe().await;
            // A page that was closed waits for nothing.
            !self.cancelled.get() && self.pages.is_welcome(self.reply.page)
        };
        let digest = digest_of(&stack, &chunks, go_on).await.map_err(damaged)?;
        let digest = digest.ok_or(Failure::Trouble(Trouble::Cancelled))?;
        Ok(Outcome::ImageDigested { digest, size: ByteSize(stack.size()), read: ByteSize(read) })
    }
}

async fn keep(
    session: &mut UploadSession<WorkerStorage>,
    blocks: Vec<(u64, Chunk)>,
    writes: &mut Vec<DiskWrite>,
) -> Result<(), Failure> {
    let (offsets, chunks): (Vec<u64>, Vec<Chunk>) = blocks.into_iter().unzip();
    session.add(&chunks).await.map_err(Failure::Trouble)?;
    let write = |(offset, chunk): (u64, &Chunk)| DiskWrite {
        offset,
        extent: Extent { length: BLOCK_BYTES, source: Source::Chunk(chunk.digest) },
    };
    writes.extend(offsets.into_iter().zip(&chunks).map(write));
    Ok(())
}

/// Why an image could not be understood.
enum ImageError {
    File(FileError),
    Vhd(VhdError),
}

impl From<FileError> for ImageError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<VhdError> for ImageError {
    fn from(error: VhdError) -> Self {
        Self::Vhd(error)
    }
}

impl ImageError {
    fn explained(self, file: &str) -> Failure {
        match self {
            Self::File(error) => unreadable(error),
            Self::Vhd(error) => {
                let (file, reason) = (file.to_string(), error.to_string());
                Failure::Refused(ComputeError::InvalidImage { file, reason }.into())
            }
        }
    }
}

async fn read_layout(blob: &Blob) -> Result<ImageLayout, ImageError> {
    // Sizes of files are whole numbers far below 2^53.
    let length = blob.size() as u64;
    let footer_at = length.saturating_sub(FOOTER_BYTES as u64);
    let footer: Option<[u8; FOOTER_BYTES]> = exactly(read_range(blob, footer_at..length).await?);
    let Some(footer) = footer.filter(|bytes| Footer::is_footer(bytes)) else {
        return Ok(ImageLayout::raw(length)?);
    };
    let footer = Footer::parse(&footer)?;
    if footer.disk_type == DiskType::Fixed {
        return Ok(ImageLayout::fixed(&footer, length)?);
    }
    let short = |needed| VhdError::TooShort { length, needed };
    let header_end = footer.header_offset.saturating_add(DYNAMIC_HEADER_BYTES as u64);
    let header = exactly(read_range(blob, footer.header_offset.min(length)..header_end.min(length)).await?);
    let header = DynamicHeader::parse(&header.ok_or_else(|| short(header_end))?, footer.size)?;
    let table_end = header.table_offset.saturating_add(header.table_bytes());
    if table_end > length {
        return Err(short(table_end).into());
    }
    let table = read_range(blob, header.table_offset..table_end).await?;
    let table = BlockTable::parse(&table, &header, length)?;
    Ok(ImageLayout::dynamic(&footer, &header, &table))
}

fn exactly<const N: usize>(bytes: Vec<u8>) -> Option<[u8; N]> {
    bytes.try_into().ok()
}

async fn read_bitmap(blob: &Blob, run: &Run) -> Result<Option<Vec<u8>>, FileError> {
    match run.bitmap_offset {
        Some(start) => Ok(Some(read_range(blob, start..run.file_offset).await?)),
        None => Ok(None),
    }
}
