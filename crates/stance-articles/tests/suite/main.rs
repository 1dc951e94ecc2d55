//! The crate from outside: whole articles, quotations by pattern, kinds of lines, any text at all.

#![allow(missing_docs, unreachable_pub, reason = "a test binary has no users")]

mod articles;
mod clauses;
mod english;
mod french;
mod gold;
mod incises;
mod kinds;
mod manners;
mod phrases;
mod press;
mod properties;
mod reported;
mod speakers;
mod support;
