//! Runs a scenario file and draws all its charts and its page into a folder: `study FILE FOLDER`.

use std::path::PathBuf;

use files::{Colour, Request};
use lab::study::Options;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().unwrap_or_else(|| "tests/outage.toml".into());
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "study".into()));
    let request = Request { file: file.into(), sets: arguments.collect(), ..Request::default() };
    let checked = scenario::open(&request).map_err(|refused| refused.render(Colour::Plain))?;
    let findings = lab::study::run(&checked, &Options::default())?;
    let drawings = report::draw(&checked, &findings);
    std::fs::create_dir_all(&folder)?;
    for drawing in &drawings {
        std::fs::write(folder.join(format!("{}.svg", drawing.name)), &drawing.svg)?;
        std::fs::write(folder.join(format!("{}.png", drawing.name)), &drawing.png)?;
    }
    std::fs::write(folder.join("report.html"), report::report_html(&checked, &findings, &drawings))?;
    Ok(())
}
