//! The Data Lake endpoint over HTTP.

use crate::data_client::{DataClient, Got, Refused, noise};
use serde_json::json;
use vault_lab::{
    base::Method::{Delete, Get, Head, Patch, Put},
    engine::storage::DataProtection,
};

#[track_caller]
fn is(got: &Got, status: u16, code: &str) {
    assert_eq!((got.status, got.code()), (status, code), "{}", got.text());
}

#[track_caller]
fn works(got: &Got, status: u16) {
    is(got, status, "");
}

/// Writes a file as the SDK does: it is made, appended to piece by piece, and flushed.
fn upload(client: &mut DataClient, path: &str, pieces: &[Vec<u8>]) {
    works(&client.dfs(Put, &format!("{path}?resource=file"), &[], b""), 201);
    let mut position = 0;
    for piece in pieces {
        let appended = client.dfs(Patch, &format!("{path}?action=append&position={position}"), &[], piece);
        works(&appended, 202);
        position += piece.len();
    }
    let flushed = client.dfs(Patch, &format!("{path}?action=flush&position={position}"), &[], b"");
    works(&flushed, 200);
}

#[test]
fn files_are_appended_to_and_flushed() {
    let mut client = DataClient::lake();
    let pieces = [noise(1, 900_000), noise(2, 3), noise(3, 1_100_000)];
    upload(&mut client, "/data/2026/09/a.bin", &pieces);
    let got = client.dfs(Get, "/data/2026/09/a.bin", &[], b"");
    assert!(got.bytes == pieces.concat());
    assert_eq!(
        (got.header("x-ms-resource-type"), got.header("x-ms-permissions")),
        ("file".into(), "rw-r-----".into())
    );
    assert!(client.state.staged_blocks.is_empty());
    // The same bytes by the Blob service, and a part of them.
    let part = client.blob(Get, "/data/2026/09/a.bin", &[("x-ms-range", "bytes=899999-900003")], b"");
    assert!(part.status == 206 && part.bytes == pieces.concat()[899_999..900_004]);
    let directory = client.blob(Head, "/data/2026", &[], b"");
    assert_eq!(directory.header("x-ms-meta-hdi_isfolder"), "true");

    // More is appended out of order, and part of it flushed.
    let at = |position: usize| format!("/data/2026/09/a.bin?action=append&position={position}");
    works(&client.dfs(Patch, &at(2_000_008), &[], b"behind"), 202);
    works(&client.dfs(Patch, &at(2_000_003), &[], b"first"), 202);
    is(&client.dfs(Patch, &at(5), &[], b"inside"), 400, "InvalidAppendPosition");
    let flush =
        |position: usize, more: &str| format!("/data/2026/09/a.bin?action=flush&position={position}{more}");
    is(&client.dfs(Patch, &flush(2_000_005, ""), &[], b""), 400, "InvalidFlushPosition");
    works(&client.dfs(Patch, &flush(2_000_008, "&retainUncommittedData=true"), &[], b""), 200);
    works(&client.dfs(Patch, &flush(2_000_014, ""), &[], b""), 200);
    let got = client.dfs(Get, "/data/2026/09/a.bin", &[("Range", "bytes=2000003-")], b"");
    assert_eq!(got.bytes, b"firstbehind");
}

#[test]
fn paths_are_listed_in_pages() {
    let mut client = DataClient::lake();
    for path in ["/data/b/2/x", "/data/b/1", "/data/a", "/data/c/y"] {
        upload(&mut client, path, &[b"four".to_vec()]);
    }
    let mut walk = |query: &str| {
        let (mut found, mut continuation) = (Vec::new(), String::new());
        loop {
            let url = format!("/data?resource=filesystem{query}&continuation={continuation}");
            let got = client.dfs(Get, &url, &[], b"");
            works(&got, 200);
            let paths = got.json()["paths"].as_array().cloned().unwrap_or_default();
            assert!(paths.len() <= 2);
            found.extend(paths.iter().map(|path| {
                let kind = if path["isDirectory"] == json!("true") { "/" } else { "" };
                format!("{}{kind}", path["name"].as_str().unwrap_or_default())
            }));
            match got.maybe("x-ms-continuation") {
                Some(next) => continuation = next.to_string(),
                None => return found,
            }
        }
    };
    let all = ["a", "b/", "b/1", "b/2/", "b/2/x", "c/", "c/y"];
    assert_eq!(walk("&recursive=true&maxResults=2"), all);
    assert_eq!(walk("&recursive=false&maxResults=2"), ["a", "b/", "c/"]);
    assert_eq!(walk("&recursive=false&directory=b&maxResults=2"), ["b/1", "b/2/"]);
    let row =
        client.dfs(Get, "/data?resource=filesystem&recursive=false", &[], b"").json()["paths"][0].clone();
    assert_eq!((&row["contentLength"], &row["permissions"]), (&json!("4"), &json!("rw-r-----")));
    is(&client.dfs(Get, "/data?resource=filesystem", &[], b""), 400, "MissingRequiredQueryParameter");
    let missing = "/data?resource=filesystem&recursive=true&directory=none";
    is(&client.dfs(Get, missing, &[], b""), 404, "PathNotFound");
    // The Blob service shows directories as folders.
    let folders = client.get("/data?restype=container&comp=list&delimiter=%2F");
    assert_eq!(folders.all("Name"), ["a", "b/", "c/"]);
}

#[test]
fn directories_are_made_moved_and_deleted_whole() {
    let mut client = DataClient::lake();
    works(&client.dfs(Put, "/data/in/deep?resource=directory", &[], b""), 201);
    works(&client.dfs(Put, "/data/in/deep?resource=directory", &[], b""), 201);
    let once = [("If-None-Match", "*")];
    is(&client.dfs(Put, "/data/in/deep?resource=directory", &once, b""), 409, "PathAlreadyExists");
    upload(&mut client, "/data/in/deep/a", &[noise(4, 300_000)]);
    let source = [("x-ms-rename-source", "/data/in")];
    works(&client.dfs(Put, "/data/out/here?mode=legacy", &source, b""), 201);
    assert!(client.dfs(Get, "/data/out/here/deep/a", &[], b"").bytes == noise(4, 300_000));
    is(&client.dfs(Head, "/data/in/deep/a", &[], b""), 404, "PathNotFound");
    is(&client.dfs(Put, "/data/x", &source, b""), 404, "PathNotFound");
    let source = [("x-ms-rename-source", "/data/out")];
    is(&client.dfs(Put, "/data/out/here/again", &source, b""), 400, "InvalidRenameSourcePath");
    is(&client.dfs(Delete, "/data/out", &[], b""), 409, "DirectoryNotEmpty");
    is(&client.blob(Delete, "/data/out", &[], b""), 409, "DirectoryIsNotEmpty");
    works(&client.dfs(Delete, "/data/out?recursive=true&paginated=true", &[], b""), 200);
    is(&client.dfs(Get, "/data/out/here/deep/a", &[], b""), 404, "PathNotFound");
}

#[test]
fn a_file_takes_the_place_of_another_unless_that_is_forbidden() {
    let mut client = DataClient::lake();
    upload(&mut client, "/data/new", &[b"new".to_vec()]);
    upload(&mut client, "/data/old", &[b"old".to_vec()]);
    let source = ("x-ms-rename-source", "/data/new");
    is(&client.dfs(Put, "/data/old", &[source, ("If-None-Match", "*")], b""), 409, "PathAlreadyExists");
    works(&client.dfs(Put, "/data/old", &[source], b""), 201);
    assert_eq!(client.dfs(Get, "/data/old", &[], b"").bytes, b"new");
    works(&client.dfs(Put, "/data/folder?resource=directory", &[], b""), 201);
    let source = ("x-ms-rename-source", "/data/old");
    is(&client.dfs(Put, "/data/folder", &[source], b""), 409, "ResourceTypeMismatch");
}

#[test]
fn access_control_lists_are_set_and_told() {
    let mut client = DataClient::lake();
    upload(&mut client, "/data/a", &[b"x".to_vec()]);
    let list = "user::rwx,user:ravi:r-x,group::r-x,mask::r-x,other::---";
    let set = [("x-ms-acl", list), ("x-ms-owner", "priya")];
    works(&client.dfs(Patch, "/data/a?action=setAccessControl", &set, b""), 200);
    let got = client.dfs(Head, "/data/a?action=getAccessControl", &[], b"");
    assert_eq!((got.header("x-ms-acl"), got.header("x-ms-owner")), (list.into(), "priya".into()));
    assert_eq!(got.header("x-ms-permissions"), "rwxr-x---+");
    let set = [("x-ms-permissions", "0640")];
    works(&client.dfs(Patch, "/data/a?action=setAccessControl", &set, b""), 200);
    let got = client.dfs(Head, "/data/a?action=getAccessControl", &[], b"");
    assert_eq!(got.header("x-ms-acl"), "user::rw-,user:ravi:r-x,group::r-x,mask::r--,other::---");
    let wrong = [("x-ms-acl", "user::rwx")];
    is(&client.dfs(Patch, "/data/a?action=setAccessControl", &wrong, b""), 400, "InvalidAccessControlList");
}

#[test]
fn file_systems_are_made_listed_and_deleted() {
    let mut client = DataClient::lake();
    works(&client.dfs(Put, "/raw?resource=filesystem", &[], b""), 201);
    is(&client.dfs(Put, "/raw?resource=filesystem", &[], b""), 409, "FilesystemAlreadyExists");
    let listed = client.dfs(Get, "/?resource=account&maxResults=1", &[], b"");
    assert_eq!(listed.json()["filesystems"][0]["name"], "data");
    let next = listed.header("x-ms-continuation");
    let listed = client.dfs(Get, &format!("/?resource=account&continuation={next}"), &[], b"");
    assert_eq!(listed.json()["filesystems"][0]["name"], "raw");
    let head = client.dfs(Head, "/raw?resource=filesystem", &[], b"");
    assert_eq!(head.header("x-ms-namespace-enabled"), "true");
    works(&client.dfs(Delete, "/raw?resource=filesystem", &[], b""), 202);
    is(&client.dfs(Head, "/raw?resource=filesystem", &[], b""), 404, "FilesystemNotFound");
}

#[test]
fn metadata_is_written_by_one_endpoint_and_read_by_both() {
    let mut client = DataClient::lake();
    let made = [("x-ms-properties", "team=Ymx1ZQ=="), ("x-ms-content-type", "text/csv")];
    works(&client.dfs(Put, "/data/a?resource=file", &made, b""), 201);
    let head = client.blob(Head, "/data/a", &[], b"");
    assert_eq!(
        (head.header("x-ms-meta-team"), head.header("Content-Type")),
        ("blue".into(), "text/csv".into())
    );
    let head = client.dfs(Head, "/data/a?action=getStatus", &[], b"");
    assert_eq!(head.header("x-ms-properties"), "team=Ymx1ZQ==");
}

#[test]
fn refusals_say_why_and_change_nothing() {
    let mut client = DataClient::lake();
    upload(&mut client, "/data/a", &[b"x".to_vec()]);
    let before = client.state.clone();
    let cases: &[Refused] = &[
        (Put, "/data/a/b?resource=file", &[], "", 409, "ResourceTypeMismatch"),
        (Put, "/data/a?resource=directory", &[], "", 409, "ResourceTypeMismatch"),
        (Put, "/data/b?resource=file", &[("x-ms-permissions", "0777")], "", 501, "NotImplemented"),
        (Put, "/data/b?resource=link", &[], "", 400, "InvalidQueryParameterValue"),
        (Put, "/data/b", &[], "", 405, "UnsupportedHttpVerb"),
        (Put, "/data/b", &[("x-ms-rename-source", "/other/a")], "", 501, "NotImplemented"),
        (Patch, "/data/b?action=append&position=0", &[], "x", 404, "PathNotFound"),
        (Patch, "/data/a?action=append", &[], "x", 400, "MissingRequiredQueryParameter"),
        (Patch, "/data/a?action=append&position=-1", &[], "x", 400, "InvalidQueryParameterValue"),
        (Patch, "/data/a?action=append&position=1", &[], "", 400, "InvalidAppendPosition"),
        (Patch, "/data/a?action=append&position=18446744073709551615", &[], "x", 413, "RequestBodyTooLarge"),
        (
            Patch,
            "/data/a?action=append&position=1",
            &[("x-ms-lease-id", "00000000-0000-4000-8000-00000000000a")],
            "x",
            412,
            "LeaseNotPresentWithBlobOperation",
        ),
        (Patch, "/data/a?action=flush&position=9", &[], "", 400, "InvalidFlushPosition"),
        (Patch, "/data/a?action=setAccessControlRecursive&mode=set", &[], "", 501, "NotImplemented"),
        (Patch, "/none/a?action=append&position=0", &[], "x", 404, "FilesystemNotFound"),
        (Get, "/data/b", &[], "", 404, "PathNotFound"),
        (Delete, "/data/b?recursive=true", &[], "", 404, "PathNotFound"),
    ];
    for (method, path, headers, body, status, code) in cases {
        let got = client.dfs(*method, path, headers, body.as_bytes());
        assert_eq!((got.status, got.code()), (*status, *code), "{method} {path} {headers:?} {}", got.text());
        assert_eq!(got.json()["error"]["code"], *code);
        assert!(client.state == before, "{path}: refusals leave the world as it was");
    }
    let mut flat = DataClient::flat(DataProtection::default());
    let made = flat.dfs(Put, "/data/d?resource=directory", &[], b"");
    is(&made, 400, "HierarchicalNamespaceNotEnabled");
}
