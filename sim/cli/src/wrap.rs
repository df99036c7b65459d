//! Text in lines of readable width, and columns that stand below each other.

/// Columns of a line.
pub(crate) const WIDTH: usize = 100;

/// A text in lines of at most [`WIDTH`] columns, each with the same indentation; ends in a line break.
pub(crate) fn wrap(text: &str, indent: usize) -> String {
    hang(&" ".repeat(indent), text, indent)
}

/// A text after a label; its lines begin at the same column, below each other.
pub(crate) fn hang(label: &str, text: &str, column: usize) -> String {
    let mut out = pad(label, column);
    let mut at = width(&out);
    let mut is_fresh = true;
    for word in text.split_whitespace() {
        if !is_fresh && at + 1 + width(word) > WIDTH {
            out.push('\n');
            out.push_str(&" ".repeat(column));
            at = column;
            is_fresh = true;
        }
        if !is_fresh {
            out.push(' ');
            at += 1;
        }
        out.push_str(word);
        at += width(word);
        is_fresh = false;
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// A text with blanks behind it up to a column, at least one after a text that is longer.
pub(crate) fn pad(text: &str, column: usize) -> String {
    let least = usize::from(column > 0 && !text.ends_with(' '));
    let missing = column.saturating_sub(width(text)).max(least);
    format!("{text}{}", " ".repeat(missing))
}

/// A text with blanks before it.
pub(crate) fn right(text: &str, column: usize) -> String {
    format!("{}{text}", " ".repeat(column.saturating_sub(width(text))))
}

/// Columns that a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_within_their_width_and_begin_below_each_other() {
        let text = "word ".repeat(60);
        let hung = hang("  label", &text, 12);
        assert!(hung.lines().all(|line| width(line) <= WIDTH));
        assert!(hung.starts_with("  label     word word"));
        assert!(hung.lines().skip(1).all(|line| line.starts_with("            word")));
        assert_eq!(hung.split_whitespace().count(), 61);
    }

    #[test]
    fn a_label_that_is_too_long_pushes_its_text_to_the_right() {
        assert_eq!(hang("a_very_long_label", "text", 8), "a_very_long_label text\n");
        assert_eq!(hang("label", "", 8), "label\n");
    }
}
