//! Reading a file's bytes in their order, each read checked.

use super::shown;
use crate::fault::Fault;

/// Bytes and how many of them were read.
#[derive(Clone, Debug)]
pub(super) struct Bytes<'a> {
    file: &'a [u8],
    at: usize,
    /// Of what is read.
    of: String,
}

impl<'a> Bytes<'a> {
    pub(super) fn new(file: &'a [u8]) -> Self {
        Self { file, at: 0, of: String::new() }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn left(&self) -> usize {
        self.file.len() - self.at
    }

    /// A fault at this place.
    pub(super) fn fault(&self, text: &str) -> Fault {
        let of = if self.of.is_empty() { String::new() } else { format!("`{}`: ", self.of) };
        Fault::new(format!("{of}{text} (byte {} of {})", self.at, self.file.len()))
    }

    /// Reads something under a name that faults tell.
    pub(super) fn place<T>(&mut self, of: &str, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        self.of = shown(of);
        let found = read(self);
        self.of.clear();
        found
    }

    /// Checks that so many things of at least this size can still come.
    pub(super) fn promise(&self, n: u64, least: usize, what: &str) -> Result<(), Fault> {
        let room = self.left() / least;
        if n > room as u64 {
            return Err(self.fault(&format!("{n} {what} are declared, but the file has room for {room}")));
        }
        Ok(())
    }

    pub(super) fn skip(&mut self, n: usize, what: &str) -> Result<&'a [u8], Fault> {
        let end = self.at.checked_add(n);
        let Some((found, end)) = end.and_then(|end| Some((self.file.get(self.at..end)?, end))) else {
            return Err(self.fault(&format!("the file ends within {what}; is it truncated?")));
        };
        self.at = end;
        Ok(found)
    }

    pub(super) fn array<const N: usize>(&mut self, what: &str) -> Result<[u8; N], Fault> {
        let found = self.skip(N, what)?;
        found.first_chunk().copied().ok_or_else(|| self.fault(what))
    }

    pub(super) fn u32(&mut self, what: &str) -> Result<u32, Fault> {
        self.array(what).map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self, what: &str) -> Result<u64, Fault> {
        self.array(what).map(u64::from_le_bytes)
    }

    /// A text with its length before it.
    pub(super) fn text(&mut self, longest: usize, what: &str) -> Result<&'a str, Fault> {
        let len = self.u64(what)?;
        let Some(len) = usize::try_from(len).ok().filter(|&len| len <= longest) else {
            return Err(self.fault(&format!("{what} of {len} bytes: {longest} at most")));
        };
        let found = self.skip(len, what)?;
        std::str::from_utf8(found).map_err(|_| self.fault(&format!("{what} is not UTF-8")))
    }
}
