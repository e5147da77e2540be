//! Requests of the REST API, in the name of whoever is signed in.

use crate::{
    base::{HttpRequest, HttpResponse},
    portal::session::Session,
    rpc::{Failure, Outcome, ToEngine, Trouble},
};
use leptos::prelude::*;

impl Session {
    /// Has a request answered. What the API refuses is an answer too.
    ///
    /// # Errors
    /// The trouble that kept the engine from answering.
    pub async fn serve(self, request: HttpRequest) -> Result<HttpResponse, Failure> {
        let principal = self.persona.get_untracked().id;
        let message = |call| ToEngine::Serve { call, principal, request };
        match self.client()?.call(None, |_| {}, message).outcome().await? {
            (Outcome::Served(response), _) => Ok(response),
            _ => Err(Failure::Trouble(Trouble::Gone)),
        }
    }
}
