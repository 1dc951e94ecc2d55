//! The frame of the HTML pages: one file each, which loads nothing and opens from disk.
//!
//! maud escapes whatever is put into a page; [`text`] also shows what could reorder or hide it. The content security
//! policy is a second lock: it allows the style sheet and the script of this program, by their hashes, and nothing else.

use std::borrow::Cow;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::printable::printable;

/// What a page may not do, whatever else it may.
const NOTHING: &str = "default-src 'none'; base-uri 'none'; form-action 'none'";

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1rem}\
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}\
.wide{overflow-x:auto}.wide+.wide{margin-top:1rem}\
table{border-collapse:collapse;font-variant-numeric:tabular-nums}\
th,td{padding:.2rem .7rem;text-align:right;border-bottom:1px solid #8884}\
th:first-child,td:first-child{text-align:left}\
caption{text-align:left;font-weight:600;padding:.3rem 0}\
td{white-space:nowrap}td.hit{background:#0b63}small{opacity:.75}\
svg{max-width:100%;height:auto}figure{display:inline-block;margin:0 1rem 1rem 0}\
blockquote{margin:.2rem 0 1rem;padding-left:.8rem;border-left:3px solid #8886}\
mark{color:inherit;border-radius:.2rem;padding:0 .1rem}\
mark.for{text-decoration:underline;text-decoration-thickness:2px}\
mark.against{text-decoration:underline dotted;text-decoration-thickness:2px}\
@media print{body{max-width:none}h2{break-after:avoid}}";

/// Returns a page in English that runs nothing; its elements may have styles of their own.
pub(crate) fn page(title: &str, body: &Markup) -> String {
    let policy = format!("{NOTHING}; style-src 'unsafe-inline'");
    frame("en", title, &policy, STYLE, None, body)
}

/// Returns a page in the language of this code, with this style sheet and script and no others.
pub(crate) fn page_with_script(
    language: &str,
    title: &str,
    style: &str,
    script: &str,
    body: &Markup,
) -> String {
    let (of_style, of_script) = (source_hash(style), source_hash(script));
    let policy = format!("{NOTHING}; style-src '{of_style}'; script-src '{of_script}'");
    frame(language, title, &policy, style, Some(script), body)
}

/// Returns the hash by which a policy allows what stands inside an element of a page.
fn source_hash(content: &str) -> String {
    let hash = Sha256::digest(content.as_bytes());
    format!("sha256-{}", BASE64_STANDARD.encode(hash))
}

/// The parts of a page in their order; the script comes last, when all it works on is there.
fn frame(
    language: &str,
    title: &str,
    policy: &str,
    style: &str,
    script: Option<&str>,
    body: &Markup,
) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (text(title)) }
                style { (PreEscaped(style)) }
            }
            body {
                (body)
                @if let Some(script) = script { script { (PreEscaped(script)) } }
            }
        }
    };
    page.into_string() + "\n"
}

/// Returns a text with what could reorder or hide it written out; to be escaped by the page.
pub(crate) fn text(text: &str) -> Cow<'_, str> {
    printable(text)
}

/// Returns a table whose first column holds names.
pub(crate) fn table(caption: &str, header: &[String], rows: &[Vec<String>]) -> Markup {
    html! {
        div.wide {
            table {
                caption { (text(caption)) }
                thead { tr { @for cell in header { th scope="col" { (text(cell)) } } } }
                tbody {
                    @for row in rows {
                        tr {
                            @for (at, cell) in row.iter().enumerate() {
                                @if at == 0 { th scope="row" { (text(cell)) } }
                                @else { td { (text(cell)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_allowed_by_its_hash_alone() {
        let page = page_with_script("fr", "t", "p{}", "let x = 1 < 2;", &html! { p { "a" } });
        // printf 'let x = 1 < 2;' | openssl dgst -sha256 -binary | base64
        let policy = "script-src 'sha256-PDkPTHk/rals6wkB9INpTmZsCrgwzrubCzdpa28TIo8='";
        assert!(page.contains(policy), "{page}");
        assert!(page.contains("<script>let x = 1 < 2;</script>"), "{page}");
        assert!(!page.contains("unsafe-inline"), "{page}");
    }

    #[test]
    fn nothing_from_a_text_becomes_markup() {
        let nasty = "<script>alert(1)</script> & \"x\" \u{202e}";
        let rows = [vec![nasty.to_owned(), nasty.to_owned()]];
        let page = page(nasty, &table(nasty, &[nasty.to_owned()], &rows));
        assert!(!page.contains("<script"), "{page}");
        assert!(!page.contains('\u{202e}'), "{page}");
        assert_eq!(page.matches("&lt;script&gt;").count(), 5, "{page}");
        assert!(page.contains("default-src 'none'"), "{page}");
        assert!(
            !page.contains("http://") && !page.contains("https://"),
            "{page}"
        );
    }
}
