//! What daily papers do with subjects and incises: bodies in apposition, number, two offices in one, interviews
//! without labels; and what looks like each of them but is none.

use crate::support::{expect, rows};
use stance_articles::read_text;

#[test]
fn a_body_in_apposition_is_the_speaker() {
    expect(&[
        (
            "Le premier syndicat du port, la Fédération des grutiers, y voit « un cheval de Troie ».",
            &[("Fédération des grutiers", "un cheval de Troie")],
        ),
        (
            "L’éditeur du logiciel, la société Norva, jure que tout va bien.",
            &[("Norva", "tout va bien")],
        ),
        // The name is the minister's, and the cabinet speaks.
        (
            "Le cabinet du ministre délégué aux Transports, Paul Morvan, répond que rien n’est décidé.",
            &[(
                "cabinet du ministre délégué aux Transports",
                "rien n’est décidé",
            )],
        ),
        (
            "L’aînée, Gwenn, qualifiait le bateau de « baignoire ».",
            &[("Gwenn", "baignoire")],
        ),
        (
            "Leurs directeurs généraux, Anne Morvan et Paul Ruiz, ont promis que rien ne fermerait.",
            &[("Anne Morvan et Paul Ruiz", "rien ne fermerait")],
        ),
        (
            "Un ténor du parti, le ministre de la Mer, Paul Morvan, affirme que tout avance.",
            &[("Paul Morvan", "tout avance")],
        ),
        (
            "« On suit », explique la porte-parole du groupe pour le Benelux, Anne Morvan.",
            &[("Anne Morvan", "On suit")],
        ),
    ]);
}

#[test]
fn a_subject_has_the_number_of_its_verb() {
    expect(&[
        (
            "Le juge a été saisi par trois éditeurs, qui accusent Norva d’imposer son outil.",
            &[("trois éditeurs", "imposer son outil")],
        ),
        (
            "Le juge a été saisi par trois éditeurs, et estime que l’affaire est close.",
            &[("juge", "l’affaire est close")],
        ),
        // Two of the singular make a plural.
        (
            "Le maire et son adjointe assurent que le pont tiendra.",
            &[("adjointe", "le pont tiendra")],
        ),
    ]);
}

#[test]
fn an_incise_without_marks_may_be_a_bodys_and_say_where() {
    expect(&[
        (
            "Le trafic sera perturbé jeudi, a prévenu Norva, qui recommande la patience.",
            &[("Norva", "Le trafic sera perturbé jeudi")],
        ),
        (
            "La croissance plafonnera cette année, a estimé jeudi l’Observatoire des cycles dans sa note.",
            &[(
                "Observatoire des cycles",
                "La croissance plafonnera cette année",
            )],
        ),
        (
            "Le score, rappelle Anne Morvan, n’est pas interdit, il doit être expliqué.",
            &[(
                "Anne Morvan",
                "Le score, rappelle Anne Morvan, n’est pas interdit, il doit être expliqué",
            )],
        ),
        (
            "Son outil, vendu depuis mai, « n’a jamais triché », affirme Anne Morvan.",
            &[(
                "Anne Morvan",
                "Son outil, vendu depuis mai, « n’a jamais triché »",
            )],
        ),
        // The verb of the sentence, with its own complement.
        (
            "Debout à la barre, Paul Morvan, a nié vendredi avoir touché de l’argent.",
            &[("Paul Morvan", "avoir touché de l’argent")],
        ),
        // The marks are in the subject of the verb.
        (
            "Le « parfum du large » souffle des deux côtés du port.",
            &[],
        ),
    ]);
}

#[test]
fn whom_a_relative_takes_up_holds_the_clause() {
    expect(&[
        (
            "« C’est dur », dit Anne Morvan, selon laquelle rien n’a été rejoué.",
            &[
                ("Anne Morvan", "C’est dur"),
                ("Anne Morvan", "rien n’a été rejoué"),
            ],
        ),
        (
            "Anne Morvan se fâche. Selon ses calculs, le pont coûtera le double.",
            &[("Anne Morvan", "le pont coûtera le double")],
        ),
        // What a law says is nobody's view.
        (
            "Selon l’article 49 du règlement, toute motion doit être signée.",
            &[],
        ),
    ]);
}

#[test]
fn gerunds_of_opinion_report_and_denied_claims_do_not() {
    expect(&[
        (
            "La cour a annulé l’arrêté, considérant que l’étude était lacunaire.",
            &[("cour", "l’étude était lacunaire")],
        ),
        (
            "La ministre a contesté ce décompte, faisant valoir que les lits ont été convertis.",
            &[("ministre", "les lits ont été convertis")],
        ),
        (
            "Le réalisateur n’a jamais prétendu que son film disait vrai.",
            &[],
        ),
        (
            "Anne Morvan dit de l’oiseau qu’il « savait le texte ».",
            &[("Anne Morvan", "il « savait le texte »")],
        ),
    ]);
}

#[test]
fn what_opens_an_article_is_said_by_whom_the_next_sentence_names() {
    expect(&[
        (
            "« Je n’ai rien signé, rien su. » Debout à la barre, l’ancien maire de Brest, Paul Morvan, a nié.",
            &[("Paul Morvan", "Je n’ai rien signé, rien su.")],
        ),
        (
            "« Je n’ai rien signé, rien su. » La formule a fait réagir dans les couloirs.",
            &[("-", "Je n’ai rien signé, rien su.")],
        ),
    ]);
}

#[test]
fn questions_in_bold_that_speak_to_somebody_have_answers() {
    let answers = |text: &str| {
        let said = rows(&read_text(text.to_owned()));
        said.into_iter().map(|row| row.1).collect::<Vec<_>>()
    };
    let asked = "Rencontre avec Anne Morvan, grutière.\n\n**Craignez-vous un retrait ?**\n\n(Elle rit.) Non. Je \
                 crains la lenteur.\n\n**Et le port ?**\n\nIl attend, comme nous.\n";
    assert_eq!(
        answers(asked),
        ["Non. Je crains la lenteur.", "Il attend, comme nous."]
    );
    let explained =
        "Le port ferme.\n\n**Que sait-on du retrait ?**\n\nLe retrait aura lieu en mai.\n";
    assert!(answers(explained).is_empty());
}

#[test]
fn places_and_objects_are_no_subjects() {
    expect(&[
        (
            "« C’est une facture », a lancé du fond de la salle Anne Morvan.",
            &[("Anne Morvan", "C’est une facture")],
        ),
        (
            "Ses cuisiniers la décrivent comme une patronne « intraitable sur le sel ».",
            &[("cuisiniers", "intraitable sur le sel")],
        ),
        (
            "Au ministère, on se dit « serein » avant l’hiver.",
            &[("ministère", "serein")],
        ),
        (
            "« On le savait », peut-on lire sur la porte.",
            &[("-", "On le savait")],
        ),
    ]);
}
