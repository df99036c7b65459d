//! One entry of the weather: when a fault strikes, and which.

use engine::law::Law;
use units::settings;
use units::time::Span;

use crate::checking::Checking;
use crate::weather::Fault;

settings! {
    /// When a fault strikes, and which.
    pub struct Weather {
        /// Once, at this time of the run.
        #[fixed = "a fault in progress ends as planned"]
        pub at: Option<Span>,
        /// Repeatedly, with gaps from this distribution.
        #[fixed = "a fault in progress ends as planned"]
        pub every: Option<Law<Span>>,
        /// Which fault occurs.
        #[fixed = "a fault in progress ends as planned"]
        #[flat]
        pub fault: Fault,
    }
}

impl Weather {
    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        checking.within(self.fault.name(), |c| self.fault.policy().vet(c));
        match (self.at, &self.every) {
            (None, None) => {
                let remedy = "write `at = \"6 h\"` or `every = …`";
                checking.refuse_with("", "this does not say when the fault occurs", remedy);
            }
            (Some(_), Some(_)) => {
                checking.refuse_with("every", "`at` and `every` exclude each other", "keep one of them");
            }
            (Some(_), None) => {}
            (None, Some(gap)) => {
                let message = "with gaps of 0 s it would occur at the same moment for ever";
                checking.time_goes_on("every", &[gap], message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use units::problem::Problems;
    use units::settings::{Group, Setting as _, write_choice};
    use units::tree::{Tree, Value};

    use super::*;
    use crate::checking::Facts;

    fn check(when: &[(&'static str, &str)], refused: &[&str]) {
        let mut fields: Vec<_> = when.iter().map(|&(key, value)| (key, Value::text(value))).collect();
        fields.push(("common_shock", write_choice("repair", Value::text("1 min"))));
        let (written, mut problems) = (Group::write(fields), Problems::default());
        let weather = Weather::read(&Tree::bare(written.clone()), &mut problems).expect("its form is right");
        assert_eq!(Weather::read(&Tree::bare(weather.write()), &mut problems), Some(weather.clone()));
        let mut checking = Checking::new("weather.storm", Facts::default());
        weather.vet(&mut checking);
        let found: Vec<String> = checking.refusals().iter().map(ToString::to_string).collect();
        assert_eq!(found, refused, "{written:?}");
    }

    #[test]
    fn a_fault_occurs_once_or_repeatedly() {
        check(&[("at", "1 min")], &[]);
        check(&[("every", "1 min")], &[]);
        check(&[], &["`weather.storm`: this does not say when the fault occurs; write `at = \"6 h\"` or `every = …`"]);
        check(
            &[("at", "1 min"), ("every", "1 min")],
            &["`weather.storm.every`: `at` and `every` exclude each other; keep one of them"],
        );
        check(
            &[("every", "0 s")],
            &["`weather.storm.every`: with gaps of 0 s it would occur at the same moment for ever; make it longer, \
               for instance `1 ms`"],
        );
    }
}
