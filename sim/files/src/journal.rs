//! Files that only grow: records in checksummed chunks, of which a kill leaves every whole chunk readable.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::publish::Fault;
use super::{reason, shown};

/// How a journal begins; the number changes with the format.
const MAGIC: &[u8; 16] = b"wt-journal-v001\n";
/// Bytes of a chunk's head \[B\]: length and checksum.
const HEAD: u64 = 8;
/// Bytes that are gathered before they are written as a chunk \[B\].
const CHUNK: usize = 64 << 10;
/// No chunk is longer \[B\]: a length beyond it is damage, not a chunk.
const LONGEST: u32 = 1 << 30;

/// Where a record lies in a journal: its first byte and its length \[B\].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    start: u64,
    bytes: u32,
}

/// What an existing journal held when it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Records in whole chunks.
    pub records: u64,
    /// Bytes behind the last whole chunk \[B\]: a chunk that a kill tore.
    pub torn: u64,
}

/// A journal that is open for appending.
///
/// Format: 16 bytes that name it, the owner's mark as a chunk, then chunks: length (u32, little-endian), CRC-32 of what
/// follows, and records, each with its length (u32) before it. No serde format: postcard 1.2 cannot read a record that
/// has one field more, and ignores bytes behind one.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    waiting: Vec<u8>,
}

/// What was written to a journal, and may not have reached the disk.
#[derive(Debug)]
pub struct Written {
    path: PathBuf,
    file: File,
}

impl Written {
    /// Waits until the disk has it.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn sync(&self) -> Result<(), Fault> {
        self.file.sync_data().map_err(|e| cannot(&self.path, "write", &e))
    }
}

impl Journal {
    /// Opens a journal, or begins one; `mark` says whose it is, `each` gets every record of whole chunks with its
    /// place.
    ///
    /// A torn chunk at the end is cut off, so that the next one stands where readers look for it.
    ///
    /// # Errors
    /// If the file bears another mark or is no journal, or the disk refuses.
    pub fn open(path: &Path, mark: &[u8], each: &mut dyn FnMut(Place, &[u8])) -> Result<(Self, Held), Fault> {
        let file = Self::file(path)?;
        Self::go_on(path, file, mark, each)
    }

    /// The same; nothing if another process has it open in this way.
    ///
    /// The lock is on the journal itself: whoever removes it while another waits for it leaves that one a file that has
    /// no name any more, and nobody two that are one.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn open_alone(
        path: &Path,
        mark: &[u8],
        each: &mut dyn FnMut(Place, &[u8]),
    ) -> Result<Option<(Self, Held)>, Fault> {
        let file = Self::file(path)?;
        match file.try_lock() {
            Ok(()) => Self::go_on(path, file, mark, each).map(Some),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(cannot(path, "lock", &error)),
        }
    }

    fn file(path: &Path) -> Result<File, Fault> {
        let open = OpenOptions::new().read(true).append(true).create(true).open(path);
        open.map_err(|e| cannot(path, "write", &e))
    }

    fn go_on(path: &Path, file: File, mark: &[u8], each: &mut dyn FnMut(Place, &[u8])) -> Result<(Self, Held), Fault> {
        let fault = |e: std::io::Error| cannot(path, "write", &e);
        let mut journal = Self { path: path.into(), file, waiting: Vec::new() };
        let length = journal.file.metadata().map_err(fault)?.len();
        let start = head(mark);
        if length < start.len() as u64 {
            // A kill before the mark was whole; nothing can stand behind it.
            journal.file.set_len(0).map_err(fault)?;
            journal.file.write_all(&start).map_err(fault)?;
            return Ok((journal, Held { records: 0, torn: length }));
        }
        let (held, end) = scan(path, mark, each)?;
        if held.torn > 0 {
            journal.file.set_len(end).map_err(fault)?;
        }
        Ok((journal, held))
    }

    /// Reads a journal that nobody appends to; as [`Journal::open`], but it changes nothing.
    ///
    /// # Errors
    /// As there, or if there is none.
    pub fn read(path: &Path, mark: &[u8], each: &mut dyn FnMut(Place, &[u8])) -> Result<Held, Fault> {
        scan(path, mark, each).map(|(held, _)| held)
    }

    /// Adds a record; it is on its way to the disk once a chunk is full, or at [`Journal::flush`].
    ///
    /// # Errors
    /// If the disk refuses.
    ///
    /// # Panics
    /// If the record is longer than a gibibyte.
    pub fn append(&mut self, record: &[u8]) -> Result<(), Fault> {
        let length = u32::try_from(record.len()).ok().filter(|&n| n < LONGEST - 4).expect("a record is short");
        self.waiting.extend_from_slice(&length.to_le_bytes());
        self.waiting.extend_from_slice(record);
        if self.waiting.len() >= CHUNK { self.flush() } else { Ok(()) }
    }

    /// Writes what was gathered as one chunk.
    ///
    /// # Errors
    /// If the disk refuses; what was written of the chunk is then cut off again.
    pub fn flush(&mut self) -> Result<(), Fault> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let chunk = chunk(&self.waiting);
        let before = self.file.metadata().map_or(0, |meta| meta.len());
        if let Err(error) = self.file.write_all(&chunk) {
            let _ = self.file.set_len(before);
            return Err(cannot(&self.path, "write", &error));
        }
        self.waiting.clear();
        Ok(())
    }

    /// Writes what was gathered, and waits until the disk has it.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn sync(&mut self) -> Result<(), Fault> {
        self.written()?.sync()
    }

    /// Writes what was gathered; what it gives waits for the disk while others append.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn written(&mut self) -> Result<Written, Fault> {
        self.flush()?;
        let file = self.file.try_clone().map_err(|e| cannot(&self.path, "write", &e))?;
        Ok(Written { path: self.path.clone(), file })
    }

    /// A record that lies at a place, as [`Journal::open`] told it.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn at(path: &Path, place: Place) -> Result<Vec<u8>, Fault> {
        let fault = |e: std::io::Error| cannot(path, "read", &e);
        let mut file = File::open(path).map_err(fault)?;
        file.seek(SeekFrom::Start(place.start)).map_err(fault)?;
        let mut bytes = vec![0; place.bytes as usize];
        file.read_exact(&mut bytes).map_err(fault)?;
        Ok(bytes)
    }
}

fn cannot(path: &Path, what: &str, error: &std::io::Error) -> Fault {
    let message = format!("cannot {what} {}: {}", shown(path), reason(error));
    let remedy = match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            "make room and start again: what is on disk is not computed again"
        }
        _ => "check the path and its permissions",
    };
    Fault { message, remedy: remedy.into() }
}

/// How the journal of an owner begins.
fn head(mark: &[u8]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(chunk(mark));
    bytes
}

fn chunk(payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("chunks are short");
    let mut bytes = Vec::with_capacity(payload.len() + HEAD as usize);
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(&crc32fast::hash(payload).to_le_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

/// Reads all whole chunks; gives what there was, and where the last of them ends.
fn scan(path: &Path, mark: &[u8], each: &mut dyn FnMut(Place, &[u8])) -> Result<(Held, u64), Fault> {
    let fault = |e: std::io::Error| cannot(path, "read", &e);
    let file = File::open(path).map_err(fault)?;
    let length = file.metadata().map_err(fault)?.len();
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let start = head(mark);
    let mut found = vec![0; start.len().min(usize::try_from(length).unwrap_or(usize::MAX))];
    reader.read_exact(&mut found).map_err(fault)?;
    if found != start {
        let is_ours = found.starts_with(MAGIC);
        let what = if is_ours { "holds the results of another build of windtunnel" } else { "is not ours" };
        let remedy = if is_ours { "use the build that wrote it, or start anew with `--fresh`" } else { "move it away" };
        return Err(Fault { message: format!("{} {what}", shown(path)), remedy: remedy.into() });
    }
    let mut end = start.len() as u64;
    let mut held = Held::default();
    let mut payload = Vec::new();
    while end + HEAD <= length {
        let mut words = [0; 8];
        reader.read_exact(&mut words).map_err(fault)?;
        let [bytes, sum] = [0, 4].map(|at| u32::from_le_bytes(words[at..at + 4].try_into().expect("four bytes")));
        if bytes > LONGEST || end + HEAD + u64::from(bytes) > length {
            break;
        }
        payload.resize(bytes as usize, 0);
        reader.read_exact(&mut payload).map_err(fault)?;
        let Some(records) = (crc32fast::hash(&payload) == sum).then(|| records(&payload)).flatten() else { break };
        for (at, record) in records {
            let place = Place { start: end + HEAD + at as u64, bytes: record.len() as u32 };
            each(place, record);
            held.records += 1;
        }
        end += HEAD + u64::from(bytes);
    }
    held.torn = length - end;
    Ok((held, end))
}

/// The records of a chunk with where each begins in it; none if the chunk is no sequence of records.
fn records(payload: &[u8]) -> Option<Vec<(usize, &[u8])>> {
    let mut list = Vec::new();
    let mut at = 0;
    while at < payload.len() {
        let length = u32::from_le_bytes(payload.get(at..at + 4)?.try_into().ok()?) as usize;
        at += 4;
        list.push((at, payload.get(at..at.checked_add(length)?)?));
        at += length;
    }
    Some(list)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{Held, Journal};

    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("windtunnel-journal-{name}-{}", std::process::id()));
            let _ = std::fs::remove_file(&path);
            Self(path)
        }
        fn open(&self) -> (Journal, Held, Vec<Vec<u8>>) {
            let mut list = Vec::new();
            let (journal, held) =
                Journal::open(&self.0, b"build 1", &mut |_, record| list.push(record.to_vec())).unwrap();
            (journal, held, list)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    #[test]
    fn a_journal_cut_anywhere_keeps_every_whole_chunk_and_grows_on() {
        let scratch = Scratch::new("cut");
        let (mut journal, ..) = scratch.open();
        let mut ends = vec![std::fs::metadata(&scratch.0).unwrap().len()];
        for i in 0..5_u8 {
            journal.append(&vec![i; usize::from(i) * 3]).unwrap();
            journal.append(&[i]).unwrap();
            journal.flush().unwrap();
            ends.push(std::fs::metadata(&scratch.0).unwrap().len());
        }
        drop(journal);
        let whole = std::fs::read(&scratch.0).unwrap();
        for cut in 0..=whole.len() {
            std::fs::write(&scratch.0, &whole[..cut]).unwrap();
            let (mut journal, held, list) = scratch.open();
            let chunks = ends.iter().filter(|&&end| end <= cut as u64).count().saturating_sub(1);
            assert_eq!(list.len(), 2 * chunks, "cut at {cut}");
            assert_eq!(held.records, 2 * chunks as u64);
            journal.append(b"after").unwrap();
            journal.sync().unwrap();
            drop(journal);
            let (_, held, list) = scratch.open();
            assert_eq!((held.torn, list.len()), (0, 2 * chunks + 1), "cut at {cut}");
            assert_eq!(list.last().unwrap(), b"after");
        }
    }

    #[test]
    fn a_flipped_bit_is_never_read_as_a_record() {
        let scratch = Scratch::new("flip");
        let (mut journal, ..) = scratch.open();
        let start = std::fs::metadata(&scratch.0).unwrap().len() as usize;
        journal.append(b"first").unwrap();
        journal.flush().unwrap();
        journal.append(b"second").unwrap();
        journal.flush().unwrap();
        drop(journal);
        let whole = std::fs::read(&scratch.0).unwrap();
        for bit in 8 * start..8 * whole.len() {
            let mut damaged = whole.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(&scratch.0, &damaged).unwrap();
            let (_, held, list) = scratch.open();
            assert!(held.torn > 0, "bit {bit}");
            assert!(list.iter().all(|record| record == b"first"), "bit {bit}");
        }
    }

    #[test]
    fn another_mark_is_refused_and_the_file_left_alone() {
        let scratch = Scratch::new("mark");
        let (mut journal, ..) = scratch.open();
        journal.append(b"row").unwrap();
        journal.sync().unwrap();
        let before = std::fs::read(&scratch.0).unwrap();
        let fault = Journal::open(&scratch.0, b"build 2", &mut |_, _| ()).unwrap_err();
        assert!(fault.message.ends_with("holds the results of another build of windtunnel"), "{fault}");
        assert_eq!(std::fs::read(&scratch.0).unwrap(), before);
    }

    #[test]
    fn a_record_is_read_again_from_its_place() {
        let scratch = Scratch::new("place");
        let (mut journal, ..) = scratch.open();
        for record in [&b"a"[..], b"", b"longer than the others"] {
            journal.append(record).unwrap();
        }
        journal.sync().unwrap();
        let mut places = Vec::new();
        Journal::read(&scratch.0, b"build 1", &mut |place, record| places.push((place, record.to_vec()))).unwrap();
        assert_eq!(places.len(), 3);
        for (place, record) in places {
            assert_eq!(Journal::at(&scratch.0, place).unwrap(), record);
        }
    }
}
