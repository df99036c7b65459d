//! Paths for tables and pictures: their ends, as far as they tell them apart.

/// The shortest ends of paths that differ from each other.
pub fn short(paths: &[String]) -> Vec<String> {
    let end = |path: &str, n: usize| {
        let parts: Vec<&str> = path.split('.').collect();
        parts[parts.len().saturating_sub(n)..].join(".")
    };
    paths
        .iter()
        .map(|path| {
            let is_unique = |n: usize| paths.iter().filter(|other| end(other, n) == end(path, n)).count() == 1;
            (1..=path.split('.').count())
                .map(|n| (n, end(path, n)))
                .find(|(n, _)| is_unique(*n))
                .map_or_else(|| path.clone(), |(_, e)| e)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn paths_are_cut_to_what_tells_them_apart() {
        let paths = ["nodes.home.count", "nodes.cloud.count", "gateway.front.fee"].map(String::from);
        assert_eq!(short(&paths), ["home.count", "cloud.count", "fee"]);
    }
}
