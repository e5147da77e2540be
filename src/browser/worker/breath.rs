//! Letting in what goes on outside, in the middle of long work.

use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// How the worker waits until it has heard what was sent to it before.
pub struct Breath {
    /// None where the browser refuses one.
    channel: Option<MessageChannel>,
}

impl Breath {
    pub fn new() -> Breath {
        Breath { channel: MessageChannel::new().ok() }
    }

    /// Waits for a message to oneself: it comes behind those that others have sent, and at once where there are none. A
    /// timeout, asked for again and again, is held back for four milliseconds each time.
    pub async fn take(&self) {
        if self.hear_oneself().await.is_none() {
            TimeoutFuture::new(0).await;
        }
    }

    async fn hear_oneself(&self) -> Option<()> {
        let channel = self.channel.as_ref()?;
        let heard = Promise::new(&mut |resolve, _| channel.port1().set_onmessage(Some(&resolve)));
        channel.port2().post_message(&JsValue::NULL).ok()?;
        JsFuture::from(heard).await.ok().map(drop)
    }
}
