//! Requests of the REST API that the portal passes on, in the name of whoever is signed in. They are small: what is to
//! be stored was typed, and of what is stored the beginning is shown.

use crate::{
    arm::{Intake, Served, ServedContent, caller},
    base::{HttpRequest, HttpResponse},
    browser::worker::{
        host::{Host, Reply},
        storage::WorkerStorage,
        transfers::damaged,
    },
    content::{Content, Reader},
    engine::rbac::PrincipalId,
    rpc::{Failure, Outcome, SERVED_BYTES_MAX, ToPage, Trouble},
    runtime::{Shelf, UploadSession},
};

impl Host {
    /// Answers a request of the portal, in the name of a principal unless it brings a token of its own.
    pub(super) async fn serve(&mut self, reply: Reply, principal: PrincipalId, request: HttpRequest) {
        let request = match request.header("Authorization") {
            Some(_) => request,
            None => request.with_header("Authorization", format!("Bearer {}", caller::token(principal))),
        };
        let result = self.answer_portal(request).await.map(Outcome::Served);
        self.pages.send(reply.page, &ToPage::Finished { call: reply.call, result });
    }

    async fn answer_portal(&mut self, mut request: HttpRequest) -> Result<HttpResponse, Failure> {
        match self.admit(&request).await {
            Err(refused) => Ok(refused.response),
            Ok(Intake::Bytes { .. }) => {
                let served = self.carry_out_http(&request, None).await;
                self.with_beginning(served).await
            }
            Ok(Intake::Stored) => {
                let shelf = self.shelf()?;
                let mut session = UploadSession::begin(&shelf);
                let served = match store(&mut session, &std::mem::take(&mut request.body)).await {
                    Ok(content) => Ok(self.carry_out_http(&request, Some(content)).await),
                    Err(trouble) => Err(Failure::Trouble(trouble)),
                };
                session.release().await;
                // What a refused or failed request left behind is litter.
                self.litter |= !served.as_ref().is_ok_and(|served| served.response.status < 400);
                Ok(served?.response)
            }
        }
    }

    fn shelf(&self) -> Result<Shelf<WorkerStorage>, Failure> {
        match &self.world {
            Ok(world) => Ok(world.shelf().clone()),
            Err(trouble) => Err(Failure::Trouble(trouble.clone())),
        }
    }

    /// The answer with the first of the bytes that belong to it.
    async fn with_beginning(&self, served: Served) -> Result<HttpResponse, Failure> {
        let Served { mut response, content } = served;
        if let Some(ServedContent { content, range }) = content {
            let shelf = self.shelf()?;
            let _held = shelf.hold(&content);
            let chunks = shelf.chunks();
            let end = range.end.min(range.start + SERVED_BYTES_MAX);
            let mut reader = Reader::range(&content, &chunks, range.start..end).map_err(damaged)?;
            while let Some(bytes) = reader.next().await.map_err(damaged)? {
                response.body.extend_from_slice(&bytes);
            }
        }
        Ok(response)
    }
}

async fn store(session: &mut UploadSession<WorkerStorage>, bytes: &[u8]) -> Result<Content, Trouble> {
    session.push(bytes).await?;
    session.finish().await
}
