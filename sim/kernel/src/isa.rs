//! The instruction sets that this machine has, and the choice among them at run time.

use std::fmt;

use crate::fault::Fault;
#[cfg(target_arch = "aarch64")]
use crate::simd::neon::Neon;
use crate::simd::{Job, portable::Portable};
#[cfg(target_arch = "x86_64")]
use crate::simd::{avx2::Avx2, avx512::Avx512};

/// An instruction set that this machine has; a value is the proof.
#[derive(Clone, Copy, Debug)]
pub struct Isa(Proof);

#[derive(Clone, Copy, Debug)]
enum Proof {
    Portable(Portable),
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
    #[cfg(target_arch = "aarch64")]
    Neon(Neon),
}

impl Isa {
    /// All that this machine has, the plainest first.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self(Proof::Portable(Portable))];
        #[cfg(target_arch = "x86_64")]
        {
            all.extend(Avx2::detect().map(|proof| Self(Proof::Avx2(proof))));
            all.extend(Avx512::detect().map(|proof| Self(Proof::Avx512(proof))));
        }
        #[cfg(target_arch = "aarch64")]
        all.extend(Neon::detect().map(|proof| Self(Proof::Neon(proof))));
        all
    }

    /// The set that the value of `KERNEL_ISA` names; the widest that there is, if it names none.
    ///
    /// # Errors
    /// A name that is unknown, or a set that this machine has not.
    pub fn choose(forced: Option<&str>) -> Result<Self, Fault> {
        let all = Self::all();
        let name = match forced {
            None | Some("") => return Ok(all[all.len() - 1]),
            Some(name) => name,
        };
        let names = all.iter().map(|isa| isa.name()).collect::<Vec<_>>().join(", ");
        let found = all.into_iter().find(|isa| isa.name() == name);
        found.ok_or_else(|| Fault::new(format!("KERNEL_ISA is `{name}`: this machine has {names}")))
    }

    /// The name by which `KERNEL_ISA` asks for it.
    pub fn name(self) -> &'static str {
        match self.0 {
            Proof::Portable(_) => "portable",
            #[cfg(target_arch = "x86_64")]
            Proof::Avx2(_) => "avx2",
            #[cfg(target_arch = "x86_64")]
            Proof::Avx512(_) => "avx512",
            #[cfg(target_arch = "aarch64")]
            Proof::Neon(_) => "neon",
        }
    }

    /// Does a job with these instructions.
    pub(crate) fn run<J: Job>(self, job: J) -> J::Out {
        match self.0 {
            Proof::Portable(simd) => job.run(simd),
            #[cfg(target_arch = "x86_64")]
            Proof::Avx2(proof) => proof.run(job),
            #[cfg(target_arch = "x86_64")]
            Proof::Avx512(proof) => proof.run(job),
            #[cfg(target_arch = "aarch64")]
            Proof::Neon(proof) => proof.run(job),
        }
    }
}

impl fmt::Display for Isa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_name_the_widest_set_is_taken() {
        let all = Isa::all();
        assert_eq!(Isa::choose(None).unwrap().name(), all[all.len() - 1].name());
        assert_eq!(Isa::choose(Some("")).unwrap().name(), all[all.len() - 1].name());
    }

    #[test]
    fn a_name_that_no_set_has_is_refused_with_those_that_there_are() {
        assert_eq!(Isa::choose(Some("portable")).unwrap().name(), "portable");
        let text = Isa::choose(Some("amx")).unwrap_err().to_string();
        assert!(text.starts_with("KERNEL_ISA is `amx`: this machine has portable"), "{text}");
    }
}
