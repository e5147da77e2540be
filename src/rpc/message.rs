//! The messages.

use crate::{
    base::{ArmId, ByteSize, Digest, HttpRequest, HttpResponse, SimTime},
    engine::{
        job::{JobOperation, JobStatus},
        monitor::{AlertRule, StopConditions},
        query::{Answer, Query, Topic},
        rbac::PrincipalId,
        refusal::Refusal,
        request::Command,
        storage::AccessTier,
    },
    rpc::{
        AdvanceTarget, Clock, ClockWork, JumpSummary, Rendering, SavepointAction, SavepointList,
        SavepointTrouble, ScenarioRow,
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Ties answers to calls; each page counts its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CallId(pub u64);

/// From a page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToEngine {
    Hello {
        protocol: u32,
        build: String,
    },
    Ask {
        call: CallId,
        principal: PrincipalId,
        query: Query,
    },
    Submit {
        call: CallId,
        principal: PrincipalId,
        command: Command,
    },
    /// The `File` travels beside the frame.
    Upload {
        call: CallId,
        principal: PrincipalId,
        target: UploadTarget,
    },
    /// The answer brings a `Blob`.
    Download {
        call: CallId,
        principal: PrincipalId,
        container: ArmId,
        path: String,
    },
    /// Writes an image on an empty disk. The `File` travels beside the frame.
    UploadImage {
        call: CallId,
        principal: PrincipalId,
        disk: ArmId,
    },
    /// The bytes of a disk or snapshot as a fixed VHD; the answer brings a `Blob`.
    ExportDisk {
        call: CallId,
        principal: PrincipalId,
        source: ArmId,
    },
    /// Some bytes of a disk or snapshot.
    ReadImage {
        call: CallId,
        principal: PrincipalId,
        image: ArmId,
        offset: u64,
        length: u64,
    },
    /// Writes bytes at an offset of a disk: all of them or none.
    WriteBytes {
        call: CallId,
        principal: PrincipalId,
        disk: ArmId,
        offset: u64,
        bytes: Vec<u8>,
    },
    /// Reads a disk or snapshot and answers the digest of its bytes.
    DigestImage {
        call: CallId,
        principal: PrincipalId,
        image: ArmId,
    },
    /// Reads a file and answers the digest of its bytes.
    Prove {
        call: CallId,
        principal: PrincipalId,
        container: ArmId,
        path: String,
    },
    /// What a command is as a request of Azure's APIs, as things are now. Nothing is carried out.
    Render {
        call: CallId,
        principal: PrincipalId,
        command: Command,
    },
    /// A request of the REST API, in the name of a principal unless it brings a token of its own.
    Serve {
        call: CallId,
        principal: PrincipalId,
        request: HttpRequest,
    },
    Advance {
        call: CallId,
        target: AdvanceTarget,
        /// What ends the run before that.
        stops: StopConditions,
    },
    /// Ends the jump that is under way, whichever page began it.
    CancelJump,
    /// Takes, names or deletes savepoints, or goes to one.
    Savepoint {
        call: CallId,
        action: SavepointAction,
    },
    /// Makes a prepared world, which reports progress and can be cancelled, and puts it in the place of the world. A
    /// savepoint keeps the one before.
    LoadScenario {
        call: CallId,
        scenario: String,
    },
    /// The whole world as one file; the answer brings a `Blob`.
    Export {
        call: CallId,
    },
    Cancel {
        call: CallId,
    },
    /// Whether the page can be seen; the clock runs while one of them can.
    Visible(bool),
    Ping {
        nonce: u64,
    },
    Bye,
}

/// Where an uploaded file goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UploadTarget {
    pub container: ArmId,
    pub path: String,
    pub content_type: String,
    pub tier: AccessTier,
    pub overwrite: bool,
}

impl UploadTarget {
    /// The command that the upload of so many bytes ends with, with other bytes: nobody has read them yet.
    pub fn command(&self, size: ByteSize) -> Command {
        let UploadTarget { container, path, content_type, tier, overwrite } = self.clone();
        Command::put_unread(container, path, size, content_type, tier, overwrite)
    }
}

/// Stored bytes that an answer to the portal's own requests has. More is downloaded.
pub const SERVED_BYTES_MAX: u64 = 64 * 1_024;

/// From the worker to a page.
#[allow(clippy::large_enum_variant, reason = "built, posted and dropped one at a time")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToPage {
    Welcome {
        storage: StorageMode,
        clock: Clock,
        scenarios: Vec<ScenarioRow>,
        work: ClockWork,
        savepoints: SavepointList,
    },
    /// The worker runs another build; the page must not go on.
    WrongBuild {
        running: String,
    },
    Answered {
        call: CallId,
        result: Result<Answer, Failure>,
    },
    Progress {
        call: CallId,
        progress: Progress,
    },
    Finished {
        call: CallId,
        result: Result<Outcome, Failure>,
    },
    /// Something changed; open queries with one of these topics ask again.
    Committed {
        revision: u64,
        topics: Vec<Topic>,
        happenings: Vec<Happening>,
        clock: Clock,
    },
    Clock(Clock),
    /// The clock began, goes on with or ended something.
    Work(ClockWork),
    /// A jump that some page began is over.
    JumpEnded(JumpSummary),
    /// The savepoints, when they have changed.
    Savepoints(SavepointList),
    Pong {
        nonce: u64,
    },
    /// The engine is gone. What was acknowledged is kept.
    Panicked {
        message: String,
    },
}

/// Whether what is done here will be there tomorrow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StorageMode {
    Kept,
    /// The browser refuses a database: everything lives in memory and ends with the worker.
    MemoryOnly {
        reason: String,
    },
    /// The database was written by a newer build.
    ReadOnly {
        found: u32,
        supported: u32,
    },
}

/// Why a call did not do what it was meant to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Failure {
    Refused(Refusal),
    Trouble(Trouble),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure::Refused(refusal)
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Failure::Trouble(trouble)
    }
}

/// What can go wrong below the simulated cloud. The state is as it was in every case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Trouble {
    /// The browser's storage is full.
    QuotaExceeded {
        needed: ByteSize,
        available: ByteSize,
    },
    StorageFailed {
        message: String,
    },
    ReadOnly,
    Cancelled,
    /// The file could not be read: it was moved, changed or taken away.
    Unreadable {
        message: String,
    },
    /// The clock was to go where it cannot.
    NeverBack {
        now: SimTime,
    },
    PastTheEnd {
        end: SimTime,
    },
    /// A jump was asked for while another one runs.
    JumpUnderWay {
        until: SimTime,
        now: SimTime,
    },
    /// What came next on the clock could not be stored.
    ClockStopped {
        reached: SimTime,
        cause: Box<Trouble>,
    },
    /// Stored bytes are not the ones that were written.
    Corrupt {
        message: String,
    },
    UnknownScenario {
        name: String,
    },
    Savepoint(SavepointTrouble),
    /// Files are being uploaded or read.
    TransferUnderWay,
    /// The worker does not answer any more.
    Gone,
}

impl Trouble {
    /// What happened, why, and what to do next.
    pub fn explain(&self) -> (String, String) {
        match self {
            Trouble::QuotaExceeded { needed, available } => (
                format!("The browser's storage is full: {needed} more are needed, {available} are left."),
                "Free space on this device, or delete files you no longer need and forget the savepoints, which keep what was deleted; then try again. Nothing was half-written.".into(),
            ),
            Trouble::StorageFailed { message } => (
                format!("The browser's database refused to write: {message}"),
                "Nothing was changed. Try again; if it happens again, export the world and reload.".into(),
            ),
            Trouble::ReadOnly => (
                "This world was written by a newer version of Vault Lab and can only be read.".into(),
                "Reload to get the newer version, or export the world.".into(),
            ),
            Trouble::Cancelled => ("Cancelled.".into(), "Nothing was changed.".into()),
            Trouble::Unreadable { message } => (
                format!("The file could not be read: {message}"),
                "It may have been moved or changed since it was chosen. Choose it again.".into(),
            ),
            Trouble::NeverBack { now } => (
                format!("The clock is at {}; it runs forward only.", to_the_minute(*now)),
                "Choose a later moment. Savepoints lead back.".into(),
            ),
            Trouble::PastTheEnd { end } => (
                format!("The simulated clock ends at {}.", to_the_minute(*end)),
                "Choose an earlier moment: how clocks change in each time zone is known until then.".into(),
            ),
            Trouble::JumpUnderWay { until, now } => (
                format!(
                    "The clock is already running ahead: to {}, and is at {}.",
                    to_the_minute(*until),
                    to_the_minute(*now)
                ),
                "Wait until it is there, or cancel it: any tab can, in the simulation bar.".into(),
            ),
            Trouble::ClockStopped { reached, cause } => explain_halt(*reached, cause),
            Trouble::Corrupt { message } => (
                format!("Stored bytes are damaged: {message}"),
                "Restore the file from another recovery point, and export the world for inspection.".into(),
            ),
            Trouble::UnknownScenario { name } => {
                (format!("There is no scenario named {name}."), "Choose one of the listed scenarios.".into())
            }
            Trouble::Savepoint(trouble) => trouble.explain(),
            Trouble::TransferUnderWay => (
                "Files are being uploaded or downloaded, and would arrive in another world.".into(),
                "Wait until they are there, or cancel them: the tab that began it can, in its notifications.".into(),
            ),
            Trouble::Gone => (
                "The simulation does not answer any more.".into(),
                "Reload the page. Everything that was confirmed is kept.".into(),
            ),
        }
    }
}

/// What happened until then is stored, whatever the cause is.
fn explain_halt(reached: SimTime, cause: &Trouble) -> (String, String) {
    let (message, action) = match cause {
        Trouble::QuotaExceeded { .. } => (
            "the browser's storage is full".to_string(),
            "Free space on this device, or delete files you no longer need and forget the savepoints; then press Play.".to_string(),
        ),
        Trouble::StorageFailed { message } => (
            format!("the browser's database refused to write ({message})"),
            "Press Play to try again; if it happens again, export the world and reload.".to_string(),
        ),
        other => {
            let (message, action) = other.explain();
            (message.trim_end_matches('.').to_string(), action)
        }
    };
    (
        format!("The clock stopped at {}: {message}.", to_the_minute(reached)),
        format!("What happened until then stays. {action}"),
    )
}

/// `14 Sep 2026 10:40 UTC`.
fn to_the_minute(at: SimTime) -> String {
    at.utc().format("%d %b %Y %H:%M UTC").to_string()
}

/// How far a long call has come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub done: u64,
    pub total: u64,
}

/// What a finished call brought about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    Submitted(Receipt),
    Uploaded {
        receipt: Receipt,
        size: ByteSize,
        digest: Digest,
        /// Bytes that were not stored before.
        new_bytes: ByteSize,
    },
    /// An image is on its disk.
    ImageWritten {
        receipt: Receipt,
        /// Of the disk that the image describes.
        size: ByteSize,
        new_bytes: ByteSize,
    },
    ImageRead {
        bytes: Vec<u8>,
        /// Of the disk.
        size: ByteSize,
        /// Where the next run of written bytes starts, behind the one that was read from.
        next_run: Option<u64>,
    },
    ImageDigested {
        digest: Digest,
        /// Of the disk.
        size: ByteSize,
        /// What was written on it, and had to be read.
        read: ByteSize,
    },
    /// A `Blob` travels beside the frame.
    Downloaded {
        name: String,
        size: ByteSize,
    },
    Proven {
        digest: Digest,
        size: ByteSize,
    },
    Rendered(Rendering),
    /// Of bytes that are stored, no more than the first [`SERVED_BYTES_MAX`].
    Served(HttpResponse),
    Advanced(JumpSummary),
    ScenarioLoaded,
    /// What was asked about savepoints is done.
    SavepointDone,
    /// A `Blob` travels beside the frame.
    Exported {
        name: String,
    },
}

/// The acknowledgement of a command: its effects are durable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    pub correlation: Uuid,
    pub at: SimTime,
    pub made: Made,
    /// Its row in the activity log; none where it changed nothing, or data only.
    pub activity: Option<Uuid>,
}

/// What a command brought into being that is worth going to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Made {
    Nothing,
    Resource(ArmId),
    Deployment { group: ArmId, name: String },
    Job { vault: ArmId, guid: Uuid },
}

/// Something that happened by itself and that a person should hear of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Happening {
    JobEnded {
        vault: ArmId,
        guid: Uuid,
        instance: String,
        operation: JobOperation,
        status: JobStatus,
        /// The alert that it fired.
        alert: Option<AlertRule>,
    },
    /// Without a job: of what a person did.
    AlertFired {
        vault: ArmId,
        guid: Uuid,
        rule: AlertRule,
        instance: String,
    },
    DeploymentSucceeded {
        group: ArmId,
        name: String,
        resource: ArmId,
    },
    RoleTookEffect {
        scope: ArmId,
        role: String,
    },
    /// More jobs failed during a jump than are named.
    MoreFailed {
        count: u64,
    },
}
