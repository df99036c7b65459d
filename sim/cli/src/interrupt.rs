//! Ctrl-C: the first asks a study to end with what it has, the second stops at once.

use std::io::{Write as _, stderr};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::exit::Exit;

/// Whether Ctrl-C was pressed.
#[derive(Clone, Default)]
pub(crate) struct Interrupt {
    flag: Arc<AtomicBool>,
    // What must be removed if the program is stopped while it writes.
    draft: Arc<Mutex<Option<PathBuf>>>,
}

impl Interrupt {
    /// Listens from now on.
    pub(crate) fn listen() -> Self {
        let interrupt = Self::default();
        let heard = interrupt.clone();
        // Where the system gives no signals, Ctrl-C simply ends the program.
        let _ = ctrlc::set_handler(move || heard.hear());
        interrupt
    }
    /// The flag that a study looks at.
    pub(crate) fn flag(&self) -> &AtomicBool {
        &self.flag
    }
    /// Whether it was pressed.
    pub(crate) fn is_set(&self) -> bool {
        self.flag.load(Ordering::Relaxed)
    }
    /// Notes what is half-written from now on; none when it is whole.
    pub(crate) fn note_draft(&self, draft: Option<&Path>) {
        *self.draft.lock().unwrap_or_else(PoisonError::into_inner) = draft.map(Path::to_path_buf);
    }

    fn hear(&self) {
        if !self.flag.swap(true, Ordering::Relaxed) {
            let text = "\ninterrupted: writing the finished replications; press Ctrl-C again to stop at once\n";
            let _ = stderr().lock().write_all(text.as_bytes());
            return;
        }
        let draft = self.draft.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(draft) = draft {
            let _ = std::fs::remove_dir_all(draft);
        }
        std::process::exit(i32::from(Exit::Interrupted.number()));
    }
}
