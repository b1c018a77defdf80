//! Small values that several stages share; each reads and writes its text form.

pub mod date;
pub mod name;
