//! Tables of invented sentences with what must be found in them, a file a kind of fact.

mod commitments;
mod dates;
mod figures;
mod unknowns;
