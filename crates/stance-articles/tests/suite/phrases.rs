//! How far the phrase of a speaker goes: its complements, what somebody is in charge of, groups, bodies.

use crate::support::expect;

/// Asserts who is given what each text reports, which is one quotation.
fn expect_speakers(words: &str, cases: &[(&str, &str)]) {
    for &(text, speaker) in cases {
        expect(&[(text, &[(speaker, words)])]);
    }
}

#[test]
fn what_somebody_is_in_charge_of_is_no_part_of_the_name() {
    expect_speakers(
        "tout va bien",
        &[
            (
                "Le député LFI Paul Morvan assure que tout va bien.",
                "Paul Morvan",
            ),
            (
                "La sénatrice du Bas-Rhin (Agir) Ana Ruiz assure que tout va bien.",
                "Ana Ruiz",
            ),
            (
                "Le secrétaire d’État à la Mer Paul Morvan assure que tout va bien.",
                "Paul Morvan",
            ),
            (
                "L’accordeur de pianos Jo Le Gall assure que tout va bien.",
                "Jo Le Gall",
            ),
        ],
    );
}

#[test]
fn a_description_goes_on_over_its_complements() {
    expect_speakers(
        "tout va bien",
        &[
            (
                "L’adjointe aux finances assure que tout va bien.",
                "adjointe aux finances",
            ),
            (
                "Le maire de Brest assure que tout va bien.",
                "maire de Brest",
            ),
            (
                "La mairie démocrate et républicaine de Brest assure que tout va bien.",
                "mairie démocrate et républicaine de Brest",
            ),
            (
                "La Ligue pour la faune assure que tout va bien.",
                "Ligue pour la faune",
            ),
            (
                "Deux radiologues contrôlent les images et affirment que tout va bien.",
                "Deux radiologues",
            ),
            (
                "Les économistes interrogés par Norva affirment que tout va bien.",
                "économistes interrogés par Norva",
            ),
        ],
    );
}

#[test]
fn english_bodies_keep_what_they_are_for() {
    expect_speakers(
        "the plan was wrong",
        &[
            (
                "The Department for Education said the plan was wrong.",
                "Department for Education",
            ),
            (
                "The Department for Work and Pensions said the plan was wrong.",
                "Department for Work and Pensions",
            ),
            (
                "The Ministry of Health said the plan was wrong.",
                "Ministry of Health",
            ),
            (
                "The students’ union said the plan was wrong.",
                "students’ union",
            ),
            ("Professor Mary Holt said the plan was wrong.", "Mary Holt"),
        ],
    );
}

#[test]
fn groups_speak_with_and_without_an_article() {
    expect_speakers(
        "the port would close",
        &[
            (
                "Analysts at Norva said the port would close.",
                "Analysts at Norva",
            ),
            ("Residents said the port would close.", "Residents"),
            ("Most of the dockers said the port would close.", "dockers"),
            ("Many of the dockers said the port would close.", "dockers"),
        ],
    );
    expect_speakers(
        "le port fermera",
        &[
            (
                "La plupart des dockers assurent que le port fermera.",
                "dockers",
            ),
            (
                "Plusieurs de ses collègues assurent que le port fermera.",
                "collègues",
            ),
        ],
    );
}
