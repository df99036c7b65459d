//! Closed forms beside what was measured, as a table of a page.

use lab::theory::Compared;
use scenario::closed_form::form::Way;

use super::markup::Markup;
use super::numbers::{number_like, shown};

/// Adds the table; nothing where no closed form has a metric.
pub(super) fn table(page: &mut Markup, list: &[Compared]) {
    if list.is_empty() {
        return;
    }
    page.element("h2", "Theory");
    page.element(
        "p",
        "Closed forms of `windtunnel check` beside the metrics that they predict. They agree where the value is within the \
         interval, widened to four standard errors and a thousandth of the value.",
    );
    page.raw("<table class=\"claims\">\n<thead>");
    page.row("th", &["metric", "verdict", "closed form", "observed"]);
    page.raw("</thead>\n<tbody>\n");
    for compared in list {
        row(page, compared);
    }
    page.raw("</tbody>\n</table>\n");
}

fn row(page: &mut Markup, compared: &Compared) {
    let (form, prediction) = (&compared.form, &compared.prediction);
    let class = if compared.is_off() { "failed" } else { "held" };
    let sign = match prediction.way {
        Way::Equal => "",
        Way::Least => "≥ ",
        Way::Most => "≤ ",
    };
    let value = format!("{sign}{}", number_like(prediction.value, &compared.observed));
    page.raw("<tr>");
    page.raw("<td>").element("b", &prediction.label()).raw("<br>").element("code", form.formula).raw("</td>");
    page.classed("td", class, &compared.verdict.to_string());
    page.classed("td", "number", &value);
    page.classed("td", "number", &shown(&compared.observed));
    let why = if compared.reasons.is_empty() {
        String::new()
    } else {
        format!(" May be because {}.", compared.reasons.join("; "))
    };
    // Below it in the whole width: reasons are sentences, and a column would squeeze them.
    page.raw("</tr>\n<tr><td class=\"quiet\" colspan=\"4\">").element("span", &format!("{}.{why}", form.source));
    page.raw("</td></tr>\n");
}
