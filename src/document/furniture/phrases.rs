//! Words that page furniture is made of, by class.
//!
//! A table of data: general wordings of the sites of many publishers, none of a single one. All in lower case, with
//! straight apostrophes, as [`super::fold`] writes lines.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::super::Furniture::{self, Credit, Navigation, Prompt, Related};

/// Where, and how, a wording marks a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fit {
    /// The line is these words and nothing else.
    Whole,
    /// The line is these words, and stands before the first or after the last paragraph: inside an article it may be
    /// a heading.
    Edge,
    /// The line begins with these words.
    Start,
    /// These words stand somewhere in a line of at most 30 words.
    Within,
}

const TABLE: &[(Furniture, Fit, &[&str])] = &[
    (
        Navigation,
        Fit::Whole,
        &[
            "skip to content", "skip to main content", "skip to navigation", "skip links", "toggle navigation",
            "toggle menu", "main menu", "open menu", "close menu", "main navigation", "menu", "back to top",
            "scroll to top", "table of contents", "on this page", "in this article", "in this story", "jump to",
            "jump to section", "you are here", "next article", "previous article", "next post", "previous post",
            "next story", "previous story", "back to home", "all categories", "site map", "sitemap",
            "breadcrumb", "breadcrumbs", "quick links", "post navigation", "frequently asked questions", "faq", "faqs",
        ],
    ),
    (
        Navigation,
        Fit::Edge,
        &[
            "home", "news", "world", "world news", "politics", "business", "sport", "sports", "culture", "opinion",
            "opinions", "europe", "africa", "asia", "americas", "economy", "science", "technology", "tech", "health",
            "environment", "climate", "travel", "lifestyle", "entertainment", "education", "video", "videos", "live",
            "latest", "about", "about us", "contact", "contact us", "contents", "search", "search for", "topics", "tags",
            "categories", "category", "archive", "archives", "next", "previous", "more", "help", "advertise",
            "advertise with us", "careers", "jobs", "privacy", "privacy policy", "terms", "terms of use",
            "terms of service", "terms and conditions", "cookies", "cookie policy", "accessibility", "accessibility statement",
            "uncategorized", "featured", "blog", "international", "national", "local", "regional", "defence", "defense",
            "security", "editorial", "comment", "analysis", "explainer", "latest news", "breaking news", "newsroom",
            "press", "media", "events", "resources", "publications", "sections", "english", "language", "go to",
        ],
    ),
    (Navigation, Fit::Start, &["skip to ", "filed under", "posted in ", "tagged with", "tagged as", "categories:", "tags:", "topics:", "posted under", "category:"]),
    (
        Prompt,
        Fit::Whole,
        &[
            "subscribe", "subscribe now", "subscribe today", "subscription form", "subscribe here", "sign up",
            "sign up now", "sign in", "log in", "login", "log out", "register now", "create account", "create an account",
            "my account", "share", "share this", "share this article", "share this story", "share this post",
            "share this page", "share article", "share on facebook", "share on twitter", "share on x",
            "share on linkedin", "share on whatsapp", "share via email", "share by email", "share your love",
            "share options", "share with", "share:", "tweet", "tweet this", "pin it", "email this", "email this article",
            "copy link", "link copied", "print this page", "print this article", "save this article",
            "save for later", "leave a reply", "leave a comment", "leave a response", "post a comment", "add a comment",
            "add comment", "write a comment", "post comment", "cancel reply", "join the conversation",
            "join the discussion", "view comments", "show comments", "hide comments", "load comments", "no comments",
            "no comments yet", "be the first to comment", "comments are closed", "sort by", "loading", "loading...",
            "newsletter", "newsletters", "our newsletter", "newsletter signup", "newsletter sign-up", "email address",
            "your email address", "your email", "email", "e-mail", "donate", "donate now", "support us", "follow us",
            "follow", "follow us on", "connect with us", "get in touch", "advertisement", "advertisements", "ad",
            "advertising", "sponsored", "sponsored content", "promoted", "promoted content", "paid content", "story continues below",
            "article continues below", "continue reading", "read more", "read more...", "keep reading", "show more", "show less", "load more",
            "see more", "view more", "learn more", "find out more", "listen to this article", "listen to article", "listen", "play audio",
            "watch video", "watch now", "accept", "accept all", "accept cookies", "accept all cookies", "reject all",
            "manage cookies", "cookie settings", "cookie preferences", "manage preferences", "i agree", "got it", "allow all", "dismiss",
            "close", "submit", "was this helpful", "was this article helpful", "rate this article", "report an error",
            "facebook", "twitter", "linkedin", "whatsapp", "telegram", "instagram", "youtube", "reddit", "pinterest", "rss",
            "facebook twitter", "reply", "like this", "like loading", "subscribe to our newsletter", "join our newsletter", "bookmark", "clap",
            "text size", "font size", "print", "download pdf", "get the app", "download the app", "download our app", "free trial", "start free trial",
            "already a subscriber", "already a member", "become a member", "enter your email", "name", "website", "required", "captcha",
        ],
    ),
    (Prompt, Fit::Edge, &["comments", "comment", "register", "save", "account", "reactions", "discussion", "responses", "feedback", "views", "shares", "likes", "join us"]),
    (
        Prompt,
        Fit::Start,
        &[
            "subscribe to ", "subscribe for ", "sign up for ", "sign up to ", "sign up here", "signup for", "join our ", "join thousands", "join more than",
            "follow us ", "click here ", "click to ", "tap here", "read more:", "read also", "see also:",
            "stay informed", "stay up to date", "stay up-to-date", "stay in the loop", "stay ahead", "stay connected", "stay tuned for more",
            "get the latest", "get our ", "get breaking news", "get updates", "enter your email", "we use cookies", "we and our partners", "we value your privacy", "this site uses",
            "this website uses", "our website uses cookies", "by clicking ", "by continuing to use", "by continuing to browse", "by subscribing", "by signing up", "by submitting", "by registering",
            "you must be logged in", "you need to be logged in", "you must log in", "please log in", "please sign in", "log in to ", "sign in to ", "login to ",
            "please enable", "enable javascript", "support our ", "support independent", "if you enjoyed this", "if you liked this",
            "like what you", "did you like", "enjoyed this", "thank you for reading", "thanks for reading", "thank you for subscribing", "thanks for subscribing", "please consider", "help us ", "download our ",
            "like us on", "like and follow", "find us on", "share this:", "share on:", "comments (", "to comment,", "want to read more", "want more ", "have a tip", "got a tip", "do you have a story", "send us ",
            "save my name", "notify me of", "your email address will not", "required fields are", "this site is protected by", "listen to this article", "listen to the article", "unlock ", "start your free trial", "already have an account", "don't have an account", "not a subscriber", "never miss ", "newsletter:", "sign me up",
        ],
    ),
    (
        Prompt,
        Fit::Within,
        &[
            "to your inbox", "in your inbox", "our newsletter", "free newsletter", "email newsletter", "must be logged in", "to post a comment",
            "email address will not be published", "required fields are marked", "accept our use of cookies", "cookie policy", "enable javascript",
            "unsubscribe at any time", "already a subscriber", "follow us on", "follow us at", "min read", "minute read", "minutes read", "mins read", "reading time",
            "privacy policy and terms", "click here to", "terms of service apply", "whatsapp channel", "telegram channel", "opens in new window", "opens in a new window",
        ],
    ),
    (
        Related,
        Fit::Whole,
        &[
            "related", "related articles", "related article", "related posts", "related stories", "related story", "related content", "related news",
            "related topics", "related reading", "related links", "related coverage", "you may also like", "you might also like", "you may like", "you might like", "more stories",
            "more news", "more articles", "more like this", "more posts", "more on this story", "more on this topic", "more on this", "most read", "most popular", "most viewed",
            "popular posts", "popular now", "popular articles", "trending", "trending now", "trending stories", "recommended", "recommended for you", "recommended stories", "recommended reading",
            "recommended articles", "read next", "up next", "what to read next", "editor's picks", "editors' picks", "editor's choice", "top stories", "recent posts", "recent articles", "recent comments", "recent news",
            "latest posts", "latest articles", "latest stories", "must read", "must reads", "don't miss", "also read", "read also", "from our partners", "from the web", "around the web", "around the network", "similar articles", "similar posts", "similar stories", "in case you missed it",
            "other stories", "other news", "keep exploring", "explore more", "further reading", "more to explore", "more coverage", "in other news", "also in the news",
        ],
    ),
    (Related, Fit::Start, &["related:", "related story:", "read more about", "more on:", "more from ", "more in ", "read next:", "also read:", "see more on", "read our full", "watch:", "more about:", "recommended:", "up next:", "don't miss:"]),
    (
        Credit,
        Fit::Whole,
        &[
            "about the author", "about the authors", "about author", "about the writer", "author", "authors", "avatar photo", "author photo", "author avatar", "profile picture", "profile photo", "view all posts", "view author archive", "all posts", "author archive",
            "photo credit", "image credit", "image source", "image caption", "getty images", "file photo", "file image", "stock photo", "shutterstock", "read bio", "full bio",
            "staff writer", "staff reporter", "guest author", "contributor", "disclaimer", "copyright", "reuse this content", "republish this article", "rights and permissions", "reprints",
        ],
    ),
    (
        Credit,
        Fit::Start,
        &[
            "photo:", "photos:", "photo by ", "photo credit", "photos by ", "photograph:", "photograph by", "photography by", "photographer:", "picture:", "pictures:", "picture by", "image:", "images:", "image by ", "image credit", "image copyright", "image caption", "image source",
            "featured image", "cover image", "illustration:", "illustration by", "graphic:", "graphic by", "file photo", "file image", "file -", "credit:", "credits:", "caption:", "courtesy of", "video by ", "video:", "written by ", "edited by ", "reporting by ", "additional reporting", "editing by ", "compiled by ", "posted by ", "published by ", "translated by ", "fact-checked by", "reviewed by ",
            "view all posts by", "see all posts by", "more by ", "author:", "about the author", "© ", "©", "(c) 20", "copyright ©", "copyright (c)", "copyright 20", "the views expressed", "the opinions expressed", "views expressed in this", "opinions expressed in this", "this article was originally published", "this article first appeared", "this article originally appeared", "this story was originally published", "this post first appeared", "republished with permission", "reprinted with permission", "disclaimer:",
            "reuters/", "afp/", "ap photo", "epa/", "getty images/", "via getty images", "with files from", "with reporting by", "articles:",
        ],
    ),
    (Credit, Fit::Within, &["all rights reserved", "via getty images", "/getty images", "/afp via", "ap photo/", "(ap photo", "/ap photo", "image credit:", "photo credit:"]),
];

/// The table, arranged for looking up.
struct Index {
    whole: FxHashMap<&'static str, (Furniture, Fit)>,
    /// Wordings that begin a line, by their first word.
    start: FxHashMap<&'static str, Vec<(&'static str, Furniture)>>,
    within: Vec<Furniture>,
    finder: Option<aho_corasick::AhoCorasick>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index =
        Index { whole: FxHashMap::default(), start: FxHashMap::default(), within: Vec::new(), finder: None };
    let mut patterns = Vec::new();
    for &(class, fit, wordings) in TABLE {
        for &wording in wordings {
            match fit {
                Fit::Whole | Fit::Edge => {
                    index.whole.entry(wording).or_insert((class, fit));
                }
                Fit::Start => index.start.entry(first_word(wording)).or_default().push((wording, class)),
                Fit::Within => {
                    patterns.push(wording);
                    index.within.push(class);
                }
            }
        }
    }
    // The automaton can only fail to build when the patterns are too many; the table is small.
    index.finder = aho_corasick::AhoCorasick::new(patterns).ok();
    index
});

fn first_word(line: &str) -> &str {
    line.split(' ').next().unwrap_or(line)
}

/// Longest line, in words, in which a wording may stand anywhere.
const WITHIN_WORDS: usize = 30;

/// Returns the class of a folded line and how it was recognised.
pub(super) fn class_of(folded: &str, words: usize) -> Option<(Furniture, Fit)> {
    let bare = folded.trim_end_matches(['.', ':', '!', '?', '»', '>', '…', '→', ' ']);
    if let Some(&found) = INDEX.whole.get(bare).or_else(|| INDEX.whole.get(folded)) {
        return Some(found);
    }
    let starting = INDEX.start.get(first_word(folded)).into_iter().flatten();
    if let Some(&(_, class)) = starting.clone().find(|(wording, _)| folded.starts_with(wording)) {
        return Some((class, Fit::Start));
    }
    if words > WITHIN_WORDS {
        return None;
    }
    let found = INDEX.finder.as_ref()?.find(folded)?;
    Some((*INDEX.within.get(found.pattern().as_usize())?, Fit::Within))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_are_folded_as_lines_are() {
        for &(_, _, wordings) in TABLE {
            for wording in wordings {
                let folded = super::super::fold(wording);
                assert_eq!(folded, wording.trim_end(), "{wording}");
            }
        }
    }
}
