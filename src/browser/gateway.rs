//! What the service worker, which is JavaScript, says to the engine, and what it is told: frames of plain values on a
//! port like those of pages.
//!
//! ```text
//! ["ping", id]                                        -> ["pong", id]
//! ["directory", id]                                   -> ["directory", id, JSON]
//! ["http", id, method, url, [name, value, ...], body] -> ["answer", id, status, [name, value, ...], bytes]
//!                                                     or ["head", id, status, [name, value, ...]]
//!                                                        ["piece", id, bytes] ...
//!                                                        ["end", id] or ["broken", id, why]
//! ["more", id, pieces]                                -> so many more of these pieces
//! ["cancel", id]                                      -> nobody waits any more: of what is under way, "broken"
//! ```
//!
//! The body of a request is null, an `ArrayBuffer` or a `Blob`; bytes of an answer are an `ArrayBuffer`, handed over. Of an
//! answer in pieces, [`AHEAD_PIECES`] come unasked, and no more than were asked for besides, so that a client that takes
//! its time holds up nothing and fills no memory. An answer is whole when its "end" is there.

use crate::base::{HttpRequest, HttpResponse, Method};
use js_sys::{Array, ArrayBuffer, JsString, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, MessagePort};

/// Ties an answer to what was asked on one port.
pub type FrameId = u64;

/// So many pieces of an answer are sent before anybody asks for more; `public/service-worker.js` counts on it.
pub const AHEAD_PIECES: u32 = 4;

/// What is asked of the engine.
#[derive(Debug)]
pub enum Ask {
    Ping,
    Directory,
    /// Boxed, for the other kinds are small.
    Http(Box<HttpRequest>, HttpBody),
    /// As many more pieces of an answer.
    More(u32),
    Cancel,
}

/// The body of a request, before anybody has looked at it.
#[derive(Clone, Debug)]
pub enum HttpBody {
    Empty,
    Bytes(ArrayBuffer),
    /// May be larger than memory.
    Blob(Blob),
}

impl HttpBody {
    fn read(value: JsValue) -> HttpBody {
        match value.dyn_into::<ArrayBuffer>() {
            Ok(buffer) => HttpBody::Bytes(buffer),
            // What is empty needs nobody to read it.
            Err(value) => {
                let blob = value.dyn_into::<Blob>().ok().filter(|blob| blob.size() > 0.0);
                blob.map_or(HttpBody::Empty, HttpBody::Blob)
            }
        }
    }

    /// Units: bytes.
    pub fn size(&self) -> u64 {
        match self {
            HttpBody::Empty => 0,
            HttpBody::Bytes(buffer) => u64::from(buffer.byte_length()),
            // Sizes of blobs are whole numbers far below 2^53.
            HttpBody::Blob(blob) => blob.size() as u64,
        }
    }
}

/// Reads a frame; `None` where it is none of these.
pub fn read(frame: &Array) -> Option<(FrameId, Ask)> {
    // Counted by the other side: a whole number.
    let id = frame.get(1).as_f64()? as FrameId;
    let ask = match frame.get(0).as_string()?.as_str() {
        "ping" => Ask::Ping,
        "directory" => Ask::Directory,
        "more" => Ask::More(frame.get(2).as_f64()? as u32),
        "cancel" => Ask::Cancel,
        "http" => Ask::Http(Box::new(read_request(frame)?), HttpBody::read(frame.get(5))),
        _ => return None,
    };
    Some((id, ask))
}

/// `None` for a method that HTTP has and Azure does not use, as well as for what is no request.
fn read_request(frame: &Array) -> Option<HttpRequest> {
    let method = Method::parse(&frame.get(2).as_string()?)?;
    let flat: Vec<String> =
        frame.get(4).dyn_ref::<Array>()?.iter().filter_map(|text| text.as_string()).collect();
    let headers = flat.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
    Some(HttpRequest { method, url: frame.get(3).as_string()?, headers, body: Vec::new() })
}

pub fn pong(port: &MessagePort, id: FrameId) {
    post(port, &Array::of2(&"pong".into(), &number(id)), None);
}

pub fn tell_directory(port: &MessagePort, id: FrameId, json: &str) {
    post(port, &Array::of3(&"directory".into(), &number(id), &json.into()), None);
}

/// Answers a request.
pub fn answer(port: &MessagePort, id: FrameId, response: &HttpResponse) {
    let bytes = Uint8Array::from(response.body.as_slice()).buffer();
    let (kind, headers) = ("answer".into(), headers(response));
    let frame = Array::of5(&kind, &number(id), &response.status.into(), &headers, &bytes);
    post(port, &frame, Some(&bytes));
}

/// Begins an answer of which the bytes come in pieces.
pub fn begin_answer(port: &MessagePort, id: FrameId, response: &HttpResponse) {
    let (kind, headers) = ("head".into(), headers(response));
    post(port, &Array::of4(&kind, &number(id), &response.status.into(), &headers), None);
}

/// Hands over the next bytes.
pub fn send_piece(port: &MessagePort, id: FrameId, bytes: &Uint8Array) {
    let bytes = bytes.buffer();
    post(port, &Array::of3(&"piece".into(), &number(id), &bytes), Some(&bytes));
}

pub fn end_answer(port: &MessagePort, id: FrameId) {
    post(port, &Array::of2(&"end".into(), &number(id)), None);
}

/// Says that no more bytes will come, though more should.
pub fn break_answer(port: &MessagePort, id: FrameId, why: &str) {
    post(port, &Array::of3(&"broken".into(), &number(id), &why.into()), None);
}

fn headers(response: &HttpResponse) -> Array {
    let flat = response.headers.iter().flat_map(|(name, value)| [name, value]);
    flat.map(|text| JsString::from(text.as_str())).collect()
}

fn number(id: FrameId) -> JsValue {
    JsValue::from_f64(id as f64)
}

fn post(port: &MessagePort, frame: &Array, transfer: Option<&ArrayBuffer>) {
    let transfer = transfer.map_or_else(Array::new, |buffer| Array::of1(buffer));
    // Failing to post means that the other side is gone: nobody waits.
    let _ = port.post_message_with_transferable(frame, &transfer);
}
