//! The people of a text: every name with what is said of it, and which names are one person's.
//!
//! A name is a run of words with capitals. What stands before it (`French President`, `Mr`) and after it
//! (`, the foreign minister of Norway,`) gives office, country and form of address. A single name belongs to the full
//! name last met that ends with it; people of one family name are kept apart by the form of address.

use rustc_hash::FxHashMap;

use super::identity::{Key, fold};
use crate::document::{Token, TokenKind};
use crate::lexicon::speech::{Speech, Word, class};
use crate::sheet::extract::Context;
use crate::source::Span;

/// The people of a text.
#[derive(Debug)]
pub struct Cast {
    people: Vec<Figure>,
    mentions: Vec<Mention>,
}

/// A person.
#[derive(Debug)]
struct Figure {
    name: String,
    key: Key,
    gender: u32,
    roles: Vec<(String, Option<String>)>,
    /// Seats of government that stand in one sentence with the name, by country.
    seats: FxHashMap<String, usize>,
}

/// A name where it stands.
#[derive(Clone, Debug)]
pub(in crate::sheet::extract) struct Mention {
    /// First token of the name itself.
    pub(in crate::sheet::extract) first: usize,
    /// Token after the last of the name.
    pub(in crate::sheet::extract) end: usize,
    /// Index of the person.
    person: usize,
    /// Office that stands beside the name.
    pub(in crate::sheet::extract) office: Option<Held>,
}

/// An office beside a name.
#[derive(Clone, Debug)]
pub(in crate::sheet::extract) struct Held {
    /// The office in the form that is compared.
    pub(in crate::sheet::extract) name: String,
    /// As written, with what stands before it: `French President`.
    pub(in crate::sheet::extract) text: String,
    /// Country.
    pub(in crate::sheet::extract) of: Option<String>,
    /// Whether the text says it of the past.
    pub(in crate::sheet::extract) former: bool,
    /// Office and name.
    pub(in crate::sheet::extract) span: Span,
    /// Name of the rule.
    pub(in crate::sheet::extract) rule: &'static str,
}

/// Longest name, in words.
const LONGEST: usize = 6;

/// How many people of one family name, and roles of one person, are kept in mind; keeps the time linear.
const NAMESAKES: usize = 16;

impl Cast {
    /// Reads the names of a document; `words` has an entry a token.
    pub fn of(context: &Context<'_>, words: &[Word]) -> Self {
        let document = context.document;
        let scan = Scan { text: &document.text, tokens: &document.tokens, words, speech: &context.lexicon.speech };
        let mut cast = Self { people: Vec::new(), mentions: Vec::new() };
        let mut names = Vec::new();
        for sentence in &document.sentences {
            scan.names(sentence.first_token, sentence.end_token, &mut names);
        }
        let mut spellings = Spellings::default();
        let numbers: Vec<usize> = names.iter().map(|name| spellings.number(&scan, name)).collect();
        let Spellings { all: spellings, mut families, .. } = spellings;
        // Full names first, so that a family name that comes before them is understood too.
        for (name, &number) in names.iter().zip(&numbers).filter(|(name, _)| name.end - name.first > 1) {
            let spelling = &spellings[number];
            cast.enter(name, spelling, &mut families[spelling.family]);
        }
        for (name, number) in names.into_iter().zip(numbers) {
            let spelling = &spellings[number];
            cast.mention(name, spelling, &mut families[spelling.family]);
        }
        cast.learn(&scan, document.sentences.iter().map(|sentence| (sentence.first_token, sentence.end_token)));
        cast
    }

    /// Returns the names in the order of the text.
    pub(in crate::sheet::extract) fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    /// Returns the full name of the person mentioned.
    pub(in crate::sheet::extract) fn name_of(&self, mention: &Mention) -> &str {
        &self.people[mention.person].name
    }

    /// Returns the first mention that begins in `first..end`.
    pub(in crate::sheet::extract) fn mentioned(&self, first: usize, end: usize) -> Option<&Mention> {
        let at = self.mentions.partition_point(|mention| mention.end <= first);
        self.mentions.get(at).filter(|mention| mention.first < end)
    }

    /// Returns the role of a person: beside this mention, else the first that the text gives.
    pub(in crate::sheet::extract) fn role_of(&self, mention: &Mention) -> Option<String> {
        let beside = mention.office.as_ref().map(|office| office.text.clone());
        beside.or_else(|| self.people[mention.person].roles.first().map(|(text, _)| text.clone()))
    }

    /// Returns the person that a pronoun of `gender` before token `at` refers to: the last mentioned who fits,
    /// no further back than `reach` tokens.
    pub(in crate::sheet::extract) fn antecedent(&self, at: usize, gender: u32, reach: usize) -> Option<&Mention> {
        let end = self.mentions.partition_point(|mention| mention.first < at);
        let near = self.mentions[..end].iter().rev().take(40).take_while(|mention| mention.end + reach >= at);
        let mut fallback = None;
        for mention in near {
            let known = self.people[mention.person].gender;
            if known == gender {
                return Some(mention);
            }
            if known == 0 && fallback.is_none() {
                fallback = Some(mention);
            }
        }
        fallback
    }

    /// Returns the country of the office that a person holds, as other places of the text tell.
    pub(in crate::sheet::extract) fn country_of(&self, mention: &Mention, role: &str) -> Option<String> {
        let person = &self.people[mention.person];
        let elsewhere = person.roles.iter().find_map(|(name, of)| of.clone().filter(|_| name.ends_with(role)));
        if elsewhere.is_some() || !matches!(role, "President" | "Prime Minister" | "Chancellor" | "Vice President") {
            return elsewhere;
        }
        // A head of government beside one seat of government, time and again, and no other.
        let mut seats: Vec<_> = person.seats.iter().collect();
        seats.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
        match seats[..] {
            [(country, &count)] if count >= 3 => Some(country.clone()),
            _ => None,
        }
    }

    /// Enters the person of a full name; `people` are those of the family name.
    fn enter(&mut self, name: &Name, spelling: &Spelling, people: &mut Vec<usize>) {
        let Spelling { text, key, .. } = spelling;
        if let Some(&known) = people.iter().rev().take(NAMESAKES).find(|&&known| self.people[known].key.matches(key)) {
            let person = &mut self.people[known];
            // The longer form is kept unless it only adds an initial.
            if text.split(' ').count() > person.name.split(' ').count() && !text.contains('.') {
                person.name.clone_from(text);
                person.key = key.clone();
            }
            person.gender |= if person.gender == 0 { name.gender } else { 0 };
            return;
        }
        people.push(self.people.len());
        self.people.push(Figure {
            name: text.clone(),
            key: key.clone(),
            gender: name.gender,
            roles: Vec::new(),
            seats: FxHashMap::default(),
        });
    }

    /// Finds out whose a name is; `people` are those of the family name.
    fn mention(&mut self, name: Name, spelling: &Spelling, people: &mut Vec<usize>) {
        let fits = |person: &Figure| {
            person.key.matches(&spelling.key)
                && (name.gender == 0 || person.gender == 0 || person.gender == name.gender)
        };
        // Of several, the one mentioned last.
        let recent = self.mentions.iter().rev().take(200).map(|mention| mention.person);
        let chosen = match &people[people.len().saturating_sub(NAMESAKES)..] {
            [] => None,
            [one] => Some(*one).filter(|&one| fits(&self.people[one])),
            several => recent
                .clone()
                .find(|person| several.contains(person) && fits(&self.people[*person]))
                .or_else(|| several.iter().copied().find(|&person| fits(&self.people[person]))),
        };
        // `General Turbines`: a company, unless somebody of that name is in the text.
        let general = name.end - name.first == 1 && name.office.as_ref().is_some_and(|office| office.name == "General");
        let person = match chosen {
            Some(person) => person,
            None if general => return,
            // A single name is a person's only beside an office or form of address.
            None if name.end - name.first > 1 || name.is_person => {
                people.push(self.people.len());
                self.people.push(Figure {
                    name: spelling.text.clone(),
                    key: spelling.key.clone(),
                    gender: name.gender,
                    roles: Vec::new(),
                    seats: FxHashMap::default(),
                });
                self.people.len() - 1
            }
            None => return,
        };
        let figure = &mut self.people[person];
        figure.gender |= if figure.gender == 0 { name.gender } else { 0 };
        if let Some(office) = &name.office
            && !office.former
            && figure.roles.len() < NAMESAKES
        {
            figure.roles.push((office.text.clone(), office.of.clone()));
        }
        self.mentions.push(Mention { first: name.first, end: name.end, person, office: name.office });
    }

    /// Counts which seats of government stand in one sentence with which people.
    fn learn(&mut self, scan: &Scan<'_>, sentences: impl Iterator<Item = (usize, usize)>) {
        for (first, end) in sentences {
            let from = self.mentions.partition_point(|mention| mention.first < first);
            let to = self.mentions.partition_point(|mention| mention.first < end);
            if from == to {
                continue;
            }
            let mut seats: Vec<&str> = (first..end).filter_map(|at| scan.seat(at, end)).collect();
            seats.sort_unstable();
            seats.dedup();
            let [seat] = seats[..] else { continue };
            let mut people: Vec<usize> = self.mentions[from..to].iter().map(|mention| mention.person).collect();
            people.sort_unstable();
            people.dedup();
            // Who of several belongs to the seat is not to be told: a guest comes to it too.
            if let [person] = people[..] {
                *self.people[person].seats.entry(seat.to_owned()).or_default() += 1;
            }
        }
    }
}

/// A name as it was read, before it is known whose it is.
struct Name {
    first: usize,
    end: usize,
    office: Option<Held>,
    gender: u32,
    /// Whether something beside it tells that it is a person's.
    is_person: bool,
}

/// A way in which a name is written.
struct Spelling {
    /// Its words with single spaces.
    text: String,
    key: Key,
    /// Index of its family name, the last word folded.
    family: usize,
}

/// The ways in which names are written in a text: most names are met again and again.
#[derive(Default)]
struct Spellings {
    all: Vec<Spelling>,
    /// By text and last word, a line each.
    numbers: FxHashMap<String, usize>,
    /// The people of each family name, to be filled.
    families: Vec<Vec<usize>>,
    by_family: FxHashMap<String, usize>,
    buffer: String,
}

impl Spellings {
    /// Returns the number of the spelling of `name`.
    fn number(&mut self, scan: &Scan<'_>, name: &Name) -> usize {
        self.buffer.clear();
        scan.write_name(name.first, name.end, &mut self.buffer);
        let length = self.buffer.len();
        let last = scan.bare(name.end - 1);
        self.buffer.push('\n');
        self.buffer.push_str(last);
        if let Some(&number) = self.numbers.get(&self.buffer) {
            return number;
        }
        let family = *self.by_family.entry(fold(last)).or_insert_with(|| {
            self.families.push(Vec::new());
            self.families.len() - 1
        });
        let text = self.buffer[..length].to_owned();
        self.all.push(Spelling { key: Key::of(&text), text, family });
        self.numbers.insert(self.buffer.clone(), self.all.len() - 1);
        self.all.len() - 1
    }
}

struct Scan<'a> {
    text: &'a str,
    tokens: &'a [Token],
    words: &'a [Word],
    speech: &'a Speech,
}

impl<'a> Scan<'a> {
    fn str(&self, at: usize) -> &str {
        self.tokens[at].of(self.text)
    }

    /// The word without its possessive ending.
    fn bare(&self, at: usize) -> &str {
        let word = self.str(at);
        word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
    }

    /// The words of a name, single spaces between, the possessive ending left out.
    fn name_text(&self, first: usize, end: usize) -> String {
        let mut text = String::new();
        self.write_name(first, end, &mut text);
        text
    }

    /// Appends the words of a name to `text` as [`Self::name_text`] returns them.
    fn write_name(&self, first: usize, end: usize, text: &mut String) {
        for at in first..end {
            if at > first && self.tokens[at].spaced {
                text.push(' ');
            }
            text.push_str(if at + 1 == end { self.bare(at) } else { self.str(at) });
        }
    }

    /// Appends the names in tokens `first..end`.
    fn names(&self, first: usize, end: usize, names: &mut Vec<Name>) {
        let mut at = first;
        while at < end {
            let token = self.tokens[at];
            let starts = token.is_capital() || self.words[at].is(class::OFFICE | class::FORMER);
            if !starts {
                at += 1;
                continue;
            }
            at = self.name_at(at, first, end, names).max(at + 1);
        }
    }

    /// Reads office, form of address and name from `at`; returns the token after what was read.
    fn name_at(&self, start: usize, floor: usize, end: usize, names: &mut Vec<Name>) -> usize {
        let mut at = start;
        let mut country = None;
        let mut is_former = false;
        let mut office: Option<(String, usize, usize)> = None;
        let mut gender = 0;
        let mut is_titled = false;
        // What stands before the name.
        while at < end {
            let word = self.words[at];
            if let Some((place, length)) = self.place(at, end).filter(|_| office.is_none()) {
                country = Some(place);
                at += length;
            } else if word.is(class::FORMER) && office.is_none() {
                is_former = true;
                at += 1;
            } else if self.str(at) == "-" && at > start && office.is_none() {
                at += 1;
            } else if let Some((name, length)) = self.office(at, end) {
                if office.is_none() {
                    office = Some((name, at, at + length));
                }
                at += length;
            } else if word.is(class::TITLE) {
                is_titled = true;
                gender = match self.bare(at).trim_end_matches('.').to_ascii_lowercase().as_str() {
                    "mr" | "sir" | "lord" | "king" | "prince" | "pope" | "father" | "brother" | "herr" | "monsieur" => {
                        class::MALE
                    }
                    "mrs" | "ms" | "miss" | "dame" | "lady" | "queen" | "princess" | "madame" | "mme" | "sister"
                    | "frau" | "baroness" => class::FEMALE,
                    _ => gender,
                };
                at += 1;
            } else {
                break;
            }
        }
        // `president of France Emmanuel Macron`, `the French president, Emmanuel Macron`
        if let Some((_, _, office_end)) = &office
            && *office_end == at
            && at + 1 < end
            && self.str(at) == "of"
        {
            let place_at = if self.str(at + 1) == "the" { at + 2 } else { at + 1 };
            if place_at < end
                && let Some((place, length)) = self.place(place_at, end)
            {
                // `president of the American Harbour Forum`: a body, and nobody's name.
                let next = place_at + length;
                let is_body = place_at == at + 2
                    && next < end
                    && self.tokens[next].is_capital()
                    && !self.words[next].is(class::GIVEN);
                if is_body {
                    return self.name_end(next, end).max(next);
                }
                country = Some(place);
                at = place_at + length;
            }
        }
        let mut name_first = at;
        if office.is_some() && at < end && self.str(at) == "," && at + 1 < end && self.name_end(at + 1, end) > at + 2 {
            name_first = at + 1;
        }
        let name_end = self.name_end(name_first, end);
        if name_end == name_first {
            return at.max(start + 1);
        }
        let given = self.words[name_first];
        if gender == 0 && given.is(class::GIVEN) && name_end - name_first > 1 {
            gender = given.classes & (class::MALE | class::FEMALE);
            if gender == class::MALE | class::FEMALE {
                gender = 0;
            }
        }
        // `Prime Minister Ada Vance of Norway`
        if office.is_some()
            && country.is_none()
            && name_end + 1 < end
            && self.str(name_end) == "of"
            && let Some((place, length)) = self.place(name_end + 1, end)
            && self.tokens.get(name_end + 1 + length).is_none_or(|next| !next.is_capital())
        {
            country = Some(place);
        }
        let before = office.map(|(name, office_first, office_end)| {
            let former_before = is_former || office_first > floor && self.words[office_first - 1].is(class::FORMER);
            let from = self.tokens[start].start as usize;
            Held {
                name,
                text: self.text.get(from..self.tokens[office_end - 1].end as usize).unwrap_or_default().to_owned(),
                of: country.map(str::to_owned),
                former: former_before,
                span: Span::new(from, self.end_of_name(name_end)),
                rule: "person/office-before-name",
            }
        });
        let held = before.or_else(|| self.office_after(name_first, name_end, end));
        let is_person = is_titled || held.is_some();
        names.push(Name { first: name_first, end: name_end, office: held, gender, is_person });
        name_end
    }

    fn end_of_name(&self, end: usize) -> usize {
        let token = self.tokens[end - 1];
        token.start as usize + self.bare(end - 1).len()
    }

    /// `Jonas Gahr Støre, the Norwegian prime minister,` and `…, prime minister of Norway`
    fn office_after(&self, first: usize, name_end: usize, end: usize) -> Option<Held> {
        if name_end + 1 >= end || self.str(name_end) != "," || name_end - first < 2 {
            return None;
        }
        let mut at = name_end + 1;
        let mut country = None;
        let mut former = false;
        let from = at;
        for _ in 0..6 {
            if at >= end {
                return None;
            }
            let word = self.words[at];
            if let Some((place, length)) = self.place(at, end) {
                country = Some(place);
                at += length;
            } else if word.is(class::FORMER) {
                former = true;
                at += 1;
            } else if matches!(self.str(at), "the" | "a" | "an") {
                at += 1;
            } else {
                break;
            }
        }
        let (name, length) = self.office(at, end)?;
        let office_end = at + length;
        let mut stop = office_end;
        if stop + 1 < end && self.str(stop) == "of" {
            let place_at = if self.str(stop + 1) == "the" { stop + 2 } else { stop + 1 };
            // Not `, the president of the Norwegian Harbour Forum`.
            if place_at < end
                && let Some((place, length)) = self.place(place_at, end)
                && (place_at + length >= end || !self.tokens[place_at + length].is_capital())
            {
                country = Some(place);
                stop = place_at + length;
            }
        }
        // `Ada Vance, President Bell said`: the office belongs to the next name.
        if stop == office_end && stop < end && self.tokens[stop].is_capital() {
            return None;
        }
        let text = self.text.get(self.tokens[from].start as usize..self.tokens[stop - 1].end as usize)?;
        let text = text
            .strip_prefix("the ")
            .or_else(|| text.strip_prefix("a "))
            .or_else(|| text.strip_prefix("an "))
            .unwrap_or(text);
        Some(Held {
            name,
            text: text.to_owned(),
            of: country.map(str::to_owned),
            former,
            span: Span::new(self.tokens[first].start as usize, self.tokens[stop - 1].end as usize),
            rule: "person/office-after-name",
        })
    }

    /// The office that begins at `at`: its compared form and length in tokens.
    fn office(&self, at: usize, end: usize) -> Option<(String, usize)> {
        if !self.words[at].is(class::OFFICE) {
            return None;
        }
        let first = self.str(at).to_ascii_lowercase();
        self.speech
            .offices(&first)
            .iter()
            .find(|office| {
                office.words.len() <= end - at
                    && office
                        .words
                        .iter()
                        .enumerate()
                        .all(|(number, word)| self.str(at + number).eq_ignore_ascii_case(word))
            })
            .map(|office| (office.name.to_string(), office.words.len()))
    }

    /// The country named at `at` and its length in tokens.
    fn place(&self, at: usize, end: usize) -> Option<(&'a str, usize)> {
        if !self.tokens[at].is_capital() {
            return None;
        }
        let lengths: &[usize] = if self.words[at].opens_place() { &[3, 2] } else { &[] };
        for &length in lengths {
            if at + length <= end && (at + 1..at + length).all(|at| self.tokens[at].is_capital()) {
                let name = self.name_text(at, at + length);
                if let Some(country) = self.speech.long_place(&name) {
                    return Some((&country.name, length));
                }
            }
        }
        let country = self.speech.country(self.words[at])?;
        Some((&country.name, 1))
    }

    /// The country whose capital or seat of government stands at `at`.
    fn seat(&self, at: usize, end: usize) -> Option<&'a str> {
        if !self.tokens[at].is_capital() {
            return None;
        }
        let (country, length) = self.place(at, end)?;
        let name = self.name_text(at, at + length);
        // The name of the country itself is no seat: texts name the countries they speak about.
        (!country.eq_ignore_ascii_case(&name)).then_some(country)
    }

    /// Token after the name that begins at `first`; `first` itself if there is none.
    fn name_end(&self, first: usize, end: usize) -> usize {
        let mut at = first;
        while at < end && at - first < LONGEST {
            let token = self.tokens[at];
            let word = self.words[at];
            let joins = at > first
                && (matches!(
                    self.str(at),
                    "de" | "da" | "di" | "van" | "von" | "der" | "bin" | "al" | "el" | "la" | "del" | "dos"
                ) || self.str(at) == "-" && !token.spaced && at + 1 < end && !self.tokens[at + 1].spaced)
                && at + 1 < end
                && (self.tokens[at + 1].is_capital()
                    || self.tokens[at + 1].kind == TokenKind::Lower
                        && self.tokens.get(at + 2).is_some_and(|next| next.is_capital() && at + 2 < end));
            let is_function = word.is(class::DETERMINER
                | class::SUBJECT
                | class::PREPOSITION
                | class::SUBORDINATOR
                | class::AND
                | class::BUT
                | class::AUXILIARY
                | class::TIME
                | class::ADVERB
                | class::BODY
                | class::COUNTRY
                | class::TITLE
                | class::PERSON_NOUN
                | class::VERB
                | class::NEGATION);
            let is_name = token.is_capital()
                && (!is_function || word.is(class::GIVEN) || at > first && word.is(class::SUFFIX))
                && (at == first || token.spaced || self.str(at - 1) == "-" || self.str(at - 1).ends_with('.'));
            if !joins && !is_name {
                break;
            }
            at += 1;
            // The possessive ends it: `Vance’s plan`.
            if word.is(class::POSSESSIVE) || self.str(at - 1).ends_with("'s") || self.str(at - 1).ends_with("’s") {
                break;
            }
        }
        while at > first && !self.tokens[at - 1].is_capital() {
            at -= 1;
        }
        at
    }
}
