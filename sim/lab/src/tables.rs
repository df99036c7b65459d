//! Tables of experiments, written point by point in the order of the design: memory does not grow with the points.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};

use files::publish::Fault;

use crate::place::{Place, cannot_write};
use crate::record::number;

/// Tables while they are written.
pub(crate) struct Tables<'a, const N: usize> {
    place: &'a Place,
    names: [&'static str; N],
    files: Vec<BufWriter<File>>,
}

impl<'a, const N: usize> Tables<'a, N> {
    /// Tables of these names with their heads.
    pub(crate) fn create(place: &'a Place, names: [&'static str; N], heads: &[String; N]) -> Result<Self, Fault> {
        let open = |name: &&str| {
            let path = place.draft(name);
            File::create(&path).map(BufWriter::new).map_err(|e| cannot_write(&path, &e))
        };
        let files = names.iter().map(open).collect::<Result<_, _>>()?;
        let mut tables = Self { place, names, files };
        tables.add(heads)?;
        Ok(tables)
    }
    /// Adds the lines of the next point.
    pub(crate) fn add(&mut self, lines: &[String; N]) -> Result<(), Fault> {
        for ((file, name), line) in self.files.iter_mut().zip(self.names).zip(lines) {
            file.write_all(line.as_bytes()).map_err(|e| cannot_write(&self.place.draft(name), &e))?;
        }
        Ok(())
    }
    /// Gives all tables their names.
    pub(crate) fn publish(mut self) -> Result<(), Fault> {
        for (file, name) in self.files.iter_mut().zip(self.names) {
            file.flush().map_err(|e| cannot_write(&self.place.draft(name), &e))?;
            self.place.publish(name)?;
        }
        Ok(())
    }
}

/// What was not published leaves nothing behind.
impl<const N: usize> Drop for Tables<'_, N> {
    fn drop(&mut self) {
        for name in self.names {
            let _ = std::fs::remove_file(self.place.draft(name));
        }
    }
}

/// Cells behind one another.
pub(crate) fn cells<'c>(line: &mut String, cells: impl IntoIterator<Item = &'c str>) {
    for (i, text) in cells.into_iter().enumerate() {
        if i > 0 {
            line.push(',');
        }
        cell(line, text);
    }
}

/// Cells of numbers behind others.
pub(crate) fn numbers<const N: usize>(line: &mut String, values: [f64; N]) {
    for value in values {
        line.push(',');
        line.push_str(&number(value));
    }
}

/// A cell as RFC 4180 has it.
pub(crate) fn cell(line: &mut String, text: &str) {
    if text.contains([',', '"', '\n', '\r']) {
        let _ = write!(line, "\"{}\"", text.replace('"', "\"\""));
    } else {
        line.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        for (text, expected) in [("1 %", "1 %"), ("a,b", "\"a,b\""), ("{ d = \"x\" }", "\"{ d = \"\"x\"\" }\"")] {
            let mut line = String::new();
            cell(&mut line, text);
            assert_eq!(line, expected);
        }
    }
}
