//! Where what is reported ends, whom a source's pronoun means, and what stands between a helper and its verb.

use crate::support::expect;

#[test]
fn a_clause_ends_where_the_speaker_goes_on() {
    for text in [
        "Lina Morvan assure que le port vivra ; la ville attend.",
        "Lina Morvan assure que le port vivra, sans donner de date.",
        "Lina Morvan assure que le port vivra, mais n’a pas donné de date.",
        "Lina Morvan assure que le port vivra, a-t-elle ajouté.",
        "Lina Morvan assure que le port vivra, selon Ouest-Journal.",
        "Lina Morvan assure que le port vivra, dont acte.",
        "Lina Morvan assure que le port vivra, ajoutant que rien ne presse.",
    ] {
        let found = crate::support::said(text);
        assert_eq!(found[0].1, "le port vivra", "{text}");
        assert_eq!(found[0].2.as_deref(), Some("Lina Morvan"), "{text}");
    }
    expect(&[
        (
            "Ana Ruiz said the port would close, and urged the board to act.",
            &[("Ana Ruiz", "the port would close"), ("Ana Ruiz", "act")],
        ),
        (
            "Ana Ruiz said the port would close, without giving a date.",
            &[("Ana Ruiz", "the port would close")],
        ),
    ]);
}

#[test]
fn a_clause_ends_where_somebody_else_speaks() {
    expect(&[
        (
            "Lina Morvan trouve que le port va mal, le maire affirme que tout va bien.",
            &[("Lina Morvan", "le port va mal"), ("maire", "tout va bien")],
        ),
        (
            "Un grutier affirme que le port fermera, un autre que tout va bien.",
            &[("grutier", "le port fermera")],
        ),
    ]);
    let text =
        "Lina Morvan assure que le port vivra, et la députée de répliquer : « Rien n’est sûr. »";
    let found = crate::support::said(text);
    let words: Vec<_> = found.iter().map(|row| row.1.as_str()).collect();
    assert_eq!(words, ["le port vivra", "Rien n’est sûr."]);
}

#[test]
fn the_pronoun_of_a_source_leads_to_whom_it_means() {
    expect(&[
        (
            "Les dockers sont partis. Selon eux, le port fermera.",
            &[("dockers", "le port fermera")],
        ),
        (
            "Lina Morvan est venue. Selon elle, le port fermera.",
            &[("Lina Morvan", "le port fermera")],
        ),
        (
            "Paul Morvan est venu. D’après lui, le port fermera.",
            &[("Paul Morvan", "le port fermera")],
        ),
        (
            "Lina Morvan est venue. À l’en croire, le port fermera.",
            &[("Lina Morvan", "le port fermera")],
        ),
        (
            "Lina Morvan est venue. À l’entendre, le port fermera.",
            &[("Lina Morvan", "le port fermera")],
        ),
        (
            "Les dockers sont venus. À les écouter, le port fermera.",
            &[("dockers", "le port fermera")],
        ),
        (
            "Lina Morvan est venue. À ses yeux, le port fermera.",
            &[("Lina Morvan", "le port fermera")],
        ),
        (
            "Les dockers sont venus. À leurs yeux, le port fermera.",
            &[("dockers", "le port fermera")],
        ),
        (
            "Mary Holt has left. According to her, the ward will close.",
            &[("Mary Holt", "the ward will close")],
        ),
        (
            "Mary Holt has left. According to her lawyer, the ward will close.",
            &[("Mary Holt’s lawyer", "the ward will close")],
        ),
        // Them leads to nobody so far, but what is said is found.
        (
            "The nurses have left. According to them, the ward will close.",
            &[("-", "the ward will close")],
        ),
    ]);
}

#[test]
fn a_source_opens_closes_or_interrupts_its_sentence() {
    expect(&[
        (
            "Et, selon Lina Morvan, le port fermera.",
            &[("Lina Morvan", "le port fermera")],
        ),
        (
            "Selon Lina Morvan, en revanche, le port fermera.",
            &[("Lina Morvan", "le port fermera")],
        ),
        (
            "Selon Lina Morvan, une grutière de Brest, le port fermera.",
            &[("Lina Morvan", "le port fermera")],
        ),
        (
            "Selon Lina Morvan, le port fermera ; la ville attend.",
            &[("Lina Morvan", "le port fermera")],
        ),
        (
            "Le port fermera, selon Lina Morvan jeudi sur France Bleu.",
            &[("Lina Morvan", "Le port fermera")],
        ),
        (
            "Le port, selon Lina Morvan, fermera en mai.",
            &[("Lina Morvan", "Le port, selon Lina Morvan, fermera en mai")],
        ),
        (
            "The port will close, according to Mary Holt, who runs it.",
            &[("Mary Holt", "The port will close")],
        ),
        (
            "À en croire un créancier, le port fermera.",
            &[("créancier", "le port fermera")],
        ),
        ("Selon l’ordre du jour, le port fermera.", &[]),
        ("Pour la ville, le port est une chance.", &[]),
    ]);
}

#[test]
fn a_claim_belongs_to_whoever_owns_it() {
    expect(&[
        (
            "Lina Morvan est venue. Son affirmation selon laquelle le port fermera est fausse.",
            &[("Lina Morvan", "le port fermera")],
        ),
        (
            "Les dockers sont venus. Leur affirmation selon laquelle le port fermera est fausse.",
            &[("dockers", "le port fermera")],
        ),
        (
            "Mary Holt’s claim that the ward would close is wrong.",
            &[("Mary Holt", "the ward would close")],
        ),
        (
            "The claim by Mary Holt that the ward would close is wrong.",
            &[("Mary Holt", "the ward would close")],
        ),
    ]);
}

#[test]
fn adverbs_of_several_words_stand_between_helper_and_participle() {
    for adverb in [
        "au contraire",
        "au reste",
        "à son tour",
        "à nouveau",
        "en effet",
        "pour sa part",
    ] {
        let text = format!("Lina Morvan a {adverb} assuré que tout va bien.");
        expect(&[(&text, &[("Lina Morvan", "tout va bien")])]);
    }
    expect(&[
        (
            "Lina Morvan assure, elle, que tout va bien.",
            &[("Lina Morvan", "tout va bien")],
        ),
        (
            "Le maire exige, lui aussi, que le port ferme.",
            &[("maire", "le port ferme")],
        ),
    ]);
}
