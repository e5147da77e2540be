//! Queries that ask again when what they are made of has changed.

use crate::{
    engine::query::{Answer, Ask, Query, Topic},
    portal::session::{Connection, Session, use_session},
    rpc::{Failure, Trouble},
};
use leptos::prelude::*;
use std::sync::Arc;

/// What is known of an answer.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Loadable<T> {
    #[default]
    Loading,
    Ready(T),
    Failed(Failure),
}

impl<T> Loadable<T> {
    pub fn ready(self) -> Option<T> {
        match self {
            Loadable::Ready(value) => Some(value),
            Loadable::Loading | Loadable::Failed(_) => None,
        }
    }

    pub fn as_ready(&self) -> Option<&T> {
        match self {
            Loadable::Ready(value) => Some(value),
            Loadable::Loading | Loadable::Failed(_) => None,
        }
    }
}

/// The live answer to a question.
pub struct Loaded<T: Send + Sync + 'static> {
    pub state: RwSignal<Loadable<T>>,
    again: RwSignal<u64>,
}

impl<T: Send + Sync + 'static> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loaded<T> {}

impl<T: Clone + Send + Sync + 'static> Loaded<T> {
    /// Nothing is known yet.
    pub(super) fn loading() -> Self {
        Loaded { state: RwSignal::new(Loadable::Loading), again: RwSignal::new(0) }
    }

    /// Runs what calls this once more when the answer is refreshed.
    pub(super) fn track_refresh(self) {
        self.again.track();
    }

    /// The answer, once it is there; tracked.
    pub fn ready(self) -> Option<T> {
        self.state.with(|state| state.as_ready().cloned())
    }

    /// A part of the answer; tracked.
    pub fn map<U>(self, part: impl FnOnce(&T) -> U) -> Option<U> {
        self.state.with(|state| state.as_ready().map(part))
    }

    pub fn failure(self) -> Option<Failure> {
        self.state.with(|state| match state {
            Loadable::Failed(failure) => Some(failure.clone()),
            Loadable::Loading | Loadable::Ready(_) => None,
        })
    }

    pub fn is_loading(self) -> bool {
        self.state.with(|state| matches!(state, Loadable::Loading))
    }

    /// Asks once more, for a *Refresh* command.
    pub fn refresh(self) {
        self.again.update(|count| *count += 1);
    }
}

/// Asks a question and keeps its answer fresh. `None` asks nothing and shows as loading.
///
/// The answer stays on screen while a newer one is fetched; equal answers change nothing. A changed question
/// shows as loading again.
pub fn use_query<Q: Ask + Send + Sync>(
    question: impl Fn() -> Option<Q> + Send + Sync + 'static,
) -> Loaded<Q::Answer>
where
    Q::Answer: Send + Sync,
{
    use_query_showing(question, |_| true)
}

/// The same, but an answer also stays while that to a changed question is fetched: one page of a list gives way to the
/// next.
pub fn use_kept_query<Q: Ask + Send + Sync>(
    question: impl Fn() -> Option<Q> + Send + Sync + 'static,
) -> Loaded<Q::Answer>
where
    Q::Answer: Send + Sync,
{
    use_query_showing(question, |shown| shown.as_ready().is_none())
}

/// `gives_way` says whether what is shown does so to a changed question before that is answered.
fn use_query_showing<Q: Ask + Send + Sync>(
    question: impl Fn() -> Option<Q> + Send + Sync + 'static,
    gives_way: fn(&Loadable<Q::Answer>) -> bool,
) -> Loaded<Q::Answer>
where
    Q::Answer: Send + Sync,
{
    let state = RwSignal::new(Loadable::Loading);
    let again = RwSignal::new(0_u64);
    let show = move |news: News| {
        let shown = match news {
            News::Asked if state.with_untracked(gives_way) => Loadable::Loading,
            News::Asked => return,
            News::Answered(answer) => match Q::unwrap_answer(*answer) {
                Some(answer) => Loadable::Ready(answer),
                None => Loadable::Failed(Failure::Trouble(Trouble::Gone)),
            },
            News::Failed(failure) => Loadable::Failed(failure),
        };
        if state.with_untracked(|state| *state != shown) {
            state.set(shown);
        }
    };
    follow(Box::new(move || question().map(Into::into)), Q::TOPICS, again, Arc::new(show));
    Loaded { state, again }
}

impl Session {
    /// Asks a question once, as whoever is signed in.
    ///
    /// # Errors
    /// The refusal, or the trouble of the connection.
    pub async fn ask<Q: Ask>(self, question: Q) -> Result<Q::Answer, Failure> {
        let answer = self.client()?.ask(self.persona.get_untracked().id, question.into()).await?;
        Q::unwrap_answer(answer).ok_or(Failure::Trouble(Trouble::Gone))
    }
}

/// What became of a question.
enum News {
    /// It is another one than before, and on its way.
    Asked,
    Answered(Box<Answer>),
    Failed(Failure),
}

type Show = Arc<dyn Fn(News) + Send + Sync>;

/// The part of [`use_query`] that is the same for all questions.
fn follow(
    question: Box<dyn Fn() -> Option<Query> + Send + Sync>,
    topics: &'static [Topic],
    again: RwSignal<u64>,
    show: Show,
) {
    let session = use_session();
    let question = Memo::new(move |_| question());
    // Counts the questions asked, so that a late answer to an old one is dropped.
    let asked = StoredValue::new(0_u64);
    let before = StoredValue::new(None::<Query>);
    // Reaches outside the graph: posts the question to the worker.
    Effect::new(move || {
        again.track();
        for topic in topics {
            session.topic(*topic).track();
        }
        session.persona.track();
        let connected = session.connection.with(|connection| *connection == Connection::Ready);
        let Some(question) = question.get().filter(|_| connected) else { return };
        if before.with_value(|before| before.as_ref() != Some(&question)) {
            before.set_value(Some(question.clone()));
            show(News::Asked);
        }
        let number = asked.get_value() + 1;
        asked.set_value(number);
        let show = show.clone();
        ask(session, question, move |news| {
            if asked.try_get_value() == Some(number) {
                show(news);
            }
        });
    });
}

fn ask(session: Session, question: Query, receive: impl FnOnce(News) + 'static) {
    let Ok(client) = session.client() else { return };
    let answer = client.ask(session.persona.get_untracked().id, question);
    leptos::task::spawn_local(async move {
        receive(match answer.await {
            Ok(answer) => News::Answered(Box::new(answer)),
            Err(failure) => News::Failed(failure),
        });
    });
}
