//! Figures: `sentence` and what is found, as `text [least..most] unit`, parted by `; `. Nothing where nothing counts.

use crate::sheet::claim::Claim;

const TABLE: &[(&str, &str)] = &[
    // Digits and words.
    ("The ferry carries 240 passengers.", "240 [240] passengers"),
    ("The reef lost 1,340 corals in May.", "1,340 [1340] corals"),
    ("Twelve wardens guard the reef.", "Twelve [12] wardens"),
    ("A hundred and twenty boats joined the race.", "A hundred and twenty [120] boats"),
    ("The library lent 2.4 million books.", "2.4 million [2400000] books"),
    ("Three million trees were planted.", "Three million [3000000] trees"),
    ("The school has 612 pupils and 31 teachers.", "612 [612] pupils; 31 [31] teachers"),
    ("Some villages have no doctor.", ""),
    // Bounds.
    ("More than 40 nurses left.", "More than 40 [41..] nurses"),
    ("Over 60 farms flooded.", "Over 60 [61..] farms"),
    ("At least nine horses died.", "At least nine [9..] horses"),
    ("No fewer than 15 clubs signed.", "No fewer than 15 [15..] clubs"),
    ("Up to 300 beds stand empty.", "Up to 300 [..300] beds"),
    ("As many as 80 miners were trapped.", "As many as 80 [..80] miners"),
    ("No more than six visitors are allowed.", "No more than six [..6] visitors"),
    ("Fewer than 12 ponds are clean.", "Fewer than 12 [..11] ponds"),
    ("Less than 5 per cent of the milk was tested.", "Less than 5 [..5] per cent"),
    ("Around 700 cyclists came.", "Around 700 [~700] cyclists"),
    ("Nearly 2,000 homes lost power.", "Nearly 2,000 [~2000] homes"),
    ("An estimated 450 seals live there.", "An estimated 450 [~450] seals"),
    ("The park needs 20 or more rangers.", "20 or more [20..] rangers"),
    ("Children aged six and over may swim.", ""),
    ("The bridge holds lorries of 12 tonnes or less.", "12 tonnes or less [..12] tonnes"),
    ("More than 90% of glass is reused.", "More than 90 [90..] per cent"),
    ("The club has 300-plus members.", "300-plus [300..] members"),
    ("The club has 300+ members.", "300+ [300..] members"),
    // Vague.
    ("Dozens of swans returned.", "Dozens [~..] swans"),
    ("Several hundred bakers struck.", "Several hundred [~200..] bakers"),
    ("Thousands of commuters walked.", "Thousands [~2000..] commuters"),
    ("Hundreds of thousands of bees died.", "Hundreds of thousands [~200000..] bees"),
    ("A few hundred villagers stayed.", "A few hundred [~200..] villagers"),
    ("A couple of dozen tents stood there.", "A couple of dozen [~..] tents"),
    // Ranges.
    ("Between 30 and 45 trams run daily.", "30 and 45 [30..45] trams"),
    ("The trip takes 3-4 hours.", "3-4 [3..4] hours"),
    ("Ten to fifteen gardens will open.", "Ten to fifteen [10..15] gardens"),
    ("It costs €4–6 million.", "€4–6 million [4000000..6000000] EUR"),
    ("Rents rose from 400 to 520 euros.", "400 [400] EUR; 520 [520] EUR"),
    ("Some 10% to 15% of pupils are absent.", "Some 10% to 15 [~10..15] per cent"),
    // Money.
    ("The pier cost £3bn.", "£3bn [3000000000] GBP"),
    ("She won $1.5 million.", "$1.5 million [1500000] USD"),
    ("The fund holds €20 m in cash.", "€20 m [20000000] EUR"),
    ("The loan of 5 billion euros is due.", "5 billion [5000000000] EUR"),
    ("A fine of US$750 was paid.", "US$750 [750] USD"),
    ("A fine of A$2m was paid.", "A$2m [2000000] AUD"),
    ("The pool cost EUR 12 million.", "EUR 12 million [12000000] EUR"),
    ("The pool cost CHF 900.", "CHF 900 [900] CHF"),
    ("Tickets cost 12 dollars.", "12 [12] USD"),
    ("The levy raises $2.6tn.", "$2.6tn [2600000000000] USD"),
    ("The museum got a $40-million gift.", "$40-million [40000000] USD"),
    ("The fee is £9.50.", "£9.50 [9.5] GBP"),
    ("Bread costs 80 cents.", "80 [80] cents"),
    ("The dam costs 300m euros.", "300m [300000000] EUR"),
    // Shares.
    ("Turnout was 61.5%.", "61.5 [61.5] per cent"),
    ("Forty per cent of shops closed.", "Forty [40] per cent"),
    ("Rates rose by two percentage points.", "two [2] percentage points"),
    ("Rates rose by 25 basis points.", "25 [25] basis points"),
    ("A third of the orchard froze.", "A third [0.333333] -"),
    ("Three-quarters of voters agreed.", "Three-quarters [0.75] of voters"),
    ("One in four buses is late.", "One in four [0.25] of buses"),
    ("Half of the nurses left.", "Half [0.5] of nurses"),
    // Measures.
    ("The wall is 40 km long.", "40 [40] km"),
    ("The wall is 40km long.", "40km [40] km"),
    ("The farm has 500-megawatt turbines.", "500 [500] megawatt"),
    ("The trek lasts 12 days.", "12 [12] days"),
    ("A 14-member panel met.", "14 [14] member"),
    // What counts nothing.
    ("The third ferry sank.", ""),
    ("She came 12th in the race.", ""),
    ("Tom Hale, 43, bakes bread.", ""),
    ("The 43-year-old baker won.", ""),
    ("A woman aged 71 fell.", ""),
    ("See section 12 of the code.", ""),
    ("Under Article 9 the port must close.", ""),
    ("Call 020 7946 0018 for help.", ""),
    ("Call 555-0142 for help.", ""),
    ("Call +44 20 7946 0018 for help.", ""),
    ("The shop opens at 9.30 a.m.", ""),
    ("The shop opens at 7pm.", ""),
    ("The shop opens at 18:45.", ""),
    ("The lake froze in 1963.", ""),
    ("The lake froze on 12 March 1963.", ""),
    ("Route 66 is closed.", ""),
    ("Flight 370 was lost.", ""),
    ("Room 12 is free.", ""),
    ("The team won 3-1.", ""),
    ("The G20 met.", ""),
    ("A 50-50 split is fair.", ""),
    ("He lives at 14 Mill Lane.", ""),
    ("1) Shut the valve", ""),
    ("(2) Shut the valve", ""),
    ("The one thing we need is rain.", ""),
    ("Chapter 3 tells of the flood.", ""),
    ("Page 212 shows the map.", ""),
    ("The vote is on version 2.1 of the plan.", ""),
    ("The virus COVID-19 spread.", ""),
    ("He has second thoughts.", ""),
];

fn line(claim: Claim) -> Option<String> {
    let Claim::Figure(figure) = claim else { return None };
    let amount = figure.value;
    let bound = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let value = amount
        .exactly
        .map_or_else(|| format!("{}..{}", bound(amount.at_least), bound(amount.at_most)), |value| value.to_string());
    let about = if amount.approximate { "~" } else { "" };
    let unit = amount.currency.as_deref().or(amount.unit.as_deref()).unwrap_or("-");
    Some(format!("{} [{about}{value}] {unit}", amount.text))
}

#[test]
fn each_sentence_gives_its_figures() {
    super::check(TABLE, "2026-01-07", line);
}
