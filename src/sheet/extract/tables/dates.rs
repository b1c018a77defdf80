//! Dates: `sentence`, the day of the text, and the date found, as `words: from..to`, `~` if approximate; parted by
//! `; `. Nothing where there is no date. 12 January 2026 is a Monday.

use crate::sheet::claim::Claim;

const TODAY: &str = "2026-01-12";

const TABLE: &[(&str, &str)] = &[
    // Absolute.
    ("The lock opened on 2 April 2021.", "on 2 April 2021: 2021-04-02..2021-04-02"),
    ("The lock opened on April 2, 2021.", "on April 2, 2021: 2021-04-02..2021-04-02"),
    ("The lock opened on the 2nd of April 2021.", "on the 2nd of April 2021: 2021-04-02..2021-04-02"),
    ("The lock opened on April 2nd, 2021.", "on April 2nd, 2021: 2021-04-02..2021-04-02"),
    ("The lock opened on 2021-04-02.", "on 2021-04-02: 2021-04-02..2021-04-02"),
    ("The lock opened on Friday, 2 April 2021.", "on Friday, 2 April 2021: 2021-04-02..2021-04-02"),
    ("The lock opened on 2 Apr. 2021.", "on 2 Apr. 2021: 2021-04-02..2021-04-02"),
    ("The lock was shut between 3 and 5 May 2024.", "between 3 and 5 May 2024: 2024-05-03..2024-05-05"),
    ("The lock was shut from 3 to 5 May 2024.", "from 3 to 5 May 2024: 2024-05-03..2024-05-05"),
    ("The lock was shut from 30 April to 2 May 2024.", "from 30 April to 2 May 2024: 2024-04-30..2024-05-02"),
    ("The lock was shut on 3–5 May 2024.", "on 3–5 May 2024: 2024-05-03..2024-05-05"),
    // Without a year.
    ("The lock opened on 2 April.", "on 2 April: 2025-04-02..2025-04-02"),
    ("The lock opened on April 2.", "on April 2: 2025-04-02..2025-04-02"),
    ("The lock opened on 9 January.", "on 9 January: 2026-01-09..2026-01-09"),
    ("The lock will open on 2 April.", "on 2 April: 2026-04-02..2026-04-02"),
    ("The lock was shut between 3 and 5 May.", "between 3 and 5 May: 2025-05-03..2025-05-05"),
    ("The lock will be shut until 5 May.", "until 5 May: 2026-05-05..2026-05-05"),
    ("On Thursday the board approved the plan.", "On Thursday: 2026-01-08..2026-01-08"),
    (
        "The board voted on Thursday, it will speak on Friday.",
        "on Thursday: 2026-01-08..2026-01-08; on Friday: 2026-01-16..2026-01-16",
    ),
    // Months.
    ("The lock opened in March 2019.", "in March 2019: 2019-03-01..2019-03-31"),
    ("The lock opened in March.", "in March: 2025-03-01..2025-03-31"),
    ("The lock will open in March.", "in March: 2026-03-01..2026-03-31"),
    ("In early January the lock froze.", "In early January: ~2026-01-01..2026-01-10"),
    ("The lock froze in mid-December.", "in mid-December: ~2025-12-11..2025-12-20"),
    ("The lock froze in late November.", "in late November: ~2025-11-21..2025-11-30"),
    ("The lock froze at the end of November.", "at the end of November: ~2025-11-21..2025-11-30"),
    ("The lock froze last October.", "last October: 2025-10-01..2025-10-31"),
    ("The lock will open next May.", "next May: 2026-05-01..2026-05-31"),
    // Years, decades, quarters, seasons.
    ("The lock opened in 1998.", "in 1998: 1998-01-01..1998-12-31"),
    ("The fleet will be electric by 2035.", "by 2035: 2035-01-01..2035-12-31"),
    ("The lock opened in mid-2024.", "in mid-2024: ~2024-05-01..2024-08-31"),
    ("The lock opened in late 2023.", "in late 2023: ~2023-09-01..2023-12-31"),
    ("The lock opened in early 2023.", "in early 2023: ~2023-01-01..2023-04-30"),
    ("Sales fell in the second quarter of 2023.", "in the second quarter of 2023: 2023-04-01..2023-06-30"),
    ("Sales fell in Q3 2023.", "in Q3 2023: 2023-07-01..2023-09-30"),
    ("Sales fell in the first half of 2023.", "in the first half of 2023: ~2023-01-01..2023-06-30"),
    ("The canal was dug in the 1990s.", "in the 1990s: ~1990-01-01..1999-12-31"),
    ("The canal was dug in the early 1990s.", "in the early 1990s: ~1990-01-01..1993-04-30"),
    ("The mine stood still from 2014 to 2016.", "from 2014 to 2016: 2014-01-01..2016-12-31"),
    ("The mine stood still in 2014-16.", "in 2014-16: 2014-01-01..2016-12-31"),
    ("The lock opened in summer 2022.", "in summer 2022: ~2022-06-01..2022-08-31"),
    ("The lock will open next spring.", "next spring: ~2026-03-01..2026-05-31"),
    ("The lock froze last winter.", "last winter: ~2024-12-01..2025-02-28"),
    // Relative.
    ("On Sunday the lock froze.", "On Sunday: 2026-01-11..2026-01-11"),
    ("The lock froze on Friday.", "on Friday: 2026-01-09..2026-01-09"),
    ("The lock will open on Friday.", "on Friday: 2026-01-16..2026-01-16"),
    ("The lock will open next Tuesday.", "next Tuesday: 2026-01-13..2026-01-13"),
    ("The lock froze over the weekend.", "over the weekend: 2026-01-10..2026-01-11"),
    ("The lock froze last weekend.", "last weekend: 2026-01-10..2026-01-11"),
    ("The lock froze yesterday morning.", "yesterday morning: 2026-01-11..2026-01-11"),
    ("The lock opens tomorrow at noon.", "tomorrow: 2026-01-13..2026-01-13"),
    ("The lock froze last week.", "last week: 2026-01-05..2026-01-11"),
    ("The lock will open next week.", "next week: 2026-01-19..2026-01-25"),
    ("The lock froze last month.", "last month: 2025-12-01..2025-12-31"),
    ("The lock opened last year.", "last year: 2025-01-01..2025-12-31"),
    ("The lock opens this month.", "this month: 2026-01-01..2026-01-31"),
    ("The lock will open next year.", "next year: 2027-01-01..2027-12-31"),
    ("The lock froze three weeks ago.", "three weeks ago: ~2025-12-22..2025-12-28"),
    ("The lock froze two days ago.", "two days ago: ~2026-01-10..2026-01-10"),
    ("The lock opened a decade ago.", "a decade ago: ~2010-01-01..2019-12-31"),
    ("The lock leaked in the past two years.", "in the past two years: ~2024-01-12..2026-01-12"),
    ("The lock will be rebuilt over the next five years.", "over the next five years: ~2026-01-12..2031-01-12"),
    ("The lock will open within six months.", "within six months: ~2026-01-12..2026-07-12"),
    ("The lock will open in three weeks.", "in three weeks: ~2026-02-02..2026-02-08"),
    // None.
    ("The lock may open.", ""),
    ("They march to the lock.", ""),
    ("The lock cost 1998 crowns.", ""),
    ("June Hollis paints the lock.", ""),
    ("The lock is 2,000 years old.", ""),
    ("The lock springs open.", ""),
    ("It takes three weeks to empty the lock.", ""),
];

fn line(claim: Claim) -> Option<String> {
    let Claim::Event(event) = claim else { return None };
    let about = if event.date.approximate { "~" } else { "" };
    let days = event.date.interval.map_or_else(|| "?".to_owned(), |days| format!("{}..{}", days.from, days.to));
    Some(format!("{}: {about}{days}", event.date.text))
}

#[test]
fn each_sentence_gives_its_dates() {
    super::check(TABLE, TODAY, line);
}
