//! `cargo xtask dependencies`: docs/dependencies.md, the table of direct dependencies, from `cargo metadata`, the reasons
//! that stand beside them in Cargo.toml, and the dates of the registry's index.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use serde::Deserialize;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    /// None for a dependency of the build's result, else `dev` or `build`.
    kind: Option<String>,
}

impl Edge {
    fn is_of_tests_only(&self) -> bool {
        let mut kinds = self.dep_kinds.iter();
        kinds.all(|kind| kind.kind.as_deref() == Some("dev"))
    }
}

/// Which packages depend on which.
struct Tree {
    packages: BTreeMap<String, Package>,
    nodes: BTreeMap<String, Vec<Edge>>,
    members: BTreeSet<String>,
}

/// Writes docs/dependencies.md.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    let tree = Tree::read(root)?;
    let manifest = std::fs::read_to_string(root.join("Cargo.toml"))?;
    let mut page = head(&tree)?;
    for (id, used_by) in tree.direct() {
        let package = &tree.packages[&id];
        let why = reason(&manifest, &package.name)?;
        let licence = package.license.as_deref().unwrap_or_default();
        let released = last_release(&package.name)?;
        let brings = tree.brought_by(&id);
        writeln!(
            page,
            "| `{}` | {} | {why} | {licence} | {released} | {brings} | {used_by} |",
            package.name, package.version
        )?;
    }
    std::fs::write(root.join("docs/dependencies.md"), page)?;
    Ok(())
}

fn head(tree: &Tree) -> anyhow::Result<String> {
    let names = |ids: BTreeSet<String>| ids.len() - ids.intersection(&tree.members).count();
    let member = |name: &str| {
        let mut members = tree.members.iter();
        let found = members.find(|id| tree.packages[*id].name == name);
        found.with_context(|| format!("no crate {name}"))
    };
    let of = |name: &str| anyhow::Ok(names(tree.reach(member(name)?, false, None)));
    let all_but = |left_out: Option<&String>| -> BTreeSet<String> {
        let members = tree.members.iter().filter(|id| Some(*id) != left_out);
        members
            .flat_map(|member| tree.reach(member, true, None))
            .collect()
    };
    let all = names(all_but(None));
    let all_but_sql = names(all_but(Some(member("stance-datafusion")?)));
    Ok(format!(
        "# Dependencies\n\n\
         Made by `cargo xtask dependencies` from the lock file, for Linux on x86-64; a test holds that no direct dependency is missing. With all features, \
         and with what its build needs, the binary `stance` is made of {} packages of others, the library `stance-model` of {}, the binary `stance-sql` of {}; with what \
         tests and chores need there are {all}, {} of them for `stance-sql` alone. None of those of `stance` opens a socket, which is a test too.\n\n\
         *Brings* counts the packages that no other direct dependency of the same crates needs: what would go if this one went, itself included. \
         DataFusion and Ballista need each other's packages, so that each alone brings few. The last release is that of any version.\n\n\
         | package | version | why | licence | last release | brings | used by |\n\
         |---|---|---|---|---|---|---|\n",
        of("stance-cli")?,
        of("stance-model")?,
        of("stance-datafusion")?,
        all - all_but_sql,
    ))
}

impl Tree {
    fn read(root: &Path) -> anyhow::Result<Self> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args([
                "metadata",
                "--format-version",
                "1",
                "--all-features",
                "--locked",
            ])
            .args(["--offline", "--filter-platform", "x86_64-unknown-linux-gnu"])
            .current_dir(root)
            .output()
            .context("starting cargo")?;
        if !output.status.success() {
            bail!(
                "cargo metadata: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        let found: Metadata = serde_json::from_slice(&output.stdout)?;
        let packages = found.packages.into_iter();
        let nodes = found.resolve.nodes.into_iter();
        Ok(Self {
            packages: packages
                .map(|package| (package.id.clone(), package))
                .collect(),
            nodes: nodes.map(|node| (node.id, node.deps)).collect(),
            members: found.workspace_members.into_iter().collect(),
        })
    }

    /// Returns the packages that a member names, and for each the members that name it, in the order of names.
    fn direct(&self) -> Vec<(String, String)> {
        let mut direct: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
        for member in &self.members {
            for edge in &self.nodes[member] {
                if self.members.contains(&edge.pkg) {
                    continue;
                }
                let name = &self.packages[member].name;
                let used_by = if edge.is_of_tests_only() {
                    format!("{name} (tests)")
                } else {
                    name.clone()
                };
                let key = (self.packages[&edge.pkg].name.as_str(), edge.pkg.as_str());
                direct.entry(key).or_default().push(used_by);
            }
        }
        let rows = direct.into_iter();
        rows.map(|((_, id), mut used_by)| {
            used_by.sort();
            (id.to_owned(), used_by.join(", "))
        })
        .collect()
    }

    /// Returns the packages that a package needs, itself included: of a member also what its tests need, if asked;
    /// without the direct dependency `left_out` of any member.
    fn reach(&self, start: &str, with_tests: bool, left_out: Option<&str>) -> BTreeSet<String> {
        let mut met = BTreeSet::new();
        let mut waiting = vec![start];
        while let Some(id) = waiting.pop() {
            if !met.insert(id.to_owned()) {
                continue;
            }
            let is_member = self.members.contains(id);
            for edge in &self.nodes[id] {
                let of_tests = edge.is_of_tests_only() && !(with_tests && is_member);
                let is_left_out = is_member && left_out == Some(&edge.pkg);
                if !of_tests && !is_left_out {
                    waiting.push(&edge.pkg);
                }
            }
        }
        met
    }

    /// Returns how many packages no member would need without this direct dependency.
    fn brought_by(&self, id: &str) -> usize {
        let all = |left_out| -> BTreeSet<String> {
            let members = self.members.iter();
            members
                .flat_map(|member| self.reach(member, true, left_out))
                .collect()
        };
        all(None).len() - all(Some(id)).len()
    }
}

/// Returns the reason beside a dependency: what stands after the licence in its comment.
fn reason<'m>(manifest: &'m str, name: &str) -> anyhow::Result<&'m str> {
    let mut lines = manifest.lines();
    let line = lines.find(|line| {
        let rest = line.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with(" = "))
    });
    let line = line.with_context(|| format!("Cargo.toml has no line for {name}"))?;
    let comment = line
        .split_once(" # ")
        .and_then(|(_, comment)| comment.split_once("; "));
    let (_, reason) = comment
        .with_context(|| format!("Cargo.toml: beside {name} stands no `# LICENCE; reason`"))?;
    Ok(reason)
}

/// Returns the day on which any version was released last, from the registry's index as cargo keeps it.
fn last_release(name: &str) -> anyhow::Result<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let index = home.context("no home folder")?.join("registry/index");
    let folder = match name.len() {
        1 | 2 => name.len().to_string(),
        3 => format!("3/{}", &name[..1]),
        _ => format!("{}/{}", &name[..2], &name[2..4]),
    };
    let mut days = BTreeSet::new();
    for registry in std::fs::read_dir(index)? {
        let path = registry?.path().join(".cache").join(&folder).join(name);
        let Ok(bytes) = std::fs::read(&path) else {
            continue;
        };
        let text = String::from_utf8_lossy(&bytes);
        let stamps = text.split("\"pubtime\":").skip(1);
        let day = |rest: &str| {
            rest.trim_start_matches([' ', '"'])
                .get(..10)
                .map(str::to_owned)
        };
        days.extend(stamps.filter_map(day));
    }
    days.pop_last()
        .with_context(|| format!("{name}: cargo keeps no date of it; `cargo update -p {name} --dry-run` asks the registry"))
}
