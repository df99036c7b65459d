//! What manifests declare is used, and what enters may enter.

use std::path::{Path, PathBuf};

use super::{none, read, shown};
use crate::support;

/// The manifests of all packages.
fn manifests() -> Vec<(PathBuf, toml::Table)> {
    let root = support::root();
    let mut list = support::files(&root.join("sim"), "toml");
    list.retain(|path| path.ends_with("Cargo.toml"));
    list.extend([root.join("benches/Cargo.toml"), root.join("fuzz/Cargo.toml")]);
    assert!(list.len() >= 13, "only {} packages were found", list.len());
    list.into_iter().map(|path| (path.clone(), parsed(&path))).collect()
}

fn parsed(path: &Path) -> toml::Table {
    read(path).parse().unwrap_or_else(|e| panic!("{}: {e}", shown(path)))
}

/// The tables at a path, whose `*` is any key.
fn at<'a>(table: &'a toml::Table, path: &[&str]) -> Vec<&'a toml::Table> {
    let Some((first, rest)) = path.split_first() else { return vec![table] };
    let inner = table.iter().filter(|(key, _)| *first == "*" || *first == key.as_str());
    inner.filter_map(|(_, value)| value.as_table()).flat_map(|table| at(table, rest)).collect()
}

/// Whether code names a crate: in a path or in a `use`, not in a comment, and not as the end of a longer name.
fn is_named(code: &str, name: &str) -> bool {
    let ident = name.replace('-', "_");
    code.match_indices(&ident).any(|(from, _)| {
        let (before, after) = (&code[..from], &code[from + ident.len()..]);
        let is_whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '.');
        is_whole && (after.starts_with("::") || (before.ends_with("use ") && after.starts_with([';', ' '])))
    })
}

/// The code below a folder, without comments.
fn code(folders: &[PathBuf]) -> String {
    let files = folders.iter().flat_map(|folder| support::files(folder, "rs"));
    let plain = |path: PathBuf| {
        read(&path).lines().map(|line| line.split("//").next().unwrap_or("").to_string() + "\n").collect()
    };
    files.map(plain).collect::<Vec<String>>().concat()
}

#[test]
fn every_dependency_is_named_by_the_code_that_it_is_declared_for() {
    let mut broken = Vec::new();
    for (path, manifest) in manifests() {
        let folder = path.parent().expect("a manifest is in a folder");
        let is_library = folder.join("src").exists();
        let own = if is_library { code(&[folder.join("src")]) } else { code(&[folder.to_path_buf()]) };
        let all = code(&[folder.to_path_buf()]);
        for (table, code) in [
            (vec!["dependencies"], &own),
            (vec!["target", "*", "dependencies"], &own),
            (vec!["dev-dependencies"], &all),
            (vec!["build-dependencies"], &all),
        ] {
            let names = at(&manifest, &table).into_iter().flat_map(|table| table.keys());
            for name in names.filter(|name| !is_named(code, name)) {
                let remedy =
                    if is_named(&all, name) { "only its tests do: use `dev-dependencies`" } else { "take it out" };
                broken.push(format!("{}: no code names `{name}`; {remedy}", shown(&path)));
            }
        }
    }
    none(&broken);
}

#[test]
fn every_dependency_of_the_workspace_is_one_of_a_package() {
    let root = parsed(&support::root().join("Cargo.toml"));
    let packages = manifests();
    let mut declared = Vec::new();
    for (_, manifest) in &packages {
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            declared.extend(at(manifest, &[kind]));
            declared.extend(at(manifest, &["target", "*", kind]));
        }
    }
    let dead = at(&root, &["workspace", "dependencies"]).into_iter().flat_map(|table| table.keys());
    let dead = dead.filter(|name| !declared.iter().any(|table| table.contains_key(name.as_str())));
    none(&dead.map(|name| format!("Cargo.toml: no package asks for `{name}`")).collect::<Vec<_>>());
}

#[test]
fn every_feature_turns_something_on() {
    let mut broken = Vec::new();
    for (path, manifest) in manifests() {
        let code = code(&[path.parent().expect("a manifest is in a folder").to_path_buf()]);
        for (name, on) in at(&manifest, &["features"]).into_iter().flatten() {
            let is_passed_on =
                on.as_array().is_some_and(|list| list.iter().any(|on| on.as_str().is_some_and(|on| on.contains('/'))));
            if !is_passed_on && !code.contains(&format!("feature = \"{name}\"")) {
                broken.push(format!("{}: no code asks for the feature `{name}`", shown(&path)));
            }
        }
    }
    none(&broken);
}

/// `clippy.toml` of a folder takes the place of that of the top, whole: what holds everywhere stands in each.
#[test]
fn every_clippy_file_holds_tests_to_the_stated_rust_version() {
    let root = support::root();
    let files = [
        support::files(&root.join("sim"), "toml"),
        support::files(&root.join("benches"), "toml"),
        vec![root.join("clippy.toml")],
    ];
    let files: Vec<PathBuf> = files.concat().into_iter().filter(|path| path.ends_with("clippy.toml")).collect();
    assert!(files.len() >= 4, "only {files:?} were found");
    let silent = files.iter().filter(|path| !read(path).contains("\ncheck-incompatible-msrv-in-tests = true\n"));
    none(
        &silent
            .map(|path| format!("{}: `check-incompatible-msrv-in-tests` is missing", shown(path)))
            .collect::<Vec<_>>(),
    );
}

#[test]
#[cfg(unix)]
fn a_licence_that_may_not_enter_is_refused() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    let told = |licence: &str| {
        let mut script = Command::new(support::root().join(".ci/licences"));
        script.arg("-").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut script = script.spawn().expect("bash is here");
        let mut stdin = script.stdin.take().expect("piped");
        writeln!(stdin, "it v1|{licence}|").expect("it reads");
        drop(stdin);
        let output = script.wait_with_output().expect("it ends");
        let text = String::from_utf8_lossy(&output.stderr).trim().to_string();
        assert_eq!(output.status.success(), text.is_empty(), "{licence}: {text}");
        text
    };
    for met in [
        "MIT",
        "MIT OR GPL-3.0",
        "GPL-3.0/Apache-2.0",
        "(MIT OR GPL-3.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception",
        "MIT OR GPL-2.0 AND (LGPL-2.0 OR GPL-3.0)",
    ] {
        assert_eq!(told(met), "", "{met}");
    }
    for not in ["GPL-3.0", "MIT AND GPL-3.0", "(GPL-2.0 OR GPL-3.0) AND MIT", "MIT WITH Some-exception", "*", "MI"] {
        assert_eq!(told(not), format!("it v1 is under `{not}`, which deny.toml does not allow"));
    }
    assert_eq!(told(""), "it v1 names no licence");
}
