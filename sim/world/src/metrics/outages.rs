//! What is measured of outages, of services on which gateways depend, and of hardware that idles while requests end.

use units::time::Span;

/// What is measured of one service.
#[derive(Clone, Copy, Debug, Default)]
pub struct ServiceMeter {
    /// Requests that asked it.
    pub asked: u64,
    /// Those of them that it took.
    pub taken: u64,
    /// Those of these that found what they asked for in its cache.
    pub hits: u64,
    /// Time that these waited in its lines \[ns\].
    pub waited: u128,
    /// Requests for which gateways used its fallback.
    pub fallbacks: u64,
}

/// What is measured of outages.
#[derive(Clone, Debug, Default)]
pub struct OutageMeter {
    /// By service.
    pub services: Vec<ServiceMeter>,
    /// Requests that ended because no node had room for them, though some node could have served them meanwhile.
    pub idled: u64,
    /// Requests that ended in an outage and whose users were told something else than that it is not there.
    pub misled: u64,
    /// Gateways that were opened by owners who review what they are worth.
    pub opened: u64,
    /// Those that closed, of such owners.
    pub shut: u64,
}

impl OutageMeter {
    /// Nothing measured, of so many services.
    pub fn new(services: usize) -> Self {
        Self { services: vec![ServiceMeter::default(); services], ..Self::default() }
    }
}

impl ServiceMeter {
    /// The service has taken a request.
    pub fn took(&mut self, waits: Span, is_hit: bool) {
        self.taken += 1;
        self.hits += u64::from(is_hit);
        self.waited += u128::from(waits.ns());
    }
}
