//! Draws one figure of each kind from made-up numbers into the folder given as argument.

use std::path::PathBuf;

use report::figure::{
    Abscissa, Bar, Bars, Decay, Evidence, Figure, Flow, Flows, Lines, Ordinate, Panel, Point, Series, Stroke, Tail,
    Window,
};
use units::share::Share;

const HOUR: f64 = 3_600.0;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).unwrap_or_else(|| "gallery".into()));
    std::fs::create_dir_all(&folder)?;
    for (name, figure) in figures() {
        let picture = figure.draw();
        std::fs::write(folder.join(format!("{name}.svg")), picture.svg)?;
        std::fs::write(folder.join(format!("{name}.png")), picture.png)?;
    }
    Ok(())
}

fn figures() -> [(&'static str, Figure); 9] {
    [
        ("sessions", figure("Sessions that are open on two networks over a day", vec![sessions()])),
        ("churn", figure("An outage of one zone in a network with churn", churn())),
        ("tails", figure("Answers wait for batches, assurance waits for checkers", vec![tail(Decay::Logarithmic)])),
        ("bulk", figure("The same latencies with a linear share", vec![tail(Decay::Linear)])),
        ("bars", figure("Consumer hardware idles, data-centre hardware does not", vec![utilisation()])),
        ("flows", figure("Who pays whom in the coin of the network", vec![payments("opg", 17)])),
        ("few_flows", figure("Users pay in fiat money", vec![payments("usd/d", 3)])),
        ("many", figure(MANY, vec![many()])),
        ("empty", figure("Nothing has happened", empty())),
    ]
}

const MANY: &str = "Ten scheduling policies under rising load, with a title that is so long that it has to be broken \
                    into two lines before it leaves the page";

fn figure(title: &str, panels: Vec<Panel>) -> Figure {
    Figure {
        title: title.into(),
        note: "Made-up numbers.".into(),
        evidence: Evidence { replications: 20, level: Share::percent(95) },
        panels,
    }
}

/// A rough but repeatable stand-in for noise, between −1 and 1.
fn noise(i: usize, stream: u64) -> f64 {
    let mut bits = (i as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ stream.wrapping_mul(0xD1B5_4A32_D192_ED03);
    bits = (bits ^ (bits >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    ((bits >> 11) as f64 / (1_u64 << 52) as f64) - 1.0
}

/// A series of `n` means at places `x` with a half interval each.
fn series(name: &str, stroke: Stroke, n: usize, at: impl Fn(usize) -> (f64, f64, f64)) -> Series {
    let point = |i| {
        let (x, mean, half) = at(i);
        Point { x, mean, low: mean - half, high: mean + half }
    };
    Series { name: name.into(), points: (0..n).map(point).collect(), stroke }
}

fn day(x: f64) -> f64 {
    (std::f64::consts::TAU * (x / (24.0 * HOUR) - 0.3)).sin()
}

fn sessions() -> Panel {
    let alpha = series("alpha", Stroke::Step, 97, |i| {
        let x = i as f64 * HOUR / 4.0;
        (x, 14_000.0 + 6_000.0 * day(x) + 700.0 * noise(i, 1), 900.0)
    });
    let mut beta = series("beta", Stroke::Straight, 97, |i| {
        let x = i as f64 * HOUR / 4.0;
        (x, 8_000.0 - 3_000.0 * day(x) + 500.0 * noise(i, 2), 600.0)
    });
    beta.points[40..46].iter_mut().for_each(|p| p.mean = f64::NAN);
    Panel::Lines(Lines {
        heading: String::new(),
        x: Abscissa::Time("Simulated time".into()),
        y_label: "Open sessions [1]".into(),
        y: Ordinate::FromZero,
        series: vec![alpha, beta],
        windows: Vec::new(),
        reach: None,
    })
}

fn churn() -> Vec<Panel> {
    let out = |x: f64| (6.0 * HOUR..6.5 * HOUR).contains(&x);
    let after = |x: f64| if x < 6.0 * HOUR { 0.0 } else { (-(x - 6.0 * HOUR) / (0.7 * HOUR)).exp() };
    let windows = vec![
        Window { from: 6.0 * HOUR, until: 6.5 * HOUR, label: "outage of eu-1".into() },
        Window { from: 9.0 * HOUR, until: 10.0 * HOUR, label: "coin price −30 %".into() },
    ];
    let panel = |heading: &str, y_label: &str, y, series| {
        Panel::Lines(Lines {
            heading: heading.into(),
            x: Abscissa::Time("Simulated time".into()),
            y_label: y_label.into(),
            y,
            series,
            windows: windows.clone(),
            reach: None,
        })
    };
    let time = |i: usize| i as f64 * HOUR / 20.0;
    let nodes = series("nodes", Stroke::Step, 241, |i| {
        (time(i), if out(time(i)) { 640.0 } else { 1_000.0 } + 25.0 * noise(i, 3), 22.0)
    });
    let answered = |name: &str, depth: f64, stream| {
        series(name, Stroke::Straight, 241, |i| (time(i), 99.0 - depth * after(time(i)) + 0.6 * noise(i, stream), 1.2))
    };
    let latency = |name: &str, base: f64, stream| {
        series(name, Stroke::Straight, 241, |i| {
            let mean = base * (1.0 + 14.0 * after(time(i))) * (1.0 + 0.15 * noise(i, stream));
            (time(i), mean, mean * 0.2)
        })
    };
    vec![
        panel("", "Active nodes [1]", Ordinate::FromZero, vec![nodes]),
        panel(
            "",
            "Answered share [%]",
            Ordinate::Fitted,
            vec![answered("random", 38.0, 4), answered("power of two", 17.0, 5)],
        ),
        panel(
            "",
            "Latency p99 [s]",
            Ordinate::Logarithmic,
            vec![latency("random", 3.1, 6), latency("power of two", 1.2, 7)],
        ),
    ]
}

fn tail(y: Decay) -> Panel {
    let curve = |name: &str, scale: f64, power: f64| Series {
        name: name.into(),
        points: (0..160)
            .map(|i| {
                let x = 0.05 * 1.06_f64.powi(i);
                let mean = (1.0 + x / scale).powf(-power);
                let half = 2.0 * (mean * (1.0 - mean) / 40_000.0).sqrt();
                Point { x, mean, low: mean - half, high: mean + half }
            })
            .filter(|p| p.mean > 2e-5)
            .collect(),
        stroke: Stroke::Straight,
    };
    Panel::Tail(Tail {
        heading: String::new(),
        x_label: "Latency from sending to the last token".into(),
        y_label: "Share of requests slower than x [1]".into(),
        y,
        curves: vec![curve("answer", 1.6, 3.4), curve("assured", 9.0, 3.1)],
    })
}

fn utilisation() -> Panel {
    let bar =
        |name: &str, value: f64, half: f64| Bar { name: name.into(), value, low: value - half, high: value + half };
    Panel::Bars(Bars {
        heading: String::new(),
        x_label: "Utilisation [%]".into(),
        bars: vec![
            bar("H100 80 GB, data centre", 83.4, 1.1),
            bar("A100 40 GB, data centre", 71.2, 1.9),
            bar("RTX 4090, consumer", 44.0, 4.2),
            bar("RTX 3060, consumer", 18.7, 3.3),
            bar("Apple M2 Ultra with unified memory, home office", 9.1, 2.7),
            bar("CPU only", f64::NAN, f64::NAN),
        ],
    })
}

fn payments(coin: &str, n: usize) -> Panel {
    let all = [
        ("users", "operators", "fee", 1_240_000.0),
        ("protocol", "operators", "emission", 910_000.0),
        ("protocol", "delegators", "emission", 402_000.0),
        ("users", "treasury", "fee", 186_000.0),
        ("users", "burn", "burn", 124_000.0),
        ("operators", "delegators", "commission", 98_000.0),
        ("operators", "burn", "slash", 61_000.0),
        ("operators", "verifiers", "check", 54_000.0),
        ("protocol", "verifiers", "emission", 40_000.0),
        ("operators", "treasury", "slash", 21_000.0),
        ("users", "gateways", "margin", 19_000.0),
        ("operators", "users", "refund", 9_400.0),
        ("gateways", "operators", "bond", 8_000.0),
        ("delegators", "burn", "slash", 4_100.0),
        ("verifiers", "burn", "slash", 2_300.0),
        ("gateways", "treasury", "fee", 900.0),
        ("treasury", "gateways", "grant", 350.0),
    ];
    let flow = |&(from, to, reason, amount): &(&str, &str, &str, f64)| Flow {
        from: from.into(),
        to: to.into(),
        reason: reason.into(),
        amount,
    };
    Panel::Flows(Flows { heading: String::new(), coin: coin.into(), flows: all.iter().take(n).map(flow).collect() })
}

fn many() -> Panel {
    let one = |k: usize| {
        series(&format!("policy {}", k + 1), Stroke::Straight, 40, |i| {
            let x = i as f64 * 2.5;
            let mean = 0.2 + (k as f64 + 1.0) * 0.04 / (1.03 - x / 100.0);
            (x, mean, 0.05 * mean)
        })
    };
    Panel::Lines(Lines {
        heading: String::new(),
        x: Abscissa::Quantity("Offered load [% of capacity]".into()),
        y_label: "Answer latency mean [s]".into(),
        y: Ordinate::Logarithmic,
        series: (0..10).map(one).collect(),
        windows: Vec::new(),
        reach: None,
    })
}

fn empty() -> Vec<Panel> {
    let x = Abscissa::Time("Simulated time".into());
    vec![
        Panel::Lines(Lines {
            heading: "Lines".into(),
            x,
            y_label: "Active nodes [1]".into(),
            y: Ordinate::FromZero,
            series: vec![Series { name: "nodes".into(), points: Vec::new(), stroke: Stroke::Step }],
            windows: Vec::new(),
            reach: None,
        }),
        Panel::Tail(Tail {
            heading: "Tail".into(),
            x_label: "Latency".into(),
            y_label: "Share of requests slower than x [1]".into(),
            y: Decay::Logarithmic,
            curves: Vec::new(),
        }),
        Panel::Bars(Bars { heading: "Bars".into(), x_label: "Utilisation [%]".into(), bars: Vec::new() }),
        Panel::Flows(Flows { heading: "Flows".into(), coin: "opg".into(), flows: Vec::new() }),
    ]
}
