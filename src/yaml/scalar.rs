//! What plain scalars mean, and how text is written so that every reader takes it for text.
//!
//! Reading follows the core schema of YAML 1.2. Writing also avoids everything that YAML 1.1 readers
//! (PyYAML) would take for a number, date or truth value.

use std::fmt::Write as _;

/// What a plain scalar means.
#[derive(Clone, PartialEq, Debug)]
pub enum Scalar {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number that is not negative.
    Unsigned(u64),
    /// A negative whole number.
    Signed(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(String),
}

impl Scalar {
    /// Names the type for messages, with its article.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Null => "empty",
            Self::Bool(_) => "a truth value",
            Self::Unsigned(_) | Self::Signed(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Text(_) => "text",
        }
    }
}

/// Returns what a scalar without quotation marks means.
pub fn resolve(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        "true" | "True" | "TRUE" => return Scalar::Bool(true),
        "false" | "False" | "FALSE" => return Scalar::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Scalar::Float(f64::NAN),
        _ => {}
    }
    number(text).unwrap_or_else(|| Scalar::Text(text.into()))
}

fn number(text: &str) -> Option<Scalar> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            return u64::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+')).map(Scalar::Unsigned);
        }
    }
    let (sign, rest) = match text.as_bytes().first()? {
        b'-' => (-1.0, &text[1..]),
        b'+' => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    if matches!(rest, ".inf" | ".Inf" | ".INF") {
        return Some(Scalar::Float(sign * f64::INFINITY));
    }
    if !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()) {
        let whole =
            if sign > 0.0 { rest.parse().ok().map(Scalar::Unsigned) } else { text.parse().ok().map(Scalar::Signed) };
        if whole.is_some() {
            return whole;
        }
        return rest.parse().ok().map(|value: f64| Scalar::Float(sign * value));
    }
    let digits = rest.bytes().any(|byte| byte.is_ascii_digit());
    let starts = rest.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let allowed = rest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    if digits && starts && allowed {
        return rest.parse().ok().map(|value: f64| Scalar::Float(sign * value));
    }
    None
}

/// Writes `text` so that it can stand as a value in brackets or outside, plain where every reader takes it for text.
pub fn write_text(out: &mut String, text: &str) {
    if is_plain(text) {
        out.push_str(text);
        return;
    }
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_hidden(c) => {
                let code = u32::from(c);
                // Writing to a string cannot fail.
                let _ = if code > 0xFFFF { write!(out, "\\U{code:08X}") } else { write!(out, "\\u{code:04X}") };
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Writes a number so that readers of YAML 1.1 and 1.2 take it for the same one.
pub fn write_float(out: &mut String, value: f64) {
    let text = if value.is_nan() {
        ".nan".into()
    } else if value.is_infinite() {
        if value > 0.0 { ".inf".into() } else { "-.inf".into() }
    } else {
        format!("{value:?}")
    };
    match text.split_once('e') {
        // YAML 1.1 wants a point before the exponent and a sign in it.
        Some((mantissa, exponent)) => {
            out.push_str(mantissa);
            if !mantissa.contains('.') {
                out.push_str(".0");
            }
            out.push('e');
            if !exponent.starts_with('-') {
                out.push('+');
            }
            out.push_str(exponent);
        }
        None => out.push_str(&text),
    }
}

/// Characters that people cannot see or YAML does not allow: written as escapes.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{A0}' | '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{2000}'..='\u{200F}' | '\u{2028}'..='\u{202F}')
        || matches!(c, '\u{205F}'..='\u{206F}' | '\u{3000}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
        || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}')
        || u32::from(c) & 0xFFFE == 0xFFFE
        || u32::from(c) >= 0xE_0000
}

/// Tells whether `text` is taken for itself without quotation marks, also in brackets.
fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let safe_start = first.is_alphanumeric() || matches!(first, '“' | '‘' | '„' | '«' | '(' | '$' | '€' | '£' | '/');
    // Readers differ on a colon before other marks, and on a question mark in brackets.
    let mut colons = text.match_indices(':').map(|(at, _)| text[at + 1..].chars().next());
    safe_start
        && !text.ends_with(char::is_whitespace)
        && !text.contains(" #")
        && colons.all(|next| next.is_some_and(|c| c.is_alphanumeric() || c == '/'))
        && !text.chars().any(|c| matches!(c, ',' | '?' | '[' | ']' | '{' | '}' | '"' | '\\') || is_hidden(c))
        && !is_other_type(text)
}

/// Tells whether some reader would not take `text` for text: truth values, nothing, numbers, dates, times.
fn is_other_type(text: &str) -> bool {
    const WORDS: [&str; 11] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan"];
    // Every reader's numbers, times and dates begin so and are made of these characters only.
    let number_start = text.starts_with(|c: char| c.is_numeric());
    let number_like =
        |c: char| c.is_numeric() || matches!(c, 'a'..='f' | 'A'..='F' | '_' | '.' | ':' | '+' | '-' | ' ');
    let number_letter = |c: char| matches!(c, 'x' | 'X' | 'o' | 'O' | 'T' | 't' | 'Z' | 'z' | 'i' | 'I' | 'n' | 'N');
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
        || (number_start && text.chars().all(|c| number_like(c) || number_letter(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        let cases: [(&str, Scalar); 15] = [
            ("", Scalar::Null),
            ("~", Scalar::Null),
            ("true", Scalar::Bool(true)),
            ("yes", Scalar::Text("yes".into())),
            ("12", Scalar::Unsigned(12)),
            ("-3", Scalar::Signed(-3)),
            ("0x1F", Scalar::Unsigned(31)),
            ("0o17", Scalar::Unsigned(15)),
            (".5", Scalar::Float(0.5)),
            ("1e3", Scalar::Float(1000.0)),
            ("-.inf", Scalar::Float(f64::NEG_INFINITY)),
            ("1_000", Scalar::Text("1_000".into())),
            ("1:30", Scalar::Text("1:30".into())),
            ("2024-01-02", Scalar::Text("2024-01-02".into())),
            ("-", Scalar::Text("-".into())),
        ];
        for (text, expected) in cases {
            assert_eq!(resolve(text), expected, "{text}");
        }
    }

    #[test]
    fn text_that_some_reader_takes_for_something_else_is_quoted() {
        for text in [
            "",
            "no",
            "On",
            "y",
            "~",
            "null",
            "1:30",
            "2024-01-02",
            "1_000",
            "0x1F",
            ".5",
            " a",
            "a ",
            "# a",
            "a # b",
            "a: b",
            "a:",
            "- a",
            "? a",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a",
            "[a",
            "a, b",
            "'a",
            "a\nb",
            "12",
            "<<",
            "=",
            "2001-12-14 21:59:43.10 -5",
            "1e3",
            "0b101",
            "+1",
            "---",
            "a\u{A0}b",
            "|",
            ">",
            "true",
            "0o17",
            "190:20:30",
        ] {
            let mut out = String::new();
            write_text(&mut out, text);
            assert!(out.starts_with('"'), "{text}: {out}");
        }
        for text in ["plain words", "https://example.org/a", "it's", "30 countries", "é", "“Quoted”", "a#b", "x-y"]
        {
            let mut out = String::new();
            write_text(&mut out, text);
            assert_eq!(out, text);
        }
    }

    #[test]
    fn large_and_small_numbers_are_numbers_to_every_reader() {
        for (value, text) in [(0.71, "0.71"), (1e21, "1.0e+21"), (1.5e-9, "1.5e-9"), (31.0, "31.0")] {
            let mut out = String::new();
            write_float(&mut out, value);
            assert_eq!(out, text);
            assert_eq!(resolve(text), Scalar::Float(value));
        }
    }
}
