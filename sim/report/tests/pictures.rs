//! Holds the public promises of figures: text in the SVG, a full PNG of the right size, the same bytes twice.

use report::figure::{
    Abscissa, Bar, Bars, Decay, Evidence, Figure, Flow, Flows, Lines, Ordinate, Panel, Picture, Point, Series, Stroke,
    Tail, Window,
};
use units::share::Share;

fn figure(replications: u32, panels: Vec<Panel>) -> Figure {
    let evidence = Evidence { replications, level: Share::percent(95) };
    Figure { title: "What is <seen> & told".into(), note: "Made up.".into(), evidence, panels }
}

fn series(name: &str, half: f64) -> Series {
    let points = (0..60).map(f64::from).map(|i| {
        let (x, mean) = (1.0 + i * 60.0, (-i / 9.0).exp());
        Point { x, mean, low: mean - half, high: mean + half }
    });
    Series { name: name.into(), points: points.collect(), stroke: Stroke::Straight }
}

fn lines(series: Vec<Series>) -> Panel {
    Panel::Lines(Lines {
        heading: "Under weather".into(),
        x: Abscissa::Time("Simulated time".into()),
        y_label: "Goodput [requests/s]".into(),
        y: Ordinate::FromZero,
        series,
        windows: vec![Window { from: 600.0, until: 1_200.0, label: "outage of eu-1".into() }],
        reach: None,
    })
}

fn tail(curves: Vec<Series>) -> Panel {
    let (x_label, y_label) = ("Latency".into(), "P(latency > x) [1]".into());
    Panel::Tail(Tail { heading: String::new(), x_label, y_label, y: Decay::Logarithmic, curves })
}

fn bars(names: &[&str]) -> Panel {
    let bar = |name: &&str| Bar { name: (*name).into(), value: 62.5, low: 60.0, high: 65.0 };
    let bars = names.iter().map(bar).collect();
    Panel::Bars(Bars { heading: String::new(), x_label: "Utilisation [%]".into(), bars })
}

fn flows(amounts: &[f64]) -> Panel {
    let flow = |&amount: &f64| Flow { from: "users".into(), to: "operators".into(), reason: "fee".into(), amount };
    let flows = amounts.iter().map(flow).collect();
    Panel::Flows(Flows { heading: String::new(), coin: "opg".into(), flows })
}

fn all() -> Vec<Figure> {
    vec![
        figure(20, vec![lines(vec![series("answered", 0.1), series("refused", f64::NAN)])]),
        figure(20, vec![tail(vec![series("answer", 0.01), series("assured", 0.02)])]),
        figure(20, vec![bars(&["H100", "RTX 4090"])]),
        figure(20, vec![flows(&[3_000.0, 2_000.0])]),
    ]
}

fn pixels(picture: &Picture) -> (u32, u32, Vec<u8>) {
    let mut reader = png::Decoder::new(picture.png.as_slice()).read_info().expect("a PNG file");
    let mut pixels = vec![0; reader.output_buffer_size()];
    let info = reader.next_frame(&mut pixels).expect("a whole picture");
    (info.width, info.height, pixels)
}

fn check_text(figure: &Figure, texts: &[&str]) {
    let svg = figure.draw().svg;
    for text in texts {
        assert!(svg.lines().any(|line| line == *text), "`{text}` is not a text of {svg}");
    }
}

#[test]
fn an_svg_says_what_the_description_says() {
    let all = all();
    for figure in &all {
        check_text(figure, &["What is &lt;seen&gt; &amp; told"]);
    }
    let caption = "Made up. 20 replications; bands are 95 % confidence intervals.";
    check_text(
        &all[0],
        &[
            "Under weather",
            "Simulated time [min]",
            "Goodput [requests/s]",
            "answered",
            "refused",
            "outage of eu-1",
            caption,
        ],
    );
    check_text(&all[1], &["Latency", "P(latency &gt; x) [1]", "p50", "p95", "p99", caption]);
    check_text(&all[2], &["Utilisation [%]", "H100", "RTX 4090", "62.5"]);
    check_text(&all[3], &["users", "operators", "fee", "5 k opg", "Made up. 20 replications; no intervals."]);
}

#[test]
fn a_png_has_the_figures_size_and_more_than_a_few_colours() {
    for figure in all() {
        let (width, height, pixels) = pixels(&figure.draw());
        assert_eq!((width, height), figure.size());
        let mut colours: Vec<&[u8]> = pixels.chunks(3).collect();
        colours.sort_unstable();
        colours.dedup();
        assert!(colours.len() > 40, "{} colours", colours.len());
        let white = pixels.chunks(3).filter(|p| *p == [255; 3]).count();
        assert!(white * 3 > pixels.len() / 3, "only {white} pixels are white");
    }
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    for (one, two) in all().iter().zip(all()) {
        assert!(one.draw() == two.draw(), "{one:?}");
    }
}

#[test]
fn a_figure_without_data_says_so() {
    let nothing = Series { name: "answered".into(), points: vec![Point::exact(1.0, f64::NAN)], stroke: Stroke::Step };
    for panel in [lines(vec![nothing.clone()]), tail(vec![nothing]), bars(&[]), flows(&[]), flows(&[0.0, f64::NAN])] {
        check_text(&figure(20, vec![panel]), &["no data"]);
    }
    check_text(&figure(20, Vec::new()), &["no data"]);
}

#[test]
fn one_replication_is_not_dressed_up() {
    let alone = figure(1, vec![lines(vec![series("answered", f64::NAN)])]);
    check_text(&alone, &["Made up. 1 replication; no intervals."]);
}
