//! Manners of the press: openings, offices, pairs of speakers, passives, parts of what is said, and what looks
//! like each of them but is none.

use crate::support::expect;

#[test]
fn a_gerund_that_opens_belongs_to_the_subject_after_its_comma() {
    expect(&[
        (
            "Tout en soulignant que la colère était juste, Lina Morvan a quitté la salle.",
            &[("Lina Morvan", "la colère était juste")],
        ),
        (
            "Dénonçant « un simulacre », le député Paul Morvan a quitté la salle.",
            &[("Paul Morvan", "un simulacre")],
        ),
        // Whoever is accused says nothing.
        (
            "Affaibli par la crise, accusé de mentir aux ouvriers, Paul Morvan a quitté la salle.",
            &[],
        ),
    ]);
}

#[test]
fn a_participle_beside_a_noun_belongs_to_it() {
    expect(&[
        (
            "Lina Morvan marche derrière des banderoles réclamant « la vérité sur les quais ».",
            &[("banderoles", "la vérité sur les quais")],
        ),
        (
            "La direction a publié un communiqué affirmant que les grues sont sûres.",
            &[("direction", "les grues sont sûres")],
        ),
        (
            "Lina Morvan a repris la main en annonçant que le port fermerait.",
            &[("Lina Morvan", "le port fermerait")],
        ),
    ]);
}

#[test]
fn a_colon_without_marks_reports_only_what_is_said() {
    expect(&[
        (
            "Lina Morvan nuance mardi : le port fermera plus tard.",
            &[("Lina Morvan", "le port fermera plus tard")],
        ),
        (
            "Le débat s’articulera autour de trois thèmes : les quais, les grues et les salaires.",
            &[],
        ),
        (
            "La préfète a annoncé un dispositif musclé : huit mille agents seront mobilisés samedi.",
            &[],
        ),
        (
            "La mobilisation continue donc : samedi, une marche partira de la gare du Nord.",
            &[],
        ),
    ]);
}

#[test]
fn offices_are_read_to_their_end() {
    expect(&[
        (
            "« C’est long », admet la secrétaire d’État à la Mer Lina Morvan.",
            &[("Lina Morvan", "C’est long")],
        ),
        (
            "Selon le ministre délégué au Budget Paul Morvan, la caisse est vide.",
            &[("Paul Morvan", "la caisse est vide")],
        ),
        (
            "« C’est long », admet l’adjointe aux finances, Lina Morvan.",
            &[("Lina Morvan", "C’est long")],
        ),
        // À whom it is said is no part of the office.
        (
            "« C’est long », a dit le directeur à l’AFP.",
            &[("directeur", "C’est long")],
        ),
    ]);
}

#[test]
fn two_people_who_say_the_same_are_one_speaker() {
    expect(&[
        (
            "Nadine et Roger Morvan racontent que la route est coupée.",
            &[("Nadine et Roger Morvan", "la route est coupée")],
        ),
        (
            "« La route est coupée », racontent Nadine Morvan et Roger Le Gall.",
            &[("Nadine Morvan et Roger Le Gall", "La route est coupée")],
        ),
        (
            "« La route est coupée », raconte Nadine Morvan et Roger Le Gall acquiesce.",
            &[("Nadine Morvan", "La route est coupée")],
        ),
    ]);
}

#[test]
fn a_passive_names_who_calls_it_so() {
    expect(&[
        (
            "Le projet a été qualifié par Lina Morvan de « gouffre financier ».",
            &[("Lina Morvan", "gouffre financier")],
        ),
        (
            "The scheme was criticised by Mary Holt as “a tax on rain”.",
            &[("Mary Holt", "a tax on rain")],
        ),
        // Names in marks.
        ("A festival called “Turn the Key” opens on Friday.", &[]),
        ("At Norva, people use a system named “Honk”.", &[]),
    ]);
}

#[test]
fn what_is_said_goes_on_over_what_is_set_beside_the_speaker() {
    expect(&[
        (
            "« C’est non », répète Paul Morvan, maire de Brest, « et ce sera toujours non à ce prix ».",
            &[
                ("Paul Morvan", "C’est non"),
                ("Paul Morvan", "et ce sera toujours non à ce prix"),
            ],
        ),
        (
            "“It is late,” Mary Holt told her staff, “but it is not over for the harbour.”",
            &[
                ("Mary Holt", "It is late,"),
                ("Mary Holt", "but it is not over for the harbour."),
            ],
        ),
        (
            "“It is late,” Mary Holt said. But “it is not over for the harbour.”",
            &[
                ("Mary Holt", "It is late,"),
                ("Mary Holt", "it is not over for the harbour."),
            ],
        ),
        (
            "« C’est tard », soupire Paul Morvan, avant d’ajouter : « Mais ce n’est pas fini. »",
            &[
                ("Paul Morvan", "C’est tard"),
                ("Paul Morvan", "Mais ce n’est pas fini."),
            ],
        ),
        // A term right after the speaker is none of it.
        (
            "« C’est non », répète Paul Morvan, 42 ans, « gilet jaune » de Brest.",
            &[("Paul Morvan", "C’est non")],
        ),
    ]);
}

#[test]
fn who_is_signed_by_a_function_alone() {
    expect(&[
        (
            "“We value patience and will publish an account.” – a Norva spokesperson",
            &[(
                "Norva spokesperson",
                "We value patience and will publish an account.",
            )],
        ),
        (
            "“The lift has been out since Easter,” complained one former tenant.",
            &[("former tenant", "The lift has been out since Easter,")],
        ),
    ]);
}

#[test]
fn he_and_she_are_people_in_english() {
    expect(&[
        (
            "Mary Holt left the firm. The bank said it was solid. She says the bank is wrong.",
            &[("bank", "it was solid"), ("Mary Holt", "the bank is wrong")],
        ),
        (
            "The vacation company grew fast. When he told me the robots were his, I laughed.",
            &[("-", "the robots were his")],
        ),
    ]);
}

#[test]
fn nouns_that_look_like_verbs_say_nothing() {
    expect(&[
        ("Of note, the library opens on Sundays.", &[]),
        (
            "The mayor posed a second question: who had paid the fine?",
            &[],
        ),
        (
            "Mary Holt has written for trade magazines and keeps bees.",
            &[],
        ),
        ("Le préfet refuse de parler d’un « scandale ».", &[]),
    ]);
}

#[test]
fn what_follows_an_own_verb_is_not_reported() {
    expect(&[
        (
            "Norva a déclaré ne rien savoir de cette affaire, mais a fermé son usine.",
            &[("Norva", "ne rien savoir de cette affaire")],
        ),
        (
            "Norva affirme que les grues sont sûres, tandis que les dockers refusent de monter.",
            &[("Norva", "les grues sont sûres")],
        ),
    ]);
}

#[test]
fn few_words_after_a_colon_or_a_dash_have_an_incise_of_their_own() {
    expect(&[
        (
            "Lina Morvan range ses cartes : « Il fait faim », dit-elle.",
            &[("Lina Morvan", "Il fait faim")],
        ),
        (
            "VIDÉO - « Ce sont les règles », a expliqué le préfet Paul Morvan.",
            &[("Paul Morvan", "Ce sont les règles")],
        ),
    ]);
}

#[test]
fn a_word_that_leads_in_is_not_said_but_who_says_it_goes_on() {
    expect(&[(
        "Pourtant, assure Lina Morvan, grutière à Brest, « nous ne sommes pas contre le port ».",
        &[("Lina Morvan", "nous ne sommes pas contre le port")],
    )]);
}

#[test]
fn a_name_after_somebodys_minister_is_the_ministers() {
    expect(&[
        (
            "Un conseiller de la ministre, Lina Morvan, affirme que le port fermera.",
            &[("conseiller de la ministre", "le port fermera")],
        ),
        (
            "Le conseiller de la ministre, Paul Morvan, affirme que le port fermera.",
            &[("Paul Morvan", "le port fermera")],
        ),
        // A newspaper in marks, with a verb of its own.
        ("« Le Phare » s’interroge sur cette fracture.", &[]),
        (
            "« Démission ! » ont scandé plusieurs fois les dockers.",
            &[("dockers", "Démission !")],
        ),
    ]);
}
