//! A message port with frames on it: a postcard message, with a `File` or `Blob` beside it.

use js_sys::{Array, Uint8Array};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{MessageEvent, MessagePort};

/// What arrives on a port.
#[derive(Debug)]
pub enum Arrived<M> {
    Message(M, Option<JsValue>),
    /// Plain values, not a message: from a program that is JavaScript.
    Plain(Array),
    /// The other program died before or after it could speak properly.
    Panic(String),
    /// A frame this build cannot read.
    Unreadable,
}

/// Posts a message; failing to post means that the other side is gone and is noticed by silence.
pub fn post<M: Serialize>(port: &MessagePort, message: &M, attachment: Option<&JsValue>) {
    let Ok(bytes) = postcard::to_stdvec(message) else { return };
    let bytes = Uint8Array::from(bytes.as_slice());
    let transfer = Array::of1(&bytes.buffer());
    let frame = match attachment {
        Some(attachment) => Array::of2(&bytes, attachment),
        None => Array::of1(&bytes),
    };
    let _ = port.post_message_with_transferable(&frame, &transfer);
}

/// Calls `receive` for everything that arrives, and opens the port.
///
/// The handler lives as long as the port: it is handed over to the garbage collector of the browser.
pub fn listen<M: DeserializeOwned + 'static>(
    port: &MessagePort,
    mut receive: impl FnMut(Arrived<M>) + 'static,
) {
    let handler =
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| receive(read(&event.data())));
    port.set_onmessage(Some(handler.as_ref().unchecked_ref()));
    handler.forget();
    port.start();
}

fn read<M: DeserializeOwned>(data: &JsValue) -> Arrived<M> {
    let Some(frame) = data.dyn_ref::<Array>() else { return Arrived::Unreadable };
    let first = frame.get(0);
    if let Some(bytes) = first.dyn_ref::<Uint8Array>() {
        let attachment = (frame.length() > 1).then(|| frame.get(1));
        return postcard::from_bytes(&bytes.to_vec())
            .map_or(Arrived::Unreadable, |message| Arrived::Message(message, attachment));
    }
    match first.as_string().as_deref() {
        Some("panic") => Arrived::Panic(frame.get(1).as_string().unwrap_or_default()),
        Some(_) => Arrived::Plain(frame.clone()),
        None => Arrived::Unreadable,
    }
}
