//! The Blob service over HTTP: bytes in, bytes out, and what is refused.

use crate::{
    blob_site::{soft_delete, versioning},
    data_client::{DataClient, Got, noise},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use vault_lab::{
    base::Method::{self, Delete, Get, Head, Put},
    engine::storage::DataProtection,
};

const BLOCK_BLOB: (&str, &str) = ("x-ms-blob-type", "BlockBlob");

fn flat() -> DataClient {
    DataClient::flat(DataProtection::default())
}

#[track_caller]
fn is(got: &Got, status: u16, code: &str) {
    assert_eq!((got.status, got.code()), (status, code), "{}", got.text());
}

#[test]
fn bytes_come_out_as_they_went_in() {
    let mut client = flat();
    let bytes = noise(1, 3_000_001);
    let put = client.blob(
        Put,
        "/data/2026/a%20b.bin",
        &[BLOCK_BLOB, ("x-ms-blob-content-type", "application/x-lab"), ("x-ms-meta-owner", "Olivia")],
        &bytes,
    );
    assert_eq!(put.status, 201, "{}", put.text());
    let got = client.get("/data/2026%2Fa%20b.bin?_=1");
    assert!(got.status == 200 && got.bytes == bytes);
    for (name, value) in [
        ("Content-Type", "application/x-lab"),
        ("x-ms-meta-owner", "Olivia"),
        ("x-ms-blob-type", "BlockBlob"),
        ("x-ms-access-tier", "Hot"),
        ("x-ms-lease-state", "available"),
        ("Accept-Ranges", "bytes"),
    ] {
        assert_eq!(got.header(name), value, "{name}");
    }
    assert_eq!(got.header("ETag"), put.header("ETag"));
    let head = client.blob(Head, "/data/2026/a%20b.bin", &[], b"");
    assert_eq!((head.status, head.header("Content-Length")), (200, "3000001".to_string()));
}

#[test]
fn ranges_are_parts() {
    let mut client = flat();
    let bytes = noise(2, 2_500_000);
    client.put("/data/a", &bytes);
    let cases: [(&str, &str, u16, std::ops::Range<usize>); 6] = [
        ("x-ms-range", "bytes=0-0", 206, 0..1),
        ("Range", "bytes=1048570-1048590", 206, 1_048_570..1_048_591),
        ("Range", "bytes=2499990-", 206, 2_499_990..2_500_000),
        ("Range", "bytes=2499990-9999999", 206, 2_499_990..2_500_000),
        ("Range", "bytes=-5", 200, 0..2_500_000),
        ("Range", "lines=1-2", 200, 0..2_500_000),
    ];
    for (name, value, status, range) in cases {
        let got = client.blob(Get, "/data/a", &[(name, value)], b"");
        assert_eq!(got.status, status, "{value}");
        assert!(got.bytes == bytes[range.clone()], "{value}");
        let said = (status == 206).then(|| format!("bytes {}-{}/2500000", range.start, range.end - 1));
        assert_eq!(got.maybe("Content-Range"), said.as_deref());
    }
    is(&client.blob(Get, "/data/a", &[("Range", "bytes=2500000-")], b""), 416, "InvalidRange");
    client.put("/data/empty", b"");
    assert_eq!(client.get("/data/empty").bytes, b"");
    is(&client.blob(Get, "/data/empty", &[("x-ms-range", "bytes=0-")], b""), 416, "InvalidRange");
}

fn id(number: u32) -> String {
    BASE64_STANDARD.encode(format!("block-{number:05}"))
}

fn stage(client: &mut DataClient, path: &str, number: u32, bytes: &[u8]) {
    let id: String = form_urlencoded::byte_serialize(id(number).as_bytes()).collect();
    let got = client.blob(Put, &format!("{path}?comp=block&blockid={id}"), &[], bytes);
    assert_eq!(got.status, 201, "{}", got.text());
}

fn commit(client: &mut DataClient, path: &str, blocks: &[(&str, u32)]) -> Got {
    let named = blocks.iter().map(|(list, number)| format!("<{list}>{}</{list}>", id(*number)));
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>{}</BlockList>",
        named.collect::<String>()
    );
    let url = format!("{path}?comp=blocklist");
    client.blob(Put, &url, &[("x-ms-blob-content-type", "text/x-blocks")], body.as_bytes())
}

#[test]
fn blocks_make_a_blob_in_the_order_of_their_list() {
    let mut client = flat();
    let parts = [noise(1, 700_000), noise(2, 1), noise(3, 1_200_000)];
    // Sent in another order than they are listed in.
    for number in [2, 0, 1] {
        stage(&mut client, "/data/big", number, &parts[number as usize]);
    }
    is(&client.get("/data/big"), 404, "BlobNotFound");
    let lists = client.get("/data/big?comp=blocklist&blocklisttype=all");
    assert_eq!(lists.all("Name"), [id(0), id(1), id(2)]);
    assert_eq!(lists.all("Size"), ["700000", "1", "1200000"]);
    let listed = client.get("/data?restype=container&comp=list&include=uncommittedblobs");
    assert_eq!(listed.all("Name"), ["big"]);

    let committed = commit(&mut client, "/data/big", &[("Latest", 2), ("Uncommitted", 0), ("Latest", 1)]);
    assert_eq!(committed.status, 201, "{}", committed.text());
    let got = client.get("/data/big");
    assert!(got.bytes == [&parts[2][..], &parts[0], &parts[1]].concat());
    assert_eq!(got.header("Content-Type"), "text/x-blocks");
    let lists = client.get("/data/big?comp=blocklist&blocklisttype=all");
    assert_eq!(lists.all("Name"), [id(2), id(0), id(1)]);
    assert!(lists.text().contains("<UncommittedBlocks></UncommittedBlocks>"));

    // Committed blocks can be taken again, some of them, and mixed with new ones.
    stage(&mut client, "/data/big", 7, b"new");
    let again = commit(&mut client, "/data/big", &[("Committed", 1), ("Latest", 7), ("Committed", 0)]);
    assert_eq!(again.status, 201, "{}", again.text());
    let bytes = [&parts[1][..], b"new", &parts[0]].concat();
    assert!(client.get("/data/big").bytes == bytes);
    is(&commit(&mut client, "/data/big", &[("Committed", 2)]), 400, "InvalidBlockList");
    is(&commit(&mut client, "/data/big", &[("Uncommitted", 7)]), 400, "InvalidBlockList");
    assert!(client.get("/data/big").bytes == bytes);
}

#[test]
fn blocks_go_when_the_blob_is_written_deleted_or_a_week_has_passed() {
    let mut client = flat();
    let left = |client: &DataClient| client.state.staged_blocks.len();
    stage(&mut client, "/data/a", 1, b"one");
    client.put("/data/a", b"whole");
    assert_eq!(left(&client), 0);
    stage(&mut client, "/data/a", 1, b"one");
    assert_eq!(client.blob(Delete, "/data/a", &[], b"").status, 202);
    assert_eq!(left(&client), 0);
    stage(&mut client, "/data/a", 1, b"one");
    client.advance_days(5);
    stage(&mut client, "/data/a", 2, b"two");
    client.advance_days(5);
    assert_eq!(left(&client), 2, "the last was stored five days ago");
    client.advance_days(3);
    assert_eq!(left(&client), 0);
    stage(&mut client, "/data/a", 1, b"one");
    assert_eq!(client.blob(Delete, "/data?restype=container", &[], b"").status, 202);
    assert_eq!(left(&client), 0);
}

#[test]
fn lists_come_in_pages_and_folders() {
    let mut client = flat();
    let names = ["a", "a-b", "a/1", "a/2", "a/b/3", "b/1", "c&<d>", "e"];
    for name in names {
        client.put(
            &format!("/data/{}", name.replace('&', "%26").replace('<', "%3C").replace('>', "%3E")),
            b"x",
        );
    }
    let walk = |client: &mut DataClient, query: &str, element: &str| {
        let (mut found, mut marker, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let got = client.get(&format!("/data?restype=container&comp=list{query}&marker={marker}"));
            assert_eq!(got.status, 200, "{}", got.text());
            found.extend(got.all(element));
            marker = got.all("NextMarker").remove(0);
            pages += 1;
            if marker.is_empty() {
                return (found, pages);
            }
        }
    };
    let escaped = |name: &str| name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut all: Vec<String> = names.map(escaped).to_vec();
    all.sort_by_key(|name| name.replace('/', "\0"));
    assert_eq!(walk(&mut client, "", "Name"), (all.clone(), 1));
    assert_eq!(walk(&mut client, "&maxresults=3", "Name"), (all, 3));
    let top = ["a", "a/", "a-b", "b/", "c&amp;&lt;d&gt;", "e"].map(str::to_string).to_vec();
    assert_eq!(walk(&mut client, "&delimiter=%2F", "Name"), (top.clone(), 1));
    assert_eq!(walk(&mut client, "&delimiter=%2F&maxresults=1", "Name"), (top, 6));
    let inside = ["a/1", "a/2", "a/b/"].map(str::to_string).to_vec();
    assert_eq!(walk(&mut client, "&delimiter=%2F&prefix=a%2F&maxresults=2", "Name"), (inside, 2));
    let dashed =
        ["a", "a/1", "a/2", "a/b/3", "a-", "b/1", "c&amp;&lt;d&gt;", "e"].map(str::to_string).to_vec();
    assert_eq!(walk(&mut client, "&delimiter=-&maxresults=2", "Name"), (dashed, 4));
    is(&client.get("/data?restype=container&comp=list&marker=nonsense"), 400, "InvalidQueryParameterValue");
    is(&client.get("/data?restype=container&comp=list&maxresults=0"), 400, "InvalidQueryParameterValue");
    is(&client.get("/data?restype=container&comp=list&include=what"), 400, "InvalidQueryParameterValue");
}

#[test]
fn versions_are_read_listed_and_deleted() {
    let mut client = DataClient::flat(versioning());
    let first = client.put("/data/a", b"one").header("x-ms-version-id");
    let second = client.put("/data/a", b"second").header("x-ms-version-id");
    assert!(first < second);
    assert_eq!(client.get(&format!("/data/a?versionid={first}")).bytes, b"one");
    let current = client.blob(Head, &format!("/data/a?versionid={second}"), &[], b"");
    assert_eq!(current.header("x-ms-is-current-version"), "true");
    let listed = client.get("/data?restype=container&comp=list&include=versions");
    assert_eq!(listed.all("VersionId"), [first.clone(), second.clone()]);
    assert_eq!(listed.all("IsCurrentVersion"), ["true"]);
    let pages = client.get("/data?restype=container&comp=list&include=versions&maxresults=1");
    let marker = pages.all("NextMarker").remove(0);
    let next = client.get(&format!("/data?restype=container&comp=list&include=versions&marker={marker}"));
    assert_eq!(next.all("VersionId"), std::slice::from_ref(&second));
    let delete = client.blob(Delete, &format!("/data/a?versionid={second}"), &[], b"");
    is(&delete, 403, "OperationNotAllowedOnRootBlob");
    assert_eq!(client.blob(Delete, &format!("/data/a?versionid={first}"), &[], b"").status, 202);
    is(&client.get(&format!("/data/a?versionid={first}")), 404, "BlobNotFound");
    is(&client.get("/data/a?versionid=yesterday"), 400, "InvalidQueryParameterValue");
}

#[test]
fn deleted_blobs_and_containers_come_back() {
    let settings = DataProtection { container_soft_delete_days: Some(7), ..soft_delete(7) };
    let mut client = DataClient::flat(settings);
    client.put("/data/a", b"one");
    assert_eq!(client.blob(Delete, "/data/a", &[], b"").status, 202);
    is(&client.get("/data/a"), 404, "BlobNotFound");
    assert_eq!(client.get("/data?restype=container&comp=list").all("Name"), Vec::<String>::new());
    let deleted = client.get("/data?restype=container&comp=list&include=deleted");
    assert_eq!(
        (deleted.all("Deleted"), deleted.all("RemainingRetentionDays")),
        (vec!["true".into()], vec!["7".into()])
    );
    assert_eq!(client.blob(Put, "/data/a?comp=undelete", &[], b"").status, 200);
    assert_eq!(client.get("/data/a").bytes, b"one");

    assert_eq!(client.blob(Delete, "/data?restype=container", &[], b"").status, 202);
    is(&client.get("/data/a"), 404, "ContainerNotFound");
    let listed = client.get("/?comp=list&include=deleted");
    let version = listed.all("Version").remove(0);
    let named = [("x-ms-deleted-container-name", "data"), ("x-ms-deleted-container-version", &version)];
    let back = client.blob(Put, "/data?restype=container&comp=undelete", &named, b"");
    assert_eq!(back.status, 201, "{}", back.text());
    assert_eq!(client.get("/data/a").bytes, b"one");
}

#[test]
fn snapshots_stand_in_the_way_of_deletion_unless_they_go_too() {
    let mut client = flat();
    client.put("/data/a", b"one");
    client.put("/data/a/below", b"other");
    let taken = client.blob(Put, "/data/a?comp=snapshot", &[], b"");
    assert_eq!(taken.status, 201, "{}", taken.text());
    let snapshot = taken.header("x-ms-snapshot");
    client.put("/data/a", b"two");
    assert_eq!(client.get(&format!("/data/a?snapshot={snapshot}")).bytes, b"one");
    let listed = client.get("/data?restype=container&comp=list&include=snapshots");
    assert_eq!(listed.all("Snapshot"), [snapshot]);
    is(&client.blob(Delete, "/data/a", &[], b""), 409, "SnapshotsPresent");
    assert_eq!(client.blob(Delete, "/data/a", &[("x-ms-delete-snapshots", "include")], b"").status, 202);
    is(&client.get("/data/a"), 404, "BlobNotFound");
    assert_eq!(client.get("/data/a/below").bytes, b"other", "only the blob itself is deleted");
    is(&client.blob(Delete, "/data/a", &[], b""), 404, "BlobNotFound");
}

#[test]
fn metadata_headers_and_tiers_are_set() {
    let mut client = flat();
    let first = client.put("/data/a", b"one").header("ETag");
    let set = client.blob(Put, "/data/a?comp=metadata", &[("x-ms-meta-team", "blue")], b"");
    assert!(set.status == 200 && set.header("ETag") != first);
    let typed = [("x-ms-blob-content-type", "text/csv")];
    assert_eq!(client.blob(Put, "/data/a?comp=properties", &typed, b"").status, 200);
    let head = client.blob(Head, "/data/a", &[], b"");
    assert_eq!(
        (head.header("x-ms-meta-team"), head.header("Content-Type")),
        ("blue".into(), "text/csv".into())
    );
    let tier = |client: &mut DataClient, tier: &str| {
        client.blob(Put, "/data/a?comp=tier", &[("x-ms-access-tier", tier)], b"").status
    };
    assert_eq!((tier(&mut client, "Archive"), tier(&mut client, "Lukewarm")), (200, 400));
    is(&client.get("/data/a"), 409, "BlobArchived");
    assert_eq!(tier(&mut client, "Cool"), 202);
    let head = client.blob(Head, "/data/a", &[], b"");
    assert_eq!(head.header("x-ms-archive-status"), "rehydrate-pending-to-cool");
    client.advance_days(1);
    assert_eq!(client.get("/data/a").header("x-ms-access-tier"), "Cool");
}

#[test]
fn copies_stay_in_the_account() {
    let mut client = flat();
    client.put("/data/a", &noise(5, 1_000_000));
    let source = client.url("blob", "/data/a");
    let copied = client.blob(Put, "/data/b", &[("x-ms-copy-source", &source)], b"");
    assert_eq!(
        (copied.status, copied.header("x-ms-copy-status")),
        (202, "success".into()),
        "{}",
        copied.text()
    );
    assert!(client.get("/data/b").bytes == noise(5, 1_000_000));
    for source in ["https://elsewhere.blob.core.windows.net/data/a", "https://example.com/a", "nonsense"] {
        is(&client.blob(Put, "/data/c", &[("x-ms-copy-source", source)], b""), 400, "CannotVerifyCopySource");
    }
    let missing = client.url("blob", "/data/none");
    is(&client.blob(Put, "/data/c", &[("x-ms-copy-source", &missing)], b""), 404, "BlobNotFound");
}

#[test]
fn whoever_holds_the_lease_writes() {
    let mut client = flat();
    client.put("/data/a", b"one");
    let acquire = [("x-ms-lease-action", "acquire"), ("x-ms-lease-duration", "-1")];
    let lease = client.blob(Put, "/data/a?comp=lease", &acquire, b"").header("x-ms-lease-id");
    is(&client.blob(Put, "/data/a?comp=lease", &acquire, b""), 409, "LeaseAlreadyPresent");
    is(&client.blob(Put, "/data/a", &[BLOCK_BLOB], b"two"), 412, "LeaseIdMissing");
    let other = "00000000-0000-4000-8000-00000000000a";
    let named = |lease| [BLOCK_BLOB, ("x-ms-lease-id", lease)];
    is(&client.blob(Put, "/data/a", &named(other), b"two"), 412, "LeaseIdMismatchWithBlobOperation");
    is(&client.blob(Put, "/data/free", &named(other), b"two"), 412, "LeaseNotPresentWithBlobOperation");
    assert_eq!(client.blob(Put, "/data/a", &named(&lease), b"two").status, 201);
    assert_eq!(client.get("/data/a").header("x-ms-lease-state"), "leased");
    let change =
        [("x-ms-lease-action", "change"), ("x-ms-lease-id", &*lease), ("x-ms-proposed-lease-id", other)];
    assert_eq!(client.blob(Put, "/data/a?comp=lease", &change, b"").header("x-ms-lease-id"), other);
    let broken = client.blob(Put, "/data/a?comp=lease", &[("x-ms-lease-action", "break")], b"");
    assert_eq!((broken.status, broken.header("x-ms-lease-time")), (202, "0".into()));
    client.put("/data/a", b"three");
    let acquire = [("x-ms-lease-action", "acquire"), ("x-ms-lease-duration", "15")];
    let lease = client.blob(Put, "/data?restype=container&comp=lease", &acquire, b"");
    assert_eq!(lease.status, 201, "{}", lease.text());
    is(&client.blob(Delete, "/data?restype=container", &[], b""), 412, "LeaseIdMissing");
}

#[test]
fn conditions_are_held() {
    let mut client = flat();
    let etag = client.put("/data/a", b"one").header("ETag");
    let modified = client.get("/data/a").header("Last-Modified");
    let cases: [(Method, &str, &str, u16, &str); 9] = [
        (Get, "If-None-Match", &etag, 304, "ConditionNotMet"),
        (Get, "If-Modified-Since", &modified, 304, "ConditionNotMet"),
        (Get, "If-Match", "\"0x1\"", 412, "ConditionNotMet"),
        (Get, "If-Match", &etag, 200, ""),
        (Get, "If-Unmodified-Since", "yesterday", 400, "InvalidHeaderValue"),
        (Put, "If-None-Match", "*", 409, "BlobAlreadyExists"),
        (Put, "If-Match", "\"0x1\"", 412, "ConditionNotMet"),
        (Delete, "If-Unmodified-Since", "Mon, 14 Sep 2020 08:00:00 GMT", 412, "ConditionNotMet"),
        (Delete, "If-Match", &etag, 202, ""),
    ];
    for (method, name, value, status, code) in cases {
        is(&client.blob(method, "/data/a", &[BLOCK_BLOB, (name, value)], b"x"), status, code);
    }
    is(&client.blob(Put, "/data/a", &[BLOCK_BLOB, ("If-Match", "*")], b"x"), 412, "ConditionNotMet");
    assert_eq!(client.blob(Put, "/data/a", &[BLOCK_BLOB, ("If-None-Match", "*")], b"x").status, 201);
}

#[test]
fn containers_and_the_service_are_described() {
    let mut client = flat();
    let made = client.blob(Put, "/raw?restype=container", &[], b"");
    assert_eq!(made.status, 201, "{}", made.text());
    is(&client.blob(Put, "/raw?restype=container", &[], b""), 409, "ContainerAlreadyExists");
    is(&client.blob(Put, "/R?restype=container", &[], b""), 400, "InvalidResourceName");
    let public = [("x-ms-blob-public-access", "blob")];
    is(&client.blob(Put, "/web?restype=container", &public, b""), 409, "PublicAccessNotPermitted");
    assert_eq!(client.get("/?comp=list&maxresults=1").all("Name"), ["data"]);
    let marker = client.get("/?comp=list&maxresults=1").all("NextMarker").remove(0);
    assert_eq!(client.get(&format!("/?comp=list&marker={marker}")).all("Name"), ["raw"]);
    assert_eq!(client.blob(Head, "/raw?restype=container", &[], b"").header("x-ms-has-legal-hold"), "false");
    let get = |client: &mut DataClient| client.get("/?restype=service&comp=properties").text();
    assert!(
        get(&mut client).contains("<DeleteRetentionPolicy><Enabled>false</Enabled></DeleteRetentionPolicy>")
    );
    let body = "<StorageServiceProperties><Cors/><DeleteRetentionPolicy><Enabled>true</Enabled><Days>9</Days></DeleteRetentionPolicy></StorageServiceProperties>";
    let set = client.blob(Put, "/?restype=service&comp=properties", &[], body.as_bytes());
    assert_eq!(set.status, 202, "{}", set.text());
    assert!(get(&mut client).contains("<Days>9</Days>"));
    let body = "<StorageServiceProperties><StaticWebsite><Enabled>true</Enabled></StaticWebsite></StorageServiceProperties>";
    is(&client.blob(Put, "/?restype=service&comp=properties", &[], body.as_bytes()), 501, "NotImplemented");
    let kind = client.blob(Head, "/?restype=account&comp=properties", &[], b"");
    assert_eq!(kind.header("x-ms-account-kind"), "StorageV2");
}
