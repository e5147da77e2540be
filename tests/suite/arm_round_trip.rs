//! Commands become requests, and the requests become the same commands again.
//!
//! What is rendered goes through the door of the API, where somebody writes down which command comes out of it. Nothing is
//! carried out, so that one laboratory serves all cases.

use crate::{
    arm_commands::{canonical, disk_site_command},
    arm_storage_commands::{blob_site_command, lake_site_command},
    blob_backup_site::{BlobBackupSite, Parts},
    disk_site::DiskSite,
    lab::Lab,
    site::Site,
};
use futures::executor::block_on;
use proptest::prelude::*;
use uuid::Uuid;
use vault_lab::{
    arm::{
        Door, Submitted,
        budget::{Left, Spending},
        caller,
        render::{Rendered, Rendering, render},
        serve,
    },
    content::Content,
    engine::{Command, query::Viewer, rbac::PrincipalId},
    rpc::{Failure, Trouble},
};

/// A door behind which nothing happens.
struct Listener<'a> {
    lab: &'a Lab,
    heard: Option<Command>,
}

impl Door for Listener<'_> {
    fn viewer(&self, principal: PrincipalId) -> Viewer<'_> {
        Viewer { state: &self.lab.state, principal, now: self.lab.now() }
    }

    fn next_correlation(&mut self) -> Uuid {
        Uuid::nil()
    }

    fn spend(&mut self, _: PrincipalId, _: &str, _: Spending) -> Left {
        Left { of_principal: 1, of_subscription: 1 }
    }

    async fn submit(&mut self, _: PrincipalId, command: Command, _: Uuid) -> Result<Submitted, Failure> {
        self.heard = Some(command);
        Err(Failure::Trouble(Trouble::Cancelled))
    }
}

pub fn rendered(lab: &Lab, command: &Command) -> Vec<Rendered> {
    let viewer = Viewer { state: &lab.state, principal: lab.principal, now: lab.now() };
    match render(&viewer, command).unwrap_or_else(|refusal| panic!("{command:?}: {refusal}")) {
        Rendering::Requests(all) => all,
        Rendering::Simulation => Vec::new(),
    }
}

/// The bytes that the sender has at hand.
fn content(command: &Command) -> Option<Content> {
    match command {
        Command::PutFile { content, .. }
        | Command::StageBlock { content, .. }
        | Command::AppendToFile { content, .. } => Some(content.clone()),
        Command::WithLease { command, .. } => content(command),
        _ => None,
    }
}

/// The command that a rendered one is read back as, and what was answered where there is none.
pub fn read_back(lab: &Lab, command: &Command) -> Result<Command, String> {
    let all = rendered(lab, command);
    let [Rendered { request, .. }] = all.as_slice() else { panic!("{} requests: {command:?}", all.len()) };
    let token = format!("Bearer {}", caller::token(lab.principal));
    let said = format!("{all:?}");
    assert!(!said.contains("Bearer") && !said.contains(&token[7..]), "a token is in {said}");
    assert!(!said.contains("Key=") && !said.contains("sig="), "a key is in {said}");
    let signed = request.clone().with_header("Authorization", token);
    let mut door = Listener { lab, heard: None };
    let served = block_on(serve(&mut door, &signed, content(command)));
    door.heard.ok_or_else(|| {
        let body = String::from_utf8_lossy(&served.response.body).into_owned();
        format!(
            "{} {} {}: {} {body}",
            request.method,
            request.url,
            String::from_utf8_lossy(&request.body),
            served.response.status
        )
    })
}

#[track_caller]
pub fn check(lab: &Lab, command: &Command) {
    match read_back(lab, command) {
        Ok(found) => assert_eq!(canonical(found), canonical(command.clone())),
        Err(answer) => panic!("{command:?}\nis nothing but an answer: {answer}"),
    }
}

thread_local! {
    static DISKS: DiskSite = {
        let mut site = DiskSite::protected();
        site.back_up();
        site.do_(site.take("by-hand"));
        let scope = site.disks.clone();
        site.lab.lock(&scope, vault_lab::engine::resources::LockLevel::ReadOnly);
        site
    };
    static LAKES: Site = {
        let mut site = Site::protected();
        site.back_up();
        site
    };
    static BLOBS: BlobBackupSite = {
        let mut site = BlobBackupSite::protected(Parts::Both);
        site.back_up();
        site
    };
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn commands_of_disks_and_the_platform_come_back(command in DISKS.with(disk_site_command)) {
        DISKS.with(|site| check(site, &command));
    }

    #[test]
    fn commands_of_blobs_come_back(command in BLOBS.with(blob_site_command)) {
        BLOBS.with(|site| check(site, &command));
    }

    #[test]
    fn commands_of_data_lakes_come_back(command in LAKES.with(lake_site_command)) {
        LAKES.with(|site| check(site, &command));
    }
}

#[test]
fn what_needs_a_past_comes_back_too() {
    let mut site = DiskSite::protected();
    site.back_up();
    site.do_(site.stop());
    check(&site, &site.resume());
    site.do_(site.delete_instance());
    site.advance(2);
    let instance = site.vault.child("deletedBackupInstances", site.instance.name());
    check(&site, &Command::UndeleteBackupInstance { instance });
}

#[test]
fn what_is_about_the_simulation_alone_is_no_request() {
    let site = DiskSite::new();
    let disk = || site.disk.clone();
    for command in [
        Command::SetClock { speed: 60, paused: false },
        Command::KeepTime,
        Command::RewriteDisk { disk: disk(), per_mille: 10 },
        Command::SetDiskWorkload { disk: disk(), per_mille: None },
        Command::AttachDisk { disk: disk(), machine: "vm-1".to_string() },
        Command::DetachDisk { disk: disk() },
        Command::Validate { command: Box::new(Command::DeleteDisk { disk: disk() }) },
    ] {
        assert!(rendered(&site, &command).is_empty(), "{command:?}");
    }
}

#[test]
fn what_cannot_be_looked_up_is_refused_as_a_query_would_be() {
    let mut site = DiskSite::protected();
    let gone = Command::BackupNow {
        instance: site.vault.child("backupInstances", "gone"),
        tag: vault_lab::engine::policy::RetentionTag::Default,
    };
    let refused = |site: &DiskSite, command: &Command| {
        let viewer = Viewer { state: &site.state, principal: site.principal, now: site.now() };
        render(&viewer, command).expect_err("it is refused").code()
    };
    assert_eq!(refused(&site, &gone), "ResourceNotFound");
    let backup = site.backup_now();
    site.sign_in("Stella");
    assert_eq!(refused(&site, &backup), "AuthorizationFailed");
}
