//! Tests of what is gathered for a page.
