//! Problems as people read them: the line, a caret under the fault, and what would serve.

use std::borrow::Cow;
use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet};
use units::problem::{Problem, Problems};

use super::limits::SHOWN;
use super::sources::{Source, Sources};

/// Whether a text is for a terminal that shows colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// No colours.
    Plain,
    /// ANSI colours.
    Ansi,
}

impl Sources {
    /// All problems, sorted by place and each told once, with a last line that counts them; empty if there are none.
    pub fn render(&self, problems: &Problems, colour: Colour) -> String {
        let mut list: Vec<&Problem> = problems.list().iter().collect();
        list.sort_by_key(|p| (p.place.layer, p.place.start, p.place.end));
        let mut told: Vec<&Problem> = Vec::with_capacity(list.len());
        for problem in list {
            // Equal places are neighbours now, so looking back that far is enough.
            let same_place = told.iter().rev().take_while(|t| t.place == problem.place);
            if !same_place.into_iter().any(|t| *t == problem) {
                told.push(problem);
            }
        }
        if told.is_empty() {
            return String::new();
        }
        let renderer = match colour {
            Colour::Plain => Renderer::plain(),
            Colour::Ansi => Renderer::styled(),
        };
        let mut out = String::new();
        for problem in told.iter().take(SHOWN) {
            out.push_str(&renderer.render(&[self.group(problem)]));
            out.push_str("\n\n");
        }
        if told.len() > SHOWN {
            let _ = write!(out, "and {} more\n\n", told.len() - SHOWN);
        }
        let count = if told.len() == 1 { "1 problem".into() } else { format!("{} problems", told.len()) };
        let _ = writeln!(out, "{count} in {}", self.main());
        out
    }

    fn group<'a>(&'a self, problem: &'a Problem) -> Group<'a> {
        let title = Level::ERROR.primary_title(harmless(&problem.message));
        let remedy = problem.remedy.iter().map(|r| Element::from(Level::HELP.message(harmless(r))));
        let snippet = self.source(problem.place).map(|source| Element::from(snippet(source, problem)));
        title.elements(snippet.into_iter().chain(remedy))
    }
}

/// A text without what would steer the terminal: messages quote keys, and a key can hold anything.
fn harmless(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

/// The line of a problem alone: the renderer would look through the whole text for each.
fn snippet<'a>(source: &'a Source, problem: &Problem) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = source.text.as_str();
    let clamp = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (clamp(problem.place.start as usize).max(source.begin()), clamp(problem.place.end as usize));
    let line_start = text[..start].rfind('\n').map_or(source.begin(), |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let number = 1 + text[..line_start].bytes().filter(|&b| b == b'\n').count();
    let span = start - line_start..end.clamp(start, line_end) - line_start;
    Snippet::source(text[line_start..line_end].trim_end_matches('\r'))
        .path(source.name.as_str())
        .line_start(number)
        .annotation(AnnotationKind::Primary.span(span))
}

#[cfg(test)]
mod tests {
    use units::tree::Place;

    use super::*;
    use crate::toy::load_toy;

    fn render(text: &str, places: &[(u32, u32)]) -> String {
        let sources = load_toy(text, &[], &[]).sources;
        let mut problems = Problems::default();
        for &(start, end) in places {
            problems.push(Place { layer: 0, start, end }, format!("at {start}"));
        }
        sources.render(&problems, Colour::Plain)
    }

    #[test]
    fn problems_are_sorted_by_place_and_each_told_once() {
        let expected = "\
error: at 0
 --> t.toml:1:1
  |
1 | a = 1
  | ^

error: at 10
 --> t.toml:2:5
  |
2 | b = 2
  |     ^

2 problems in t.toml
";
        assert_eq!(render("a = 1\nb = 2\n", &[(10, 11), (0, 1), (10, 11)]), expected);
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let expected = "\
error: at 0
 --> t.toml:1:1
  |
1 | a = 1
  | ^

error: at 7
 --> t.toml:1:5
  |
1 | a = 1
  |     ^

2 problems in t.toml
";
        assert_eq!(render("\u{feff}a = 1\n", &[(0, 1), (7, 8)]), expected);
    }

    #[test]
    fn a_place_of_many_lines_is_shown_by_its_first() {
        let expected = "\
error: at 4
 --> t.toml:1:5
  |
1 | a = [
  |     ^

1 problem in t.toml
";
        assert_eq!(render("a = [\n1,\n2]\n", &[(4, 11)]), expected);
    }

    #[test]
    fn the_end_of_the_text_is_a_place_too() {
        let expected = "\
error: at 6
 --> t.toml:2:1
  |
2 |
  | ^

1 problem in t.toml
";
        assert_eq!(render("a = 1\n", &[(6, 6)]), expected);
    }

    #[test]
    fn a_key_cannot_steer_the_terminal() {
        let sources = load_toy("\"\\u001B[2J\" = 1\n", &[], &[]).sources;
        let mut problems = Problems::default();
        problems.push_with(Place { layer: 0, start: 0, end: 1 }, "unknown key `\u{1b}[2J`", "\u{1b}[31m\nred");
        let expected = "\
error: unknown key `\\u{1b}[2J`
 --> t.toml:1:1
  |
1 | \"\\u001B[2J\" = 1
  | ^
  |
  = help: \\u{1b}[31m\\nred

1 problem in t.toml
";
        assert_eq!(sources.render(&problems, Colour::Plain), expected);
    }

    #[test]
    fn nothing_wrong_is_nothing_said() {
        assert_eq!(render("a = 1\n", &[]), "");
    }

    #[test]
    fn the_hundred_and_first_problem_is_only_counted() {
        let places: Vec<_> = (0..105).map(|i| (i, i)).collect();
        let shown = render(&"a".repeat(200), &places);
        assert!(shown.ends_with("\n\nand 5 more\n\n105 problems in t.toml\n"), "{shown}");
    }

    #[test]
    fn colours_only_colour() {
        let sources = load_toy("a = 1\n", &[], &[]).sources;
        let mut problems = Problems::default();
        problems.push_with(Place { layer: 0, start: 0, end: 1 }, "wrong", "right");
        let plain = sources.render(&problems, Colour::Plain);
        let coloured = sources.render(&problems, Colour::Ansi);
        let without = |part: &str| part.split_once('m').map_or_else(String::new, |(_, rest)| rest.into());
        let mut parts = coloured.split("\u{1b}[");
        let bare: String = parts.next().into_iter().map(String::from).chain(parts.map(without)).collect();
        assert_ne!(coloured, plain);
        assert_eq!(bare, plain);
    }
}
