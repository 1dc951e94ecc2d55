//! Text that strangers wrote: it commands no terminal, no browser, no spreadsheet, and names no path.

use std::fmt::Write as _;

use crate::support::{Place, Run, labelled_csv};

/// What commands a terminal: title, colour, one in a single character, a bell, a return, text from right to left.
const SEQUENCES: &str = "\u{1b}]0;t\u{7}\u{1b}[31m\u{9b}2J\u{8}\u{202e}rtl\u{2066}";

/// Whether a text commands a terminal.
fn commands(text: &str) -> Option<char> {
    let is_bidi = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .find(|&c| (c.is_control() && !matches!(c, '\n' | '\t')) || is_bidi(c))
}

/// A folder of inputs whose names, columns, labels and texts all command a terminal.
fn hostile_place() -> (Place, String, String) {
    let place = Place::new();
    let article = format!(
        "Le port{SEQUENCES}\n\n« Le port {SEQUENCES}sera agrandi », a dit mardi le maire Jean {SEQUENCES}Dupont.\n"
    );
    let (text_name, rows_name) = (format!("a{SEQUENCES}.txt"), format!("r{SEQUENCES}.csv"));
    let rows = format!(
        "text,b{SEQUENCES}\n\"un port {SEQUENCES}\",\"{SEQUENCES}\"\nune ville,b\n\"\",\ntrop,de,cellules{SEQUENCES}\n"
    );
    let mut labelled = labelled_csv(&["a", "b"], 10);
    for (row, label) in [("x", "a"), ("y", "b")] {
        let cells = format!("{row}{SEQUENCES},g{row}{SEQUENCES},\"le port {SEQUENCES}\"");
        writeln!(labelled, "{cells},{label}").unwrap();
    }
    let bad_label = format!("text,label\nun,a{SEQUENCES}\ndeux,b\n");
    place
        .file(&text_name, article)
        .file(&rows_name, rows)
        .file("labelled.csv", labelled)
        .file("bad-label.csv", bad_label);
    (place, text_name, rows_name)
}

/// Runs of every command on inputs that are hostile.
fn runs<'a>(text: &'a str, rows: &'a str) -> Vec<Vec<&'a str>> {
    let by_column = ["evaluate", "m.model", "labelled.csv", "--by", "group"];
    let mut runs = vec![
        vec!["train", "labelled.csv", "-o", "m.model"],
        vec!["train", "labelled.csv", "--dry-run"],
        vec!["train", "bad-label.csv", "-o", "n.model"],
        vec!["check", "labelled.csv"],
        vec!["check", "labelled.csv", "--format", "json"],
        vec!["inspect", "m.model"],
        vec!["inspect", text],
        by_column.to_vec(),
        [&by_column[..], &["--format", "json"]].concat(),
        vec!["cross-validate", "labelled.csv", "--by", "group"],
        vec!["explain", text, "--color", "never"],
        vec!["explain", text, "--format", "json"],
        vec!["score", rows, "--rows", "article"],
        vec!["score", "missing\u{1b}[31m.txt"],
        vec!["score", text, "--model", "no\u{1b}[31m\u{9b}.model"],
        vec!["score", rows, "--text-column", "no\u{1b}[31m"],
        vec!["score", text, "--unit", "no\u{1b}[31m\u{9b}\u{202e}"],
        vec!["sc\u{1b}[31m\u{9b}ore"],
    ];
    for format in ["table", "jsonl", "csv"] {
        runs.push(vec!["score", text, "--format", format]);
        runs.push(vec!["score", rows, "--format", format]);
        runs.push(vec!["quotes", text, "--format", format]);
    }
    runs
}

#[cfg(target_os = "linux")]
#[test]
fn no_command_lets_a_text_command_the_terminal() {
    let (place, text, rows) = hostile_place();
    for arguments in runs(&text, &rows) {
        let (seen, code) = crate::terminal::ended_in_terminal(&place, 100, &arguments);
        assert!(code.is_some(), "{arguments:?}");
        assert!(!seen.is_empty(), "{arguments:?}");
        // What takes the progress away again.
        let seen = seen.replace("\r\u{1b}[2K", "");
        assert_eq!(commands(&seen), None, "{arguments:?}: {seen:?}");
    }
}

#[test]
fn messages_and_tables_show_control_characters_wherever_they_go() {
    let (place, text, rows) = hostile_place();
    let machine = ["json", "jsonl", "csv"];
    for arguments in runs(&text, &rows) {
        let Run { stdout, stderr, .. } = place.stance(&arguments);
        assert_eq!(commands(&stderr), None, "{arguments:?}: {stderr:?}");
        if !arguments.iter().any(|argument| machine.contains(argument)) {
            assert_eq!(commands(&stdout), None, "{arguments:?}: {stdout:?}");
        }
    }
    let table = place.stance(&["score", &text]).stdout;
    assert!(table.contains("\\u{202e}rtl"), "{table}");
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_marked_on_request() {
    let place = Place::new();
    place
        .file(
            "a.csv",
            "text,=note\n\"=HYPERLINK(\"\"http://x\"\")\",-1.5\n@port,+33 6\n\"un port;=1+1\",2\n",
        )
        .file(
            "a.txt",
            "« =1+1 sera agrandi avant l’été », a dit le maire Jean Dupont.\n",
        );
    let score = ["score", "a.csv", "--format", "csv", "--task", "stance"];
    let plain = place.stance(&score).stdout;
    assert!(
        plain.contains("\n\"=HYPERLINK(\"\"http://x\"\")\",-1.5,"),
        "{plain}"
    );
    let safe = place.stance(&[&score[..], &["--safe-csv"]].concat()).stdout;
    let starts: Vec<&str> = safe
        .lines()
        .zip([
            "text,'=note,",
            "\"'=HYPERLINK(\"\"http://x\"\")\",-1.5,",
            "'@port,'+33 6,",
            "un port;'=1+1,2,",
        ])
        .map(|(line, start)| line.get(..start.len()).unwrap_or(line))
        .collect();
    assert_eq!(
        starts,
        [
            "text,'=note,",
            "\"'=HYPERLINK(\"\"http://x\"\")\",-1.5,",
            "'@port,'+33 6,",
            "un port;'=1+1,2,"
        ]
    );
    let quotes = place.stance(&["quotes", "a.txt", "--format", "csv", "--safe-csv"]);
    assert!(
        quotes.stdout.contains(",'=1+1 sera agrandi"),
        "{}",
        quotes.stdout
    );
    let other = place.stance(&["score", "a.csv", "--safe-csv"]);
    assert_eq!(other.code, 2);
    assert!(
        other.stderr.contains("--safe-csv: no csv is written"),
        "{}",
        other.stderr
    );
}

/// The elements that pages of results are made of.
const ELEMENTS: &[&str] = &[
    "!doctype",
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "h1",
    "h2",
    "h3",
    "p",
    "div",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "small",
    "svg",
    "g",
    "path",
    "line",
    "rect",
    "circle",
    "polyline",
    "text",
    "figure",
    "figcaption",
    "blockquote",
    "mark",
    "span",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "b",
    "i",
    "code",
    "desc",
    "section",
    "header",
    "footer",
    "main",
    "br",
];

/// Asserts that a page has no element but those, loads nothing, runs nothing and says so.
fn is_inert(page: &str) {
    assert!(
        page.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"),
        "{page}"
    );
    let (_, body) = page.split_once("</style>").unwrap();
    for part in body.split('<').skip(1) {
        let (tag, _) = part.split_once('>').unwrap();
        let name = tag.trim_start_matches('/');
        let end = name
            .find(|c: char| c.is_whitespace() || c == '/')
            .unwrap_or(name.len());
        let (name, attributes) = name.split_at(end);
        assert!(
            ELEMENTS.contains(&name.to_ascii_lowercase().as_str()),
            "<{tag}>"
        );
        let lower = attributes.to_ascii_lowercase();
        for attribute in [" on", " href", " src", "javascript:", "data:", "xlink"] {
            assert!(!lower.contains(attribute), "<{tag}>");
        }
    }
}

#[test]
fn pages_hold_no_markup_of_a_text() {
    let payloads = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "<svg onload=alert(1)>",
        "</style><script>alert(1)</script>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "&lt;script&gt;",
    ];
    let place = Place::new();
    let mut csv = "id,text,label,group\n".to_owned();
    let mut article = String::new();
    for (row, payload) in payloads.iter().cycle().take(28).enumerate() {
        let cell = payload.replace('"', "\"\"");
        let label = ["<script>alert(2)</script>", "b\"><svg onload=alert(3)>"][row % 2]
            .replace('"', "\"\"");
        let text = format!("{row},\"le port {row} {cell}\"");
        writeln!(csv, "{text},\"{label}\",\"g{row}{cell}\"").unwrap();
        let text = "Le port de Brest sera agrandi";
        writeln!(article, "{text} {payload} par le maire.\n").unwrap();
    }
    place
        .file("a.csv", csv)
        .file("<img src=x onerror=alert(4)>.txt", article);
    let train = place.stance(&[
        "train",
        "a.csv",
        "-o",
        "m.model",
        "--folds",
        "2",
        "--language",
        "fr",
    ]);
    assert_eq!(train.code, 0, "{}", train.stderr);
    let name = "<img src=x onerror=alert(4)>.txt";
    for arguments in [
        &[
            "evaluate", "m.model", "a.csv", "--format", "html", "--by", "group",
        ][..],
        &[
            "cross-validate",
            "a.csv",
            "--format",
            "html",
            "--folds",
            "2",
            "--language",
            "fr",
        ],
        &["explain", name, "--model", "m.model", "--format", "html"],
    ] {
        let run = place.stance(arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
        assert!(run.stdout.contains("&lt;"), "{arguments:?}");
        is_inert(&run.stdout);
    }
}

#[test]
fn texts_stay_below_their_folder_and_overwrite_nothing_read() {
    let place = Place::new();
    let text = "Le port de Brest sera agrandi avant l’été, a dit le maire.\n";
    for name in ["in/a", "in/a.txt", "deep/in/er/b.txt", "..\\..\\c.txt"] {
        place.file(name, text);
    }
    std::fs::create_dir(place.path("work")).unwrap();
    let scored = |arguments: &[&str]| {
        crate::support::stance_in(
            &place.path("work"),
            &[&["score", "--format", "jsonl"], arguments].concat(),
            "",
        )
    };
    let run = scored(&["../in/a.txt", "../..\\..\\c.txt", "--text-out", "texts"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(place.read("work/texts/in/a.txt.txt"), text.as_bytes());
    assert_eq!(place.read("work/texts/..\\..\\c.txt.txt"), text.as_bytes());
    let absolute = place.path("deep/in/er/b.txt");
    let run = scored(&[absolute.to_str().unwrap(), "--text-out", "texts"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let inside = place
        .path("work/texts")
        .join(absolute.strip_prefix("/").unwrap());
    assert!(inside.with_extension("txt.txt").exists());

    // The text of in/a would be in/a.txt, which is read too; and two articles would have one text.
    let place = Place::new();
    place
        .file("in/a", text)
        .file("in/a.txt", text)
        .file("a.html", "x");
    let args = [
        "score",
        "in/a",
        "in/a.txt",
        "--input-format",
        "txt",
        "--text-out",
        ".",
    ];
    let run = place.stance(&args);
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert!(
        run.stderr.contains("in/a.txt is among what is read"),
        "{}",
        run.stderr
    );
    assert_eq!(place.read("in/a.txt"), text.as_bytes());
    let run = place.stance(&["score", "in/a.txt", "./in/a.txt", "--text-out", "out"]);
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert!(
        run.stderr.contains("are both out/in/a.txt.txt"),
        "{}",
        run.stderr
    );
    assert!(!place.path("out").exists());
}
