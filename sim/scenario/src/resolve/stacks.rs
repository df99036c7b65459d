//! Serving stacks.

use rules::checking::Facts;
use world::scenario::Stack;

use super::Resolver;

impl Resolver<'_> {
    pub(super) fn stacks(&mut self) -> Option<Vec<Stack>> {
        let file = self.file;
        let mut list = Vec::new();
        let mut whole = true;
        for (name, stack) in &file.stack.list {
            let path = format!("stack.{}", name.text);
            whole &= self.vet(&path, Facts::default(), |checking| stack.vet(checking));
            if !file.nodes.values().any(|nodes| nodes.stack.as_ref().is_some_and(|used| used.text == name.text)) {
                let message = format!("no nodes run `{}`", name.text);
                let remedy = format!("name it in `nodes.NAME.stack = \"{}\"`, or leave it out", name.text);
                self.problems.push_with(self.place(&path), message, remedy);
                whole = false;
            }
            list.push(Stack { name: name.text.clone(), rules: stack.clone() });
        }
        whole.then_some(list)
    }
}

#[cfg(test)]
mod tests {
    use crate::told::told;

    fn check(nodes: &str, tables: &str, expected: &[&str]) {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"1 d\"\n[network.a]\n[gateway.g]\nnetworks = [\"a\"]\n{tables}\
             [nodes.n]\ncount = 1\n{nodes}\n"
        );
        assert_eq!(told(&text), expected, "{nodes} {tables}");
    }

    #[test]
    fn a_stack_is_there_and_used_and_deviates_in_a_share_of_its_answers() {
        check("stack = \"vllm\"", "[stack.vllm]\ndeviates = \"12.8 %\"\n", &[]);
        check("stack = \"vllm\"", "[stack.vllm]\ndeviates = { uniform = { low = \"5 %\", high = \"20 %\" } }\n", &[]);
        check(
            "stack = \"vlm\"",
            "[stack.vllm]\ndeviates = \"1 %\"\n",
            &[
                "no nodes run `vllm`",
                "name it in `nodes.NAME.stack = \"vllm\"`, or leave it out",
                "there is no serving stack `vlm`",
                "did you mean `vllm`?",
            ],
        );
        check(
            "stack = \"vllm\"",
            "[stack.vllm]\ndeviates = 1.5\n",
            &["more than all answers cannot deviate", "lower it to 100 % or less, as in `12.8 %`"],
        );
    }
}
