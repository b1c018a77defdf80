//! What the document says about itself, and the files it carries.

use lopdf::{Document, Object, ObjectId, Stream, dictionary};

use super::{Parts, name, number, text};
use crate::pdf::{Attachment, PRODUCER};

/// Writes catalog, document information, metadata, colour profile and attachments.
pub(super) fn catalog(
    document: &mut Document,
    parts: &Parts<'_>,
    tree: ObjectId,
    outline: Option<ObjectId>,
) -> Result<(), lopdf::Error> {
    let date = parts.metadata.date.as_deref().and_then(IsoDate::parse);
    let root = document.trailer.get(b"Root")?.as_reference()?;
    discard(document, root);
    let information = information(document, parts, date.as_ref());
    document.trailer.set("Info", Object::Reference(information));
    let mut packet = Stream::new(
        dictionary! { "Type" => name("Metadata"), "Subtype" => name("XML") },
        packet(parts, date.as_ref()).into_bytes(),
    );
    packet.allows_compression = false;
    let packet = document.add_object(packet);
    let intent = output_intent(document);
    let files: Vec<(&str, ObjectId)> =
        parts.attachments.iter().map(|file| (file.name.as_str(), attach(document, file, date.as_ref()))).collect();
    let catalog = document.get_dictionary_mut(root)?;
    catalog.set("Lang", text(&parts.facts.language));
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    catalog.set("StructTreeRoot", Object::Reference(tree));
    catalog.set("Metadata", Object::Reference(packet));
    catalog.set("OutputIntents", vec![Object::Reference(intent)]);
    catalog.set("PageLayout", name("SinglePage"));
    match outline {
        Some(outline) => {
            catalog.set("Outlines", Object::Reference(outline));
            catalog.set("PageMode", name("UseOutlines"));
        }
        None => {
            catalog.set("PageMode", name("UseNone"));
        }
    }
    if !files.is_empty() {
        catalog.set("AF", files.iter().map(|&(_, id)| Object::Reference(id)).collect::<Vec<_>>());
        let mut sorted = files;
        sorted.sort();
        let names: Vec<Object> = sorted.iter().flat_map(|&(file, id)| [text(file), Object::Reference(id)]).collect();
        catalog.set("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names } });
    }
    Ok(())
}

/// Takes away what printpdf wrote and what is written anew here.
fn discard(document: &mut Document, root: ObjectId) {
    let mut old: Vec<Object> = document.trailer.remove(b"Info").into_iter().collect();
    if let Ok(catalog) = document.get_dictionary_mut(root) {
        old.extend(
            [&b"Metadata"[..], b"OutputIntents", b"Outlines", b"Names"]
                .into_iter()
                .filter_map(|key| catalog.remove(key)),
        );
    }
    for id in old.iter().filter_map(|object| object.as_reference().ok()) {
        document.objects.remove(&id);
    }
}

/// Writes the document information, which must agree with the metadata packet.
fn information(document: &mut Document, parts: &Parts<'_>, date: Option<&IsoDate>) -> ObjectId {
    let mut information = dictionary! {
        "Title" => text(&parts.facts.title),
        "Producer" => text(PRODUCER),
    };
    if !parts.metadata.author.is_empty() {
        information.set("Author", text(&parts.metadata.author.join(", ")));
    }
    if let Some(subtitle) = &parts.metadata.subtitle {
        information.set("Subject", text(subtitle));
    }
    if let Some(date) = date {
        information.set("CreationDate", text(&date.pdf()));
        information.set("ModDate", text(&date.pdf()));
    }
    document.add_object(information)
}

fn output_intent(document: &mut Document) -> ObjectId {
    let profile =
        Stream::new(dictionary! { "N" => 3, "Alternate" => name("DeviceRGB") }, typst_assets::icc::S_RGB_V4.to_vec());
    let profile = document.add_object(profile);
    document.add_object(dictionary! {
        "Type" => name("OutputIntent"),
        "S" => name("GTS_PDFA1"),
        "OutputConditionIdentifier" => text("sRGB"),
        "Info" => text("sRGB IEC61966-2.1"),
        "DestOutputProfile" => Object::Reference(profile),
    })
}

/// Embeds a file and returns its specification.
fn attach(document: &mut Document, file: &Attachment, date: Option<&IsoDate>) -> ObjectId {
    let mut parameters = dictionary! { "Size" => number(file.content.len()) };
    if let Some(date) = date {
        parameters.set("ModDate", text(&date.pdf()));
    }
    let stream = Stream::new(
        dictionary! {
            "Type" => name("EmbeddedFile"),
            "Subtype" => name(&file.media_type),
            "Params" => parameters,
        },
        file.content.clone(),
    );
    let stream = document.add_object(stream);
    document.add_object(dictionary! {
        "Type" => name("Filespec"),
        "F" => text(&file.name),
        "UF" => text(&file.name),
        "Desc" => text(&file.description),
        "AFRelationship" => name(file.relation.name()),
        "EF" => dictionary! { "F" => Object::Reference(stream), "UF" => Object::Reference(stream) },
    })
}

/// A date written as `2031-05-14`. Dates written otherwise are printed but not stated in the metadata.
struct IsoDate {
    year: String,
    month: String,
    day: String,
}

impl IsoDate {
    fn parse(date: &str) -> Option<Self> {
        let mut parts = date.trim().splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let is_number = |part: &str, length: usize, greatest: u32| {
            part.len() == length
                && part.bytes().all(|byte| byte.is_ascii_digit())
                && part.parse::<u32>().is_ok_and(|value| (1..=greatest).contains(&value))
        };
        (is_number(year, 4, 9999) && is_number(month, 2, 12) && is_number(day, 2, 31)).then(|| Self {
            year: year.into(),
            month: month.into(),
            day: day.into(),
        })
    }

    fn pdf(&self) -> String {
        format!("D:{}{}{}000000Z", self.year, self.month, self.day)
    }

    fn xmp(&self) -> String {
        format!("{}-{}-{}T00:00:00Z", self.year, self.month, self.day)
    }
}

fn escaped(words: &str) -> String {
    words
        .chars()
        .filter(|character| !character.is_control())
        .collect::<String>()
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Returns the XMP packet. PDF/A demands that the property of PDF/UA be described where it is used.
fn packet(parts: &Parts<'_>, date: Option<&IsoDate>) -> String {
    let title = escaped(&parts.facts.title);
    let language = escaped(&parts.facts.language);
    let mut description = format!(
        "<dc:format>application/pdf</dc:format>\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\
         <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>"
    );
    if !parts.metadata.author.is_empty() {
        // One entry, because the document information has one.
        let authors = escaped(&parts.metadata.author.join(", "));
        description.push_str(&format!("<dc:creator><rdf:Seq><rdf:li>{authors}</rdf:li></rdf:Seq></dc:creator>"));
    }
    if let Some(subtitle) = &parts.metadata.subtitle {
        let subtitle = escaped(subtitle);
        description.push_str(&format!(
            "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{subtitle}</rdf:li></rdf:Alt></dc:description>"
        ));
    }
    if let Some(date) = date {
        let date = date.xmp();
        description
            .push_str(&format!("<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>"));
    }
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\
         {description}<pdf:Producer>{PRODUCER}</pdf:Producer>\
         <pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>\
         <pdfuaid:part>1</pdfuaid:part></rdf:Description>\n{EXTENSION}\n</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>"
    )
}

/// Describes the one property that is not PDF/A's own.
const EXTENSION: &str = concat!(
    "<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" ",
    "xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" ",
    "xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">",
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">",
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>",
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>",
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>",
    "<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">",
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>",
    "<pdfaProperty:category>internal</pdfaProperty:category>",
    "<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>",
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>",
);
