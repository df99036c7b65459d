//! One aligned piece of memory for all weights, with huge pages asked for.

#![expect(unsafe_code, reason = "memory of a chosen alignment, and one system call")]

use std::alloc::{self, Layout};
use std::fmt;
use std::ptr::NonNull;

use crate::fault::Fault;

/// The size of a huge page on x86-64 and most of aarch64; the arena begins at one.
const HUGE: usize = 2 << 20;

/// Zeroed bytes at the start of a page, freed as one.
pub struct Arena {
    start: NonNull<u8>,
    layout: Layout,
    are_huge: bool,
}

// SAFETY: the arena owns its bytes, and gives them out by the rules of references only.
unsafe impl Send for Arena {}
// SAFETY: as above.
unsafe impl Sync for Arena {}

impl Arena {
    /// An arena of so many zero bytes.
    ///
    /// # Errors
    /// If the system does not give the memory.
    pub fn new(bytes: usize) -> Result<Self, Fault> {
        let refuse = || Fault::new(format!("{bytes} bytes for weights: this machine does not have enough memory"));
        let size = bytes.max(1).checked_next_multiple_of(64).ok_or_else(refuse)?;
        let align = if size >= HUGE { HUGE } else { 64 };
        let layout = Layout::from_size_align(size, align).map_err(|_| refuse())?;
        // SAFETY: the size is not 0.
        let start = NonNull::new(unsafe { alloc::alloc(layout) }).ok_or_else(refuse)?;
        // Asked before the first touch: pages are given at the touch.
        let are_huge = size >= HUGE && ask_for_huge_pages(start, size);
        // SAFETY: `start` is the begin of `size` bytes that nobody else knows.
        unsafe { start.as_ptr().write_bytes(0, size) };
        Ok(Self { start, layout, are_huge })
    }

    /// Whether the system took the wish for huge pages.
    pub fn are_huge(&self) -> bool {
        self.are_huge
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: `start` is the begin of so many initialized bytes, which live as long as `self`.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.layout.size()) }
    }

    /// The bytes, to be written.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as above, and `self` is borrowed alone.
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.layout.size()) }
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout, freed once.
        unsafe { alloc::dealloc(self.start.as_ptr(), self.layout) };
    }
}

impl fmt::Debug for Arena {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arena")
            .field("bytes", &self.layout.size())
            .field("are_huge", &self.are_huge)
            .finish_non_exhaustive()
    }
}

/// Tells Linux that these pages may be huge: at one thread 1.2 to 1.8 times the read bandwidth.
#[cfg(all(target_os = "linux", not(miri)))]
fn ask_for_huge_pages(start: NonNull<u8>, bytes: usize) -> bool {
    use std::ffi::{c_int, c_void};
    unsafe extern "C" {
        fn madvise(start: *mut c_void, bytes: usize, advice: c_int) -> c_int;
    }
    /// `MADV_HUGEPAGE` of linux/mman.h; the same on all architectures.
    const HUGE_PAGES: c_int = 14;
    // SAFETY: advice about pages that belong to the caller; it changes none of their bytes.
    unsafe { madvise(start.as_ptr().cast(), bytes / HUGE * HUGE, HUGE_PAGES) == 0 }
}

#[cfg(not(all(target_os = "linux", not(miri))))]
fn ask_for_huge_pages(_: NonNull<u8>, _: usize) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arena_is_aligned_and_zero() {
        for bytes in [0, 1, 1000, (2 << 20) + 1] {
            let arena = Arena::new(bytes).unwrap();
            assert!(arena.bytes().len() >= bytes);
            assert!(arena.bytes().as_ptr().addr().is_multiple_of(64));
            assert!(arena.bytes().iter().all(|&b| b == 0));
        }
    }

    #[test]
    fn more_memory_than_there_is_is_refused() {
        let text = Arena::new(usize::MAX / 2).unwrap_err().to_string();
        assert!(text.ends_with("bytes for weights: this machine does not have enough memory"), "{text}");
    }
}
