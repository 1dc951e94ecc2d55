//! Incises: what stands between their verb and their subject, verbs that no list has, and incises inside the marks.

use crate::support::{expect, said};

#[test]
fn words_that_tell_when_and_how_part_a_verb_from_its_subject() {
    for between in [
        "de son côté",
        "de nouveau",
        "à plusieurs reprises",
        "un jour",
        "jeudi 17 janvier",
        "mardi soir",
        "à la presse",
        "lors d’une réunion",
    ] {
        let text = format!("« On tient », assure {between} Lina Morvan.");
        expect(&[(&text, &[("Lina Morvan", "On tient")])]);
    }
    expect(&[
        (
            "Lina Morvan (CGT) assure que tout va bien.",
            &[("Lina Morvan", "tout va bien")],
        ),
        (
            "Economists polled by Veritas had predicted that the port would close.",
            &[("Economists", "the port would close")],
        ),
    ]);
}

#[test]
fn verbs_that_no_list_has_stand_in_incises_of_both_languages() {
    expect(&[
        (
            "“We will close,” grouses Ana Ruiz.",
            &[("Ana Ruiz", "We will close,")],
        ),
        (
            "“We will close!” blustered Ana Ruiz.",
            &[("Ana Ruiz", "We will close!")],
        ),
        (
            "“We will close,” Ana Ruiz grouses.",
            &[("Ana Ruiz", "We will close,")],
        ),
        (
            "« On ferme », cingle Lina Morvan.",
            &[("Lina Morvan", "On ferme")],
        ),
        (
            "« On ferme », a cinglé Lina Morvan.",
            &[("Lina Morvan", "On ferme")],
        ),
    ]);
}

#[test]
fn an_incise_inside_the_marks_may_tell_who_the_speaker_is() {
    for beside in [
        "",
        ", 39 ans",
        ", 39 ans, documentaliste à Brest",
        ", documentaliste à Brest",
        ", une des grutières",
    ] {
        let text = format!("« On coule, confie Clara Morvan{beside}. Il faut agir. »");
        let found = said(&text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].2.as_deref(), Some("Clara Morvan"), "{text}");
        assert!(found[0].1.ends_with("Il faut agir."), "{text}");
    }
}

#[test]
fn what_is_described_after_the_marks_is_said() {
    for text in [
        "« Une honte » : le slogan de Lina Morvan est clair.",
        "« Une honte », voilà comment Lina Morvan résume le plan.",
        "« Une honte », ainsi que Lina Morvan décrit le plan.",
        "« Une honte » : c’est ainsi que Lina Morvan décrit le plan.",
    ] {
        expect(&[(text, &[("Lina Morvan", "Une honte")])]);
    }
}

#[test]
fn an_infinitive_after_de_tells_who_concludes() {
    expect(&[
        (
            "Lina Morvan se tait. Et le doyen de conclure : « Le port est mort. »",
            &[("doyen", "Le port est mort.")],
        ),
        (
            "Lina Morvan a ri, avant de conclure : « Le port est mort. »",
            &[("Lina Morvan", "Le port est mort.")],
        ),
    ]);
}

#[test]
fn a_line_after_a_dash_is_said_where_it_speaks_to_somebody() {
    for (text, words) in [
        ("— Nous partons demain.", "Nous partons demain."),
        ("— Vous partez demain ?", "Vous partez demain ?"),
    ] {
        expect(&[(text, &[("-", words)])]);
    }
    for text in ["— Le départ est demain.", "— Nous partons demain"] {
        expect(&[(text, &[])]);
    }
}

#[test]
fn single_guillemets_are_marks() {
    expect(&[(
        "‹ On ferme tout et on part. ›, dit Lina Morvan.",
        &[("Lina Morvan", "On ferme tout et on part.")],
    )]);
}

#[test]
fn what_stands_beside_a_fragment_is_read_with_its_sentence() {
    for (text, expected) in [
        (
            "Un homme « lourdement armé » a attaqué une escorte hier.",
            vec![],
        ),
        (
            "« Je n’ai aucun rôle » dans tout cela, a dit Paul Guern, à la fin de la longue audience d’hier.",
            vec!["« Je n’ai aucun rôle » dans tout cela"],
        ),
        (
            "La présidente du Port, Marine Guern, a souhaité des « débats ouverts ».",
            vec!["débats ouverts"],
        ),
        (
            "Marine Guern se dit inquiète « quant à la prise en compte des votes ».",
            vec!["quant à la prise en compte des votes"],
        ),
        (
            "Opposer les deux est « une folie », estime Marine Guern dans son livre : « On ne peut rien faire sans équité. »",
            vec!["une folie", "On ne peut rien faire sans équité."],
        ),
        (
            "Marine Guern promet une croissance plus faible que prévu cette année.",
            vec![],
        ),
    ] {
        let found: Vec<String> = said(text).into_iter().map(|row| row.1).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn a_relative_may_follow_the_name_of_an_incise_without_a_comma() {
    let text = "Le port fermera en mars, déplore le maire Luc Guern qui supplie chacun d’agir.";
    let found = said(text);
    assert_eq!(found[0].1, "Le port fermera en mars");
    assert_eq!(found[0].2.as_deref(), Some("Luc Guern"));
}
