//! Who may be picked: the lists of networks and gateways, fresh or old, and who is banned from them.

mod ban;
pub(super) mod knowledge;
mod register;
mod view;
