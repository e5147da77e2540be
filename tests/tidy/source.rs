//! Reads the files of the repository, and Rust text as far as the rules need it: without comments and string contents,
//! and with the extent of each function.

use std::{fs, path::Path};

/// A text file of the repository: its path from the root with `/` between folders, and its text.
pub struct File {
    pub path: String,
    pub text: String,
}

const NOT_OURS: [&str; 8] =
    ["target", "node_modules", "dist", "test-results", ".git", ".tools", "Cargo.lock", "package-lock.json"];

/// Every text file of the repository, sorted by path. Files that are not UTF-8 are no text.
pub fn repository() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(root, root, &mut files);
    files.sort_by(|left, right| left.path.cmp(&right.path));
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).expect("a readable folder").flatten() {
        let path = entry.path();
        if NOT_OURS.contains(&entry.file_name().to_string_lossy().as_ref()) {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let relative = path.strip_prefix(root).expect("a path below the root");
            files.push(File { path: relative.to_string_lossy().replace('\\', "/"), text });
        }
    }
}

/// Rust text with every comment and the contents of every string and character replaced by spaces, line for line.
pub fn code_only(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => line_end(bytes, at),
            b'/' if bytes[at..].starts_with(b"/*") => block_comment_end(bytes, at),
            b'"' => string_end(bytes, at),
            b'r' if !follows_word(bytes, at) => raw_string_end(bytes, at).unwrap_or(at),
            b'\'' => character_end(bytes, at).unwrap_or(at),
            _ => at,
        };
        for byte in &mut code[at..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at = end.max(at + 1);
    }
    String::from_utf8(code).expect("whole comments and strings were replaced")
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| at + length)
}

fn block_comment_end(bytes: &[u8], start: usize) -> usize {
    let (mut depth, mut at) = (1, start + 2);
    while at < bytes.len() && depth > 0 {
        let (step, change) = match &bytes[at..] {
            [b'/', b'*', ..] => (2, 1),
            [b'*', b'/', ..] => (2, -1),
            _ => (1, 0),
        };
        at += step;
        depth += change;
    }
    at.min(bytes.len())
}

fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

fn raw_string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let hashes = bytes[start + 1..].iter().take_while(|byte| **byte == b'#').count();
    let open = start + 1 + hashes;
    if bytes.get(open) != Some(&b'"') {
        return None;
    }
    let close = [b"\"".as_slice(), &b"#".repeat(hashes)].concat();
    let length = bytes[open + 1..].windows(close.len()).position(|window| window == close)?;
    Some(open + 1 + length + close.len())
}

/// The end of a character literal; `None` for a lifetime.
fn character_end(bytes: &[u8], start: usize) -> Option<usize> {
    if bytes.get(start + 1) == Some(&b'\\') {
        let length = bytes[start + 3..].iter().position(|byte| *byte == b'\'')?;
        return Some(start + 3 + length + 1);
    }
    let width = match bytes.get(start + 1)? {
        0..=0x7f => 1,
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    };
    (bytes.get(start + 1 + width) == Some(&b'\'')).then_some(start + width + 2)
}

/// True if the byte before belongs to a word, so that what starts here is the rest of one.
pub fn follows_word(bytes: &[u8], at: usize) -> bool {
    at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_')
}

/// The number of the line in which a byte stands, from 1.
pub fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// A function with a body.
#[derive(Debug, PartialEq)]
pub struct Function {
    pub name: String,
    pub line: usize,
    pub lines: usize,
    /// True if it is nothing but one `match`, which is read row by row as a table is.
    pub is_table: bool,
}

/// Each function with a body. Takes text as [`code_only`] gives it.
pub fn functions(code: &str) -> Vec<Function> {
    let bytes = code.as_bytes();
    let starts = code.match_indices("fn ").map(|(at, _)| at).filter(|at| !follows_word(bytes, *at));
    starts
        .filter_map(|start| {
            let is_letter = |letter: &char| letter.is_alphanumeric() || *letter == '_';
            let name: String = code[start + 3..].chars().take_while(is_letter).collect();
            let end = body_end(bytes, start)?;
            let (line, last) = (line_of(code, start), line_of(code, end));
            let is_table = is_one_match(&code[start..end]);
            (!name.is_empty()).then_some(Function { name, line, lines: last - line + 1, is_table })
        })
        .collect()
}

/// True if a function, without its last brace, holds one `match` and at most the `use` that shortens its patterns.
fn is_one_match(function: &str) -> bool {
    let body = function.split_once('{').map_or("", |(_, body)| body).trim();
    let body = if body.starts_with("use ") {
        body.split_once(';').map_or("", |(_, rest)| rest).trim()
    } else {
        body
    };
    body.starts_with("match ") && body_end(body.as_bytes(), 0) == Some(body.len() - 1)
}

/// Where the braces of the body close; `None` for a declaration that ends in `;`.
fn body_end(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut braces, mut brackets) = (0_i32, 0_i32);
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        match byte {
            b'(' | b'[' => brackets += 1,
            b')' | b']' => brackets -= 1,
            b'{' => braces += 1,
            b'}' => {
                braces -= 1;
                if braces == 0 && brackets == 0 {
                    return Some(at);
                }
            }
            b';' if braces == 0 && brackets == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Every `crate::` path with its line, the groups of `use crate::{a, b::{c, d}}` spelled out.
pub fn crate_paths(code: &str) -> Vec<(String, usize)> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("crate::").filter(|(at, _)| !follows_word(code.as_bytes(), *at)) {
        spell_out(&code[at + "crate::".len()..], "", line_of(code, at), &mut paths);
    }
    paths
}

/// Reads one path at the start of `text`, adds what it names to `paths`, and returns how many bytes it took.
fn spell_out(text: &str, prefix: &str, line: usize, paths: &mut Vec<(String, usize)>) -> usize {
    let is_path = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':' || letter == '*';
    let length = text.find(|letter| !is_path(letter)).unwrap_or(text.len());
    let path = format!("{prefix}{}", &text[..length]);
    if !(text[length..].starts_with('{') && (path.is_empty() || path.ends_with("::"))) {
        if !path.is_empty() {
            paths.push((path.trim_end_matches(':').to_owned(), line));
        }
        return length;
    }
    let mut at = length + 1;
    while at < text.len() && !text[at..].starts_with('}') {
        let skipped =
            text[at..].find(|letter| is_path(letter) || letter == '{' || letter == '}').unwrap_or(0);
        at += skipped;
        if !text[at..].starts_with('}') {
            at += spell_out(&text[at..], &path, line, paths).max(1);
        }
        // `a as b` names only a.
        if text[at..].starts_with(" as ") {
            at += text[at..].find([',', '}']).unwrap_or(0);
        }
    }
    (at + 1).min(text.len())
}
