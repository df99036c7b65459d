//! How a governor moves a setting after what it follows.

mod integral;
mod level;
mod on_off;
mod policy;
mod proportional_integral;
mod step;

pub use level::Level;
pub use policy::{Controller, QUESTIONS, View};

units::menu! {
    /// The rules by which governors may move settings.
    pub enum Control: Controller {
        on_off::OnOff,
        step::Step,
        integral::Integral,
        proportional_integral::ProportionalIntegral,
    }
}

#[cfg(test)]
mod tests {
    use units::time::Span;

    use super::*;

    fn view(reading: f64, setting: f64) -> View {
        View { reading, before: None, setting, from: 1.0, to: 50.0, days: 1.0 }
    }

    #[test]
    fn between_its_thresholds_an_on_off_rule_and_a_step_rule_leave_the_setting() {
        let (above, below) = (Level(0.2), Level(0.1));
        let check = |rule: &dyn Controller, setting: f64, expected: [f64; 3]| {
            let found = [0.21, 0.15, 0.09].map(|reading| rule.next(&view(reading, setting)));
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}, not {expected:?}");
        };
        check(&on_off::OnOff { above, below, falls: false }, 7.0, [50.0, 7.0, 1.0]);
        check(&on_off::OnOff { above, below, falls: true }, 7.0, [1.0, 7.0, 50.0]);
        check(&step::Step { above, below, factor: 2.0, falls: false }, 4.0, [8.0, 4.0, 2.0]);
        check(&step::Step { above, below, factor: 2.0, falls: true }, 4.0, [2.0, 4.0, 8.0]);
    }

    /// The Cosmos SDK's rule of inflation: 13 points a year at most at a bonded ratio of 0, for a goal of 67 %.
    #[test]
    fn an_integral_rule_is_that_of_inflation_in_the_cosmos_sdk() {
        let rule = integral::Integral { target: Level(0.67), per_day: -13.0 / 365.0 };
        let next = |bonded: f64| rule.next(&view(bonded, 10.0));
        assert!((next(0.0) - (10.0 + 13.0 / 365.0)).abs() < 1e-12);
        assert!((next(0.67) - 10.0).abs() < 1e-12);
        assert!((next(0.335) - (10.0 + 6.5 / 365.0)).abs() < 1e-12);
        assert!(next(0.9) < 10.0);
    }

    /// In steps, what it sums up is the error now and the errors so far.
    #[test]
    fn the_steps_of_a_proportional_integral_rule_sum_to_its_closed_form() {
        let rule = proportional_integral::ProportionalIntegral { target: Level(2.0), gain: 3.0, reset: Span::days(4) };
        let readings = [2.5, 1.0, 3.0, 2.2, 1.9];
        let (mut setting, mut before, mut sum) = (20.0, None, 0.0);
        for reading in readings {
            setting = rule.next(&View { before, setting, ..view(reading, 0.0) });
            before = Some(reading);
            sum += (reading - 2.0) / 2.0;
        }
        let first = (readings[0] - 2.0) / 2.0;
        let expected = 20.0 + 3.0 * ((1.9 - 2.0) / 2.0 - first + sum / 4.0);
        assert!((setting - expected).abs() < 1e-12, "{setting}, not {expected}");
    }
}
