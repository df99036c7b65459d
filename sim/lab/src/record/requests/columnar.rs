//! The table of single requests as Parquet: the same columns, each with its type.

use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::rows::{COLUMNS, Cells};

/// Rows that are written at once: their columns are held in memory until then.
const GROUP: usize = 100_000;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Whole,
    Real,
}

/// What the column of a name holds: its unit is the end of its name.
fn kind(name: &str) -> Kind {
    const WHOLE: [&str; 11] = [
        "replication",
        "request",
        "measured",
        "session",
        "node",
        "in_time",
        "tries",
        "checks",
        "wrong",
        "convicted",
        "priority",
    ];
    if name.ends_with("_s") {
        Kind::Real
    } else if name.ends_with("_tokens") || WHOLE.contains(&name) {
        Kind::Whole
    } else {
        Kind::Text
    }
}

/// A table that is written in groups of rows.
pub(super) struct Columnar {
    writer: SerializedFileWriter<Vec<u8>>,
    rows: Vec<Cells>,
}

impl Columnar {
    pub(super) fn new() -> Result<Self> {
        let field = |(name, _): (&str, &str)| match kind(name) {
            Kind::Text => format!("optional binary {name} (UTF8);"),
            Kind::Whole => format!("optional int64 {name};"),
            Kind::Real => format!("optional double {name};"),
        };
        let fields: Vec<String> = COLUMNS.into_iter().map(field).collect();
        let schema = parse_message_type(&format!("message requests {{ {} }}", fields.join(" ")))?;
        let writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(WriterProperties::default()))?;
        Ok(Self { writer, rows: Vec::new() })
    }

    /// Adds a row as the CSV has it; an empty cell is none.
    pub(super) fn add(&mut self, cells: Cells) -> Result<()> {
        self.rows.push(cells);
        if self.rows.len() < GROUP { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for (at, (name, _)) in COLUMNS.into_iter().enumerate() {
            let levels: Vec<i16> = self.rows.iter().map(|row| i16::from(!row[at].is_empty())).collect();
            let cells = || self.rows.iter().map(|row| row[at].as_str()).filter(|cell| !cell.is_empty());
            let Some(mut column) = group.next_column()? else { break };
            match kind(name) {
                Kind::Text => {
                    let values: Vec<ByteArray> = cells().map(ByteArray::from).collect();
                    column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
                }
                Kind::Whole => {
                    let values: Vec<i64> =
                        cells().map(|cell| cell.parse().expect("a whole number was written")).collect();
                    column.typed::<Int64Type>().write_batch(&values, Some(&levels), None)?;
                }
                Kind::Real => {
                    let values: Vec<f64> = cells().map(|cell| cell.parse().expect("a number was written")).collect();
                    column.typed::<DoubleType>().write_batch(&values, Some(&levels), None)?;
                }
            }
            column.close()?;
        }
        group.close()?;
        self.rows.clear();
        Ok(())
    }

    /// The file.
    pub(super) fn bytes(mut self) -> Result<Vec<u8>> {
        self.flush()?;
        self.writer.into_inner()
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::*;

    #[test]
    fn rows_read_back_as_they_were_written() {
        let row = |n: usize| -> Cells {
            COLUMNS.map(|(name, _)| match kind(name) {
                Kind::Text => format!("t{n}"),
                Kind::Whole => n.to_string(),
                Kind::Real if n == 1 => String::new(),
                Kind::Real => format!("{n}.5"),
            })
        };
        let mut table = Columnar::new().expect("a schema");
        (0..3).for_each(|n| table.add(row(n)).expect("a row"));
        let place = std::env::temp_dir().join(format!("windtunnel-columnar-{}", std::process::id()));
        std::fs::write(&place, table.bytes().expect("a file")).expect("the file is written");
        let reader = SerializedFileReader::new(File::open(&place).expect("the file")).expect("Parquet");
        std::fs::remove_file(&place).expect("the file goes");
        let rows: Vec<_> =
            reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row").to_string()).collect();
        assert_eq!(rows.len(), 3);
        assert!(rows[2].contains("arrival_s: 2.5") && rows[2].contains("users: \"t2\""), "{}", rows[2]);
        assert!(rows[1].contains("arrival_s: null") && rows[1].contains("tries: 1"), "{}", rows[1]);
    }
}
