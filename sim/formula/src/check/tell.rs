//! What is said of kinds, units and names that do not fit.

use units::problem::did_you_mean;
use units::time::Span;

use super::Checker;
use crate::fault::Fault;
use crate::literal::{is_per, is_unit, literal, number_end, unit_alone};
use crate::step::Kind;
use crate::tree::{Name, Part};
use crate::unit::{Measure, Unit};

/// Owners that are named in a remedy.
const FEW: usize = 5;

impl Checker<'_> {
    /// The beginning of a part. All is ASCII but owners, which are cut between two characters.
    pub(super) fn shown(&self, part: Part) -> String {
        let text = &self.text[part.start..part.end];
        if text.len() <= 60 {
            return text.to_owned();
        }
        let end = (0..=57).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        format!("{}...", &text[..end])
    }

    /// The unit of a name.
    pub(super) fn named(&mut self, name: &Name, part: Part) -> Measure {
        let part = self.bare(part);
        if let Some(at) = name.at {
            return self.named_at(name.written(), at, part);
        }
        let Name { name, owner, .. } = name;
        let asked = owner.as_deref().unwrap_or("");
        let is_taken = is_per(name);
        if let Some(column) = self.names.find(name, asked).filter(|_| !is_taken) {
            return Measure::In(column.unit.clone());
        }
        let owners: Vec<&str> = self.names.owners(name).into_iter().filter(|owner| !owner.is_empty()).collect();
        let all = || owners.iter().take(FEW).map(|o| format!("`{name}[{o}]`")).collect::<Vec<_>>().join(", ");
        let more = if owners.len() > FEW { ", ..." } else { "" };
        if asked.is_empty() && owners.is_empty() && self.names.find_timed(name).is_some() {
            let fault = Fault::at(part, format!("`{name}` needs an instant"));
            self.faults.push(fault.with(format!("write `{name}[20 d]`")));
            return Measure::Unknown;
        }
        let of_name = Part { end: part.start + name.len(), ..part };
        let of_owner = Part { start: of_name.end + 1, end: part.end - 1 };
        self.faults.push(if is_taken || self.names.owners(name).is_empty() {
            let fault = Fault::at(of_name, format!("`{name}` is not known here"));
            let unit = || is_unit(name, self.names).then(|| unit_alone(name));
            Fault {
                remedy: unit().or_else(|| did_you_mean(name, self.names.words())).or_else(|| self.names.remedy()),
                ..fault
            }
        } else if asked.is_empty() {
            Fault::at(of_name, format!("`{name}` needs an owner")).with(format!("write {}{more}", all()))
        } else if owners.is_empty() {
            Fault::at(of_owner, format!("`{name}` has no owners")).with(format!("write `{name}` alone"))
        } else {
            let remedy =
                did_you_mean(asked, owners.iter().copied()).unwrap_or_else(|| format!("write {}{more}", all()));
            Fault::at(of_owner, format!("`{asked}` has no `{name}`")).with(remedy)
        });
        Measure::Unknown
    }

    /// Where a name stands without the brackets around it.
    fn bare(&self, part: Part) -> Part {
        let text = &self.text[part.start..part.end];
        let is_around = |c: char| c.is_whitespace() || matches!(c, '(' | ')');
        let start = part.start + text.len() - text.trim_start_matches(is_around).len();
        Part { start, end: start + text.trim_matches(is_around).len() }
    }

    /// The unit of a name with an instant.
    fn named_at(&mut self, name: &str, at: Span, part: Part) -> Measure {
        let of_name = Part { end: part.start + name.len(), ..part };
        let fault = match self.names.find_timed(name) {
            Some((column, end)) if at <= *end => return Measure::In(column.unit.clone()),
            Some((_, end)) => {
                let fault = Fault::at(Part { start: of_name.end, ..part }, format!("{at} is after the end of the run"));
                fault.with(format!("use an instant of at most {end}, or lengthen `horizon`"))
            }
            None => {
                let fault = Fault::at(of_name, format!("`{name}` has no values at instants"));
                let all = self.names.timed().map(|name| format!("`{name}[{at}]`")).collect::<Vec<_>>().join(" and ");
                if all.is_empty() { fault } else { fault.with(format!("known are {all}")) }
            }
        };
        self.faults.push(fault);
        Measure::Unknown
    }

    /// Asks for a value of this kind; of what is of the other nothing more is said.
    pub(super) fn wants(&mut self, word: &str, kind: Kind, at: usize) {
        let held = &mut self.held[at];
        if held.kind == kind {
            return;
        }
        held.measure = Measure::Unknown;
        let part = held.part;
        let shown = self.shown(part);
        self.faults.push(match kind {
            Kind::Number => Fault::at(part, format!("`{word}` takes numbers, but `{shown}` is true or false"))
                .with("`if(..., 1, 0)` turns it into a number"),
            Kind::Truth => Fault::at(part, format!("`{word}` takes true or false, but `{shown}` is a number"))
                .with("compare it with a value, as in `x > 0`"),
        });
    }

    /// Two values that are not in units of one dimension.
    pub(super) fn tell_units(&mut self, word: &str, model: usize, at: usize) {
        let (model, other) = (&self.held[model], &self.held[at]);
        let (Measure::In(unit), Measure::In(wrong)) = (&model.measure, &other.measure) else { return };
        let (this, that) = (self.shown(model.part), self.shown(other.part));
        let is = if *wrong == Unit::NONE { "is " } else { "" };
        let message =
            format!("`{word}` takes one unit, but `{this}` is {} and `{that}` {is}{}", unit.phrase(), wrong.phrase());
        let fault = Fault::at(other.part, message);
        self.faults.push(match self.digits(other.part) {
            Some(digits) => fault.with(match unit.literal(digits) {
                Some(text) => format!("write `{text}`, or `{digits}` alone"),
                None => format!("write `{digits}` alone"),
            }),
            None => fault,
        });
    }

    /// The digits of a part that is one number with its unit.
    fn digits(&self, part: Part) -> Option<&str> {
        let text = &self.text[..part.end];
        let end = number_end(text, part.start);
        let is_number = end > part.start && literal(text, part.start, self.names, &mut Vec::new()).end == part.end;
        is_number.then(|| &text[part.start..end])
    }

    /// A number without a unit beside seconds that are counted against hours.
    pub(super) fn tell_mixed(&mut self, model: usize, at: usize) {
        let Measure::In(unit) = &self.held[model].measure else { return };
        if self.held[model].by_hand.is_some() {
            return;
        }
        let part = self.held[at].part;
        let shown = self.shown(part);
        let beside = self.shown(self.held[model].part);
        let message = format!("`{shown}` needs a unit: `{beside}` is in {unit}, with both seconds and hours");
        let clean = unit.in_seconds();
        let remedy = if clean == Unit::NONE {
            "write percent, as in `50 %`: seconds are converted".to_owned()
        } else {
            let text = clean.literal(&shown).unwrap_or_else(|| format!("{shown} * ..."));
            format!("write it in {clean}, as in `{text}`: seconds are converted")
        };
        self.faults.push(Fault::at(part, message).with(remedy));
    }

    /// A constant that is infinite or does not exist.
    pub(super) fn tell_infinite(&mut self, part: Part) {
        self.faults.push(Fault::at(part, format!("`{}` has no finite value", self.shown(part))));
    }

    /// Hours and seconds that are converted twice.
    pub(super) fn tell_by_hand(&mut self, part: Part) {
        let shown = self.shown(part);
        let message = format!("`{shown}` converts between hours and seconds again: that is done automatically");
        self.faults.push(Fault::at(part, message).with(format!("leave out `{shown}`")));
    }

    /// A value with a unit where a plain number is taken.
    pub(super) fn tell_not_plain(&mut self, word: &str, at: usize, unit: &Unit) {
        let part = self.held[at].part;
        let shown = self.shown(part);
        let fault = Fault::at(part, format!("`{word}` takes a plain number, but `{shown}` is in {unit}"));
        self.faults.push(fault.with(measured_against(&shown, unit)));
    }

    /// A unit to a power that is not counted.
    pub(super) fn tell_no_power(&mut self, at: usize, unit: &Unit) {
        let part = self.held[at].part;
        let shown = self.shown(part);
        let message = format!(
            "`{shown}` is in {unit}, which can be raised only to a constant power that is a multiple of one half"
        );
        self.faults.push(Fault::at(part, message).with(measured_against(&shown, unit)));
    }

    /// The unit, unless its powers are beyond what is counted.
    pub(super) fn counted(&mut self, unit: Option<Unit>, part: Part) -> Measure {
        if let Some(unit) = unit {
            return Measure::In(unit);
        }
        let message =
            format!("`{}` has no unit: powers of units are multiples of one half, up to 20", self.shown(part));
        self.faults.push(Fault::at(part, message));
        Measure::Unknown
    }
}

/// How a value becomes a plain number.
fn measured_against(shown: &str, unit: &Unit) -> String {
    let one = unit.literal("1").unwrap_or_else(|| "...".into());
    format!("divide it by a reference value, as in `{shown} / {one}`")
}
