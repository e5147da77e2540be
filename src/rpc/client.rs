//! The page's side: pairs calls with their answers.
//!
//! Knows nothing of ports: it is given a way to post and is handed what arrives. `A` is what can travel
//! beside a frame, a `File` or `Blob` in the browser.

use crate::{
    engine::{
        monitor::StopConditions,
        query::{Answer, Query},
        rbac::PrincipalId,
        request::Command,
    },
    rpc::{
        AdvanceTarget, BUILD, CallId, Failure, JumpSummary, Outcome, PROTOCOL, Progress, Receipt, ToEngine,
        ToPage, Trouble,
    },
};
use futures::channel::oneshot;
use std::{cell::RefCell, collections::BTreeMap, future::Future, rc::Rc};

type Reply<A> = Result<(Outcome, Option<A>), Failure>;
type OnProgress = Box<dyn Fn(Progress)>;

enum Waiting<A> {
    Answer(oneshot::Sender<Result<Answer, Failure>>),
    Outcome { reply: oneshot::Sender<Reply<A>>, progress: OnProgress },
}

struct Calls<A> {
    next: u64,
    waiting: BTreeMap<CallId, Waiting<A>>,
    /// Set once the worker is gone: every later call fails at once.
    gone: bool,
}

/// A page's connection to the worker. Clones share it.
pub struct Client<A> {
    calls: Rc<RefCell<Calls<A>>>,
    post: Rc<dyn Fn(ToEngine, Option<A>)>,
}

impl<A> Clone for Client<A> {
    fn clone(&self) -> Self {
        Self { calls: self.calls.clone(), post: self.post.clone() }
    }
}

/// A call under way.
pub struct Pending<A> {
    pub id: CallId,
    reply: oneshot::Receiver<Reply<A>>,
}

impl<A> Pending<A> {
    /// Waits for the end of the call.
    ///
    /// # Errors
    /// The refusal or trouble that ended it; [`Trouble::Gone`] when the worker died.
    pub async fn outcome(self) -> Reply<A> {
        self.reply.await.unwrap_or(Err(Failure::Trouble(Trouble::Gone)))
    }
}

impl<A: 'static> Client<A> {
    /// Greets the worker.
    pub fn connect(post: impl Fn(ToEngine, Option<A>) + 'static) -> Self {
        let calls = Calls { next: 1, waiting: BTreeMap::new(), gone: false };
        let client = Self { calls: Rc::new(RefCell::new(calls)), post: Rc::new(post) };
        (client.post)(ToEngine::Hello { protocol: PROTOCOL, build: BUILD.to_string() }, None);
        client
    }

    /// Asks a question.
    ///
    /// # Errors
    /// The viewer may not look, the thing does not exist, or the worker is gone.
    pub fn ask(
        &self,
        principal: PrincipalId,
        query: Query,
    ) -> impl Future<Output = Result<Answer, Failure>> + use<A> {
        let (sender, receiver) = oneshot::channel();
        if let Some(call) = self.register(Waiting::Answer(sender)) {
            (self.post)(ToEngine::Ask { call, principal, query }, None);
        }
        async move { receiver.await.unwrap_or(Err(Failure::Trouble(Trouble::Gone))) }
    }

    /// Gives a command and waits until its effects are durable.
    ///
    /// # Errors
    /// The refusal, or the trouble that kept it from being stored.
    pub async fn submit(&self, principal: PrincipalId, command: Command) -> Result<Receipt, Failure> {
        let call = self.call(None, |_| {}, |call| ToEngine::Submit { call, principal, command });
        match call.outcome().await? {
            (Outcome::Submitted(receipt), _) => Ok(receipt),
            _ => Err(Failure::Trouble(Trouble::Gone)),
        }
    }

    /// Starts a call that reports progress and can be cancelled.
    pub fn call(
        &self,
        attachment: Option<A>,
        progress: impl Fn(Progress) + 'static,
        message: impl FnOnce(CallId) -> ToEngine,
    ) -> Pending<A> {
        let (sender, receiver) = oneshot::channel();
        let waiting = Waiting::Outcome { reply: sender, progress: Box::new(progress) };
        let id = self.register(waiting).unwrap_or(CallId(0));
        if id.0 > 0 {
            (self.post)(message(id), attachment);
        }
        Pending { id, reply: receiver }
    }

    /// Asks the worker to give a call up; its outcome is then [`Trouble::Cancelled`].
    pub fn cancel(&self, call: CallId) {
        self.tell(ToEngine::Cancel { call });
    }

    /// Runs the clock ahead and waits until it is there, or has stopped before.
    ///
    /// # Errors
    /// The moment lies behind the clock or behind its end, another jump is under way, or what came next could not be
    /// stored: [`Trouble::ClockStopped`] says how far it came.
    pub async fn advance(
        &self,
        target: AdvanceTarget,
        stops: StopConditions,
    ) -> Result<JumpSummary, Failure> {
        let call = self.call(None, |_| {}, |call| ToEngine::Advance { call, target, stops });
        match call.outcome().await? {
            (Outcome::Advanced(summary), _) => Ok(summary),
            _ => Err(Failure::Trouble(Trouble::Gone)),
        }
    }

    /// Posts a message that has no answer.
    pub fn tell(&self, message: ToEngine) {
        (self.post)(message, None);
    }

    /// Takes what arrived. Answers are delivered; whatever else it is comes back for the page to act on.
    pub fn receive(&self, message: ToPage, attachment: Option<A>) -> Option<ToPage> {
        match message {
            ToPage::Answered { call, result } => {
                if let Some(Waiting::Answer(sender)) = self.take(call) {
                    // A blade that was left no longer waits for its answer.
                    let _ = sender.send(result);
                }
                None
            }
            ToPage::Finished { call, result } => {
                if let Some(Waiting::Outcome { reply, .. }) = self.take(call) {
                    let _ = reply.send(result.map(|outcome| (outcome, attachment)));
                }
                None
            }
            ToPage::Progress { call, progress } => {
                if let Some(Waiting::Outcome { progress: report, .. }) =
                    self.calls.borrow().waiting.get(&call)
                {
                    report(progress);
                }
                None
            }
            other => Some(other),
        }
    }

    /// Fails every open call and all later ones: the worker is gone.
    pub fn close(&self) {
        let waiting = {
            let mut calls = self.calls.borrow_mut();
            calls.gone = true;
            std::mem::take(&mut calls.waiting)
        };
        // Dropping the senders wakes the callers with `Gone`.
        drop(waiting);
    }

    fn register(&self, waiting: Waiting<A>) -> Option<CallId> {
        let mut calls = self.calls.borrow_mut();
        if calls.gone {
            return None;
        }
        let call = CallId(calls.next);
        calls.next += 1;
        calls.waiting.insert(call, waiting);
        Some(call)
    }

    fn take(&self, call: CallId) -> Option<Waiting<A>> {
        self.calls.borrow_mut().waiting.remove(&call)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::query::WorldSummary;
    use futures::executor::block_on;

    type Posted = Rc<RefCell<Vec<ToEngine>>>;

    fn client() -> (Client<()>, Posted) {
        let posted: Posted = Rc::default();
        let log = posted.clone();
        (Client::connect(move |message, _| log.borrow_mut().push(message)), posted)
    }

    #[test]
    fn it_greets_first() {
        let (_client, posted) = client();
        assert_eq!(posted.borrow()[0], ToEngine::Hello { protocol: PROTOCOL, build: BUILD.to_string() });
    }

    #[test]
    fn answers_reach_their_calls() {
        let (client, posted) = client();
        let first = client.call(None, |_| {}, |call| ToEngine::Export { call });
        let second = client.call(None, |_| {}, |call| ToEngine::Export { call });
        let name = |text: &str| Outcome::Exported { name: text.to_string() };
        client.receive(ToPage::Finished { call: second.id, result: Ok(name("b")) }, Some(()));
        client.receive(ToPage::Finished { call: first.id, result: Ok(name("a")) }, None);
        assert_eq!(block_on(first.outcome()), Ok((name("a"), None)));
        assert_eq!(block_on(second.outcome()), Ok((name("b"), Some(()))));
        assert_eq!(posted.borrow().len(), 3);
    }

    #[test]
    fn a_dead_worker_fails_open_and_later_calls() {
        let (client, _) = client();
        let open = client.ask(PrincipalId::SYSTEM, WorldSummary.into());
        client.close();
        assert_eq!(block_on(open), Err(Failure::Trouble(Trouble::Gone)));
        assert_eq!(
            block_on(client.ask(PrincipalId::SYSTEM, WorldSummary.into())),
            Err(Failure::Trouble(Trouble::Gone))
        );
    }

    #[test]
    fn what_is_no_answer_comes_back() {
        let (client, _) = client();
        let message = ToPage::Pong { nonce: 3 };
        assert_eq!(client.receive(message.clone(), None), Some(message));
    }
}
