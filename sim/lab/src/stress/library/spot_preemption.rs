//! A provider reclaims its cheap machines, in waves of a few minutes.

use units::time::Span;

use super::site::first_largest;
use super::strength::{percent, span};
use super::{Kind, Site, Weather};

pub(super) struct SpotPreemption;

/// Waves in which the machines go.
const WAVES: u32 = 3;

/// Time from wave to wave: of 2,635 interruptions of spot machines 92 % came within three minutes (arXiv 2604.16457).
const GAP: Span = Span::secs(60);

impl Weather for SpotPreemption {
    fn name(&self) -> &'static str {
        "spot_preemption"
    }
    fn doc(&self) -> &'static str {
        "A share of the largest group that comes and goes is reclaimed in three waves within three minutes, and stays \
         away."
    }
    fn measure(&self) -> &'static str {
        "share of the group"
    }
    fn kind(&self) -> Kind {
        Kind::Share
    }
    fn usual(&self) -> Option<f64> {
        Some(0.6)
    }
    fn build(&self, site: &Site<'_>, strength: f64) -> Result<Vec<String>, String> {
        let groups = &site.scenario().groups;
        let size = |at: usize| {
            let goes = u64::from(groups[at].rules.churn.name() != "always");
            // Any that comes and goes before any that stays.
            (goes << 32) + u64::from(groups[at].rules.count)
        };
        let group = first_largest(groups.len(), size).ok_or("there are no groups of nodes")?;
        let group = &groups[group].name;
        let gap = GAP.min(span(site.lasts.as_secs() / 10.0));
        let wave = |i: u32| {
            // Of those that are still there, so that all waves together take the share.
            let share = strength / f64::from(WAVES) / (1.0 - strength * f64::from(i) / f64::from(WAVES));
            let at = site.at + span(gap.as_secs() * f64::from(i));
            let (share, name) = (percent(share.min(1.0)), format!("{}_{}", self.name(), i + 1));
            let fault =
                format!("common_shock = {{ nodes = [\"{group}\"], share = \"{share}\", repair = \"{}\" }}", site.lasts);
            site.fault_at(&name, at, &fault)
        };
        Ok((0..WAVES).map(wave).collect())
    }
}
