//! What gateways depend on.

use rules::checking::Facts;
use units::ids::ServiceId;
use units::reference::Ref;
use world::scenario::Service;

use super::Resolver;
use crate::names::find;

impl Resolver<'_> {
    pub(super) fn services(&mut self) -> Option<Vec<Service>> {
        let file = self.file;
        let mut list = Vec::new();
        let mut whole = true;
        for (name, service) in &file.service.list {
            let path = format!("service.{}", name.text);
            whole &= self.vet(&path, Facts::default(), |checking| service.vet(checking));
            let is_used = |named: &[Ref<ServiceId>]| named.iter().any(|used| used.text == name.text);
            if !file.gateway.values().any(|gateway| is_used(&gateway.services)) {
                let message = format!("no gateway depends on `{}`", name.text);
                let remedy = format!("name it in `gateway.NAME.services = [\"{}\"]`, or leave it out", name.text);
                self.problems.push_with(self.place(&path), message, remedy);
                whole = false;
            }
            list.push(Service { name: name.text.clone(), rules: service.clone() });
        }
        whole.then_some(list)
    }

    /// The services that a gateway names.
    pub(super) fn depended_on(&mut self, names: &[Ref<ServiceId>]) -> Option<Vec<ServiceId>> {
        let mut list = Vec::new();
        for name in names {
            let id = find(name, &self.file.service)?;
            if list.contains(&id) {
                self.problems.push(name.place, format!("`{}` is named twice", name.text));
                return None;
            }
            list.push(id);
        }
        Some(list)
    }
}

#[cfg(test)]
mod tests {
    use crate::told::told;

    fn check(gateway: &str, tables: &str, expected: &[&str]) {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"1 d\"\n[network.a]\n[gateway.g]\nnetworks = [\"a\"]\n{gateway}\n{tables}\
             [nodes.n]\ncount = 1\n"
        );
        assert_eq!(told(&text), expected, "{gateway} {tables}");
    }

    #[test]
    fn a_service_is_there_used_and_able_to_wait() {
        check("services = [\"store\"]", "[service.store]\nlatency = \"1 ms\"\n", &[]);
        check(
            "services = [\"stor\"]",
            "[service.store]\n",
            &[
                "there is no service `stor`",
                "did you mean `store`?",
                "no gateway depends on `store`",
                "name it in `gateway.NAME.services = [\"store\"]`, or leave it out",
            ],
        );
        check("services = [\"store\", \"store\"]", "[service.store]\n", &["`store` is named twice"]);
        check(
            "services = [\"store\"]",
            "[service.store]\nlongest_wait = \"1 s\"\ncache = { hit = \"97 %\", lifetime = \"1 h\" }\n\
             fallback.fee = \"1 usd/h\"\n",
            &[
                "nothing waits where any number of requests is taken",
                "give it a `capacity`, or what is `behind` it, or leave this out",
                "a cache makes no difference to what is behind it where that bears any number of requests",
                "say what is `behind` it, as in `behind = \"400 /s\"`",
                "`1 usd/h` is no price in usd for a request",
                "write it as in `0.00001 usd/request`",
            ],
        );
    }
}
