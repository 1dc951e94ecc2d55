//! A corpus of news-like paragraphs made from templates: row `n` is always the same text, and nearly every row another.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use datafusion::parquet::arrow::ArrowWriter;

const NAMES: [&str; 8] = [
    "Lina Morvan",
    "Paul Kessler",
    "Awa Diallo",
    "Ruth Okafor",
    "Marc Tessier",
    "Ines Calvo",
    "Tom Hadley",
    "Nora Brandt",
];
const PLACES: [&str; 8] = [
    "Montreuil",
    "Brest",
    "Leeds",
    "Grenoble",
    "Bristol",
    "Nantes",
    "Sheffield",
    "Limoges",
];
const FRENCH: [&str; 8] = [
    "le conseil a voté l'achat d'un outil de tri automatique pour le service des archives",
    "les syndicats redoutent que les machines apprenantes suppriment des postes au guichet",
    "une équipe de l'hôpital assure que le diagnostic assisté fait gagner un temps précieux",
    "les riverains réclament un débat avant l'installation des caméras dites intelligentes",
    "l'entreprise promet une formation à tous ceux dont le métier va changer",
    "des enseignants dénoncent un système opaque qui note les élèves sans explication",
    "la coopérative se félicite d'une récolte mieux prévue grâce aux nouveaux modèles",
    "le tribunal examine la plainte d'un livreur écarté par un algorithme",
];
const ENGLISH: [&str; 8] = [
    "the council voted to buy software that sorts letters from residents",
    "unions fear that learning machines will remove jobs at the front desk",
    "a hospital team says that assisted diagnosis saves precious time on the wards",
    "neighbours ask for a debate before smart cameras are put up on the square",
    "the company promises training to everybody whose work will change",
    "teachers denounce an opaque system that marks pupils without explanation",
    "the cooperative welcomes a harvest better forecast by the new models",
    "the court hears the complaint of a courier dismissed by an algorithm",
];

/// Returns the text of a row: French, English, now and then German, null, blank or very short.
pub(crate) fn text(row: u64) -> Option<String> {
    let pick = |list: &[&'static str; 8], salt: u64| {
        // Steps of a multiplicative generator, so that neighbours have little in common.
        let mixed = (row + salt)
            .wrapping_mul(6_364_136_223_846_793_005)
            .rotate_left(23);
        list[(mixed % 8) as usize]
    };
    let (name, place) = (pick(&NAMES, 1), pick(&PLACES, 2));
    let (number, day) = (row / 7, 1 + row % 28);
    match row % 50 {
        7 => None,
        19 => Some("   ".to_owned()),
        23 => Some(format!(
            "Die Maschinen sind für uns alle keine Bedrohung, sagt {name} in {place}, Akte {number}."
        )),
        31 => Some(format!("Dossier {number}")),
        n if n % 2 == 0 => Some(format!(
            "À {place}, le {day} du mois, {}. « {} », affirme {name}, qui suit le dossier {number} depuis le début ; selon elle, {}.",
            pick(&FRENCH, 3),
            sentence(pick(&FRENCH, 4)),
            pick(&FRENCH, 5)
        )),
        _ => Some(format!(
            "In {place}, on day {day} of the month, {}. “{},” said {name}, who has followed file {number} from the start; others add that {}.",
            pick(&ENGLISH, 3),
            sentence(pick(&ENGLISH, 4)),
            pick(&ENGLISH, 5)
        )),
    }
}

fn sentence(clause: &str) -> String {
    let mut chars = clause.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

/// Writes the rows from 0 as Parquet files of the columns `id` and `text`, `PART.parquet`, dealt out in order.
pub(crate) fn write_parquet(folder: &Path, rows: u64, parts: u64) {
    for part in 0..parts {
        let of_part = (rows * part / parts)..(rows * (part + 1) / parts);
        let file = File::create(folder.join(format!("{part:03}.parquet"))).unwrap();
        let mut writer: Option<ArrowWriter<File>> = None;
        let rows: Vec<u64> = of_part.collect();
        let mut file = Some(file);
        for rows in rows.chunks(8192) {
            let batch = batch(rows);
            let writer = writer.get_or_insert_with(|| {
                ArrowWriter::try_new(file.take().unwrap(), batch.schema(), None).unwrap()
            });
            writer.write(&batch).unwrap();
        }
        writer.unwrap().close().unwrap();
    }
}

fn batch(rows: &[u64]) -> RecordBatch {
    let ids: Int64Array = rows
        .iter()
        .map(|&row| i64::try_from(row).unwrap())
        .collect::<Vec<_>>()
        .into();
    let texts: StringArray = rows.iter().map(|&row| text(row)).collect();
    let columns: [(&str, ArrayRef); 2] = [("id", Arc::new(ids)), ("text", Arc::new(texts))];
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true)))
        .unwrap()
}

/// Writes the same rows as one csv file; a null is an empty cell.
pub(crate) fn write_csv(path: &Path, rows: u64) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    writeln!(out, "id,text").unwrap();
    for row in 0..rows {
        let text = text(row).unwrap_or_default().replace('"', "\"\"");
        writeln!(out, "{row},\"{text}\"").unwrap();
    }
}
