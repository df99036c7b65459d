//! Prints what an honest answer, a substitute and a check cost by the shipped calibrations: the table of
//! `models/README.md`.

#[expect(clippy::print_stdout, reason = "an example prints")]
fn main() {
    print!("{}", calibrate::economics::shipped());
}
