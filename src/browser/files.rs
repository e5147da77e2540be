//! A person's files: read in slices for an upload, stitched together for a download.

use js_sys::{Array, Promise, Uint8Array};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag};

/// A file is read in slices of this size. Units: bytes.
pub const SLICE_BYTES: u64 = 4 << 20;

/// So much of a download is kept in the worker before the browser is given it. Units: bytes.
const PART_BYTES: usize = 8 << 20;

/// Why a file of the person's disk could not be read or made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FileError {
    /// It was changed, moved or deleted since it was chosen, or its folder may not be read.
    #[error("the file cannot be read any more: {0}")]
    Unreadable(String),
    #[error("the browser could not hold the download: {0}")]
    Unwritable(String),
}

/// Some bytes of a `File` or `Blob`.
///
/// Errors: [`FileError::Unreadable`].
pub async fn read_range(blob: &Blob, range: std::ops::Range<u64>) -> Result<Vec<u8>, FileError> {
    let slice = blob.slice_with_f64_and_f64(range.start as f64, range.end as f64).map_err(unreadable)?;
    let buffer = JsFuture::from(slice.array_buffer()).await.map_err(unreadable)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Reads a `File` or `Blob` from its start to its end.
///
/// While one slice is worked on, the browser fetches the next; so at most two are in memory.
#[derive(Debug)]
pub struct FileSlices {
    blob: Blob,
    size: u64,
    requested: u64,
    next: Option<Promise>,
}

impl FileSlices {
    pub fn new(blob: Blob) -> Self {
        // Sizes of files are whole numbers far below 2^53.
        let size = blob.size() as u64;
        Self { blob, size, requested: 0, next: None }
    }

    /// Units: bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The next bytes, or nothing at the end.
    ///
    /// Errors: [`FileError::Unreadable`].
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, FileError> {
        if self.next.is_none() {
            self.request()?;
        }
        let Some(promise) = self.next.take() else { return Ok(None) };
        let buffer = JsFuture::from(promise).await.map_err(unreadable)?;
        self.request()?;
        Ok(Some(Uint8Array::new(&buffer).to_vec()))
    }

    /// Starts to fetch the next slice, where there is one.
    fn request(&mut self) -> Result<(), FileError> {
        if self.requested < self.size {
            let end = (self.requested + SLICE_BYTES).min(self.size);
            let slice = self.blob.slice_with_f64_and_f64(self.requested as f64, end as f64);
            self.next = Some(slice.map_err(unreadable)?.array_buffer());
            self.requested = end;
        }
        Ok(())
    }
}

#[wasm_bindgen]
extern "C" {
    /// `Array.of` of a view into wasm's memory, without a copy: good until that memory grows.
    #[wasm_bindgen(js_namespace = Array, js_name = of)]
    fn array_of_view(bytes: &[u8]) -> Array;
}

/// Collects the bytes of a download into a `Blob`.
///
/// The browser keeps the parts outside of the worker's memory, on disk where they are large.
#[derive(Debug, Default)]
pub struct BlobBuilder {
    waiting: Vec<u8>,
    parts: Array,
}

impl BlobBuilder {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds bytes to the end.
    ///
    /// Errors: [`FileError::Unwritable`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PART_BYTES { self.hand_over() } else { Ok(()) }
    }

    /// Adds zeros to the end; the browser is given the same few over and over.
    ///
    /// Errors: [`FileError::Unwritable`].
    pub fn push_zeros(&mut self, mut count: u64) -> Result<(), FileError> {
        if count < PART_BYTES as u64 {
            return self.push(&vec![0; count as usize]);
        }
        self.hand_over()?;
        self.push(&vec![0; PART_BYTES])?;
        let part = self.parts.at(-1);
        count -= PART_BYTES as u64;
        while count >= PART_BYTES as u64 {
            self.parts.push(&part);
            count -= PART_BYTES as u64;
        }
        self.push(&vec![0; count as usize])
    }

    /// The whole, with its media type.
    ///
    /// Errors: [`FileError::Unwritable`].
    pub fn finish(mut self, media_type: &str) -> Result<Blob, FileError> {
        self.hand_over()?;
        let properties = BlobPropertyBag::new();
        properties.set_type(media_type);
        Blob::new_with_blob_sequence_and_options(&self.parts, &properties).map_err(unwritable)
    }

    fn hand_over(&mut self) -> Result<(), FileError> {
        let length = self.waiting.len();
        if length == 0 {
            return Ok(());
        }
        // The browser's copy is the only one: a second, in JavaScript's memory, would cost a sixth of the rate.
        let part = Blob::new_with_u8_array_sequence(&array_of_view(&self.waiting)).map_err(unwritable)?;
        if part.size() != length as f64 {
            return Err(FileError::Unwritable(format!("of {length} bytes it took {}", part.size())));
        }
        self.parts.push(&part);
        self.waiting.clear();
        Ok(())
    }
}

fn unreadable(error: JsValue) -> FileError {
    FileError::Unreadable(text(&error))
}

fn unwritable(error: JsValue) -> FileError {
    FileError::Unwritable(text(&error))
}

fn text(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => format!("{error:?}"),
    }
}
