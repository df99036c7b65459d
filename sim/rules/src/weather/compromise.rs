//! A party is compromised: in secret first, then publicly, until it is struck off.

use units::ids::{GatewayId, GroupId, HardwareId, NetworkId, ServiceId};
use units::reference::Ref;
use units::settings;
use units::share::Share;
use units::time::Span;
use units::words;

use super::policy::{Acts, Forges, Party, Reach, Strike, Striker, Target};
use crate::checking::Checking;
use crate::roles::Role;

settings! {
    /// Compromises an image, hardware of a vendor, an operator, a gateway, a service or a network's own keys; what is
    /// within reach of it is measured until it is struck off.
    ///
    /// - *Hidden*: of the nodes that have what was compromised, each forges with probability `share`: all of its
    ///   answers are wrong, for `work` of the honest work, and carry a valid attestation or approval.
    /// - *Public*, after `hidden`: nodes still forge and are still listed. With `patches = "public"`, the others ask
    ///   for a new attestation from now on.
    /// - *A gateway's keys* may be used to take what they move (`acts`): claims of nodes on answers come first and are
    ///   out of reach, as are stakes and what a network holds; what nodes still work on is finished unpaid. With fees f
    ///   at a rate l \[1/s\] that are open for a time W, users lose `l W f`, by Little's law, and their credit.
    /// - *Revoked*, after `revoked` more: all of these nodes that have no new attestation are off the lists of networks
    ///   with `permission.attested` or `permission.allow_list`, and ask for one, in an order that is drawn. With it a
    ///   node is patched, and no longer forges. Networks without a list strike nobody off. Of a gateway, a service or a
    ///   network, new keys end the reach.
    ///
    /// Random picks among n nodes, requests at rate l \[1/s\]: `l share (hidden + revoked)` answers are forged. If u n
    /// of the n nodes can serve all requests and the registry takes r nodes \[1/s\], then `(l / 2) u n / r` requests
    /// are refused after a revocation: the area of a triangle. With `patches = "public"` a delay d leaves `l (u n - r
    /// d)^2 / (2 r u n)` of them, and forged plus refused is least at `d = (1 - share) u n / r`: a fraction `1 - share`
    /// of what is needed is patched then. With `patches = "revoked"` each delay only adds to the harm. Source: breaks
    /// of trusted hardware (TEE.fail, 2025) and the three events of reference/systems.md 12; `revokePCR` of
    /// OpenGradient (1.3 there); break and revoke, question 18.
    pub struct Compromise {
        /// The image (`nodes.x.image`; a group without one runs an image of its own name).
        pub image: Option<String>,
        /// The hardware of one vendor.
        pub hardware: Vec<Ref<HardwareId>> = Vec::new(),
        /// Groups of nodes.
        pub nodes: Vec<Ref<GroupId>> = Vec::new(),
        /// Which of these nodes one compromise can reach: with `operator`, those of one operator.
        pub reach: Reach = Reach::All,
        /// A gateway.
        pub gateway: Option<Ref<GatewayId>>,
        /// What is done with a gateway's keys.
        pub acts: Acts = Acts::Reads,
        /// A service on which gateways depend.
        pub service: Option<Ref<ServiceId>>,
        /// The keys of a network itself: its treasury, its insurance, and what its nodes have bonded.
        pub network: Option<Ref<NetworkId>>,
        /// Which roles of these nodes are compromised; without the list, `serve`: their answers are wrong. With `check`
        /// they let wrong answers pass, and say that right ones are wrong.
        pub roles: Vec<Role> = Vec::new(),
        /// Part of the nodes within reach that forge, each by a draw of its own [>= 0, <= 1].
        pub share: Share = Share::ONE,
        /// Part of the honest work that a forged answer or judgement takes [>= 0, <= 1].
        pub work: Share = Share::ONE,
        /// Time until it is public.
        pub hidden: Span = Span::ZERO,
        /// Time from then until it is struck off; without it, it never is.
        pub revoked: Option<Span>,
        /// When honest nodes ask for a new attestation.
        pub patches: Patches = Patches::Revoked,
    }
}

words! {
    /// When honest nodes that have what was compromised are patched.
    pub enum Patches {
        /// Once they are struck off.
        Revoked = "revoked",
        /// From the time on when it is public.
        Public = "public",
    }
}

impl Compromise {
    /// Who may be compromised, with the keys of the settings.
    fn parties(&self) -> Vec<(&'static str, Party<'_>)> {
        let image = self.image.as_deref().map(|image| ("image", Party::Image(image)));
        let hardware = (!self.hardware.is_empty()).then(|| ("hardware", Party::Hardware(&self.hardware)));
        let nodes = (!self.nodes.is_empty()).then(|| ("nodes", Party::Nodes(&self.nodes)));
        let gateway = self.gateway.as_ref().map(|gateway| ("gateway", Party::Gateway(gateway)));
        let service = self.service.as_ref().map(|service| ("service", Party::Service(service)));
        let network = self.network.as_ref().map(|network| ("network", Party::Network(network)));
        [image, hardware, nodes, gateway, service, network].into_iter().flatten().collect()
    }
    /// Refuses settings that cannot be.
    pub(super) fn check(&self, checking: &mut Checking) {
        match &self.parties()[..] {
            [] => {
                let remedy =
                    "name an `image`, the `hardware` of a vendor, `nodes`, a `gateway`, a `service` or a `network`";
                checking.refuse_with("", "this does not say what is compromised", remedy);
            }
            [_, (second, _), ..] => {
                let remedy = "keep one of them, and write a table of its own for the other";
                checking.refuse_with(second, "one compromise is of one party", remedy);
            }
            [(key, Party::Gateway(_) | Party::Service(_) | Party::Network(_))] => {
                if self.acts != Acts::Reads && *key != "gateway" {
                    let message = format!("it says what is done with the keys of a gateway, and this is a {key}");
                    checking.refuse_with("acts", message, "leave it out");
                }
                let (reaches, has_roles) = (self.reach != Reach::All, !self.roles.is_empty());
                for (other, which, _) in
                    [("reach", "nodes", reaches), ("roles", "roles", has_roles)].iter().filter(|o| o.2)
                {
                    let message = format!("it says which {which} are reached, and a {key} has none");
                    checking.refuse_with(other, message, "leave it out");
                }
            }
            [_] if self.acts != Acts::Reads => {
                let message = "it says what is done with the keys of a gateway, and these are nodes";
                checking.refuse_with("acts", message, "leave it out, or name a `gateway`");
            }
            [_] => {}
        }
    }
}

impl Striker for Compromise {
    fn strike(&self) -> Strike<'_> {
        let Self { share, work, hidden, revoked, patches, .. } = *self;
        let forges = Forges {
            answers: self.roles.is_empty() || self.roles.contains(&Role::Serve),
            judgements: self.roles.contains(&Role::Check),
        };
        let acts = self.acts;
        Strike::Compromise { share, acts, forges, work, hidden, revoked, patches_early: patches == Patches::Public }
    }
    fn target(&self) -> Target<'_> {
        // One that names nobody is refused.
        let party = self.parties().into_iter().next().map_or(Party::Nodes(&[]), |(_, party)| party);
        Target::Party(party, self.reach)
    }
    fn vet(&self, checking: &mut Checking) {
        self.check(checking);
    }
}
