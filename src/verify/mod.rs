//! Verify: does every quotation and figure of a text stand in its source?
