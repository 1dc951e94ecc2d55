//! Golden outputs: help texts and small sessions, one file each under `tests/cmd`.

#[test]
fn sessions_print_what_they_printed() {
    let cases = trycmd::TestCases::new();
    cases
        .default_bin_name("stance")
        .env("COLUMNS", "100")
        .case("../../tests/cmd/*.trycmd");
}
