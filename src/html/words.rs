//! The few words that pages add to a note, by language.

/// Words of a page.
#[derive(Debug)]
pub(super) struct Words {
    pub skip: &'static str,
    pub contents: &'static str,
    pub notes: &'static str,
    /// Title of a note that has none.
    pub note: &'static str,
    /// Title of a note that has none. on the way back to the text.
    pub back: &'static str,
    pub table: &'static str,
    pub picture: &'static str,
}

const ENGLISH: Words = Words {
    skip: "Skip to the text",
    contents: "Contents",
    notes: "Notes",
    note: "Note",
    back: "Back to reference",
    table: "Table",
    picture: "Picture",
};
const FRENCH: Words = Words {
    skip: "Aller au texte",
    contents: "Sommaire",
    notes: "Notes",
    note: "Note",
    back: "Retour au renvoi",
    table: "Tableau",
    picture: "Image",
};
const GERMAN: Words = Words {
    skip: "Zum Text",
    contents: "Inhalt",
    notes: "Anmerkungen",
    note: "Anmerkung",
    back: "Zurück zum Verweis",
    table: "Tabelle",
    picture: "Bild",
};
const UKRAINIAN: Words = Words {
    skip: "До тексту",
    contents: "Зміст",
    notes: "Примітки",
    note: "Примітка",
    back: "Назад до посилання",
    table: "Таблиця",
    picture: "Зображення",
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
