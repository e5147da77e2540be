//! XML: written with everything escaped, read within bounds.

use crate::arm::data_plane::DataError;
use quick_xml::{
    Reader,
    escape::{escape, resolve_predefined_entity},
    events::Event,
};

/// The longest document that is read. 100,000 names of blocks are about as much. Ours.
pub const XML_BYTES_MAX: usize = 16 << 20;
/// No document of the contract is deeper.
const DEPTH_MAX: usize = 8;

/// A document under way.
#[derive(Debug)]
pub struct Xml {
    text: String,
    open: Vec<&'static str>,
}

impl Xml {
    /// With its root and the attributes of that.
    pub fn document(root: &'static str, attributes: &[(&str, &str)]) -> Xml {
        let mut text = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><{root}");
        for (name, value) in attributes {
            text += &format!(" {name}=\"{}\"", escape(*value));
        }
        text.push('>');
        Xml { text, open: vec![root] }
    }

    pub fn begin(&mut self, name: &'static str) -> &mut Xml {
        self.text += &format!("<{name}>");
        self.open.push(name);
        self
    }

    pub fn end(&mut self) -> &mut Xml {
        if let Some(name) = self.open.pop() {
            self.text += &format!("</{name}>");
        }
        self
    }

    pub fn element(&mut self, name: &str, value: impl AsRef<str>) -> &mut Xml {
        self.text += &format!("<{name}>{}</{name}>", escape(value.as_ref()));
        self
    }

    pub fn maybe(&mut self, name: &str, value: Option<impl AsRef<str>>) -> &mut Xml {
        if let Some(value) = value {
            self.element(name, value);
        }
        self
    }

    /// The name of a blob: where XML cannot hold it, it is percent-encoded and says so.
    pub fn blob_name(&mut self, name: &str) -> &mut Xml {
        if !name.contains(['\u{FFFE}', '\u{FFFF}']) {
            return self.element("Name", name);
        }
        let encoded = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        self.text += &format!("<Name Encoded=\"true\">{encoded}</Name>");
        self
    }

    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.end();
        }
        self.text
    }
}

pub fn error(code: &str, message: &str) -> String {
    let mut xml = Xml::document("Error", &[]);
    xml.element("Code", code).element("Message", message);
    xml.finish()
}

/// An element of a document that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    pub name: String,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.trim())
    }
}

/// Reads a document; attributes, comments and instructions say nothing.
///
/// # Errors
/// Not well-formed; too long or too deep; another root than `root`.
pub fn read(bytes: &[u8], root: &str) -> Result<Element, DataError> {
    let invalid = |reason: String| DataError::InvalidXml { reason };
    let text = std::str::from_utf8(bytes).map_err(|error| invalid(error.to_string()))?;
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().map_err(|error| invalid(error.to_string()))?;
        match event {
            Event::Start(start) => {
                if open.len() > DEPTH_MAX {
                    return Err(invalid(format!("It is more than {DEPTH_MAX} elements deep.")));
                }
                open.push(named(start.local_name().as_ref()));
            }
            Event::Empty(empty) => add(&mut open, named(empty.local_name().as_ref())),
            Event::End(_) => {
                let done = open.pop().unwrap_or_default();
                add(&mut open, done);
            }
            Event::Text(text) => {
                let text = text.decode().map_err(|error| invalid(error.to_string()))?;
                write(&mut open, &text);
            }
            Event::CData(data) => {
                let text = data.decode().map_err(|error| invalid(error.to_string()))?;
                write(&mut open, &text);
            }
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|error| invalid(error.to_string()))?;
                let name = reference.decode().map_err(|error| invalid(error.to_string()))?;
                match (character, resolve_predefined_entity(&name)) {
                    (Some(character), _) => write(&mut open, character.encode_utf8(&mut [0; 4])),
                    (None, Some(text)) => write(&mut open, text),
                    (None, None) => return Err(invalid(format!("The entity '{name}' is unknown."))),
                }
            }
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::DocType(_) => return Err(invalid("It has a document type.".to_string())),
            Event::Eof => break,
        }
    }
    let document = open.pop().filter(|_| open.is_empty()).unwrap_or_default();
    let found = document.children.into_iter().find(|element| element.name == root);
    found.ok_or_else(|| invalid(format!("Its root is not '{root}'.")))
}

fn named(name: &[u8]) -> Element {
    Element { name: String::from_utf8_lossy(name).into_owned(), ..Element::default() }
}

fn add(open: &mut [Element], element: Element) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(element);
    }
}

fn write(open: &mut [Element], text: &str) {
    if let Some(parent) = open.last_mut() {
        parent.text.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let mut xml = Xml::document("Blobs", &[("Where", "a<\"b\"")]);
        xml.begin("Blob").element("Name", "a & b <c>").maybe("Gone", None::<&str>).end();
        let text = xml.finish();
        let root = read(text.as_bytes(), "Blobs").expect("it is XML");
        assert_eq!(root.child("Blob").and_then(|blob| blob.text_of("Name")), Some("a & b <c>"));
        let odd =
            read(b"<?xml version='1.0'?><!-- x --><A xmlns='y'><B>1&#65;<![CDATA[<]]></B><C/></A>", "A");
        let odd = odd.expect("it is XML");
        assert_eq!((odd.text_of("B"), odd.text_of("C")), (Some("1A<"), Some("")));
    }

    #[test]
    fn what_is_no_document_says_so() {
        let deep = "<A>".repeat(10_000);
        let bomb = "<!DOCTYPE A [<!ENTITY b 'bbbb'>]><A>&b;</A>";
        for text in ["", "<A>", "<A></B>", "<B/>", "<A>&b;</A>", "<A", "text", deep.as_str(), bomb] {
            assert!(matches!(read(text.as_bytes(), "A"), Err(DataError::InvalidXml { .. })), "{text:.40}");
        }
        assert!(read(b"\xff", "A").is_err());
    }
}
