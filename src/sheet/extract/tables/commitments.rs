//! Commitments: `sentence` and what is found, as `modality[ absent]: actor | action[ | condition]`, parted by `; `.
//! Nothing where nobody binds himself.

use crate::sheet::claim::Claim;

const TABLE: &[(&str, &str)] = &[
    // Binding.
    ("The growers are legally obliged to clean the river.", "binding: The growers | clean the river"),
    ("The bank is required to publish its loans.", "binding: The bank | publish its loans"),
    ("The pact binds the towns to share water.", "binding: The pact | the towns to share water"),
    // Agreed.
    ("The ministers agreed to share the gauges.", "agreed: The ministers | share the gauges"),
    ("The unions have agreed to end the strike.", "agreed: The unions | end the strike"),
    ("Parliament approved a tax on sugar.", "agreed: Parliament | a tax on sugar"),
    ("The council decided to sell the mill.", "agreed: The council | sell the mill"),
    ("Norway signed a treaty on cod.", "agreed: Norway | a treaty on cod"),
    ("The two towns reached an agreement on the ferry.", "agreed: The two towns | an agreement on the ferry"),
    // Pledged.
    ("The bank pledged to rebuild three piers.", "pledged: The bank | rebuild three piers"),
    ("The mayor promised cheaper buses.", "pledged: The mayor | cheaper buses"),
    ("The mayor promised that the pool would reopen.", "pledged: The mayor | the pool would reopen"),
    ("The airline vowed to cut noise.", "pledged: The airline | cut noise"),
    ("Portugal will send engineers to the dam.", "pledged: Portugal | send engineers to the dam"),
    ("The ministry offered to pay for the vaccines.", "pledged: The ministry | pay for the vaccines"),
    ("The company is committed to hiring locals.", "pledged: The company | hiring locals"),
    ("Kenya committed itself to protect the reef.", "pledged: Kenya | protect the reef"),
    ("“We will fund the clinic,” the minister said.", "pledged: We | fund the clinic"),
    // Planned.
    ("The company plans to hire forty pilots.", "planned: The company | hire forty pilots"),
    ("The city intends to ban old cars.", "planned: The city | ban old cars"),
    ("The agency is expected to publish a guide.", "planned: The agency | publish a guide"),
    ("The railway is set to close two lines.", "planned: The railway | close two lines"),
    ("The government proposed a levy on plastic.", "planned: The government | a levy on plastic"),
    ("The board is working on a new charter.", "planned: The board | a new charter"),
    // Possible.
    ("The council could sell the old shipyard.", "possible: The council | sell the old shipyard"),
    ("Spain may join the fund.", "possible: Spain | join the fund"),
    ("The ministry is considering a ban on nets.", "possible: The ministry | a ban on nets"),
    ("The bank has not ruled out a second loan.", "possible: The bank | a second loan"),
    // Hinted.
    ("Spain has hinted at a joint fund.", "hinted: Spain | a joint fund"),
    ("The mayor floated the idea of a toll.", "hinted: The mayor | the idea of a toll"),
    // Negated, refused, withdrawn.
    ("Peru will not send engineers to the dam.", "pledged absent: Peru | send engineers to the dam"),
    ("The council refused to commit to a timetable.", "pledged absent: The council | a timetable"),
    ("The bank has not agreed to a second loan.", "agreed absent: The bank | a second loan"),
    ("Chile has ruled out a new port.", "pledged absent: Chile | a new port"),
    ("The minister withdrew his promise to fund the clinic.", "pledged absent: The minister | fund the clinic"),
    ("The company dropped its plan to build a mill.", "planned absent: The company | build a mill"),
    ("The airline broke its pledge to cut noise.", "pledged absent: The airline | cut noise"),
    ("The union never promised to end the strike.", "pledged absent: The union | end the strike"),
    ("The state has no plans to sell the line.", "planned absent: The state | sell the line"),
    ("The town declined to join the fund.", "pledged absent: The town | join the fund"),
    // Conditions.
    (
        "The bank will fund the locks if the province pays its share.",
        "pledged: The bank | fund the locks | if the province pays its share",
    ),
    (
        "If the province pays, the bank will fund the locks.",
        "pledged: the bank | fund the locks | If the province pays",
    ),
    (
        "The unions agreed to end the strike provided that wages rise.",
        "agreed: The unions | end the strike | provided that wages rise",
    ),
    ("The city will lift the ban once the air is clean.", "pledged: The city | lift the ban | once the air is clean"),
    ("Norway will not join the fund unless Spain pays.", "pledged absent: Norway | join the fund | unless Spain pays"),
    (
        "The ministry could support the mill as long as jobs stay.",
        "possible: The ministry | support the mill | as long as jobs stay",
    ),
    // Values that read on their own.
    ("The bank provided assurances to Kenya.", "pledged: The bank | assurances to Kenya"),
    ("The promise was made at a fair in Lisbon.", "agreed: - | The promise was made at a fair in Lisbon"),
    ("A possible next step for Kenya is a second dam.", "possible: - | A possible next step for Kenya is a second dam"),
    ("The mayor hinted at “bold plans” for the pool.", "hinted: The mayor | “bold plans” for the pool"),
    ("The bank has agreed to lead the search and has promised to pay the crew.", "agreed: The bank | lead the search"),
    ("The ministers have agreed in Lisbon on the fees.", "agreed: The ministers | agreed in Lisbon on the fees"),
    ("Norway has not agreed to one.", "agreed absent: - | Norway has not agreed to one"),
    ("Tolls on the bridge would be sharply reduced.", "planned: - | Tolls on the bridge would be sharply reduced"),
    // Nobody binds himself.
    ("Vague pledges and bold words filled the hall.", ""),
    ("Party promises lack the means.", ""),
    ("The towns work out how the port could be kept.", ""),
    ("Prices will rise next year.", ""),
    ("The weather could turn.", ""),
    ("Will Portugal send engineers?", ""),
    ("It is not clear how the toll will be collected.", ""),
    ("The river rose for three days.", ""),
    ("The promise of spring was in the air.", ""),
    ("The trial gave promising results.", ""),
    ("The council sold the mill in May.", ""),
    ("Experts agree on the danger of lead.", ""),
];

fn line(claim: Claim) -> Option<String> {
    let Claim::Commitment(found) = claim else { return None };
    let modality = format!("{:?}", found.modality).to_lowercase();
    let absent = if found.absent { " absent" } else { "" };
    let condition = found.condition.map_or_else(String::new, |condition| format!(" | {condition}"));
    Some(format!("{modality}{absent}: {} | {}{condition}", found.actor.as_deref().unwrap_or("-"), found.action))
}

#[test]
fn each_sentence_gives_its_commitments() {
    super::check(TABLE, "2026-01-07", line);
}
