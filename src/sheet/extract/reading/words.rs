//! A sentence as words with numbers, roles and clauses.

use crate::document::{Document, Sentence, TokenKind};
use crate::lexicon::framing::feature::Place;
use crate::lexicon::framing::{Role, Stem, Stems, WordId};

/// A word or mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    /// Number of its stem.
    pub word: WordId,
    /// What the stem can be compared by when it has no number.
    pub hash: u64,
    /// Index of its token in the document.
    pub token: usize,
    /// Its role.
    pub role: Role,
    /// Index of its clause.
    pub clause: usize,
    /// Whether quotation marks stand around it.
    pub quoted: bool,
    /// Whether it is written like a name: with a capital that neither the head of the sentence nor a title asks for.
    pub name: bool,
    /// Its first byte if it is a mark, else 0.
    pub mark: u8,
}

/// A stretch of a sentence with one role.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clause {
    /// What introduces it.
    pub place: Place,
    /// Whether it stands after `but`.
    pub after_but: bool,
    /// Roles of its words, as bits.
    pub roles: u32,
    /// Whether it names the plan by a word of the question.
    pub plan: bool,
}

impl Clause {
    /// Tells whether a word of `role` stands in it.
    pub(super) fn has(&self, role: Role) -> bool {
        self.roles & (1 << role as u32) != 0
    }
}

/// Words and clauses of a sentence; the buffers are used again for the next sentence.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Words and marks.
    pub units: Vec<Unit>,
    /// Numbers of the words, for walking the trie.
    pub numbers: Vec<WordId>,
    /// Clauses.
    pub clauses: Vec<Clause>,
    /// Whether quotation marks are open or close.
    pub quotation_marks: usize,
    /// What dashes stand for.
    semicolon: Stem,
}

impl Words {
    /// Makes empty words; `semicolon` is the stem of `;`.
    pub(super) fn new(semicolon: Stem) -> Self {
        Self { semicolon, ..Self::default() }
    }

    /// Reads `sentence`; `stems` has an entry a token of the document.
    pub(super) fn read(&mut self, document: &Document, stems: &[Stems], sentence: &Sentence) {
        self.units.clear();
        self.numbers.clear();
        self.quotation_marks = 0;
        let mut quoted = false;
        let tokens = document.tokens_of(sentence);
        let words = tokens.iter().filter(|token| token.is_word()).count();
        let capitals = tokens.iter().filter(|token| token.is_word() && token.is_capital()).count();
        let titled = capitals * 2 > words;
        for (at, token) in tokens.iter().enumerate() {
            let inside = at > 0 && tokens[at - 1].is_word();
            let name = inside && !titled && token.is_word() && token.is_capital();
            let token_at = sentence.first_token + at;
            let Stems { first, second } = stems[token_at];
            let mut push = |Stem { word, hash, role, mark }: Stem| {
                self.units.push(Unit { word, hash, token: token_at, role, clause: 0, quoted, name, mark });
            };
            let text = || token.of(&document.text);
            match token.kind {
                TokenKind::Quote => {
                    self.quotation_marks += 1;
                    quoted = match text() {
                        "“" | "„" | "«" | "‘" => true,
                        "”" | "»" | "’" => false,
                        "'" => token.spaced,
                        _ => !quoted,
                    };
                }
                TokenKind::Stop => {
                    if matches!(text(), "?" | "!") {
                        push(first);
                    }
                }
                TokenKind::Mark => match text() {
                    "," | ";" | ":" | "(" | ")" | "%" => push(first),
                    "—" | "–" => push(self.semicolon),
                    "-" if token.spaced => push(self.semicolon),
                    _ => {}
                },
                TokenKind::Number => push(first),
                TokenKind::Lower | TokenKind::Capitalised | TokenKind::Upper => {
                    push(first);
                    if let Some(second) = second {
                        push(second);
                    }
                }
            }
        }
        self.numbers.extend(self.units.iter().map(|unit| unit.word));
        self.part();
    }

    /// Parts the sentence into clauses at conjunctions, semicolons, colons and parentheses.
    fn part(&mut self) {
        self.clauses.clear();
        let open = |place, after_but| Clause { place, after_but, roles: 0, plan: false };
        let mut current = open(Place::Main, false);
        let mut fresh = true;
        let mut begun_at_head = false;
        for at in 0..self.units.len() {
            let unit = self.units[at];
            let after_comma = at > 0 && self.units[at - 1].role == Role::Mark;
            let opened = match unit.role {
                Role::But if at == 0 || after_comma || at > 2 => Some(open(Place::Main, true)),
                Role::Although => Some(open(Place::Conceded, current.after_but)),
                Role::If => Some(open(Place::Conditional, current.after_but)),
                Role::Which => Some(open(Place::Relative, current.after_but)),
                Role::Because if after_comma || at > 0 => Some(open(Place::Reason, current.after_but)),
                Role::And if after_comma => Some(open(Place::Main, current.after_but)),
                Role::Mark if unit.mark != b',' => Some(open(current.place, current.after_but)),
                // `While A, B`: the comma ends what the first word began.
                Role::Mark if begun_at_head => Some(open(Place::Main, current.after_but)),
                _ => None,
            };
            if let Some(next) = opened {
                if !fresh {
                    self.clauses.push(current);
                }
                begun_at_head = at == 0
                    && matches!(unit.role, Role::Although | Role::If | Role::Because)
                    && unit.role != Role::Mark;
                current = next;
            }
            fresh = false;
            current.roles |= 1 << unit.role as u32;
            self.units[at].clause = self.clauses.len();
        }
        self.clauses.push(current);
    }
}
