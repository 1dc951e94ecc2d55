//! The models that ship are what their data and options make.

use stance_cli::Io;
use stance_cli::shipped::SHIPPED;

use crate::support::{Place, workspace_root};

#[test]
fn every_shipped_model_can_be_made_again() {
    let root = workspace_root();
    for model in SHIPPED {
        let place = Place::new();
        let made = place.path("made.model");
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let mut io = Io {
            stdin: &mut std::io::empty(),
            stdout: &mut stdout,
            stderr: &mut stderr,
        };
        model.train(&root, &made, &mut io).unwrap();
        let agreement = model.compare(&root, &model.path(&root), &made).unwrap();
        println!("{}: {agreement:?}", model.name);
    }
}

#[test]
fn every_shipped_model_has_a_card_and_is_small() {
    let root = workspace_root();
    for model in SHIPPED {
        let size = std::fs::metadata(model.path(&root)).unwrap().len();
        assert!(size < 2_000_000, "{} takes {size} bytes", model.name);
        let card = std::fs::read_to_string(model.path(&root).with_extension("md")).unwrap();
        assert!(
            card.contains(model.data),
            "the card of {} does not name its data",
            model.name
        );
    }
}
