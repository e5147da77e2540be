//! What the service worker, which is JavaScript, says to the engine, and what it is told: frames of plain values on a
//! port like those of pages.
//!
//! ```text
//! ["ping", id]                                        -> ["pong", id]
//! ["directory", id]                                   -> ["directory", id, JSON]
//! ["http", id, method, url, [name, value, ...], body] -> ["answer", id, status, [name, value, ...], body]
//! ["cancel", id]                                      -> nothing: nobody waits any more
//! ```
//!
//! A body is null, an `ArrayBuffer` or a `Blob`.

use crate::base::{HttpRequest, HttpResponse, Method};
use js_sys::{Array, ArrayBuffer, JsString, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, MessagePort};

/// Ties an answer to what was asked on one port.
pub type FrameId = u64;

/// What is asked of the engine.
#[derive(Debug)]
pub enum Ask {
    Ping,
    Directory,
    /// Boxed, for the other kinds are small.
    Http(Box<HttpRequest>, HttpBody),
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
            Err(value) => value.dyn_into::<Blob>().map_or(HttpBody::Empty, HttpBody::Blob),
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

/// Answers a request; `blob` is the body where the response has none of its own.
pub fn answer(port: &MessagePort, id: FrameId, response: &HttpResponse, blob: Option<&JsValue>) {
    let flat = response.headers.iter().flat_map(|(name, value)| [name, value]);
    let headers: Array = flat.map(|text| JsString::from(text.as_str())).collect();
    let bytes = Uint8Array::from(response.body.as_slice()).buffer();
    let body = blob.unwrap_or(&bytes);
    let frame = Array::of5(&"answer".into(), &number(id), &response.status.into(), &headers, body);
    post(port, &frame, blob.is_none().then_some(&bytes));
}

fn number(id: FrameId) -> JsValue {
    JsValue::from_f64(id as f64)
}

fn post(port: &MessagePort, frame: &Array, transfer: Option<&ArrayBuffer>) {
    let transfer = transfer.map_or_else(Array::new, |buffer| Array::of1(buffer));
    // Failing to post means that the other side is gone: nobody waits.
    let _ = port.post_message_with_transferable(frame, &transfer);
}
