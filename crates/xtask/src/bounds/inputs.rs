//! Inputs made to be bad for what reads them, of any size, each the same on every run.

use super::make::Make;

/// What an input is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// `stance score`, as one article, of which there is a limit.
    Article,
    /// `stance score`, as rows.
    Rows,
    /// `stance train --dry-run`, as rows with labels in fastText's format.
    Labelled,
}

/// An input that grows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Input {
    /// What it is made of.
    pub(super) name: &'static str,
    /// What its file's name ends in.
    pub(super) extension: &'static str,
    pub(super) reader: Reader,
    pub(super) make: Make,
    /// Megabytes up to which it is measured.
    pub(super) most: usize,
}

impl Input {
    /// Returns it as rows so small that there are half a million to a megabyte, whose number and not whose bytes take the time.
    const fn of_small_rows(self) -> Self {
        Self {
            most: MOST_OF_SMALL_ROWS,
            ..self
        }
    }
}

/// Megabytes of the largest input of small rows.
pub(super) const MOST_OF_SMALL_ROWS: usize = 10;

const fn article(name: &'static str, extension: &'static str, part: &'static str) -> Input {
    Input {
        name,
        extension,
        reader: Reader::Article,
        make: Make::Repeat("", part, ""),
        most: usize::MAX,
    }
}

const fn page(
    name: &'static str,
    head: &'static str,
    part: &'static str,
    end: &'static str,
) -> Input {
    Input {
        name,
        extension: "html",
        reader: Reader::Article,
        make: Make::Repeat(head, part, end),
        most: usize::MAX,
    }
}

const fn counted(
    name: &'static str,
    extension: &'static str,
    head: &'static str,
    part: &'static str,
    end: &'static str,
) -> Input {
    Input {
        name,
        extension,
        reader: Reader::Article,
        make: Make::Count(head, part, end),
        most: usize::MAX,
    }
}

const fn rows(name: &'static str, extension: &'static str, make: Make) -> Input {
    Input {
        name,
        extension,
        reader: Reader::Rows,
        make,
        most: usize::MAX,
    }
}

const fn labelled(name: &'static str, make: Make) -> Input {
    Input {
        name,
        extension: "fasttext",
        reader: Reader::Labelled,
        make,
        most: usize::MAX,
    }
}

/// Head of a page whose text follows.
const PAGE: &str = "<!DOCTYPE html><html><head><title>Le port</title></head><body><article>";

/// Bytes of a large row: several are one batch, and none is over the limit.
pub(super) const LARGE: usize = 8 << 20;

/// A row of prose that is never the same.
const PACKED: &str =
    "\"Le maire de Brest# a annoncé mardi que « le port sera agrandi avant l’été ».\"\n";

/// Every input, by reader.
pub(super) const INPUTS: &[Input] = &[
    article(
        "paragraphs of prose",
        "txt",
        "Le maire de Brest a annoncé mardi que « le port sera agrandi avant l’été ». Selon Claire Le Gall, directrice du port, les travaux dureront deux ans. « Nous avons attendu trop longtemps », regrette-t-elle. Le chantier commencera lundi.\n\n",
    ),
    article(
        "prose on one line",
        "txt",
        "Le maire de Brest a annoncé mardi que « le port sera agrandi avant l’été ». Selon Claire Le Gall, directrice du port, les travaux dureront deux ans. « Nous avons attendu trop longtemps », regrette-t-elle. ",
    ),
    article("one token", "txt", "a"),
    article("one letter and combining marks", "txt", "\u{301}"),
    article("blanks", "txt", " "),
    article("blank lines", "txt", "\n"),
    article("quotation marks", "txt", "\""),
    article("apostrophes", "txt", "’"),
    article(
        "opening marks, never closed",
        "txt",
        "« Le port sera agrandi\n\n",
    ),
    article("opening marks on one line", "txt", "« le port “ "),
    article("closing marks on one line", "txt", "le port » ” "),
    article("nested marks", "txt", "« “ ‘ le port ’ ” "),
    article(
        "incises on one line",
        "txt",
        "« Oui », dit-il, « non », répond-elle, ",
    ),
    article(
        "incises, a paragraph each",
        "txt",
        "« Oui », dit-il, « non ».\n\n",
    ),
    article(
        "said and said",
        "txt",
        "“Yes,” he said, she said, said Smith, ",
    ),
    article("that and that", "txt", "dit que selon que "),
    article("pronouns", "txt", "Il a dit qu’elle dit. "),
    article("capitals and full stops", "txt", "A. B. M. "),
    article(
        "capitalised words on one line",
        "txt",
        "Jean Le Gall De La ",
    ),
    article("commas", "txt", "le maire, "),
    article("headings", "txt", "Le port\n\n"),
    article("dialogue", "txt", "— Oui, dit-il.\n— Non.\n"),
    article("list marks", "txt", "- \n"),
    article(
        "headings of other articles",
        "txt",
        "Lire aussi\n\nLe maire de Brest a annoncé mardi que le port sera agrandi avant l’été par la ville.\n\n",
    ),
    article(
        "questions",
        "txt",
        "Le port sera-t-il agrandi ?\n\nOui.\n\n",
    ),
    counted(
        "names, each new",
        "txt",
        "",
        "« Le port sera agrandi », dit Jean Dupont#.\n\n",
        "",
    ),
    counted(
        "names, each new, English",
        "txt",
        "",
        "“The port will grow,” said Mary Smith#, the mayor of Brest#.\n\n",
        "",
    ),
    counted(
        "names, then roles and pronouns",
        "txt",
        "",
        "Anne Martin# arrive. La ministre# dit que le port sera agrandi. Elle l’a dit.\n\n",
        "",
    ),
    counted(
        "names on one line",
        "txt",
        "",
        "Jean Dupont# a dit oui. ",
        "",
    ),
    article(
        "paragraphs of prose",
        "md",
        "Le maire de Brest a *annoncé* mardi que « le port sera agrandi avant l’été ». Selon [Claire Le Gall](x), directrice du port, les travaux dureront deux ans. « Nous avons attendu trop longtemps », regrette-t-elle. Le chantier commencera lundi.\n\n",
    ),
    article("emphasis, never closed", "md", "**a _b "),
    article("brackets", "md", "["),
    article("links, never closed", "md", "[a]("),
    article("quoted quotations", "md", ">"),
    article("fences, never closed", "md", "```\n"),
    article("headings", "md", "# a\n"),
    article("table rows", "md", "| a | b |\n"),
    page(
        "paragraphs of prose",
        PAGE,
        "<p>Le maire de Brest a annoncé mardi que « le port sera agrandi avant l’été ». Selon Claire Le Gall, directrice du port, les travaux dureront deux ans. « Nous avons attendu trop longtemps », regrette-t-elle. Le chantier commencera lundi.</p>",
        "</article></body></html>",
    ),
    page("elements in elements", PAGE, "<div>", ""),
    page("formatting, never closed", PAGE, "<p><b>le port", ""),
    page("formatting closed across", PAGE, "<b><p>le port</b>", ""),
    page("links, never closed", PAGE, "<a href=x>le port", ""),
    page("text out of place in a table", "<table>", "a<b>", ""),
    page("tables in tables", PAGE, "<table><tr><td>a", ""),
    page("character references", PAGE, "&amp;&#x41;&lt;&foo;&", ""),
    page("entities", PAGE, "&eacute;&#233;&NotEqualTilde;", ""),
    page(
        "entities in an attribute",
        "<p title=\"",
        "&lt;&#x3c",
        "\">",
    ),
    page("one attribute", "<p title=\"", "a", "\">"),
    counted("attributes", "html", "<p ", "a#=1 ", ">"),
    page("a comment, never closed", "<!--", "- ", ""),
    page("a script, never closed", "<script>", "a<!--", ""),
    page("less-than signs", PAGE, "<", ""),
    page("closing tags", PAGE, "</p>", ""),
    page("list items", PAGE, "<li>le port", ""),
    page("line breaks", PAGE, "le port<br>", ""),
    page(
        "metadata",
        "<html><head>",
        "<meta property=\"og:title\" content=\"a\">",
        "</head><body><p>a</p></body></html>",
    ),
    rows(
        "rows of prose",
        "csv",
        Make::Repeat(
            "text\n",
            "\"Le maire de Brest a annoncé mardi que « le port sera agrandi avant l’été ».\"\n",
            "",
        ),
    ),
    rows("one letter a row", "csv", Make::Repeat("text\n", "a\n", "")).of_small_rows(),
    rows(
        "blank lines and a row",
        "csv",
        Make::Rows("text\n", ["", "\n", "a\n"], LARGE),
    ),
    rows(
        "line feeds in a cell",
        "csv",
        Make::Rows("text\n", ["\"", "\n", "a\"\n"], LARGE),
    ),
    rows(
        "quotation marks in a cell",
        "csv",
        Make::Rows("text\n", ["\"", "\"\"", "a\"\n"], LARGE),
    ),
    rows(
        "rows that are too long",
        "csv",
        Make::Rows("text\n", ["a", ",b", "\n"], 1 << 16),
    ),
    rows(
        "large cells beside the text",
        "csv",
        Make::Rows("text,b\n", ["a,", "b", "\n"], 1 << 18),
    ),
    rows(
        "rows of prose",
        "jsonl",
        Make::Repeat(
            "",
            "{\"text\":\"Le maire de Brest a annoncé mardi que « le port sera agrandi avant l’été ».\"}\n",
            "",
        ),
    ),
    rows(
        "arrays in arrays",
        "jsonl",
        Make::Rows("", ["{\"text\":\"a\",\"b\":", "[", "\n"], LARGE),
    ),
    rows(
        "a long array",
        "jsonl",
        Make::Rows("", ["{\"text\":\"a\",\"b\":[0", ",0", "]}\n"], LARGE),
    ),
    rows(
        "escapes",
        "jsonl",
        Make::Rows("", ["{\"text\":\"a", "\\u00e9", "\"}\n"], LARGE),
    ),
    rows(
        "keys of one name",
        "jsonl",
        Make::Rows("", ["{\"text\":\"a\"", ",\"b\":0", "}\n"], LARGE),
    ),
    rows(
        "lines that are no objects",
        "jsonl",
        Make::Repeat("{\"text\":\"a\"}\n", "a\n", ""),
    ),
    rows(
        "keys, each new",
        "jsonl",
        Make::Count("{\"text\":\"a\"", ",\"b#\":0", "}\n"),
    ),
    rows(
        "rows of prose",
        "json",
        Make::Repeat(
            "[{\"text\":\"a\"}",
            ",{\"text\":\"Le maire de Brest a annoncé mardi que « le port sera agrandi avant l’été ».\"}",
            "]",
        ),
    ),
    rows("arrays in arrays", "json", Make::Repeat("", "[", "")),
    rows(
        "blanks between rows",
        "json",
        Make::Rows("[{\"text\":\"a\"}", [",", " ", "{\"text\":\"a\"}"], LARGE),
    ),
    rows("rows of prose", "csv.gz", Make::Gzip(PACKED)),
    rows("one row over and over", "csv.gz", Make::Gzip("a\n")).of_small_rows(),
    rows("rows of prose", "csv.zst", Make::Zstandard(PACKED)),
    rows("one row over and over", "csv.zst", Make::Zstandard("a\n")).of_small_rows(),
    rows("rows of prose", "parquet", Make::Parquet(PACKED, 1)),
    rows("one letter a row", "parquet", Make::Parquet("a", 1)).of_small_rows(),
    rows(
        "rows of a megabyte",
        "parquet",
        Make::Parquet("le port # ", 100_000),
    ),
    labelled(
        "rows of prose",
        Make::Count(
            "__label__b le pont\n",
            "__label__a Le maire de Brest# a annoncé mardi que le port sera agrandi avant l’été.\n__label__b Le pont# est fermé.\n",
            "",
        ),
    ),
    labelled(
        "one letter a row",
        Make::Repeat("__label__b b\n__label__b c\n", "__label__a a\n", ""),
    ),
    labelled(
        "labels, each new",
        Make::Count("", "__label__# le port\n", ""),
    ),
    labelled(
        "labels in a row",
        Make::Rows(
            "__label__a b\n",
            ["__label__b", " __label__a", " a\n"],
            LARGE,
        ),
    ),
    labelled(
        "rows without a label",
        Make::Repeat("__label__a a\n", "a\n", ""),
    ),
    labelled(
        "one row",
        Make::Repeat("__label__a ", "le port ", "\n__label__b b\n"),
    ),
];
