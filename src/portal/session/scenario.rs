//! Starting prepared worlds.

use crate::{
    portal::{scenarios::Preparing, session::Session},
    rpc::{Failure, Progress, ToEngine},
};
use leptos::prelude::*;

impl Session {
    /// Makes a prepared world and puts it in the place of the world; [`Session::preparing`] says how far it is.
    ///
    /// # Errors
    /// Unknown name, [`crate::rpc::Trouble::Cancelled`], or the trouble that kept it from being stored.
    pub async fn load_scenario(self, name: &str) -> Result<(), Failure> {
        let (scenario, own) = (name.to_string(), name.to_string());
        let report = move |progress: Progress| {
            let percent = u8::try_from(progress.done * 100 / progress.total.max(1)).ok();
            self.preparing.set(Some(Preparing { name: own.clone(), percent }));
        };
        let pending = self.client()?.call(None, report, |call| ToEngine::LoadScenario { call, scenario });
        let call = pending.id;
        self.preparing_call.set(Some(call));
        self.preparing.set(Some(Preparing { name: name.to_string(), percent: None }));
        let outcome = pending.outcome().await;
        // Whoever asked for another one meanwhile has given this one up.
        if self.preparing_call.get_untracked() == Some(call) {
            self.preparing_call.set(None);
            self.preparing.set(None);
        }
        outcome.map(drop)
    }

    /// Gives up the prepared world that is being made.
    pub fn cancel_scenario(self) {
        if let (Ok(client), Some(call)) = (self.client(), self.preparing_call.get_untracked()) {
            client.cancel(call);
        }
    }
}
