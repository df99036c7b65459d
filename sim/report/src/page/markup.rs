//! HTML text in the making, in which nothing that a file says can become markup.

/// HTML text in the making.
pub(super) struct Markup {
    pub(super) text: String,
}

impl Markup {
    pub(super) fn new() -> Self {
        Self { text: String::new() }
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
        let mut page = Markup::new();
        page.element("p", "<script>\"a\" & 'b'</script>");
        assert_eq!(page.text, "<p>&lt;script&gt;&quot;a&quot; &amp; 'b'&lt;/script&gt;</p>\n");
    }
}
