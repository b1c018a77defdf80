//! Checks a tree against a JSON Schema made by [`crate::schema`] and gives the value it stands for.
//!
//! All faults are found in one run, each with its place. Only what those schemas use is understood: objects with
//! known and own (`x-…`) keys, variants told apart by a constant, lists, enumerations, simple types, dates.

use std::collections::BTreeSet;
use std::str::FromStr;

use serde_json::{Map, Value};

use super::scalar::Scalar;
use super::tree::{Content, MAX_FAULTS, Node};
use crate::diagnostic::{Diagnostic, Location, similar_name};
use crate::source::Span;
use crate::value::date::{Day, PartialDate};

/// Checks `root` and returns its value; where the faults are not empty, the value has gaps.
pub(super) fn check(root: &Node, schema: &Value, text: &str, file: &str) -> (Value, Vec<Diagnostic>) {
    let mut checker = Checker { schema, text, file, faults: Vec::new() };
    let value = checker.value(root, schema, Where::Top);
    (value, checker.faults)
}

/// Checks the value of one key against the part of a schema that belongs to it.
pub(super) fn check_key(node: &Node, key: &str, schema: &Value, text: &str, file: &str) -> (Value, Vec<Diagnostic>) {
    let Some(part) = schema.pointer("/properties").and_then(|known| known.get(key)) else {
        return (Value::Null, Vec::new());
    };
    let mut checker = Checker { schema, text, file, faults: Vec::new() };
    let value = checker.value(node, part, Where::Key(key));
    (value, checker.faults)
}

/// Where a node stands, for messages.
#[derive(Clone, Copy)]
enum Where<'a> {
    Top,
    Key(&'a str),
    EntryOf(&'a str),
}

impl Where<'_> {
    fn phrase(self) -> String {
        match self {
            Self::Top => "at the top of the file".into(),
            Self::Key(key) => format!("in `{key}`"),
            Self::EntryOf(key) => format!("in an entry of `{key}`"),
        }
    }

    fn name(self) -> String {
        match self {
            Self::Top => "the file".into(),
            Self::Key(key) => format!("`{key}`"),
            Self::EntryOf(key) => format!("an entry of `{key}`"),
        }
    }
}

struct Checker<'a> {
    schema: &'a Value,
    text: &'a str,
    file: &'a str,
    faults: Vec<Diagnostic>,
}

/// The keys an object may and must have, gathered from a schema, its references and the variant chosen.
#[derive(Default)]
struct Shape<'a> {
    properties: Vec<(&'a str, &'a Value)>,
    required: Vec<&'a str>,
    /// Keys that begin with `x-` are people's own.
    own_keys: bool,
    /// Schema of keys that are not named.
    others: Option<&'a Value>,
}

impl<'a> Checker<'a> {
    fn value(&mut self, node: &Node, schema: &'a Value, place: Where<'_>) -> Value {
        let schema = self.resolved(schema);
        if schema.as_object().is_none_or(Map::is_empty) {
            return anything(node);
        }
        if let Some(allowed) = self.constants(schema) {
            return self.constant(node, &allowed, place);
        }
        if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
            return self.choice(node, choices, place);
        }
        let types = types(schema);
        if node.is_null() && types.contains(&"null") {
            return Value::Null;
        }
        if types.contains(&"object") {
            return self.object(node, schema, place);
        }
        if types.contains(&"array") {
            return self.list(node, schema, place);
        }
        self.simple(node, schema, &types, place)
    }

    fn constant(&mut self, node: &Node, allowed: &[&str], place: Where<'_>) -> Value {
        match node.text() {
            Some(found) if allowed.contains(&found) => found.into(),
            Some(found) if !found.is_empty() => {
                let name = place.name();
                let message = format!("unknown value `{}` of {name}, expected {}", short(found), one_of(allowed));
                let fault = self.at("bad-value", message, node.span);
                let fault = fault.did_you_mean(found, allowed.iter().copied());
                self.report(fault);
                Value::Null
            }
            _ => {
                self.wrong_type(node, &one_of(allowed), place);
                Value::Null
            }
        }
    }

    /// Takes the first alternative that fits the shape of the node.
    fn choice(&mut self, node: &Node, choices: &'a [Value], place: Where<'_>) -> Value {
        let fits = |types: &[&str]| match &node.content {
            Content::List { .. } => types.contains(&"array"),
            Content::Mapping { .. } => types.contains(&"object"),
            Content::Scalar { .. } if node.is_null() => types.contains(&"null"),
            Content::Scalar { .. } => types.iter().any(|kind| !matches!(*kind, "array" | "object" | "null")),
        };
        let kinds: Vec<Vec<&str>> = choices.iter().map(|choice| self.kinds(choice)).collect();
        let chosen = (0..choices.len())
            .find(|&i| fits(&kinds[i]))
            .or_else(|| (0..choices.len()).find(|&i| kinds[i] != ["null"]))
            .unwrap_or(0);
        match choices.get(chosen) {
            Some(_) if kinds[chosen] == ["null"] => Value::Null,
            Some(choice) => self.value(node, choice, place),
            None => Value::Null,
        }
    }

    /// The types that a schema allows, enumerations being text.
    fn kinds(&self, schema: &'a Value) -> Vec<&'a str> {
        let schema = self.resolved(schema);
        if self.constants(schema).is_some() { vec!["string"] } else { types(schema) }
    }

    fn object(&mut self, node: &Node, schema: &'a Value, place: Where<'_>) -> Value {
        let Content::Mapping { entries, .. } = &node.content else {
            self.wrong_type(node, "keys with values", place);
            return Value::Null;
        };
        let mut shape = Shape::default();
        self.gather(schema, node, place, &mut shape);
        let mut values = Map::new();
        for (key, value) in entries {
            let name = key.text().unwrap_or_default();
            if let Some((_, schema)) = shape.properties.iter().find(|(known, _)| *known == name) {
                values.insert(name.into(), self.value(value, schema, Where::Key(name)));
            } else if shape.own_keys && name.starts_with("x-") {
                values.insert(name.into(), anything(value));
            } else if let Some(others) = shape.others {
                values.insert(name.into(), self.value(value, others, Where::Key(name)));
            } else {
                self.unknown_key(key, name, &shape, place);
            }
        }
        for key in &shape.required {
            if node.get(key).is_none() {
                let message = format!("missing key `{key}` {}", place.phrase());
                self.fault("missing-key", message, first_line(node));
            }
        }
        values.into()
    }

    fn unknown_key(&mut self, key: &Node, name: &str, shape: &Shape<'a>, place: Where<'_>) {
        let known: BTreeSet<&str> = shape.properties.iter().map(|(known, _)| *known).collect();
        let fault = self.at("unknown-key", format!("unknown key `{}` {}", short(name), place.phrase()), key.span);
        let fault = match similar_name(name, known.iter().copied()) {
            Some(similar) => fault.hint(format!("did you mean `{similar}`?")),
            None if name == "<<" => fault.hint("merge keys are not read; write the keys out"),
            None => fault.hint(format!("known keys: {}", list(&known.into_iter().collect::<Vec<_>>()))),
        };
        let fault = if shape.own_keys { fault.hint("a key of your own begins with `x-`") } else { fault };
        self.report(fault);
    }

    /// Adds the keys of `schema`, of what it refers to, and of the variant that `node` names.
    fn gather(&mut self, schema: &'a Value, node: &Node, place: Where<'_>, shape: &mut Shape<'a>) {
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            shape.properties.extend(properties.iter().map(|(key, schema)| (key.as_str(), schema)));
        }
        if let Some(required) = schema.get("required").and_then(Value::as_array) {
            shape.required.extend(required.iter().filter_map(Value::as_str));
        }
        shape.own_keys |= schema.pointer("/patternProperties/^x-").is_some();
        if let Some(others) = schema.get("additionalProperties").filter(|others| others.is_object()) {
            shape.others = Some(others);
        }
        if schema.get("$ref").is_some() {
            self.gather(self.referred(schema), node, place, shape);
        }
        if let Some(variants) = schema.get("oneOf").and_then(Value::as_array) {
            self.variant(variants, node, place, shape);
        }
    }

    fn variant(&mut self, variants: &'a [Value], node: &Node, place: Where<'_>, shape: &mut Shape<'a>) {
        let Some(tag) = variants.iter().find_map(tag) else { return };
        let name = node.get(tag.0).and_then(Node::text);
        let chosen = variants.iter().find(|variant| self::tag(variant).is_some_and(|tag| Some(tag.1) == name));
        match (chosen, node.get(tag.0)) {
            (Some(variant), _) => self.gather(variant, node, place, shape),
            (None, found) => {
                // The keys of all variants are known, so that one wrong word is one fault.
                let allowed: Vec<&str> = variants.iter().filter_map(self::tag).map(|tag| tag.1).collect();
                for variant in variants {
                    let required = shape.required.len();
                    self.gather(variant, node, place, shape);
                    shape.required.truncate(required);
                }
                shape.properties.retain(|(key, _)| *key != tag.0);
                shape.properties.push((tag.0, &Value::Bool(true)));
                match found {
                    Some(found) => {
                        self.constant(found, &allowed, Where::Key(tag.0));
                    }
                    None => {
                        let message = format!("missing key `{}` {}", tag.0, place.phrase());
                        let fault = self.at("missing-key", message, first_line(node));
                        self.report(fault.hint(format!("expected {}", one_of(&allowed))));
                    }
                }
            }
        }
    }

    fn list(&mut self, node: &Node, schema: &'a Value, place: Where<'_>) -> Value {
        let Content::List { items, .. } = &node.content else {
            self.wrong_type(node, "a list", place);
            return Value::Null;
        };
        let count = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
        let (least, most) = (count("minItems").unwrap_or(0), count("maxItems").unwrap_or(usize::MAX));
        if !(least..=most).contains(&items.len()) {
            let expected = match (least, most) {
                (least, most) if least == most => format!("{least}"),
                (least, usize::MAX) => format!("at least {least}"),
                (least, most) => format!("{least} to {most}"),
            };
            let message = format!("{} has {} entries, expected {expected}", place.name(), items.len());
            self.fault("bad-value", message, first_line(node));
        }
        let anything = &Value::Bool(true);
        let schema = schema.get("items").unwrap_or(anything);
        let entry = match place {
            Where::Key(key) | Where::EntryOf(key) => Where::EntryOf(key),
            Where::Top => Where::EntryOf("the file"),
        };
        items.iter().map(|item| self.value(item, schema, entry)).collect()
    }

    fn simple(&mut self, node: &Node, schema: &Value, types: &[&str], place: Where<'_>) -> Value {
        let Some(scalar) = node.scalar() else {
            self.wrong_type(node, noun(types), place);
            return Value::Null;
        };
        let has = |kind: &str| types.contains(&kind);
        if let Some(format) = schema.get("format").and_then(Value::as_str).filter(|_| has("string"))
            && matches!(format, "date" | "partial-date")
            && scalar != Scalar::Null
        {
            return self.date(node, format);
        }
        match scalar {
            Scalar::Text(text) if has("string") => text.into(),
            Scalar::Bool(value) if has("boolean") => value.into(),
            Scalar::Unsigned(value) if has("integer") || has("number") => {
                self.in_range(node, schema, exact(value), place);
                value.into()
            }
            Scalar::Signed(value) if has("number") || has("integer") => {
                self.in_range(node, schema, exact(value.unsigned_abs()).map(|value| -value), place);
                value.into()
            }
            Scalar::Float(value) if has("number") && value.is_finite() => {
                self.in_range(node, schema, Some(value), place);
                value.into()
            }
            _ => {
                self.wrong_type(node, noun(types), place);
                Value::Null
            }
        }
    }

    fn date(&mut self, node: &Node, format: &str) -> Value {
        let text = node.text().unwrap_or_default();
        let valid = match format {
            "date" => Day::try_from(text.to_owned()).is_ok(),
            _ => PartialDate::from_str(text).is_ok(),
        };
        if !valid {
            let expected =
                if format == "date" { "a day such as `2026-01-07`" } else { "`2026-01-07`, `2026-01` or `2026`" };
            self.fault("bad-date", format!("`{}` is not a date, expected {expected}", short(text)), node.span);
        }
        text.into()
    }

    /// Reports a number outside `minimum` and `maximum`; one too large to compare is outside.
    fn in_range(&mut self, node: &Node, schema: &Value, value: Option<f64>, place: Where<'_>) {
        let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
        let (least, most) = (bound("minimum"), bound("maximum"));
        let fits = value
            .is_some_and(|value| least.is_none_or(|least| value >= least) && most.is_none_or(|most| value <= most));
        if !fits && (value.is_none() || least.is_some() || most.is_some()) {
            let expected = match (least, most) {
                (Some(least), Some(most)) => format!("{least} to {most}"),
                (Some(least), None) => format!("at least {least}"),
                (None, Some(most)) => format!("at most {most}"),
                (None, None) => "a smaller number".into(),
            };
            let found = short(node.text().unwrap_or_default());
            self.fault("bad-value", format!("{} is {found}, expected {expected}", place.name()), node.span);
        }
    }

    fn wrong_type(&mut self, node: &Node, expected: &str, place: Where<'_>) {
        let found = match &node.content {
            Content::Scalar { .. } => node.scalar().map_or("text", |scalar| scalar.noun()),
            Content::List { .. } => "a list",
            Content::Mapping { .. } => "keys with values",
        };
        let message = format!("{} is {found}, expected {expected}", place.name());
        let fault = self.at("wrong-type", message, first_line(node));
        let text = node.text().unwrap_or_default();
        let fault = match &node.content {
            Content::Scalar { .. } if expected == "text" && !text.is_empty() => {
                fault.hint(format!("put it in quotation marks: \"{}\"", short(text)))
            }
            Content::Scalar { .. } if expected == "a list" && !node.is_null() => {
                fault.hint(format!("put it in brackets: [{}]", short(text)))
            }
            _ => fault,
        };
        self.report(fault);
    }

    /// Returns the texts that a schema allows if it allows nothing else.
    fn constants(&self, schema: &'a Value) -> Option<Vec<&'a str>> {
        let schema = self.resolved(schema);
        if let Some(value) = schema.get("const") {
            return value.as_str().map(|value| vec![value]);
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return values.iter().map(Value::as_str).collect();
        }
        let parts = schema.get("oneOf")?.as_array()?.iter().map(|part| self.constants(part));
        parts.collect::<Option<Vec<_>>>().map(|parts| parts.concat())
    }

    /// Follows a schema that is nothing but a reference.
    fn resolved(&self, schema: &'a Value) -> &'a Value {
        if schema.get("$ref").is_some() && schema.get("properties").is_none() { self.referred(schema) } else { schema }
    }

    fn referred(&self, schema: &Value) -> &'a Value {
        let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix('#'));
        name.and_then(|pointer| self.schema.pointer(pointer)).unwrap_or(&Value::Null)
    }

    fn at(&self, rule: &'static str, message: impl Into<String>, span: Span) -> Diagnostic {
        Diagnostic::error(rule, message).at(Location::in_text(self.file, self.text, span))
    }

    fn fault(&mut self, rule: &'static str, message: impl Into<String>, span: Span) {
        let fault = self.at(rule, message, span);
        self.report(fault);
    }

    fn report(&mut self, fault: Diagnostic) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(fault);
        }
    }
}

/// Takes any value as it is; numbers without end or value become nothing.
pub(super) fn anything(node: &Node) -> Value {
    match &node.content {
        Content::Scalar { .. } => match node.scalar() {
            Some(Scalar::Bool(value)) => value.into(),
            Some(Scalar::Unsigned(value)) => value.into(),
            Some(Scalar::Signed(value)) => value.into(),
            Some(Scalar::Float(value)) => value.into(),
            Some(Scalar::Text(text)) => text.into(),
            Some(Scalar::Null) | None => Value::Null,
        },
        Content::List { items, .. } => items.iter().map(anything).collect(),
        Content::Mapping { entries, .. } => {
            let pairs = entries.iter().map(|(key, value)| (key.text().unwrap_or_default().to_owned(), anything(value)));
            Value::Object(pairs.collect())
        }
    }
}

/// The key and the constant that tell a variant from the others.
fn tag(variant: &Value) -> Option<(&str, &str)> {
    let properties = variant.get("properties")?.as_object()?;
    properties.iter().find_map(|(key, schema)| Some((key.as_str(), schema.get("const")?.as_str()?)))
}

fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ if schema.get("properties").is_some() => vec!["object"],
        _ => Vec::new(),
    }
}

fn noun(types: &[&str]) -> &'static str {
    match types.iter().find(|kind| **kind != "null") {
        Some(&"string") => "text",
        Some(&"integer") => "a whole number",
        Some(&"number") => "a number",
        Some(&"boolean") => "`true` or `false`",
        Some(&"array") => "a list",
        Some(&"object") => "keys with values",
        _ => "something else",
    }
}

/// Whole numbers that a float can hold.
fn exact(value: u64) -> Option<f64> {
    u32::try_from(value).ok().map(f64::from).or_else(|| (value < 1 << 53).then(|| value.to_string().parse().ok())?)
}

/// The place of a mapping or list is its first key or entry; that of a scalar is all of it.
fn first_line(node: &Node) -> Span {
    match &node.content {
        Content::Scalar { .. } => node.span,
        Content::List { .. } | Content::Mapping { .. } if node.is_flow() => node.span,
        Content::List { items, .. } => items.first().map_or(node.span, first_line),
        Content::Mapping { entries, .. } => entries.first().map_or(node.span, |(key, _)| key.span),
    }
}

/// `a`, `b` or `c`.
fn one_of(names: &[&str]) -> String {
    match names {
        [] => "nothing".into(),
        [name] => format!("`{name}`"),
        [first @ .., last] => format!("{} or `{last}`", list(first)),
    }
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// At most 40 characters of one line, for messages.
pub(super) fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.into(),
    }
}
