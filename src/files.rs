//! The only reader and writer of the disk: a project folder becomes data, outputs become files.
