//! What pages ask of the bytes of disks and snapshots.

use crate::browser::worker::storage::WorkerStorage;
use crate::{
    base::ArmId,
    browser::worker::{
        host::{Host, Reply, publish},
        images::ImageTarget,
        transfers::Transfer,
    },
    engine::{Refusal, rbac::PrincipalId},
    rpc::{Failure, Outcome, ToPage, Trouble},
    runtime::World,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

impl Host {
    /// Looks something up and starts a transfer with it, or says why not.
    fn start<T>(
        &mut self,
        reply: Reply,
        find: impl FnOnce(&World<WorkerStorage>) -> Result<T, Refusal>,
        start: impl FnOnce(Transfer, T),
    ) {
        let found = match &self.world {
            Ok(world) => find(world).map_err(Failure::from),
            Err(trouble) => Err(Failure::Trouble(trouble.clone())),
        };
        match found {
            Err(failure) => self.refuse(reply, failure),
            Ok(found) => match self.transfer(reply) {
                Some(transfer) => start(transfer, found),
                None => self.fail(reply, Trouble::ReadOnly),
            },
        }
    }

    pub(super) fn upload_image(
        &mut self,
        reply: Reply,
        principal: PrincipalId,
        disk: ArmId,
        file: Option<File>,
    ) {
        let Some(file) = file else {
            return self.fail(reply, Trouble::Unreadable { message: "no file came along".into() });
        };
        let now = self.now();
        let target = |world: &World<_>| {
            let size = world.upload_target(principal, &disk, now)?;
            Ok(ImageTarget { principal, disk, size })
        };
        self.start(reply, target, |transfer, target| spawn_local(transfer.upload_image(target, file)));
    }

    pub(super) fn export_disk(&mut self, reply: Reply, principal: PrincipalId, source: &ArmId) {
        let now = self.now();
        let find = |world: &World<_>| world.image(principal, source, now);
        self.start(reply, find, |transfer, image| spawn_local(transfer.export(image)));
    }

    pub(super) fn digest_image(&mut self, reply: Reply, principal: PrincipalId, image: &ArmId) {
        let now = self.now();
        let find = |world: &World<_>| world.held_image(principal, image, now);
        self.start(reply, find, |transfer, image| spawn_local(transfer.digest_image(image)));
    }

    pub(super) fn read_image(
        &mut self,
        reply: Reply,
        principal: PrincipalId,
        image: &ArmId,
        offset: u64,
        length: u64,
    ) {
        let now = self.now();
        let find = |world: &World<_>| world.image_part(principal, image, offset, length, now);
        self.start(reply, find, |transfer, part| spawn_local(transfer.read_image(part)));
    }

    /// Holds up the loop for as long as a few blocks take: nobody else writes in between.
    pub(super) async fn write_bytes(
        &mut self,
        reply: Reply,
        principal: PrincipalId,
        disk: &ArmId,
        offset: u64,
        bytes: &[u8],
    ) {
        self.catch_up().await;
        let now = self.now();
        let Ok(world) = &mut self.world else { return self.fail(reply, Trouble::ReadOnly) };
        let mut executed = world.write_bytes(principal, disk, offset, bytes, now).await;
        let result = executed.results.pop().unwrap_or(Err(Failure::Trouble(Trouble::Gone)));
        publish(&self.pages, executed, &self.pacer);
        let result = result.map(Outcome::Submitted);
        self.pages.send(reply.page, &ToPage::Finished { call: reply.call, result });
        // What a refused or overwritten block leaves behind is litter.
        self.litter = true;
    }
}
