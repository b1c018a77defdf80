//! Unknowns and positions: `sentence` and what is found, as `reason: about` or `actor stand: about`, parted by `; `.

use crate::sheet::claim::Claim;

const TABLE: &[(&str, &str)] = &[
    ("It is unclear whether the well is safe.", "Unclear: whether the well is safe"),
    ("Nobody knows who owns the mill.", "Unclear: who owns the mill"),
    ("The fish vanished, and nobody knows why.", "Unclear: nobody knows why"),
    ("The rent of the stall has not been disclosed.", "NotPublic: The rent of the stall"),
    ("The town has yet to sign the lease.", "Unresolved: The town has yet to sign the lease"),
    ("And several clubs have yet to vote on it.", "Unresolved: several clubs have yet to vote on it"),
    ("No date has been set.", "Unresolved: No date has been set"),
    ("But the details are murky.", "Unclear: the details are murky"),
    ("Vague pledges will not fill the reservoir.", "Unclear: Vague pledges"),
    ("The rules are vague enough to please all.", ""),
    ("Residents feel uncertain about the new wage.", "Unclear: the new wage; Residents Undecided: the new wage"),
    ("The growers oppose the new oven and have walked out.", "The growers Against: the new oven"),
    ("The union wants to raise the wage.", "The union For: raise the wage"),
    ("The union “stands behind the code,” its head told “The Loaf”.", "The union For: the code"),
];

fn line(claim: Claim) -> Option<String> {
    match claim {
        Claim::Unknown(unknown) => Some(format!("{:?}: {}", unknown.reason, unknown.about)),
        Claim::Position(position) => Some(format!("{} {:?}: {}", position.actor, position.stand, position.about)),
        _ => None,
    }
}

#[test]
fn what_is_open_and_who_wants_what_reads_on_its_own() {
    super::check(TABLE, "2026-01-07", line);
}
