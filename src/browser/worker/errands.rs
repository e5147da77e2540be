//! What the loop does besides commands and queries: export the world, find files to read.

use crate::{
    browser::worker::{
        export::export,
        host::{Host, Reply},
    },
    content::Content,
    engine::{
        Refusal,
        query::{PathDetail, Query},
        rbac::PrincipalId,
        resources::ResourceError,
        storage::{BlobPath, history},
    },
    rpc::{Failure, Outcome, ToPage},
    runtime::world::trouble,
};

/// A file to read.
pub struct Found {
    pub content: Content,
    pub name: String,
    pub content_type: String,
}

impl Host {
    pub(super) fn export(&self, reply: Reply) {
        let (storage, pages) = (self.storage.clone(), self.pages.clone());
        let name = format!("vault-lab-{}.world", self.now().iso().replace(':', ""));
        wasm_bindgen_futures::spawn_local(async move {
            let (result, blob) = match export(&storage).await {
                Ok(blob) => (Ok(Outcome::Exported { name }), Some(blob)),
                Err(error) => (Err(Failure::Trouble(trouble(&error))), None),
            };
            pages.send_with(reply.page, &ToPage::Finished { call: reply.call, result }, blob.as_ref());
        });
    }

    /// The content behind a path, for a viewer who may read it.
    pub(super) fn find(&self, principal: PrincipalId, detail: PathDetail) -> Result<Found, Failure> {
        let world = self.world.as_ref().map_err(|trouble| Failure::Trouble(trouble.clone()))?;
        world.answer(principal, &Query::from(detail.clone()), self.now())?;
        let state = world.state();
        let container = state.find_container(&detail.container)?.id;
        let not_found =
            || Refusal::from(ResourceError::ResourceNotFound { resource: detail.container.clone() });
        let path = BlobPath(detail.path.clone());
        let facts = history::facts_to_read(state, container, &path, None)?;
        let content = state.contents.get(&facts.content).ok_or_else(not_found)?.clone();
        Ok(Found { content, name: path.name().to_string(), content_type: facts.content_type.to_string() })
    }
}
