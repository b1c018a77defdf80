//! Text in HTML: escaping, attributes, addresses.

use std::fmt::{self, Write};

/// Text that is escaped when written, in an element or in an attribute between double quotes.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut copied = 0;
        for (at, byte) in self.0.bytes().enumerate() {
            let escape = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                // Control characters may not stand in HTML at all.
                0..=8 | 11 | 12 | 14..=31 | 127 => "\u{fffd}",
                _ => continue,
            };
            f.write_str(&self.0[copied..at])?;
            f.write_str(escape)?;
            copied = at + 1;
        }
        f.write_str(&self.0[copied..])
    }
}

/// Appends ` name="value"`.
pub(super) fn push_attribute(html: &mut String, name: &str, value: &str) {
    let _ = write!(html, " {name}=\"{}\"", Escaped(value));
}

/// Returns a link's target if it may be followed: an address of the web, a mail address, or a place in the note.
pub(super) fn safe_target(target: &str) -> Option<String> {
    let target = target.trim();
    let scheme = target.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let is_safe = target.starts_with('#') || matches!(scheme.as_deref(), Some("http" | "https" | "mailto"));
    if !is_safe || target == "#" {
        return None;
    }
    // What may not stand in an address is encoded, so that checkers and browsers agree on it.
    let mut encoded = String::with_capacity(target.len());
    for character in target.chars() {
        match character {
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                let _ = write!(encoded, "%{:02X}", u32::from(character));
            }
            _ if character.is_control() || character.is_whitespace() => {}
            _ => encoded.push(character),
        }
    }
    Some(encoded)
}

/// Writes bytes in base 64 with padding (RFC 4648, 4).
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit)) & 63;
            text.push(if digit <= group.len() { char::from(DIGITS[index as usize]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_html_are_escaped() {
        assert_eq!(
            Escaped("<a href=\"x\">&\u{1}</a>").to_string(),
            "&lt;a href=&quot;x&quot;&gt;&amp;\u{fffd}&lt;/a&gt;"
        );
    }

    #[test]
    fn bytes_are_written_in_base_64() {
        let written = ["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes()));
        assert_eq!(written, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }

    #[test]
    fn only_harmless_targets_are_kept() {
        assert_eq!(safe_target("https://e.org/a b").as_deref(), Some("https://e.org/a%20b"));
        for target in ["javascript:alert(1)", " JavaScript:x", "data:text/html,x", "a.html", "//e.org", "#", ""] {
            assert_eq!(safe_target(target), None, "{target}");
        }
    }
}
