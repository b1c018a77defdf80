//! Diagnostics as terminal text, one line, JSON. Takes data, gives text: nothing is printed here.
