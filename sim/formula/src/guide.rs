//! The language in a table, for those who write formulas.

use crate::function::FUNCTIONS;

/// A heading with its lines: how something is written, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What its lines are.
    pub title: &'static str,
    /// What is written, and what that means.
    pub lines: Vec<(&'static str, &'static str)>,
}

const OPERATORS: [(&str, &str); 8] = [
    ("( )", "parentheses"),
    ("-x", "negation"),
    ("* /", "from left to right"),
    ("+ -", "from left to right"),
    ("< <= > >= == !=", "true or false; comparisons do not chain: write `a < b and b < c`"),
    ("not", "true if its operand is false"),
    ("and", "true if both sides are"),
    ("or", "true if either side is"),
];

const VALUES: [(&str, &str); 7] = [
    ("sent_rps", "a name, in lower case"),
    ("sent_rps[gateway.front]", "a name with its owner"),
    ("active_nodes_at[20 d]", "the value of a name at an instant of the run: `active_nodes_at`, `in_system_at`"),
    ("1_000.5, 2.5e-3", "a number"),
    (
        "250 ms, 5 %, 16 GiB",
        "a number with a unit: ns, us, ms, s, min, h, d; %; B, kB, KiB to TB, TiB, kbit to Gbit; FLOP to PFLOP",
    ),
    ("2 usd, 1_000 alp", "an amount in dollars, or in a coin of the scenario"),
    (
        "2 usd/h, 120 /s, 3 usd/alp",
        "any of these, or a number alone, per time (/s, /min, /h, /d, /y), per coin, /Mtok or /request",
    ),
];

const UNITS: [(&str, &str); 9] = [
    (
        "of names",
        "are the end of the name: _s seconds, _s2 seconds squared, _bytes, _rps and _tps per second, _per_h per hour, \
         _usd, _usd_h, _coins (of their network or owner); a price_usd is per coin; all others (_share, counts, \
         ratios) are plain numbers",
    ),
    ("5 %", "is a plain number, 0.05"),
    (
        "a < b, a + b",
        "need the same unit on both sides, as do min, max, clamp and both results of if: `wait_mean_s < 5 %` is an error",
    ),
    (
        "5",
        "and a result of such numbers alone take the unit of what they are compared with or added to: `wait_mean_s < 2 * 5` is 10 seconds",
    ),
    ("a * b, a / b", "multiply and divide the units, as in usd/s; a number without a unit is a plain number here"),
    ("sqrt, pow(x, 2)", "raise the unit to the same power, which must be a constant multiple of one half"),
    ("ln, exp, powers", "take plain numbers: `exp(-wait_mean_s / 1 s)`"),
    (
        "/s and /h",
        "are converted automatically: `jailings_per_h < 0.01 /s` means 36 per hour; where a unit has both seconds and hours, as in earned_usd_h / answered_rps, a number needs its own unit: `... < 0.3 usd`",
    ),
    (
        "no value",
        "of a name (a mean of nothing) or of a result (ln of a negative number) propagates, and no comparison with it is true; division by the constant 0, or an infinite constant, is an error",
    ),
];

/// All of the language.
pub fn guide() -> Vec<Section> {
    vec![
        Section { title: "values", lines: VALUES.to_vec() },
        Section { title: "operators, highest precedence first", lines: OPERATORS.to_vec() },
        Section { title: "functions", lines: FUNCTIONS.into_iter().map(|f| (f.call, f.doc)).collect() },
        Section { title: "units", lines: UNITS.to_vec() },
    ]
}
