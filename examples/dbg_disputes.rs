use evenhand::corpus::{Format, Text};
use evenhand::{
    document,
    lexicon::Lexicon,
    sheet::{self, Options},
};
use std::collections::BTreeMap;
fn main() {
    for path in std::env::args().skip(1) {
        let file = std::fs::read_to_string(&path).unwrap();
        let mut q = String::new();
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        let mut part = String::new();
        let mut conf = vec![];
        for line in file.lines() {
            if let Some(n) = line.strip_prefix("== ") {
                part = n.into();
                continue;
            }
            if let Some(n) = line.strip_prefix("question: ") {
                q = n.into();
                continue;
            }
            if part == "conflicts" {
                conf.push(line.to_string())
            } else if part != "compatible" {
                let t = texts.entry(part.clone()).or_default();
                t.push_str(line);
                t.push('\n');
            }
        }
        println!("##### {path}");
        let mut items = vec![];
        for (n, t) in &texts {
            let s = sheet::extract(
                &document::parse(&Text::decoded(n, Format::Text, t, None)).output,
                Options { lexicon: Lexicon::built_in(), question: Some(&q) },
            );
            for f in &s.facts {
                items.push((n.clone(), f.evidence.span, f.evidence.exact.clone(), format!("{:?}", f.claim)));
            }
            for r in &s.readings {
                items.push((
                    n.clone(),
                    r.evidence.span,
                    r.evidence.exact.clone(),
                    format!("READING {:?} {:.2}", r.side, r.score),
                ));
            }
        }
        for c in conf {
            println!("* {c}");
            for w in c.split(" | ").skip(1) {
                println!("   - {w}");
                for (n, t) in &texts {
                    if let Some(at) = t.find(w) {
                        let s = t[..at].chars().count();
                        let e = s + w.chars().count();
                        for i in items.iter().filter(|i| &i.0 == n) {
                            let sh = e.min(i.1.end).saturating_sub(s.max(i.1.start));
                            if sh > 0 && 2 * sh >= (e - s).min(i.1.end - i.1.start) {
                                println!("       [{n}] {:?} {}", i.2, i.3.chars().take(230).collect::<String>());
                            }
                        }
                    }
                }
            }
        }
    }
}
