//! A client of the endpoints of a storage account, and a laboratory with bytes behind it.

use crate::{blob_site::BlobSite, lab::Lab};
use bytes::Bytes;
use futures::executor::block_on;
use serde_json::Value;
use std::{cell::RefCell, collections::BTreeMap};
use vault_lab::{
    arm::{Intake, Served, admit, caller, interrupted, serve},
    base::{ArmId, Digest, HttpRequest, Method, Seed},
    content::{Chunk, ChunkSource, Chunker, Content, Pattern, ReadError, procedural, reader::read_range},
    engine::storage::DataProtection,
    rpc::Trouble,
};

/// Chunks in memory.
#[derive(Default)]
pub struct Shelf(RefCell<BTreeMap<Digest, Bytes>>);

impl ChunkSource for Shelf {
    async fn chunk(&self, digest: Digest) -> Result<Bytes, ReadError> {
        self.0.borrow().get(&digest).cloned().ok_or(ReadError::Missing(digest))
    }
}

impl Shelf {
    /// Takes bytes in as an upload does.
    fn store(&self, bytes: &[u8]) -> Content {
        let mut chunker = Chunker::new();
        let mut chunks = chunker.push(bytes);
        let (last, content) = chunker.finish();
        chunks.extend(last);
        let kept = chunks.into_iter().map(|Chunk { digest, bytes }| (digest, bytes));
        self.0.borrow_mut().extend(kept);
        content
    }
}

/// A request that is refused: method, path, headers, body; and with which status and code.
pub type Refused =
    (Method, &'static str, &'static [(&'static str, &'static str)], &'static str, u16, &'static str);

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub struct Got {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
}

impl Got {
    pub fn maybe(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub fn header(&self, name: &str) -> String {
        self.maybe(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.headers)).to_string()
    }

    pub fn code(&self) -> &str {
        self.maybe("x-ms-error-code").unwrap_or_default()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// What stands in the elements of a name, in order.
    pub fn all(&self, element: &str) -> Vec<String> {
        let (start, end) = (format!("<{element}>"), format!("</{element}>"));
        let text = self.text();
        let parts = text.split(&start).skip(1).filter_map(|part| part.split(&end).next());
        parts.map(str::to_string).collect()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).expect("the body is JSON")
    }
}

pub struct DataClient {
    pub lab: Lab,
    pub account: ArmId,
    pub container: ArmId,
    shelf: Shelf,
}

impl std::ops::Deref for DataClient {
    type Target = Lab;

    fn deref(&self) -> &Lab {
        &self.lab
    }
}

impl std::ops::DerefMut for DataClient {
    fn deref_mut(&mut self) -> &mut Lab {
        &mut self.lab
    }
}

impl DataClient {
    /// A flat account with the container `data`.
    pub fn flat(settings: DataProtection) -> DataClient {
        let BlobSite { lab, account, container } = BlobSite::new(settings);
        DataClient { lab, account, container, shelf: Shelf::default() }
    }

    /// A data lake with the file system `data`.
    pub fn lake() -> DataClient {
        let mut lab = Lab::new();
        let group = lab.group("rg-lake");
        let account = lab.data_lake(&group, "lakeaccount");
        let container = lab.container(&account, "data");
        DataClient { lab, account, container, shelf: Shelf::default() }
    }

    pub fn url(&self, service: &str, path: &str) -> String {
        format!("https://{}.{service}.core.windows.net{path}", self.account.name())
    }

    /// A request with everything that a client adds to it.
    pub fn request(&self, method: Method, url: &str, headers: &[(&str, &str)]) -> HttpRequest {
        let token = format!("Bearer {}", caller::token(self.lab.principal));
        let request = HttpRequest::new(method, url)
            .with_header("authorization", token)
            .with_header("x-ms-version", "2026-10-06")
            .with_header("x-ms-client-request-id", "7c0b1f5a-0000-4000-8000-000000000001");
        headers.iter().fold(request, |request, (name, value)| request.with_header(name, *value))
    }

    /// Sends a request as the worker does: the body is read or stored as it was admitted.
    pub fn send(&mut self, mut request: HttpRequest, body: &[u8]) -> Got {
        let served = match admit(&self.lab, &request) {
            Err(refused) => refused,
            Ok(Intake::Stored) => {
                let content = self.shelf.store(body);
                block_on(serve(&mut self.lab, &request, Some(content)))
            }
            Ok(Intake::Bytes { max }) => {
                assert!(body.len() <= max, "the worker refuses longer bodies");
                request.body = body.to_vec();
                block_on(serve(&mut self.lab, &request, None))
            }
        };
        let bytes = match &served.content {
            None => served.response.body.clone(),
            Some(found) => {
                assert!(served.response.body.is_empty(), "there is one body");
                let read = block_on(read_range(&found.content, &self.shelf, found.range.clone()));
                read.expect("every chunk is there").to_vec()
            }
        };
        self.checked(&request, served, bytes)
    }

    /// Breaks a request off as the worker does where the browser fails it.
    pub fn interrupt(&self, request: &HttpRequest, trouble: Trouble) -> Got {
        let id = Seed(3).guid("interrupted", 0);
        let served = interrupted(request, id, self.lab.now(), trouble);
        let bytes = served.response.body.clone();
        self.checked(request, served, bytes)
    }

    fn checked(&self, request: &HttpRequest, served: Served, bytes: Vec<u8>) -> Got {
        let got = Got { status: served.response.status, headers: served.response.headers, bytes };
        self.check(request, &got);
        got
    }

    /// What every answer says.
    fn check(&self, request: &HttpRequest, got: &Got) {
        assert!(got.maybe("x-ms-request-id").is_some() && got.maybe("Date").is_some(), "{got:?}");
        assert_eq!(got.maybe("x-ms-client-request-id"), request.header("x-ms-client-request-id"));
        assert_eq!(got.status >= 300, got.maybe("x-ms-error-code").is_some(), "{got:?}");
        if request.method == Method::Head {
            assert!(got.bytes.is_empty(), "{got:?}");
        } else if got.status != 304 {
            assert_eq!(got.header("Content-Length"), got.bytes.len().to_string(), "{got:?}");
        }
    }

    pub fn blob(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Got {
        let request = self.request(method, &self.url("blob", path), headers);
        self.send(request, body)
    }

    pub fn dfs(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Got {
        let request = self.request(method, &self.url("dfs", path), headers);
        self.send(request, body)
    }

    /// Puts a blob a minute later; it has to work.
    #[track_caller]
    pub fn put(&mut self, path: &str, body: &[u8]) -> Got {
        self.lab.advance(1);
        let got = self.blob(Method::Put, path, &[("x-ms-blob-type", "BlockBlob")], body);
        assert_eq!(got.status, 201, "{got:?} {}", got.text());
        got
    }

    pub fn get(&mut self, path: &str) -> Got {
        self.blob(Method::Get, path, &[], b"")
    }
}

/// Bytes that no compression and no deduplication makes fewer.
pub fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    procedural::fill(Pattern::Noise, Seed(seed), 0, &mut bytes);
    bytes
}
