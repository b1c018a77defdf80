//! JSON Schemas (2020-12) of the files people write and of the comparison, made from the types themselves.
//!
//! The same schemas are published (`evenhand schema NAME`) and enforced by [`crate::yaml`], so they cannot differ.
//! What the types cannot say is added here: own keys begin with `x-` and no others are let in, dates have a form,
//! and what the program fills in (positions of facts that people add) may be left out.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use crate::brief::Brief;
use crate::comparison::Comparison;
use crate::lexicon::framing::project::CueFile;
use crate::lexicon::project::Words;
use crate::settings::Settings;
use crate::sheet::{self, FactSheet};
use crate::theme::Theme;
use crate::yaml::Meta;

/// Returns the names of the schemas.
pub fn names() -> [&'static str; 7] {
    ["fact-sheet", "brief", "comparison", "settings", "meta", "lexicon", "theme"]
}

/// Returns the schema of `name`, or `None` if there is none.
pub fn of(name: &str) -> Option<Value> {
    Some(match name {
        "fact-sheet" => fact_sheet(),
        "brief" => brief(),
        "comparison" => finished(make::<Comparison>(), "Evenhand comparison"),
        "settings" => settings(),
        "meta" => meta(),
        "theme" => theme(),
        "lexicon" => whole_lexicon(),
        _ => return None,
    })
}

/// Schema of fact sheets as people may write them.
pub(crate) fn fact_sheet() -> Value {
    let mut schema = make::<FactSheet>();
    schema["properties"]["schema"]["const"] = sheet::SCHEMA.into();
    optional(&mut schema, "Fact", &["id"]);
    optional(&mut schema, "Reading", &["id", "score"]);
    optional(&mut schema, "Evidence", &["span", "line"]);
    optional(&mut schema, "Speaker", &["span"]);
    optional(&mut schema, "EventDate", &["span"]);
    let digest = json!({
        "description": "Digest of what the program wrote: tells it what people changed. Leave it as it is.",
        "type": "string",
    });
    let digests = json!({
        "description": "Digests of what the program wrote, by key: tell it what people changed. Leave them as they are.",
        "type": "object",
        "additionalProperties": {"type": "string"},
    });
    for (name, property) in [("Fact", &digest), ("Reading", &digest), ("SourceRecord", &digests)] {
        schema["$defs"][name]["properties"]["digest"] = property.clone();
    }
    bounds(&mut schema, "Reading", "score", json!({"minimum": 0, "maximum": 1}));
    finished(schema, "Evenhand fact sheet")
}

/// Schema of briefs.
pub(crate) fn brief() -> Value {
    let mut schema = make::<Brief>();
    bounds(&mut schema, "Audience", "pages", json!({"minimum": 1}));
    bounds(&mut schema, "Audience", "sentence_words", json!({"minimum": 1}));
    bounds(&mut schema, "BalanceSpec", "smallest_share", json!({"minimum": 0, "maximum": 0.5}));
    finished(schema, "Evenhand brief")
}

/// Schema of `evenhand.yaml`.
pub(crate) fn settings() -> Value {
    let mut schema = make::<Settings>();
    bounds(&mut schema, "Extractor", "seconds", json!({"minimum": 1, "maximum": 3600}));
    finished(schema, "Evenhand settings")
}

/// Schema of `NAME.meta.yaml`.
pub(crate) fn meta() -> Value {
    finished(make::<Meta>(), "Evenhand metadata of a text")
}

/// Schema of themes.
pub(crate) fn theme() -> Value {
    finished(make::<Theme>(), "Evenhand theme")
}

/// Schema of the words in `lexicon/*.yaml`; cues are read apart.
pub(crate) fn lexicon() -> Value {
    finished(make::<Words>(), "Evenhand lexicon")
}

/// Schema of a file of `lexicon/`: words and cues.
fn whole_lexicon() -> Value {
    let mut schema = lexicon();
    let cues = finished(make::<CueFile>(), "Evenhand lexicon");
    for part in ["properties", "$defs"] {
        if let (Some(own), Some(others)) = (schema[part].as_object_mut(), cues[part].as_object()) {
            own.extend(others.clone());
        }
    }
    schema["additionalProperties"] = false.into();
    schema
}

fn make<T: JsonSchema>() -> Value {
    let schema: Schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    schema.to_value()
}

/// Takes keys off the list of those that must be there.
fn optional(schema: &mut Value, definition: &str, keys: &[&str]) {
    if let Some(required) = schema["$defs"][definition]["required"].as_array_mut() {
        required.retain(|key| !keys.iter().any(|optional| key == optional));
    }
}

fn bounds(schema: &mut Value, definition: &str, key: &str, bounds: Value) {
    if let (Some(property), Value::Object(bounds)) =
        (schema["$defs"][definition]["properties"][key].as_object_mut(), bounds)
    {
        property.extend(bounds);
    }
}

/// Adds what holds for all schemas.
fn finished(mut schema: Value, title: &str) -> Value {
    schema["title"] = title.into();
    for (name, form, pattern) in
        [("PartialDate", "partial-date", r"^\d{4}(-\d{2}(-\d{2})?)?$"), ("Day", "date", r"^\d{4}-\d{2}-\d{2}$")]
    {
        if let Some(date) = schema.pointer_mut(&format!("/$defs/{name}")).and_then(Value::as_object_mut) {
            date.insert("format".into(), form.into());
            date.insert("pattern".into(), pattern.into());
        }
    }
    if let Some(colour) = schema.pointer_mut("/$defs/Colour").and_then(Value::as_object_mut) {
        colour.insert("pattern".into(), "^#[0-9A-Fa-f]{6}$".into());
    }
    if let Some(object) = schema.as_object_mut() {
        close(object);
    }
    if let Some(definitions) = schema.get_mut("$defs").and_then(Value::as_object_mut) {
        for definition in definitions.values_mut().filter_map(Value::as_object_mut) {
            close(definition);
        }
    }
    plain_words(&mut schema);
    schema
}

/// Where the type keeps unknown keys, lets in only those that begin with `x-`.
fn close(object: &mut Map<String, Value>) {
    let open = ["additionalProperties", "unevaluatedProperties"].map(|key| object.get(key) == Some(&Value::Bool(true)));
    if object.contains_key("properties") && open.contains(&true) {
        object.shift_remove("additionalProperties");
        object.insert("patternProperties".into(), json!({"^x-": true}));
        object.insert("unevaluatedProperties".into(), false.into());
    }
}

/// Takes the brackets of Rust's links out of descriptions.
fn plain_words(schema: &mut Value) {
    match schema {
        Value::Object(entries) => {
            for (key, value) in entries {
                match value {
                    Value::String(text) if key == "description" => *text = text.replace("[`", "`").replace("`]", "`"),
                    value => plain_words(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(plain_words),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_schema_with_title_and_description() {
        for name in names() {
            let schema = of(name).expect("a schema");
            assert!(schema["title"].as_str().is_some_and(|title| title.starts_with("Evenhand")), "{name}");
            assert!(schema["description"].is_string(), "{name}");
        }
        assert_eq!(of("note"), None);
    }

    #[test]
    fn a_lexicon_holds_words_and_cues() {
        let schema = of("lexicon").expect("a schema");
        for key in ["verbs", "offices", "modality", "cues", "sides", "replace"] {
            assert!(schema["properties"][key].is_object(), "{key}");
        }
        assert!(schema["$defs"]["ProjectCue"].is_object() && schema["$defs"]["Verb"].is_object());
    }

    #[test]
    fn own_keys_begin_with_x_and_no_others_are_let_in() {
        let schema = of("fact-sheet").expect("a schema");
        for definition in ["Fact", "Reading", "SourceRecord"] {
            assert_eq!(schema["$defs"][definition]["unevaluatedProperties"], false, "{definition}");
            assert_eq!(schema["$defs"][definition]["patternProperties"]["^x-"], true, "{definition}");
        }
        assert_eq!(schema["$defs"]["Evidence"]["additionalProperties"], false);
    }

    #[test]
    fn what_the_program_fills_in_is_not_demanded() {
        let schema = of("fact-sheet").expect("a schema");
        assert_eq!(schema["$defs"]["Evidence"]["required"], json!(["exact"]));
        assert_eq!(schema["$defs"]["Fact"]["required"], json!(["evidence"]));
        // The comparison, which only the program writes, has all of it.
        assert_eq!(of("comparison").expect("a schema")["$defs"]["EventDate"]["required"], json!(["text", "span"]));
    }
}
