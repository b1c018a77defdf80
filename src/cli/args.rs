//! What can be typed: types for the command line, nothing else.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turns a folder of texts about one contested question into two-sided, cited briefing notes
#[derive(Parser, Debug)]
#[command(name = "evenhand", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(
    after_help = "Exit status: 0 done; 1 the input has faults; 2 wrong command line, or a file could not be read or \
                        written.\n\nExamples:\n  evenhand init my-project\n  evenhand build\n  evenhand show comparison \
                        my-brief --format json"
)]
pub struct Arguments {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
    /// Options of every command
    #[command(flatten)]
    pub global: Global,
}

/// Options of every command.
#[derive(Args, Clone, Debug)]
pub struct Global {
    /// Folder of the project
    #[arg(long, short = 'C', global = true, default_value = ".", value_name = "DIR")]
    pub project: PathBuf,
    /// How faults are shown
    #[arg(long, global = true, default_value = "human", value_name = "FORMAT")]
    pub message_format: MessageFormat,
    /// When to use colour
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    pub color: When,
    /// Treat warnings as errors
    #[arg(long, global = true)]
    pub deny_warnings: bool,
    /// Print nothing but faults
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Let `build` and `extract` run the programs named under `extractors` in evenhand.yaml: allow only what you trust
    #[arg(long, global = true)]
    pub allow_extractors: bool,
    /// Number of threads [default: as many as there are cores]
    #[arg(long, short, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
}

/// Renderings of diagnostics.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum MessageFormat {
    /// With the line and a mark under the place
    Human,
    /// `file:line:column: error: message`
    Short,
    /// One JSON object a line
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands of GitHub Actions
    Github,
}

/// When to use colour.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Start a project: a small corpus, a brief, and comments that explain them
    Init(Init),
    /// Copy texts into the corpus, each with a meta file to complete
    Add(Add),
    /// Build fact sheets and the notes of all briefs
    Build(Build),
    /// Build, and build again whenever a text, sheet, brief, template or setting changes
    Watch(Watch),
    /// Watch, and show notes and marked sources in a browser on this machine, always as they are now
    Serve(Serve),
    /// Go through the facts and readings that nobody has checked, and write what you decide into the sheets
    Review(Review),
    /// Check everything without writing anything
    Check(Check),
    /// Check the quotations and figures of any note, or of records, against a corpus
    Verify(Verify),
    /// Pack a brief's notes with their evidence and hashes into one archive
    Bundle(Bundle),
    /// Compare two editions of a project, bundle, sheet or comparison: facts added, gone, changed
    Diff(Diff),
    /// Make fact sheets from texts
    Extract(Extract),
    /// Compare sheets that were extracted elsewhere, such as on a cluster
    Compare(Compare),
    /// Propose issues for a brief, as YAML to paste
    Issues(OneBrief),
    /// Print what a stage of the pipeline makes
    Show(Show),
    /// Typeset any Markdown note on its own
    Render(Render),
    /// Work on templates: list, copy out, check and try them
    #[command(subcommand)]
    Template(Template),
    /// Print the JSON Schema of a file format
    Schema(Schema),
    /// Print a script that completes the command line in a shell
    Completions(Completions),
    /// Print the manual page
    Man(Man),
}

/// Arguments of `init`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  evenhand init harbour-tram\n  evenhand init    (in an empty folder)")]
pub struct Init {
    /// Folder to make [default: the project's folder]
    pub folder: Option<PathBuf>,
}

/// Arguments of `add`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  evenhand add ~/Downloads/report.pdf\n  evenhand add --force corpus-of-may/*.html")]
pub struct Add {
    /// Files to copy: .txt, .md, .html, .pdf or .docx
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Replace a text of the same name
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `build`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  evenhand build\n  evenhand build harbour-tram --deny-warnings\n  evenhand build -C ~/briefs --jobs 2"
)]
pub struct Build {
    /// Build this brief only
    pub brief: Option<String>,
    /// Write nothing; fail if a file on disk is not what its inputs make, and show the first lines that differ
    #[arg(long)]
    pub locked: bool,
    /// Make everything anew, and keep nothing in `.evenhand/cache`
    #[arg(long)]
    pub no_cache: bool,
}

/// Arguments of `watch`.
#[derive(Args, Debug)]
pub struct Watch {
    /// Build this brief only
    pub brief: Option<String>,
}

/// Arguments of `serve`.
#[derive(Args, Debug)]
pub struct Serve {
    /// Build this brief only
    pub brief: Option<String>,
    /// Port on 127.0.0.1; 0 takes any that is free
    #[arg(long, short, default_value_t = 4242, value_name = "N")]
    pub port: u16,
}

/// Arguments of `review`.
#[derive(Args, Debug)]
#[command(
    after_help = "At each fact: a (accept), r (reject), e (edit), w (why was it found), s (skip), b (back), q (quit).\n\
    Words after `a` or `r` become the fact's `note`; `e KEY=VALUE` edits at once. Each answer is written at once.\n\
    Answers can come from a pipe, a line each; with --accept, --reject or --edit nothing is asked.\n\n\
    Examples:\n  evenhand review my-brief --used --by 'Ada Vance'\n  evenhand review council-vote --kind figure\n  \
    evenhand review --accept figure-0b77e2 --reject quotation-5c1d8a --by 'Ada Vance'\n  \
    evenhand review --edit figure-0b77e2 value.unit=trams\n  evenhand review --list"
)]
pub struct Review {
    /// A brief, or a text's id or path [default: all texts]
    pub name: Option<String>,
    /// Only what the notes of the briefs cite
    #[arg(long)]
    pub used: bool,
    /// Only this kind: `quotation`, `figure`, …, `reading`
    #[arg(long, value_name = "KIND", value_parser = KINDS)]
    pub kind: Option<String>,
    /// Also what is accepted or rejected already
    #[arg(long)]
    pub all: bool,
    /// Print what is to be reviewed, a line each, and ask nothing
    #[arg(long, conflicts_with_all = ["accept", "reject", "edit"])]
    pub list: bool,
    /// Accept this fact or reading (`ID`, or `TEXT:ID`) and ask nothing; may be given several times
    #[arg(long, value_name = "ID")]
    pub accept: Vec<String>,
    /// Reject this fact or reading and ask nothing; may be given several times
    #[arg(long, value_name = "ID")]
    pub reject: Vec<String>,
    /// Change what is stated, before anything is accepted or rejected; may be given several times
    #[arg(long, num_args = 2, value_names = ["ID", "KEY=VALUE"])]
    pub edit: Vec<String>,
    /// Your name, written beside what you accept and reject
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// Kinds of facts, and readings.
const KINDS: [&str; 10] = [
    "quotation",
    "figure",
    "event",
    "commitment",
    "condition",
    "unknown",
    "position",
    "precedent",
    "person",
    "reading",
];

/// Arguments of `check`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  evenhand check\n  evenhand check harbour-tram --format github\n  evenhand check --format sarif > findings.sarif"
)]
pub struct Check {
    /// Check this brief only
    pub brief: Option<String>,
    /// Write the findings to standard output in this form [default: as --message-format, to standard error]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<MessageFormat>,
}

/// Arguments of `verify`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  evenhand verify draft.docx\n  evenhand verify speech.md --corpus ~/texts\n  evenhand verify harbour-tram.zip"
)]
pub struct Verify {
    /// Note to check: .md, .html, .pdf, .docx or .txt
    #[arg(required_unless_present = "jsonl", conflicts_with = "jsonl")]
    pub file: Option<PathBuf>,
    /// Folder with the texts [default: the project's corpus]
    #[arg(long, value_name = "DIR")]
    pub corpus: Option<PathBuf>,
    /// Read quotations from standard input, one JSON object a line: `{"id", "source", "quote" [, "speaker"]}`; write
    /// one verdict a line
    #[arg(long)]
    pub jsonl: bool,
}

/// Arguments of `bundle`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  evenhand bundle\n  evenhand bundle harbour-tram --audience public -o harbour-tram.zip"
)]
pub struct Bundle {
    /// Name of the brief: its folder [default: the only one]
    pub brief: Option<String>,
    /// Pack the notes of this audience only, with the evidence that it may see [default: all; needed where sources are
    /// withheld]
    #[arg(long, value_name = "NAME")]
    pub audience: Option<String>,
    /// Put the full texts in, not only the words quoted with their context
    #[arg(long)]
    pub with_texts: bool,
    /// Archive to write [default: BRIEF.zip]
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Arguments of `diff`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  evenhand diff ../edition-1 .\n  evenhand diff may.zip june.zip --format markdown")]
pub struct Diff {
    /// The older edition: a project's folder, a bundle (.zip), a fact sheet (.yaml) or a comparison (.json)
    pub old: PathBuf,
    /// The newer edition
    pub new: PathBuf,
    /// How the differences are printed
    #[arg(long, default_value = "text")]
    pub format: DiffFormat,
}

/// Formats of `diff`.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum DiffFormat {
    /// Lines for a terminal
    Text,
    /// Markdown, for a change log or a pull request
    Markdown,
    /// JSON
    Json,
}

/// Arguments of `issues`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  evenhand issues\n  evenhand issues harbour-tram >> briefs/harbour-tram/brief.yaml"
)]
pub struct OneBrief {
    /// Name of the brief: its folder [default: the only one]
    pub brief: Option<String>,
}

/// Arguments of `extract`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  evenhand extract\n  evenhand extract --jsonl < records.jsonl > sheets.jsonl")]
pub struct Extract {
    /// Read records from standard input, one JSON object a line: `{"id", "text" or "html" [, "file", "meta",
    /// "question"]}`; write one fact sheet a line
    #[arg(long)]
    pub jsonl: bool,
    /// With --jsonl: add the canonical text and the spans of page furniture
    #[arg(long, requires = "jsonl")]
    pub with_text: bool,
    /// With --jsonl: add the runs of words by which `compare` knows copies
    #[arg(long, requires = "jsonl")]
    pub with_runs: bool,
}

/// Arguments of `compare`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  evenhand extract --jsonl --with-runs < records.jsonl > sheets.jsonl\n  evenhand compare \
                        --brief briefs/harbour-tram/brief.yaml --sheets sheets.jsonl"
)]
pub struct Compare {
    /// The brief: its file
    #[arg(long, value_name = "FILE")]
    pub brief: PathBuf,
    /// Sheets as `extract --jsonl` writes them, in any order; may be given several times [default: standard input]
    #[arg(long, value_name = "FILE")]
    pub sheets: Vec<PathBuf>,
    /// How the comparison is printed
    #[arg(long, default_value = "json")]
    pub format: DataFormat,
}

/// Formats of data.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum DataFormat {
    /// JSON
    Json,
    /// YAML
    Yaml,
}

/// Arguments of `show`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  evenhand show facts corpus/council-vote.txt --why\n  evenhand show comparison harbour-tram --format json\n  evenhand show note --audience briefing\n  evenhand show corpus --format csl-json > sources.json"
)]
pub struct Show {
    /// Which stage
    pub stage: Stage,
    /// A brief (comparison, note, markup) or a text's id or path (document, facts) [default: the only one]. With
    /// `facts` also the path of any file outside the corpus
    pub name: Option<String>,
    /// How it is printed [default: yaml; `facts` on a terminal: text]
    #[arg(long)]
    pub format: Option<ShowFormat>,
    /// With `facts`: mark them in the text, and say of each by which rule it was found
    #[arg(long, conflicts_with = "format")]
    pub why: bool,
    /// With `note` and `markup`: for which audience [default: the first]
    #[arg(long)]
    pub audience: Option<String>,
}

/// Stages whose artefact can be shown.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Gathered texts: names, formats, hashes
    Corpus,
    /// A text with its metadata, blocks and sentences
    Document,
    /// A fact sheet
    Facts,
    /// The comparison of a brief
    Comparison,
    /// A note's Markdown
    Note,
    /// A note as parsed
    Markup,
}

/// Formats of `show`.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShowFormat {
    /// With `facts`: the text with its facts marked
    Text,
    /// YAML
    Yaml,
    /// JSON
    Json,
    /// With `corpus`: the sources for reference managers, as CSL-JSON
    CslJson,
}

/// Arguments of `render`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  evenhand render note.md -o note.pdf -o note.html\n  evenhand render note.md --references refs.bib --style apa -o note.pdf"
)]
pub struct Render {
    /// Markdown file
    pub note: PathBuf,
    /// References: CSL-JSON or BibLaTeX
    #[arg(long, value_name = "FILE")]
    pub references: Option<PathBuf>,
    /// Citation style: a CSL style's name, or a `.csl` file
    #[arg(long, default_value = "chicago-author-date", value_name = "STYLE")]
    pub style: String,
    /// Output file; its ending (.pdf, .html) is the format. May be given several times
    #[arg(long, short, required = true, value_name = "FILE")]
    pub output: Vec<PathBuf>,
    /// Paper: a4 or letter
    #[arg(long, default_value = "a4", value_parser = ["a4", "letter"])]
    pub paper: String,
    /// Look: fonts, sizes, colours and margins as YAML
    #[arg(long, value_name = "FILE")]
    pub theme: Option<PathBuf>,
}

/// Arguments of `schema`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  evenhand schema\n  evenhand schema brief > brief.schema.json")]
pub struct Schema {
    /// Name of the format [default: list them]
    pub name: Option<String>,
}

/// Arguments of `completions`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  evenhand completions bash > ~/.local/share/bash-completion/completions/evenhand\n  evenhand completions fish > ~/.config/fish/completions/evenhand.fish"
)]
pub struct Completions {
    /// Which shell
    pub shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  evenhand man | man -l -\n  evenhand man --output ~/.local/share/man/man1")]
pub struct Man {
    /// Write the page and one a command into this folder, as `evenhand-COMMAND.1`
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

/// What to do with templates.
#[derive(Subcommand, Debug)]
#[command(
    after_help = "Examples:\n  evenhand template list\n  evenhand template new minister --from at-a-glance\n  evenhand template check"
)]
pub enum Template {
    /// List the templates with what and whom they are for
    List,
    /// Copy a built-in template into the project, to change it
    New(TemplateNew),
    /// List the variables and functions that templates may use, with types and examples
    Vars,
    /// Find unknown variables, filters, components and other faults without building
    Check,
    /// Print the note that a template makes of a small invented case
    Example {
        /// Name of the template
        name: String,
    },
}

/// Arguments of `template new`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  evenhand template new minister --from at-a-glance\n  evenhand template new briefing    (replaces the built-in one)"
)]
pub struct TemplateNew {
    /// Name of the new template, or `labels.yaml`
    pub name: String,
    /// Built-in template to begin with [default: the one of the same name]
    #[arg(long, value_name = "NAME")]
    pub from: Option<String>,
}
