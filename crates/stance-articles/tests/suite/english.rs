//! English quotations in their plain forms.

use crate::support::{by, said, unnamed};

#[test]
fn the_speaker_stands_after_or_before_the_verb() {
    for text in [
        "“We will be ready,” said Mary Holt, a crane driver.",
        "“We will be ready,” Mary Holt said on Monday.",
        "“We will be ready,” Mary Holt, who runs the port, told reporters.",
        "“We will be ready,” according to Mary Holt.",
        "\"We will be ready,\" said Harbour Group CEO Mary Holt.",
        "Mary Holt said: “We will be ready,”",
        "Mary Holt said, “We will be ready,”",
        "According to Mary Holt, “We will be ready,”",
    ] {
        let found = said(text);
        assert_eq!(
            found,
            [by("direct", "We will be ready,", "Mary Holt", "explicit")],
            "{text}"
        );
    }
}

#[test]
fn fragments_in_a_frame_are_mixed() {
    for (text, words) in [
        (
            "Mary Holt said the plan was “a step too far”.",
            "the plan was “a step too far”",
        ),
        ("Mary Holt called it “a step too far”.", "a step too far"),
        (
            "Mary Holt warned that the port was taking “a step too far”.",
            "the port was taking “a step too far”",
        ),
        (
            "According to Mary Holt, the plan is “a step too far”.",
            "the plan is “a step too far”",
        ),
    ] {
        let expected = by("mixed", words, "Mary Holt", "explicit");
        assert_eq!(said(text), [expected], "{text}");
    }
}

#[test]
fn titles_and_scare_quotes_are_none() {
    for text in [
        "The film “Harbour Lights” opens on Friday.",
        "So-called “smart” cranes are everywhere.",
        "The United States “model” spreads.",
    ] {
        assert_eq!(said(text), [], "{text}");
    }
}

#[test]
fn pronouns_continuations_and_interruptions() {
    let text = "Mary Holt arrived late. “We will be ready,” she said. “The port will not close this year.” \
                “If it does,” she added, “we shall leave.”";
    assert_eq!(
        said(text),
        [
            by("direct", "We will be ready,", "Mary Holt", "pronoun"),
            by(
                "direct",
                "The port will not close this year.",
                "Mary Holt",
                "continuation"
            ),
            by("direct", "If it does,", "Mary Holt", "pronoun"),
            by("direct", "we shall leave.", "Mary Holt", "continuation"),
        ]
    );
    let text = "The ship was late. “We will be ready,” he said.";
    assert_eq!(
        said(text),
        [unnamed("direct", "We will be ready,", "pronoun")]
    );
}

#[test]
fn the_possessive_is_no_part_of_a_name() {
    let text = "Mary Holt’s team slept. “We will be ready,” said Holt.";
    assert_eq!(
        said(text),
        [by("direct", "We will be ready,", "Mary Holt", "explicit")]
    );
}

#[test]
fn a_role_with_its_owner_has_its_name_beside_it() {
    for text in [
        "“We trust it,” Webb’s deputy, Maria Stone, said.",
        "“We trust it,” said Webb’s deputy, Maria Stone.",
        "“We trust it,” his deputy, Maria Stone, said.",
        "“We trust it,” the trust’s chief nurse, Maria Stone, told reporters.",
    ] {
        assert_eq!(
            said(text),
            [by("direct", "We trust it,", "Maria Stone", "explicit")],
            "{text}"
        );
    }
}

#[test]
fn the_name_of_a_body_goes_on_over_what_it_is_for() {
    for name in [
        "Department for Education",
        "Department for Work and Pensions",
        "Department of Health and Social Care",
        "Office for National Statistics",
        "Institute for Fiscal Studies",
        "Centre for the Study of Birds",
    ] {
        let before = format!("The {name} said the port would close.");
        assert_eq!(
            said(&before),
            [by("indirect", "the port would close", name, "explicit")],
            "{before}"
        );
        let after = format!("“No port will close,” the {name} said.");
        assert_eq!(
            said(&after),
            [by("direct", "No port will close,", name, "explicit")],
            "{after}"
        );
    }
}
