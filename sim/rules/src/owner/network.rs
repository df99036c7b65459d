//! A network and its rules.

use engine::draws::Index;
use units::ids::CoinId;
use units::reference::Ref;
use units::settings;
use units::settings::{Named, Setting};
use units::time::Span;

use crate::admission::Admission;
use crate::checking::Checking;
use crate::liveness::Liveness;
use crate::payout::Payout;
use crate::permission::Permission;
use crate::pricing::Pricing;
use crate::slashing::Slashing;
use crate::verification::Verification;

settings! {
    /// An inference network: its coin, prices, verification and penalties.
    pub struct Network {
        /// The coin in which fees and stakes are paid; without one the network is free.
        #[fixed = "fees and stakes use it from the start"]
        pub coin: Option<Ref<CoinId>>,
        /// What a request costs.
        pub pricing: Pricing = Pricing::read_default(),
        /// How a fee is divided.
        pub payout: Payout = Payout::all_to_node(),
        /// Which answers are checked; several named rules can be used together.
        pub verification: Named<Verification>,
        /// What offences cost; several named rules can be used together.
        pub slashing: Named<Slashing>,
        /// Who may serve.
        pub permission: Permission = Permission::read_default(),
        /// Which requests it lets in, asked after the gateway's own rules; several named rules must all agree. All
        /// gateways that use the network share them. Without any, all are let in.
        pub admission: Named<Admission>,
        /// How its list of nodes learns that a node has joined or left.
        pub liveness: Liveness = Liveness::Fresh(Setting::absent().expect("fresh has no settings")),
        /// How long a stake stays locked after it leaves the bond.
        pub unbonding: Span = Span::days(21),
        /// How many stakes may leave the bond in an epoch; without it, any number.
        pub exit_queue: Option<ExitQueue>,
    }
}

settings! {
    /// Limits how many stakes leave the bond in each epoch, first come, first served; their unbonding begins then.
    ///
    /// With A exits asked for in an epoch and a limit C, the backlog after it is `max(Q + A - C, 0)`; the mean delay is
    /// E[Q] / E[A] epochs (Little). A stake that waits is slashed for any offence, earns nothing and is no part of the
    /// bonded stake. Source: the churn limit of Ethereum's consensus specs, there by balance since Electra.
    pub struct ExitQueue {
        /// Stakes that may leave in an epoch [>= 1].
        pub per_epoch: u32,
        /// Length of an epoch [> 0 s].
        #[fixed = "its epochs are numbered from the start"]
        pub epoch: Span = Span::secs(384),
        /// Whether a stake may leave at the end of the epoch in which the exit was requested.
        #[fixed = "waiting stakes already have their place in the queue"]
        pub same_epoch: bool = true,
    }
}

impl Network {
    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        checking.within(&format!("pricing.{}", self.pricing.name()), |c| self.pricing.policy().vet(c));
        if let Some((name, _)) = self.verification.list.get(Index::RULES) {
            let message = format!("a network has at most {} verification rules", Index::RULES);
            checking.refuse_with(&format!("verification.{}", name.text), message, "merge those that do the same");
        }
        let voting: Vec<_> = self.verification.list.iter().filter(|(_, rule)| rule.votes()).collect();
        if let [_, (second, _), ..] = &voting[..] {
            let keys = format!("verification.{}", second.text);
            checking.refuse_with(&keys, "an answer can be voted on only once", "keep only one of the rules that vote");
        }
        for (name, rule) in &self.verification.list {
            let keys = format!("verification.{}.{}", name.text, rule.name());
            checking.within(&keys, |c| rule.policy().vet(c));
        }
        checking.within(&format!("payout.{}", self.payout.name()), |c| self.payout.policy().vet(c));
        checking.within(&format!("liveness.{}", self.liveness.name()), |c| self.liveness.policy().vet(c));
        for (name, rule) in &self.admission.list {
            let keys = format!("admission.{}.{}", name.text, rule.name());
            checking.within(&keys, |c| rule.vet(c));
        }
        for (name, rule) in &self.slashing.list {
            let keys = format!("slashing.{}.{}", name.text, rule.name());
            checking.within(&keys, |c| rule.vet(c));
        }
        checking.within(&format!("permission.{}", self.permission.name()), |c| self.permission.policy().vet(c));
    }
}

impl Pricing {
    fn read_default() -> Self {
        Self::Posted(Setting::absent().expect("every posted price has a default"))
    }
}

impl Permission {
    fn read_default() -> Self {
        Self::Open(Setting::absent().expect("an open permission has no settings"))
    }
}
