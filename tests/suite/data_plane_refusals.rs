//! What the Blob service refuses, to whom, and that anything at all is answered.

use crate::data_client::{DataClient, Got, Refused};
use proptest::{prelude::*, sample::select};
use vault_lab::{
    base::{
        ByteSize,
        Method::{self, Delete, Get, Head, Put},
    },
    engine::{rbac::Role, storage::DataProtection},
    rpc::Trouble,
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
fn refusals_say_why_and_change_nothing() {
    let mut client = flat();
    client.put("/data/a", b"one");
    let before = client.state.clone();
    let cases: &[Refused] = &[
        (Put, "/data/b", &[], "x", 400, "MissingRequiredHeader"),
        (Put, "/data/b", &[("x-ms-blob-type", "PageBlob")], "x", 501, "NotImplemented"),
        (Put, "/data/b", &[("x-ms-blob-type", "Cube")], "x", 400, "InvalidHeaderValue"),
        (Put, "/none/b", &[BLOCK_BLOB], "x", 404, "ContainerNotFound"),
        (Put, "/data//b", &[BLOCK_BLOB], "x", 400, "InvalidResourceName"),
        (Put, "/data/b", &[BLOCK_BLOB, ("x-ms-access-tier", "Warm")], "x", 400, "InvalidHeaderValue"),
        (Put, "/data/b", &[BLOCK_BLOB, ("x-ms-meta-a-b", "1")], "x", 400, "InvalidMetadata"),
        (Put, "/data/b", &[BLOCK_BLOB, ("Content-MD5", "AAAA")], "x", 501, "NotImplemented"),
        (Put, "/data/b", &[BLOCK_BLOB, ("x-ms-tags", "a=b")], "x", 501, "NotImplemented"),
        (Put, "/data/b", &[BLOCK_BLOB, ("Content-Length", "9000000000")], "", 413, "RequestBodyTooLarge"),
        (Put, "/data/b?comp=block", &[], "x", 400, "MissingRequiredQueryParameter"),
        (Put, "/data/b?comp=block&blockid=%21", &[], "x", 400, "InvalidQueryParameterValue"),
        (Put, "/data/b?comp=blocklist", &[], "<BlockList>", 400, "InvalidXmlDocument"),
        (
            Put,
            "/data/b?comp=blocklist",
            &[],
            "<BlockList><Old>a</Old></BlockList>",
            400,
            "InvalidXmlDocument",
        ),
        (
            Put,
            "/data/b?comp=blocklist",
            &[],
            "<BlockList><Latest>a</Latest></BlockList>",
            400,
            "InvalidBlockList",
        ),
        (Put, "/data/a?comp=tags", &[], "<Tags/>", 501, "NotImplemented"),
        (Put, "/data/a?comp=what", &[], "", 400, "InvalidQueryParameterValue"),
        (Method::Post, "/data/a", &[], "", 405, "UnsupportedHttpVerb"),
        (Get, "/data/b", &[], "", 404, "BlobNotFound"),
        (Get, "/none?restype=container&comp=list", &[], "", 404, "ContainerNotFound"),
        (Get, "/data/%ff", &[], "", 400, "InvalidUri"),
        (Get, "/data/a?sv=2020-01-01&sig=abc", &[], "", 403, "AuthenticationFailed"),
        (Delete, "/data/b", &[], "", 404, "BlobNotFound"),
        (Delete, "/none?restype=container", &[], "", 404, "ContainerNotFound"),
        (Put, "/data/a?comp=lease", &[("x-ms-lease-action", "steal")], "", 400, "InvalidHeaderValue"),
    ];
    for (method, path, headers, body, status, code) in cases {
        let got = client.blob(*method, path, headers, body.as_bytes());
        assert_eq!((got.status, got.code()), (*status, *code), "{method} {path} {headers:?} {}", got.text());
        assert!(got.text().starts_with("<?xml") && got.text().contains(&format!("<Code>{code}</Code>")));
        assert!(client.state == before, "{path}: refusals leave the world as it was");
    }
}

#[test]
fn only_tokens_of_the_simulator_are_taken() {
    let mut client = flat();
    let url = client.url("blob", "/data?restype=container&comp=list");
    let mut as_ = |headers: &[(&str, &str)]| {
        let mut request = client.request(Get, &url, &[]);
        request.headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        client.send(request, b"")
    };
    let version = ("x-ms-version", "2026-10-06");
    let anonymous = as_(&[version]);
    is(&anonymous, 401, "NoAuthenticationInformation");
    assert!(anonymous.header("WWW-Authenticate").starts_with("Bearer "));
    is(&as_(&[version, ("Authorization", "Bearer real.secret.token")]), 401, "InvalidAuthenticationInfo");
    is(&as_(&[version, ("Authorization", "SharedKey blobaccount:AAAA")]), 403, "AuthenticationFailed");
    let token = format!("Bearer {}", vault_lab::arm::caller::token(vault_lab::engine::rbac::PERSONAS[0].id));
    is(&as_(&[("Authorization", &token)]), 400, "MissingRequiredHeader");
    is(&as_(&[("Authorization", &token), ("x-ms-version", "2015-02-21")]), 400, "InvalidHeaderValue");
    let mut request = client.request(Get, "https://nobody.blob.core.windows.net/data", &[]);
    request.method = Get;
    is(&client.send(request, b""), 404, "ResourceNotFound");
}

#[test]
fn roles_on_data_decide() {
    let mut client = flat();
    client.put("/data/a", b"one");
    client.sign_in("Ravi");
    let denied = (403, "AuthorizationPermissionMismatch".to_string());
    let told = |got: Got| (got.status, got.code().to_string());
    assert_eq!(told(client.get("/data/a")), denied);
    assert_eq!(told(client.get("/none/a")), denied, "who may not look is not told what is missing");
    assert_eq!(told(client.blob(Put, "/data/b", &[BLOCK_BLOB], b"x")), denied);
    let (ravi, container) = (client.principal, client.container.clone());
    client.sign_in("Olivia").give(ravi, Role::StorageBlobDataReader, &container);
    client.advance(60);
    client.sign_in("Ravi");
    assert_eq!(client.get("/data/a").bytes, b"one");
    assert_eq!(told(client.blob(Put, "/data/b", &[BLOCK_BLOB], b"x")), denied);
    assert_eq!(told(client.blob(Delete, "/data/a", &[], b"")), denied);
}

#[test]
fn what_the_browser_breaks_off_is_told_in_the_words_of_the_endpoint() {
    let client = flat();
    let full = || Trouble::QuotaExceeded { needed: ByteSize::mib(8), available: ByteSize::mib(1) };
    let asked = |service| client.request(Put, &client.url(service, "/data/a"), &[BLOCK_BLOB]);
    let blob = client.interrupt(&asked("blob"), full());
    is(&blob, 503, "ServerBusy");
    assert_eq!(blob.header("Content-Type"), "application/xml");
    assert_eq!(blob.all("Code"), ["ServerBusy"]);
    assert!(blob.all("Message")[0].contains("storage is full: 8.00 MiB more are needed"), "{}", blob.text());
    let dfs = client.interrupt(&asked("dfs"), full());
    is(&dfs, 503, "ServerBusy");
    assert_eq!(dfs.json()["error"]["code"], "ServerBusy");
}

fn piece() -> impl Strategy<Value = String> {
    let words = ["data", "a", "b/c", "none", "$root", "%2F", "%zz", "%ff", "..", "", "é", "R"];
    select(words.to_vec()).prop_map(str::to_string)
}

fn query() -> impl Strategy<Value = String> {
    let words = [
        "restype=container",
        "restype=service",
        "resource=filesystem",
        "resource=file",
        "resource=directory",
        "action=append",
        "action=flush",
        "action=setAccessControl",
        "position=0",
        "position=3",
        "recursive=true",
        "comp=list",
        "comp=block",
        "comp=blocklist",
        "comp=lease",
        "comp=undelete",
        "comp=snapshot",
        "comp=metadata",
        "comp=properties",
        "comp=tier",
        "blockid=YQ%3D%3D",
        "blockid=%00",
        "versionid=2026-09-14T08:00:00.0000000Z",
        "marker=Cg==",
        "maxresults=99999999999999999999",
        "maxresults=1",
        "delimiter=a",
        "prefix=%F0%9F%98%80",
        "include=deleted,versions,snapshots,metadata",
        "%00=%ff",
    ];
    proptest::collection::vec(select(words.to_vec()), 0..4).prop_map(|words| words.join("&"))
}

fn header() -> impl Strategy<Value = (&'static str, &'static str)> {
    select(vec![
        BLOCK_BLOB,
        ("x-ms-copy-source", "https://blobaccount.blob.core.windows.net/data/a"),
        ("x-ms-copy-source", ":"),
        ("x-ms-lease-action", "acquire"),
        ("x-ms-lease-duration", "99999999999999999999"),
        ("x-ms-lease-duration", "-1"),
        ("x-ms-lease-id", "00000000-0000-4000-8000-00000000000a"),
        ("x-ms-range", "bytes=18446744073709551615-"),
        ("x-ms-range", "bytes=0-18446744073709551615"),
        ("If-None-Match", "*"),
        ("If-Match", "\"\""),
        ("If-Modified-Since", "Mon, 99 Sep 2020 08:00:00 GMT"),
        ("x-ms-access-tier", "Archive"),
        ("x-ms-meta-", ""),
        ("x-ms-meta-é", "é"),
        ("x-ms-rename-source", "/data/a"),
        ("x-ms-rename-source", "%"),
        ("x-ms-properties", "a=YQ==,b"),
        ("x-ms-acl", "user::rwx,,"),
        ("Content-Length", "-1"),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn anything_is_answered(
        method in select(Method::ALL.to_vec()),
        lake: bool,
        service in select(vec!["blob", "dfs"]),
        pieces in proptest::collection::vec(piece(), 0..4),
        query in query(),
        headers in proptest::collection::vec(header(), 0..3),
        body in select(vec!["", "x", "<BlockList><Latest>YQ==</Latest></BlockList>", "<BlockList", "\u{0}"]),
    ) {
        let mut client = if lake { DataClient::lake() } else { flat() };
        client.put("/data/a", b"one");
        // Containers are resources: whoever asks for one is in the activity log, also when it is refused.
        let before = client.unlogged();
        let url = client.url(service, &format!("/{}?{query}", pieces.join("/")));
        let request = client.request(method, &url, &headers);
        let got = client.send(request, body.as_bytes());
        prop_assert!(got.status < 500 || got.status == 501, "{} {}", got.status, got.text());
        if got.status >= 300 || method == Get || method == Head {
            prop_assert!(client.unlogged() == before, "{method} {url} {}", got.status);
        }
        // Looks at everything that has to be true of a world.
        client.advance(1);
    }
}
