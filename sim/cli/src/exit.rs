//! Exit codes, and which of them wins where several hold.

use std::process::ExitCode;

/// How a command ended; the first of two that hold is the lesser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// The program is at fault: an invariant is broken.
    Internal,
    /// The command line, a file or a folder will not do, or stdout takes no more.
    Refused,
    /// It was interrupted.
    Interrupted,
    /// A claim failed.
    Failed,
    /// A claim is undecided, a precision that was asked for was not reached, or a calibration was too noisy.
    Undecided,
    /// All is well.
    Fine,
}

impl Exit {
    /// The number that the shell sees.
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Internal => 1,
            Self::Refused => 2,
            Self::Interrupted => 130,
            Self::Failed => 3,
            Self::Undecided => 4,
            Self::Fine => 0,
        }
    }
    /// The code that the process returns.
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn the_first_of_1_2_130_3_4_wins() {
        let all = [Exit::Fine, Exit::Undecided, Exit::Failed, Exit::Interrupted, Exit::Refused, Exit::Internal];
        let winners: Vec<u8> = (1..=all.len()).map(|n| all[..n].iter().min().unwrap().number()).collect();
        assert_eq!(winners, [0, 4, 3, 130, 2, 1]);
    }
}
