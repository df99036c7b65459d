//! Answers that went out with a forced error, until all checks of them are done.

use std::collections::BTreeMap;

use units::ids::{NodeRef, RequestId};

use crate::scenario::Network;

/// Who has found the forced errors of a network.
#[derive(Clone, Debug, Default)]
pub(crate) struct Forced {
    finders: BTreeMap<RequestId, Vec<NodeRef>>,
}

impl Forced {
    /// Those of a network that orders any.
    pub(crate) fn of(network: &Network) -> Option<Box<Self>> {
        network.rules.forced_errors.as_ref().map(|_| Box::default())
    }
    /// An answer goes out with a forced error.
    pub(crate) fn open(&mut self, request: RequestId) {
        self.finders.insert(request, Vec::new());
    }
    /// Whether an answer has one.
    pub(crate) fn has(&self, request: RequestId) -> bool {
        self.finders.contains_key(&request)
    }
    /// A checker has found it.
    pub(crate) fn find(&mut self, request: RequestId, finder: NodeRef) {
        if let Some(finders) = self.finders.get_mut(&request) {
            finders.push(finder);
        }
    }
    /// All checks are done: who found it, if there was one.
    pub(crate) fn end(&mut self, request: RequestId) -> Option<Vec<NodeRef>> {
        self.finders.remove(&request)
    }
}
