//! The page of a comparison: who took part, pictures, verdicts and numbers, in one file.

use lab::compare::{Against, Comparison, Difference, Side, Verdict};
use statistics::Estimate;

use super::figures;
use super::markup::Markup;
use super::numbers::shown;
use crate::charts::Drawing;

/// Writes one self-contained HTML document about a comparison.
///
/// It needs no network, no script and no file beside it. The same comparison gives the same bytes.
pub fn comparison_html(found: &Comparison, drawings: &[Drawing]) -> String {
    let base = &found.sides[0];
    let others: Vec<&str> = found.sides[1..].iter().map(|side| side.name.as_str()).collect();
    let title = format!("{} against {}", others.join(", "), base.name);
    let mut page = Markup::page(&title, &title);
    introduce(&mut page, found);
    for drawing in drawings {
        figures::figure(&mut page, drawing);
    }
    for (side, against) in found.sides[1..].iter().zip(&found.against) {
        table(&mut page, side, against);
    }
    for side in &found.sides {
        page.element("h3", &format!("{} ({})", side.name, side.from));
        page.element("pre", side.scenario.trim_end());
    }
    page.end()
}

fn introduce(page: &mut Markup, found: &Comparison) {
    let cut = found.cut.map_or(String::new(), |cut| format!(", the first {cut} of each discarded as warm-up"));
    let runs = match found.n_batches() {
        Some(n) => format!("One run of each in {n} batches{cut}, paired by time on the same random numbers."),
        None => {
            format!("{} replications of each{cut}, paired by number on the same random numbers.", found.replications)
        }
    };
    let text = format!(
        "{runs} Intervals hold at {} each; verdicts hold at that level for all {} tests together (Holm).",
        found.confidence, found.n_tests
    );
    page.sentence(&text);
}

fn table(page: &mut Markup, side: &Side, against: &Against) {
    page.element("h2", &side.name);
    let is_news = |of: &&Difference| of.verdict.is_some_and(|verdict| verdict != Verdict::Same);
    let n_same = against.differences.iter().filter(|of| of.verdict == Some(Verdict::Same)).count();
    page.element("p", &format!("{n_same} metrics are the same in every pair, and are left out."));
    page.raw("<table class=\"differences\">\n<thead>");
    page.row("th", &["metric", "base", "other", "difference", "ratio", "verdict"]);
    page.raw("</thead>\n<tbody>\n");
    for of in against.differences.iter().filter(is_news) {
        let estimate = |estimate: Option<Estimate>| estimate.map_or(String::new(), |estimate| shown(&estimate));
        let ratio = of.ratio.map_or(String::new(), |(ratio, interval)| {
            format!("{ratio:.3} ({:.3} … {:.3})", interval.low, interval.high)
        });
        page.raw("<tr>").raw("<td>").element("code", &of.column.label()).raw("</td>");
        let numbers = [estimate(of.base), estimate(of.other), estimate(of.difference), ratio];
        for (name, number) in ["base", "other", "less", "ratio"].into_iter().zip(numbers) {
            page.classed("td", &format!("number of-{name}"), &number);
        }
        let (class, word) = verdict(of);
        page.classed("td", class, &word).raw("</tr>\n");
    }
    page.raw("</tbody>\n</table>\n");
}

fn verdict(of: &Difference) -> (&'static str, String) {
    let class = match of.verdict {
        Some(Verdict::Better) => "held",
        Some(Verdict::Worse) => "failed",
        _ => "undecided",
    };
    let more = of.more.map(|more| format!(", {more} more replications would probably decide"));
    let longer = of.longer.map(|times| format!(", a run {times} times as long would probably decide"));
    let more = more.or(longer).unwrap_or_default();
    let word = if of.is_few {
        format!("undecided: {} of {} pairs differ", of.differing, of.pairs)
    } else {
        of.verdict.map_or("", Verdict::word).into()
    };
    (class, format!("{word}{more}"))
}
