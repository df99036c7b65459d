//! Tables of all metrics, with as many digits as their intervals support.

use lab::study::{Findings, SummaryLine};
use statistics::Estimate;

use super::markup::Markup;
use crate::figure::number;

/// Numbers of smaller size are written as powers of ten.
const LEAST: f64 = 1e-6;
/// Relative widths below this come from adding floats, not from chance.
const ROUNDING: f64 = 1e-12;

/// Adds a table for the whole and one for each owner, in the order of the catalogue.
pub(super) fn tables(page: &mut Markup, findings: &Findings) {
    let mut owners: Vec<&str> = Vec::new();
    for line in &findings.summary {
        if !owners.contains(&line.owner.as_str()) {
            owners.push(&line.owner);
        }
    }
    owners.sort_by_key(|owner| !owner.is_empty());
    page.element("h2", "Numbers");
    page.element("p", "Means over replications with their intervals; exact limits in brackets where events are rare. A number that does not exist is left out.");
    for owner in owners {
        table(page, findings, owner);
    }
}

fn table(page: &mut Markup, findings: &Findings, owner: &str) {
    let lines = findings.summary.iter().zip(&findings.columns).filter(|(line, _)| line.owner == owner);
    let known: Vec<_> = lines.filter_map(|(line, column)| Some((line, line.estimate?, &column.doc))).collect();
    if known.is_empty() {
        return;
    }
    page.element("h3", if owner.is_empty() { "The whole" } else { owner });
    page.raw("<table class=\"numbers\">\n<thead>");
    page.row("th", &["metric", "mean", "5 % … 95 % of replications", "meaning"]);
    page.raw("</thead>\n<tbody>\n");
    for (line, estimate, doc) in known {
        page.raw("<tr>").raw("<td>").element("code", &line.metric).raw("</td>");
        page.classed("td", "number", &shown(&estimate));
        page.classed("td", "number spread", &spread(line, &estimate));
        page.classed("td", "quiet", doc).raw("</tr>\n");
    }
    page.raw("</tbody>\n</table>\n");
}

/// A mean with its interval: `12.31 ± 0.12`, or with both limits where they do not lie evenly about it.
pub(super) fn shown(estimate: &Estimate) -> String {
    let decimals = decimals(estimate);
    let mean = digits(estimate.mean, decimals);
    if let Some(limits) = estimate.limits.filter(|limits| limits.low.is_finite() && limits.high.is_finite()) {
        return format!("{mean} ({} … {})", digits(limits.low, decimals), digits(limits.high, decimals));
    }
    if has_interval(estimate) { format!("{mean} ± {}", digits(estimate.half_width, decimals)) } else { mean }
}

/// A number with as many digits as an estimate of the same kind supports; nothing if it does not exist.
pub(super) fn number_like(value: f64, like: &Estimate) -> String {
    if value.is_finite() { digits(value, decimals(like)) } else { String::new() }
}

fn spread(line: &SummaryLine, estimate: &Estimate) -> String {
    let Some([_, low, _, high, _]) = line.quantiles else { return String::new() };
    if !has_interval(estimate) {
        return String::new();
    }
    let decimals = decimals(estimate);
    format!("{} … {}", digits(low, decimals), digits(high, decimals))
}

/// Whether there is an interval of any width; what rounding leaves of equal numbers is none.
fn has_interval(estimate: &Estimate) -> bool {
    estimate.half_width.is_finite() && estimate.half_width > estimate.mean.abs() * ROUNDING
}

/// Decimals such that the interval has two digits; without one, such that the mean has four.
fn decimals(estimate: &Estimate) -> usize {
    let (size, n_digits) = if has_interval(estimate) { (estimate.half_width, 2.0) } else { (estimate.mean.abs(), 4.0) };
    if !has_interval(estimate) && estimate.mean.fract().abs() <= 0.0 {
        return 0;
    }
    (n_digits - 1.0 - size.max(LEAST / 100.0).log10().floor()).clamp(0.0, 9.0) as usize
}

/// A number with so many decimals, and its thousands apart.
fn digits(value: f64, decimals: usize) -> String {
    if value.abs() < LEAST {
        return number::amount(value);
    }
    let text = number::fixed(value, decimals);
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let (sign, whole) = whole.strip_prefix('−').map_or(("", whole), |rest| ("−", rest));
    let mut grouped = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        // A narrow space that does not break.
        if i > 0 && (whole.len() - i).is_multiple_of(3) && whole.len() > 4 {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    fraction.map_or(grouped.clone(), |fraction| format!("{grouped}.{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mean: f64, half_width: f64, text: &str) {
        assert_eq!(shown(&Estimate { mean, half_width, n: 8, sd: 1.0, limits: None }), text);
    }

    #[test]
    fn a_mean_has_as_many_digits_as_its_interval_supports() {
        check(12.3456, 0.1234, "12.35 ± 0.12");
        check(0.000_123_456, 0.000_012_3, "0.000123 ± 0.000012");
        check(66_123.4, 250.0, "66\u{202f}123 ± 250");
        check(-1_234_567.0, 12.0, "−1\u{202f}234\u{202f}567 ± 12");
    }

    #[test]
    fn what_has_no_interval_is_shown_without() {
        check(66_000.0, 0.0, "66\u{202f}000");
        check(1.234_56, f64::INFINITY, "1.235");
        check(0.0, 0.0, "0");
        check(3.1e-8, 0.0, "3.1×10⁻⁸");
        check(0.99, 1e-16, "0.9900");
    }
}
