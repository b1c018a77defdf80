//! The few words that pages add to a note, by language.

/// Words of a page.
#[derive(Debug)]
pub(super) struct Words {
    pub skip: &'static str,
    pub contents: &'static str,
    pub notes: &'static str,
    /// Title of a note that has none.
    pub note: &'static str,
    /// What the way back from a note to its reference is called; the note's number follows.
    pub back: &'static str,
    pub table: &'static str,
    pub picture: &'static str,
    pub filter: Filter,
}

/// Words of the filter that a page with both sides has.
#[derive(Debug)]
pub(super) struct Filter {
    /// Name of the filter.
    pub name: &'static str,
    pub side: &'static str,
    pub source: &'static str,
    pub issue: &'static str,
    /// That nothing is left out, for all three.
    pub all: &'static str,
    /// Says how many of `{all}` passages are left: `{n}`.
    pub shown: &'static str,
    pub reset: &'static str,
}

const ENGLISH: Words = Words {
    skip: "Skip to the text",
    contents: "Contents",
    notes: "Notes",
    note: "Note",
    back: "Back to",
    table: "Table",
    picture: "Picture",
    filter: Filter {
        name: "Show only",
        side: "Side",
        source: "Source",
        issue: "Issue",
        all: "all",
        shown: "{n} of {all} cited passages shown",
        reset: "Show all",
    },
};
const FRENCH: Words = Words {
    skip: "Aller au texte",
    contents: "Sommaire",
    notes: "Notes",
    note: "Note",
    back: "Retour au renvoi",
    table: "Tableau",
    picture: "Image",
    filter: Filter {
        name: "Afficher seulement",
        side: "Camp",
        source: "Source",
        issue: "Point",
        all: "tout",
        shown: "{n} passages cités sur {all} affichés",
        reset: "Tout afficher",
    },
};
const GERMAN: Words = Words {
    skip: "Zum Text",
    contents: "Inhalt",
    notes: "Anmerkungen",
    note: "Anmerkung",
    back: "Zurück zum Verweis",
    table: "Tabelle",
    picture: "Bild",
    filter: Filter {
        name: "Nur anzeigen",
        side: "Seite",
        source: "Quelle",
        issue: "Frage",
        all: "alle",
        shown: "{n} von {all} belegten Stellen zu sehen",
        reset: "Alles zeigen",
    },
};
const UKRAINIAN: Words = Words {
    skip: "До тексту",
    contents: "Зміст",
    notes: "Примітки",
    note: "Примітка",
    back: "Назад до посилання",
    table: "Таблиця",
    picture: "Зображення",
    filter: Filter {
        name: "Показати лише",
        side: "Сторона",
        source: "Джерело",
        issue: "Питання",
        all: "усі",
        shown: "Показано цитованих уривків: {n} з {all}",
        reset: "Показати все",
    },
};

/// Returns the words of `language`, a BCP 47 tag; English for languages without.
pub(super) fn of(language: &str) -> &'static Words {
    match language.split('-').next() {
        Some("fr") => &FRENCH,
        Some("de") => &GERMAN,
        Some("uk") => &UKRAINIAN,
        _ => &ENGLISH,
    }
}
