//! Inputs in every format, compression and encoding, and the bad ones: each is told, the rest is done.

use std::io::Write as _;

use serde_json::Value;

use crate::support::{Place, Run};

mod pages;

const PROSE: &str = "Le port de Brest reçoit chaque nuit dix navires venus de loin, et les grues tournent jusqu'au \
                     matin sans que personne les conduise. Les dockers regardent faire depuis le quai.";

fn page(title: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"fr\"><head><title>{title} | Le Quai</title>\
         <script type=\"application/ld+json\">{{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\
         \"headline\":\"{title}\",\"author\":{{\"@type\":\"Person\",\"name\":\"Lina Morvan\"}},\
         \"datePublished\":\"2026-02-04T08:00:00Z\"}}</script>\
         <meta property=\"og:site_name\" content=\"Le Quai\"></head><body><nav><a href=\"/\">Accueil</a> \
         <a href=\"/eco\">Économie</a></nav><article><h1>{title}</h1><p>{PROSE}</p><h2>Des grues seules</h2>\
         <p>« La machine nous soulage », explique Irène Castel, directrice du port. {PROSE}</p><ul>\
         <li>Dix navires par nuit, venus de toute l'Europe</li><li>Douze grues sans grutier</li></ul>\
         <p>{PROSE}</p></article><footer>Mentions légales</footer></body></html>"
    )
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 19).unwrap()
}

fn jsonl(place: &Place, arguments: &[&str]) -> Run {
    let mut all = vec!["score"];
    all.extend(arguments);
    all.extend(["--format", "jsonl"]);
    place.stance(&all)
}

fn field<'r>(records: &'r [Value], name: &str) -> Vec<&'r str> {
    records
        .iter()
        .map(|record| record[name].as_str().unwrap_or("-"))
        .collect()
}

#[test]
fn every_format_is_read_compressed_too() {
    let place = Place::new();
    let csv = format!("text\n\"{PROSE}\"\n");
    let object = format!("{{\"text\":{}}}", serde_json::to_string(PROSE).unwrap());
    let inputs = [
        ("a.txt", PROSE.to_owned()),
        ("b.md", PROSE.to_owned()),
        ("c.htm", page("Le port")),
        ("d.csv", csv),
        ("e.jsonl", format!("{object}\n")),
        ("f.json", format!("[{object},\n {object}]")),
        ("g.json", object),
    ];
    for (name, content) in &inputs {
        place
            .file(&format!("plain/{name}"), content)
            .file(&format!("packed/{name}.gz"), gzip(content.as_bytes()))
            .file(&format!("packed/{name}.zst"), zstandard(content.as_bytes()));
    }
    for (name, _) in &inputs {
        let texts = |path: &str| {
            let run = jsonl(&place, &[path]);
            assert_eq!(run.code, 0, "{path}: {}", run.stderr);
            assert!(
                run.stdout.contains("Les dockers regardent faire"),
                "{path}: {}",
                run.stdout
            );
            field(&run.records(), "text").join("\n")
        };
        let plain = texts(&format!("plain/{name}"));
        assert_eq!(texts(&format!("packed/{name}.gz")), plain);
        assert_eq!(texts(&format!("packed/{name}.zst")), plain);
    }
    let all = jsonl(&place, &["plain", "packed"]);
    assert_eq!(all.code, 0, "{}", all.stderr);
    let from_stdin = place.stance_with_stdin(
        &["score", "-", "--format", "jsonl", "--input-format", "json"],
        &inputs[5].1,
    );
    assert_eq!(from_stdin.records().len(), 2, "{}", from_stdin.stderr);
}

#[test]
fn globs_are_matched_in_order() {
    let place = Place::new();
    for name in ["b.txt", "a.txt", "c.md"] {
        place.file(&format!("press/{name}"), PROSE);
    }
    let run = jsonl(&place, &["press/*.txt"]);
    assert_eq!(
        field(&run.records(), "article"),
        ["press/a.txt", "press/b.txt"]
    );
    let run = jsonl(&place, &["press/*.html", "press/c.md"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains("skipped: press/*.html: no file matches"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_row_can_be_an_article_and_brings_its_columns() {
    let place = Place::new();
    let article =
        format!("Le port s'automatise\nPar Lina Morvan\n{PROSE}\nLire aussi : Les phares\n");
    let article = article.replace('\n', "\n\n");
    place.file(
        "in.csv",
        format!("nr,head,day,paper,text,desk\n7,Le titre,2026-02-04,Le Quai,\"{article}\",mer\n"),
    );
    let options = [
        "in.csv",
        "--rows",
        "article",
        "--id-column",
        "nr",
        "--title-column",
        "head",
        "--date-column",
        "day",
        "--source-column",
        "paper",
    ];
    let run = jsonl(&place, &options);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let records = run.records();
    assert_eq!(
        field(&records, "kind"),
        ["heading", "furniture", "paragraph", "furniture"]
    );
    for record in &records {
        assert_eq!(record["article"], "7");
        assert_eq!(record["title"], "Le titre");
        assert_eq!(record["author"], "Lina Morvan");
        assert_eq!(record["date"], "2026-02-04");
        assert_eq!(record["source"], "Le Quai");
        assert_eq!(record["columns"]["desk"], "mer");
        let at = |name: &str| usize::try_from(record[name].as_u64().unwrap()).unwrap();
        assert_eq!(
            article[at("start")..at("end")],
            *record["text"].as_str().unwrap()
        );
    }
    let mut arguments = vec!["score"];
    arguments.extend(options);
    arguments.extend(["--format", "csv"]);
    let run = place.stance(&arguments);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(
        lines[0].starts_with("article,title,author,date,source,paragraph,kind,"),
        "{}",
        lines[0]
    );
    assert!(lines[0].contains(",text,desk,predicted,"), "{}", lines[0]);
    assert!(
        lines[1].starts_with("7,Le titre,Lina Morvan,2026-02-04,Le Quai,1,heading,"),
        "{}",
        lines[1]
    );
    assert!(run.stdout.contains(",mer,"), "{}", run.stdout);
    let run = jsonl(&place, &["in.csv", "--id-column", "number"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .contains("in.csv:1: no column `number`; the columns are `nr`"),
        "{}",
        run.stderr
    );
}

#[test]
fn furniture_is_scored_only_when_asked_for() {
    let place = Place::new();
    place.file(
        "a.txt",
        format!("Le port\n{PROSE}\nLire aussi : Les phares s'éteignent\n{PROSE}\n"),
    );
    let label = |options: &[&str]| {
        let records = jsonl(&place, options).records();
        let furniture = records
            .iter()
            .find(|record| record["kind"] == "furniture")
            .unwrap();
        furniture["label"].clone()
    };
    assert!(label(&["a.txt"]).is_null());
    assert!(label(&["a.txt", "--keep-furniture"]).is_string());
}

#[test]
fn what_is_neither_french_nor_english_has_no_label_and_is_counted() {
    let place = Place::new();
    let german = "Die Maschinen sind für uns alle keine Bedrohung, sagt der Direktor des Hafens, und die \
                  Arbeiter glauben ihm nicht, denn sie haben schon viele Versprechen gehört und vergessen.";
    place.file("a.txt", format!("{german}\n\nKurz gesagt.\n"));
    let run = jsonl(&place, &["a.txt"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let records = run.records();
    assert_eq!(field(&records, "language"), ["und", "und"]);
    assert!(records.iter().all(|record| record["label"].is_null()));
    let note =
        "note: 2 paragraphs in neither French nor English, without a label (--language names one)";
    assert!(run.stderr.contains(note), "{}", run.stderr);
    let run = jsonl(&place, &["a.txt", "--language", "fr"]);
    assert_eq!(field(&run.records(), "language"), ["fr", "fr"]);
    assert!(
        run.records()
            .iter()
            .all(|record| record["label"].is_string())
    );
}

#[test]
fn each_row_of_a_table_has_its_own_language() {
    let place = Place::new();
    place.file(
        "a.csv",
        "text\nLes machines ne sont pas une menace pour nous.\nThe machines are not a threat to any of us.\n",
    );
    let run = jsonl(&place, &["a.csv"]);
    assert_eq!(field(&run.records(), "language"), ["fr", "en"]);
}

#[test]
fn encodings_are_told_from_marks_heads_and_bytes() {
    let place = Place::new();
    let utf16: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(PROSE.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let latin = |text: &str| -> Vec<u8> {
        text.chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
            .collect()
    };
    place
        .file("utf16.txt", utf16)
        .file("latin.txt", latin(PROSE))
        .file("latin.csv", latin(&format!("text\n\"{PROSE}\"\n")))
        .file(
            "head.html",
            latin(&page("Le port").replace("<head>", "<head><meta charset='iso-8859-1'>")),
        );
    let run = jsonl(&place, &["."]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for name in ["head.html", "latin.csv", "latin.txt"] {
        assert!(
            run.stderr
                .contains(&format!("{name}: read as windows-1252")),
            "{}",
            run.stderr
        );
    }
    for record in run
        .records()
        .iter()
        .filter(|record| record["kind"] == "paragraph")
    {
        assert!(
            record["text"]
                .as_str()
                .unwrap()
                .contains("reçoit chaque nuit"),
            "{record}"
        );
    }
}

#[test]
fn mixed_encodings_are_read_with_a_warning() {
    let place = Place::new();
    place
        .file("a.txt", [PROSE.as_bytes(), b" Un caf\xE9."].concat())
        .file("b.txt", PROSE);
    let run = jsonl(&place, &["a.txt", "b.txt"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .starts_with("warning: a.txt: mixed encodings: 1 bytes are not UTF-8"),
        "{}",
        run.stderr
    );
    let records = run.records();
    assert_eq!(field(&records, "article"), ["a.txt", "b.txt"]);
    assert!(records[0]["text"].as_str().unwrap().ends_with("Un café."));
}

/// Scores a bad input beside a good one: the bad one is told, the good one scored, the exit code 1.
#[track_caller]
fn bad_beside_good(name: &str, content: impl AsRef<[u8]>, told: &str) {
    let place = Place::new();
    place.file(name, content).file("good.txt", PROSE);
    let run = jsonl(&place, &[name, "good.txt"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains(told), "{told}\n{}", run.stderr);
    let records = run.records();
    assert_eq!(records.last().unwrap()["article"], "good.txt");
}

const OVER_LIMIT: usize = (64 << 20) + 1;

#[test]
fn a_text_over_the_limit() {
    bad_beside_good(
        "a.txt",
        vec![b'a'; OVER_LIMIT],
        "skipped: a.txt: the article is larger than 64 MiB, the limit",
    );
}

#[test]
fn a_jsonl_line_over_the_limit_and_the_line_after_it() {
    let place = Place::new();
    let mut content = vec![b'a'; OVER_LIMIT + 5];
    content.extend_from_slice(b"\n{\"text\":\"Une menace.\"}\n");
    place.file("a.jsonl", content);
    let run = jsonl(&place, &["a.jsonl"]);
    assert_eq!(run.code, 1);
    let told = "skipped: a.jsonl:1: the line is larger than 64 MiB, the limit of one row";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    assert_eq!(field(&run.records(), "article"), ["a.jsonl#2"]);
}

#[test]
fn a_csv_row_over_the_limit() {
    let mut content = b"text\n\"".to_vec();
    content.resize(OVER_LIMIT + 20_000, b'a');
    bad_beside_good(
        "a.csv",
        content,
        "a row is larger than 64 MiB, the limit of one row",
    );
}

#[test]
fn a_row_of_a_json_array_over_the_limit() {
    let mut content = b"[{\"text\":\"Une menace.\"},{\"text\":\"".to_vec();
    content.resize(OVER_LIMIT + 20_000, b'a');
    content.extend_from_slice(b"\"}]");
    bad_beside_good(
        "a.json",
        content,
        "a row is larger than 64 MiB, the limit of one row",
    );
}

#[test]
fn an_element_with_very_many_attributes() {
    let attributes: Vec<String> = (0..10_000).map(|number| format!("a{number}")).collect();
    let attributes = attributes.join(" ");
    bad_beside_good(
        "a.html",
        format!("<html><body><p {attributes}>{PROSE}"),
        "skipped: a.html: an element of the page has 10000 attributes; at most 500 are read",
    );
}

#[test]
fn a_page_nested_ten_thousand_levels() {
    let content = format!("<html><body>{}{PROSE}", "<div>".repeat(10_000));
    bad_beside_good("a.html", content, "skipped: a.html: the page nests");
}

#[test]
fn a_page_that_is_only_a_script() {
    let content = format!("<html><body><script>document.write(\"{PROSE}\")</script></body></html>");
    bad_beside_good(
        "a.html",
        content,
        "skipped: a.html: no article in this page",
    );
}

#[test]
fn a_compression_bomb() {
    let zeros = vec![b' '; OVER_LIMIT];
    let limit = "over 250 times, the limit beyond 64 MiB";
    let mut row = b"text\n".to_vec();
    row.extend(b"a\n".repeat(OVER_LIMIT / 2));
    bad_beside_good("a.txt.gz", gzip(&zeros), limit);
    bad_beside_good("a.csv.zst", zstandard(&row), limit);
}

#[test]
fn a_file_that_is_not_what_its_name_says() {
    bad_beside_good(
        "a.txt.gz",
        PROSE,
        "skipped: reading a.txt.gz: invalid gzip header",
    );
    bad_beside_good("a.txt.zst", PROSE, "skipped: reading a.txt.zst");
    bad_beside_good(
        "a.json",
        "{\"text\": ",
        "skipped: a.json: an array of JSON objects expected",
    );
    bad_beside_good(
        "b.json",
        "[1, {\"text\": \"Une menace.\"}]",
        "skipped: b.json: row 1: a JSON object expected, a number found",
    );
    bad_beside_good("c.json", "", "skipped: c.json: the file is empty");
}

#[cfg(unix)]
#[test]
fn links_to_nothing_and_in_a_circle() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    place.file("press/a.txt", PROSE);
    symlink("nowhere.txt", place.path("press/b.txt")).unwrap();
    symlink("../press", place.path("press/c")).unwrap();
    let run = jsonl(&place, &["press"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains("skipped: press/b.txt: a link to nothing"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr
            .contains("skipped: press/c: a link to press, which holds it"),
        "{}",
        run.stderr
    );
    assert_eq!(field(&run.records(), "article"), ["press/a.txt"]);
    let run = jsonl(&place, &["press/b.txt"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("press/b.txt: a link to nothing"),
        "{}",
        run.stderr
    );
}

#[cfg(feature = "parquet")]
mod parquet {
    use std::sync::Arc;

    use ::parquet::basic::{Compression, ZstdLevel};
    use ::parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;

    use super::{PROSE, bad_beside_good, field, gzip, jsonl};
    use crate::support::Place;

    /// A file with a number, a text that may be null, and a compression.
    fn file(texts: &[Option<&str>], compression: Compression) -> Vec<u8> {
        let schema = "message rows { required int64 nr; optional binary body (UTF8); }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .build();
        let mut bytes = Vec::new();
        let mut writer =
            SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let numbers: Vec<i64> = (1..).take(texts.len()).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column
            .typed::<Int64Type>()
            .write_batch(&numbers, None, None)
            .unwrap();
        column.close().unwrap();
        let values: Vec<ByteArray> = texts
            .iter()
            .flatten()
            .map(|text| ByteArray::from(*text))
            .collect();
        let levels: Vec<i16> = texts.iter().map(|text| i16::from(text.is_some())).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column
            .typed::<ByteArrayType>()
            .write_batch(&values, Some(&levels), None)
            .unwrap();
        column.close().unwrap();
        group.close().unwrap();
        writer.close().unwrap();
        bytes
    }

    #[test]
    fn rows_are_read_with_their_columns() {
        let place = Place::new();
        let texts = [Some(PROSE), None, Some("Une menace.")];
        place
            .file("a.parquet", file(&texts, Compression::SNAPPY))
            .file(
                "b.parquet",
                file(&texts, Compression::ZSTD(ZstdLevel::default())),
            )
            .file(
                "c.parquet.gz",
                gzip(&file(&texts, Compression::UNCOMPRESSED)),
            );
        for name in ["a.parquet", "b.parquet", "c.parquet.gz"] {
            let run = jsonl(
                &place,
                &[name, "--text-column", "body", "--id-column", "nr"],
            );
            assert_eq!(run.code, 1);
            assert!(
                run.stderr.contains("row 2: column `body` is empty"),
                "{}",
                run.stderr
            );
            let records = run.records();
            assert_eq!(field(&records, "article"), ["1", "3"]);
            assert_eq!(field(&records, "text"), [PROSE, "Une menace."]);
            assert_eq!(records[1]["columns"]["nr"], "3");
        }
    }

    #[test]
    fn a_file_without_the_column_and_one_that_is_none() {
        let told = "skipped: a.parquet: no column `text`; the columns are `nr`, `body`";
        bad_beside_good("a.parquet", file(&[Some(PROSE)], Compression::SNAPPY), told);
        bad_beside_good("a.parquet", PROSE, "skipped: a.parquet: no Parquet file");
    }
}
