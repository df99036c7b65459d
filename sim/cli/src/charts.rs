//! Pictures and the page of a study, written beside its tables.

use files::publish::{Fault, Folder};
use lab::compare::Comparison;
use lab::frontier::{Found, Frontier};
use lab::sense::{Sense, Sensed};
use lab::stress::{Stress, Stressed};
use lab::study::Findings;
use lab::sweep::{Sweep, Swept};
use lab::tune::{Tune, Tuned};
use scenario::Checked;

/// The page that holds question, verdicts, pictures and numbers.
pub(crate) const PAGE: &str = "report.html";

/// Draws all pictures of a study into its folder.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn write(folder: &Folder, checked: &Checked, findings: &Findings) -> Result<(), Fault> {
    let drawings = report::draw(checked, findings);
    for drawing in &drawings {
        folder.write(&format!("charts/{}.svg", drawing.name), drawing.svg.as_bytes())?;
        folder.write(&format!("charts/{}.png", drawing.name), &drawing.png)?;
    }
    folder.write(PAGE, report::report_html(checked, findings, &drawings).as_bytes())
}

/// Draws the picture of a search into its folder.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn write_tuned(work: &Tune, tuned: &Tuned) -> Result<(), Fault> {
    let drawings = report::draw_tuned(work, tuned);
    for drawing in &drawings {
        work.write(&format!("charts/{}.svg", drawing.name), drawing.svg.as_bytes())?;
        work.write(&format!("charts/{}.png", drawing.name), &drawing.png)?;
    }
    work.write(PAGE, report::tuned_html(work, tuned, &drawings).as_bytes())
}

/// Draws the pictures of a sweep into its folder.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn write_sweep(work: &Sweep, swept: &Swept) -> Result<(), Fault> {
    let drawings = report::draw_sweep(work.checked, work.plan, swept);
    for drawing in &drawings {
        work.write(&format!("charts/{}.svg", drawing.name), drawing.svg.as_bytes())?;
        work.write(&format!("charts/{}.png", drawing.name), &drawing.png)?;
    }
    work.write(PAGE, report::sweep_html(work.checked, work.plan, swept, &drawings).as_bytes())
}

/// Draws a comparison into its folder.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn write_comparison(folder: &Folder, found: &Comparison) -> Result<(), Fault> {
    let drawings = report::draw_comparison(found);
    for drawing in &drawings {
        folder.write(&format!("charts/{}.svg", drawing.name), drawing.svg.as_bytes())?;
        folder.write(&format!("charts/{}.png", drawing.name), &drawing.png)?;
    }
    folder.write(PAGE, report::comparison_html(found, &drawings).as_bytes())
}

/// Draws the pictures of a stress into its folder.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn write_stress(work: &Stress, stressed: &Stressed) -> Result<(), Fault> {
    let drawings = report::draw_stress(work, stressed);
    for drawing in &drawings {
        work.write(&format!("charts/{}.svg", drawing.name), drawing.svg.as_bytes())?;
        work.write(&format!("charts/{}.png", drawing.name), &drawing.png)?;
    }
    work.write(PAGE, report::stress_html(work, stressed, &drawings).as_bytes())
}

/// Draws the pictures of a sensitivity study into its folder.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn write_sense(work: &Sense, sensed: &Sensed) -> Result<(), Fault> {
    let drawings = report::draw_sense(work.checked, work.plan, sensed);
    for drawing in &drawings {
        work.write(&format!("charts/{}.svg", drawing.name), drawing.svg.as_bytes())?;
        work.write(&format!("charts/{}.png", drawing.name), &drawing.png)?;
    }
    work.write(PAGE, report::sense_html(work.checked, work.plan, sensed, &drawings).as_bytes())
}

/// Draws the picture of a search into its folder.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn write_frontier(work: &Frontier, found: &Found) -> Result<(), Fault> {
    let drawings = report::draw_frontier(work.checked, work.plan, found);
    for drawing in &drawings {
        work.write(&format!("charts/{}.svg", drawing.name), drawing.svg.as_bytes())?;
        work.write(&format!("charts/{}.png", drawing.name), &drawing.png)?;
    }
    work.write(PAGE, report::frontier_html(work.checked, work.plan, found, &drawings).as_bytes())
}
