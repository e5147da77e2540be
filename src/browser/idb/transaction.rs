//! Transactions with a durability and with an end that tells why.
//!
//! The `idb` crate has neither: it leaves the durability out, and answers a transaction that failed at
//! its very end (a full disk) without the reason.

use super::failure::Failure;
use crate::store::Durability;
use ::idb::ObjectStore;
use futures::channel::oneshot;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    type DurableDatabase;

    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &DurableDatabase,
        stores: &Array,
        mode: &str,
        options: &Object,
    ) -> Result<EndingTransaction, JsValue>;

    #[derive(Clone, Debug)]
    type EndingTransaction;

    #[wasm_bindgen(method, catch)]
    fn commit(this: &EndingTransaction) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn abort(this: &EndingTransaction) -> Result<(), JsValue>;

    #[wasm_bindgen(method, getter)]
    fn error(this: &EndingTransaction) -> JsValue;
}

/// A transaction on some object stores.
pub struct Transaction {
    ending: EndingTransaction,
    requests: ::idb::Transaction,
    /// Absent for one that only reads: its requests say all there is to know.
    end: Option<oneshot::Receiver<Result<(), Failure>>>,
}

impl Transaction {
    /// One that reads.
    pub fn read(database: &JsValue, stores: &[&str]) -> Result<Self, Failure> {
        Self::begin(database, stores, "readonly", &Object::new())
    }

    /// One that writes; call [`Transaction::finish`] or [`Transaction::abort`].
    pub fn write(database: &JsValue, stores: &[&str], durability: Durability) -> Result<Self, Failure> {
        let durability = match durability {
            Durability::Strict => "strict",
            Durability::Relaxed => "relaxed",
        };
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &durability.into())?;
        let mut transaction = Self::begin(database, stores, "readwrite", &options)?;
        transaction.end = Some(transaction.watch_end());
        Ok(transaction)
    }

    fn begin(database: &JsValue, stores: &[&str], mode: &str, options: &Object) -> Result<Self, Failure> {
        let names: Array = stores.iter().map(|name| JsValue::from(*name)).collect();
        let ending = database.unchecked_ref::<DurableDatabase>().transaction(&names, mode, options)?;
        let requests = ::idb::Transaction::try_from(JsValue::from(ending.clone()))?;
        Ok(Self { ending, requests, end: None })
    }

    /// Reading the error waits for `abort`: at the `error` event the transaction does not know it yet.
    fn watch_end(&mut self) -> oneshot::Receiver<Result<(), Failure>> {
        let (complete_sender, receiver) = oneshot::channel();
        let complete_sender = std::rc::Rc::new(std::cell::Cell::new(Some(complete_sender)));
        let abort_sender = complete_sender.clone();
        let ending = self.ending.clone();
        self.requests.on_complete(move |_| send(&complete_sender, Ok(())));
        self.requests.on_abort(move |_| send(&abort_sender, Err(Failure::from(ending.error()))));
        // The browser owns the handlers: they may be called after this value is gone.
        self.requests.forget_callbacks();
        receiver
    }

    /// One of the stores of its scope.
    pub fn store(&self, name: &str) -> Result<ObjectStore, Failure> {
        Ok(self.requests.object_store(name)?)
    }

    /// Asks for the commit, without waiting for more requests, and waits until it is complete.
    pub async fn finish(self) -> Result<(), Failure> {
        // Refused where a request has failed meanwhile: the end then says which.
        let _ = self.ending.commit();
        self.ended().await
    }

    /// Takes everything back, and waits until that is done.
    pub async fn abort(self) {
        // Refused where it has been aborted already, which is what is wanted.
        let _ = self.ending.abort();
        let _ = self.ended().await;
    }

    async fn ended(self) -> Result<(), Failure> {
        let Some(end) = self.end else { return Ok(()) };
        end.await.unwrap_or_else(|_| {
            Err(Failure { name: String::new(), message: "the transaction did not say how it ended".into() })
        })
    }
}

type EndSender = std::cell::Cell<Option<oneshot::Sender<Result<(), Failure>>>>;

fn send(sender: &EndSender, end: Result<(), Failure>) {
    if let Some(sender) = sender.take() {
        // Nobody may be waiting any more.
        let _ = sender.send(end);
    }
}
