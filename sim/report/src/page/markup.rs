//! HTML text in the making, in which nothing that a file says can become markup.

/// The look of every page; it prints as it is shown.
const STYLE: &str = include_str!("style.css");

/// HTML text in the making.
pub(super) struct Markup {
    pub(super) text: String,
}

impl Markup {
    /// A document with its title for the window and its heading; [`Markup::end`] completes it.
    pub(super) fn page(title: &str, heading: &str) -> Self {
        let mut page = Self { text: String::new() };
        page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.element("title", &format!("{title} – windtunnel"));
        page.raw("<style>\n").raw(STYLE).raw("</style>\n</head>\n<body>\n");
        page.element("h1", heading);
        page
    }
    /// The whole document.
    pub(super) fn end(mut self) -> String {
        self.raw("</body>\n</html>\n");
        self.text
    }
    /// Adds a sentence in which a number and its unit stay together.
    pub(super) fn sentence(&mut self, text: &str) -> &mut Self {
        self.element("p", &text.replace(" %", "\u{a0}%"))
    }
    /// Adds markup of our own as it stands.
    pub(super) fn raw(&mut self, markup: &str) -> &mut Self {
        self.text.push_str(markup);
        self
    }
    /// Adds a text in which no sign is taken for markup.
    pub(super) fn escaped(&mut self, text: &str) -> &mut Self {
        for sign in text.chars() {
            match sign {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                sign => self.text.push(sign),
            }
        }
        self
    }
    /// Adds an element that holds a text.
    pub(super) fn element(&mut self, tag: &str, text: &str) -> &mut Self {
        self.raw("<").raw(tag).raw(">").escaped(text).close(tag)
    }
    /// Adds an element of a class that holds a text.
    pub(super) fn classed(&mut self, tag: &str, class: &str, text: &str) -> &mut Self {
        self.raw("<").raw(tag).raw(" class=\"").raw(class).raw("\">").escaped(text).close(tag)
    }
    /// Adds a row of cells.
    pub(super) fn row(&mut self, tag: &str, cells: &[&str]) -> &mut Self {
        self.raw("<tr>");
        for cell in cells {
            self.element(tag, cell);
        }
        self.raw("</tr>\n")
    }
    fn close(&mut self, tag: &str) -> &mut Self {
        let end = if matches!(tag, "td" | "th" | "code" | "b") { "" } else { "\n" };
        self.raw("</").raw(tag).raw(">").raw(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        let mut page = Markup { text: String::new() };
        page.element("p", "<script>\"a\" & 'b'</script>");
        assert_eq!(page.text, "<p>&lt;script&gt;&quot;a&quot; &amp; 'b'&lt;/script&gt;</p>\n");
    }
}
