//! Where the rows of experiments are kept, so that none is computed twice, whatever kills the process.

mod later;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use files::journal::{Journal, Place};
use files::publish::Fault;
use scenario::Checked;
use units::time::{Span, Time};

use crate::row::Row;

use later::Later;

/// What a row is the result of: a build, a world, a replication.
///
/// The build is the journal's mark. The world is the resolved scenario without what does not reach a replication (name,
/// claims, replications, confidence, precision, experiments), with the contents of its data, the cut, and what is
/// measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// Hexadecimal digits, 128 bits.
    world: [u8; 32],
    replication: u32,
}

impl Key {
    /// The key of a scenario's first replication.
    pub(crate) fn of(checked: &Checked, cut: Time, with_block: bool) -> Self {
        let (bounded, aftermaths) = (&checked.scenario.observe.bounded, &checked.scenario.observe.aftermaths);
        let world = checked.world_hash();
        Self::hashed(&format!("{world} {} {with_block} {bounded:?} {aftermaths:?}", cut.ns()), 0)
    }
    /// The key of a scenario's warm-up.
    pub(crate) fn pilots(checked: &Checked) -> Self {
        Self::hashed(&format!("{} pilots", checked.world_hash()), u32::MAX)
    }
    /// The key of another replication of the same world.
    pub(crate) fn replication(self, replication: u32) -> Self {
        Self { replication, ..self }
    }
    fn hashed(what: &str, replication: u32) -> Self {
        let hash = files::hash(what);
        let (world, _) = hash.as_bytes().split_first_chunk().expect("a hash is longer");
        Self { world: *world, replication }
    }
    fn write(self) -> [u8; 36] {
        let mut bytes = [0; 36];
        bytes[..32].copy_from_slice(&self.world);
        bytes[32..].copy_from_slice(&self.replication.to_le_bytes());
        bytes
    }
    fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (world, rest) = bytes.split_first_chunk()?;
        let (replication, rest) = rest.split_first_chunk()?;
        Some((Self { world: *world, replication: u32::from_le_bytes(*replication) }, rest))
    }
}

/// What is kept under a key.
#[derive(Clone, Debug)]
pub(crate) enum Kept {
    /// The row of a replication.
    Row(Box<Row>),
    /// The warm-up that pilot runs found.
    WarmUp(Span),
}

impl Kept {
    fn write(&self) -> Vec<u8> {
        match self {
            Self::Row(row) => [&[0], row.write().as_slice()].concat(),
            Self::WarmUp(span) => [&[1], span.ns().to_le_bytes().as_slice()].concat(),
        }
    }
    fn read(bytes: &[u8]) -> Option<Self> {
        match bytes.split_first()? {
            (0, rest) => Some(Self::Row(Box::new(Row::read(rest)?))),
            (1, rest) => Some(Self::WarmUp(Span::from_ns(u64::from_le_bytes(rest.try_into().ok()?)))),
            _ => None,
        }
    }
}

/// The rows of earlier lives by key, and a journal for those of this one.
#[derive(Debug)]
pub(crate) struct Store {
    /// The journals.
    paths: Vec<PathBuf>,
    earlier: BTreeMap<Key, (usize, Place)>,
    /// Records that were there, and those that were added.
    earlier_records: u64,
    added: AtomicU64,
    /// None if nothing is added.
    journal: Option<Mutex<Sink>>,
}

/// Where rows are added.
#[derive(Debug)]
enum Sink {
    /// An experiment's rows: it ends if they cannot be kept.
    Journal(Journal),
    /// A run's rows: it goes on without.
    Later(Later),
}

impl Store {
    /// Opens the journal at `path`, which is made if there is none.
    ///
    /// # Errors
    /// If it is of another build, or the disk refuses.
    pub(crate) fn open(path: &Path) -> Result<Self, Fault> {
        let mut earlier = BTreeMap::new();
        let (journal, held) = Journal::open(path, build().as_bytes(), &mut |place, record| {
            earlier.extend(Key::read(record).map(|(key, _)| (key, (0, place))));
        })?;
        let journal = Some(Mutex::new(Sink::Journal(journal)));
        let (earlier_records, added) = (held.records, AtomicU64::new(0));
        Ok(Self { paths: vec![path.into()], earlier, earlier_records, added, journal })
    }
    /// A journal that is made after a second, and whose loss stops nobody; fresh, what is there is removed.
    pub(crate) fn later(path: &Path, is_fresh: bool) -> Self {
        let mut earlier = BTreeMap::new();
        let mut earlier_records = 0;
        let later = Later::new(path, is_fresh, &mut |place, record| {
            earlier_records += 1;
            earlier.extend(Key::read(record).map(|(key, _)| (key, (0, place))));
        });
        if !later.goes_on() {
            (earlier, earlier_records) = (BTreeMap::new(), 0);
        }
        let (added, journal) = (AtomicU64::new(0), Some(Mutex::new(Sink::Later(later))));
        Self { paths: vec![path.into()], earlier, earlier_records, added, journal }
    }
    /// Reads journals to which nothing is added.
    ///
    /// # Errors
    /// If they are of another build, or the disk refuses.
    pub(crate) fn read(paths: &[PathBuf]) -> Result<Self, Fault> {
        let mut earlier = BTreeMap::new();
        let mut earlier_records = 0;
        for (i, path) in paths.iter().enumerate() {
            earlier_records += Journal::read(path, build().as_bytes(), &mut |place, record| {
                earlier.extend(Key::read(record).map(|(key, _)| (key, (i, place))));
            })?
            .records;
        }
        Ok(Self { paths: paths.to_vec(), earlier, earlier_records, added: AtomicU64::new(0), journal: None })
    }
    /// Whether nothing is added, so that what is not there is missing.
    pub(crate) fn is_closed(&self) -> bool {
        self.journal.is_none()
    }
    /// Records that were there when it was opened, and those that were added since.
    pub(crate) fn records(&self) -> [u64; 2] {
        [self.earlier_records, self.added.load(Ordering::Relaxed)]
    }
    /// What an earlier life kept under a key; nothing if the disk no longer gives it.
    pub(crate) fn find(&self, key: &Key) -> Option<Kept> {
        let (journal, place) = *self.earlier.get(key)?;
        let record = Journal::at(&self.paths[journal], place).ok()?;
        let (found, rest) = Key::read(&record)?;
        (found == *key).then(|| Kept::read(rest)).flatten()
    }
    /// Keeps what was computed.
    ///
    /// # Errors
    /// If the disk refuses.
    pub(crate) fn keep(&self, key: &Key, kept: &Kept) -> Result<(), Fault> {
        let record = [key.write().as_slice(), &kept.write()].concat();
        self.added.fetch_add(1, Ordering::Relaxed);
        self.with_sink(Ok(()), |sink| match sink {
            Sink::Journal(journal) => journal.append(&record),
            Sink::Later(later) => {
                later.keep(&record);
                Ok(())
            }
        })
    }
    /// Sees to it that the disk has all rows; called once a second.
    ///
    /// # Errors
    /// If the disk refuses.
    pub(crate) fn settle(&self) -> Result<(), Fault> {
        let written = self.with_sink(Ok(None), |sink| match sink {
            Sink::Journal(journal) => journal.written().map(Some),
            Sink::Later(later) => Ok(later.settle()),
        })?;
        // The disk is waited for outside of the lock: whoever has a row to add in the meantime goes on.
        let synced = written.map_or(Ok(()), |written| written.sync());
        self.with_sink(synced.clone(), |sink| match sink {
            Sink::Journal(_) => synced,
            Sink::Later(later) => {
                later.unless(synced);
                Ok(())
            }
        })
    }
    /// Waits until the disk has all rows, but for those of a run that has ended before any were kept.
    ///
    /// # Errors
    /// If the disk refuses.
    pub(crate) fn sync(&self) -> Result<(), Fault> {
        self.with_sink(Ok(()), |sink| match sink {
            Sink::Journal(journal) => journal.sync(),
            Sink::Later(later) => {
                later.sync();
                Ok(())
            }
        })
    }
    /// Why a run's rows are no longer kept.
    pub(crate) fn fault(&self) -> Option<Fault> {
        self.with_sink(None, |sink| match sink {
            Sink::Journal(_) => None,
            Sink::Later(later) => later.fault.clone(),
        })
    }
    /// Removes a run's rows.
    pub(crate) fn remove(&self) {
        self.with_sink((), |sink| {
            if let Sink::Later(later) = sink {
                later.remove();
            }
        });
    }
    fn with_sink<T>(&self, closed: T, what: impl FnOnce(&mut Sink) -> T) -> T {
        let Some(sink) = &self.journal else { return closed };
        what(&mut sink.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What tells this build of the program from others: the hash of its file.
///
/// Two builds of the same source may differ in a bit of a result, so that rows of one are never taken for those of
/// another.
pub(crate) fn build() -> &'static str {
    static BUILD: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    BUILD.get_or_init(|| {
        let bytes = std::env::current_exe().and_then(std::fs::read);
        // A program that cannot read itself is known by its version.
        let bytes = bytes.unwrap_or_else(|_| env!("CARGO_PKG_VERSION").into());
        files::hash(bytes)[..16].to_string()
    })
}
