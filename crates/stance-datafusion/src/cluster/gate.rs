//! Who may speak with the scheduler: executors that compute every function as it does, and clients that mean no others.
//!
//! Each process says what it is in the user agent of its requests, `stance-sql/VERSION ROLE=NAME FUNCTION=CHECKSUM …`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ballista_core::extension::EndpointOverrideFn;
use tonic::{Request, Status};

use crate::Functions;
use crate::models::{LABEL, OF_ALL, PROBABILITY};

/// What the user agent of every process of a cluster begins with.
const PROGRAM: &str = "stance-sql/";

/// The version that all processes of a cluster must have: functions compute by code, too.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a process does in the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Executor,
    Client,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::Executor => "executor",
            Self::Client => "client",
        }
    }
}

/// Returns what a process says it is; `name` is where it can be reached.
fn user_agent(role: Role, name: &str, functions: &Functions) -> String {
    let mut agent = format!("{PROGRAM}{VERSION} {}={name}", role.name());
    for (function, checksum) in wholes(functions) {
        agent.extend([" ", function, "=", checksum]);
    }
    agent
}

/// Returns functions and checksums, one for each family of functions: those of all models have theirs from these.
fn wholes(functions: &Functions) -> impl Iterator<Item = (&str, &str)> {
    let is_part = |name: &str| name.ends_with(LABEL) || name.ends_with(PROBABILITY);
    let functions = functions.checksums();
    functions.filter(move |(name, _)| !is_part(name) && !OF_ALL.contains(name))
}

/// Returns what makes each connection of a process say what it is.
pub(crate) fn introduce(role: Role, name: &str, functions: &Functions) -> EndpointOverrideFn {
    let agent = user_agent(role, name, functions);
    Arc::new(move |endpoint| Ok(endpoint.user_agent(agent.as_str())?))
}

/// What a process said it is.
struct Visitor<'a> {
    version: &'a str,
    role: Role,
    name: &'a str,
    functions: BTreeMap<&'a str, &'a str>,
}

impl<'a> Visitor<'a> {
    fn read(agent: &'a str) -> Option<Self> {
        let mut words = agent.split(' ');
        let version = words.next()?.strip_prefix(PROGRAM)?;
        let (role, name) = words.next()?.split_once('=')?;
        let roles = [Role::Executor, Role::Client];
        Some(Self {
            version,
            role: roles.into_iter().find(|known| known.name() == role)?,
            name,
            // What the protocol adds about itself has no `=`.
            functions: words.filter_map(|word| word.split_once('=')).collect(),
        })
    }

    /// Returns why the process may not take part.
    fn refusal(&self, functions: &Functions) -> Option<String> {
        let who = match self.role {
            Role::Executor => format!("executor {}", self.name),
            Role::Client => "the client".to_owned(),
        };
        if self.version != VERSION {
            return Some(format!(
                "{who} is stance-sql {}, the scheduler {VERSION}; run the same version everywhere",
                self.version
            ));
        }
        let own: BTreeMap<&str, &str> = wholes(functions).collect();
        let (must, has) = match self.role {
            Role::Executor => (&own, &self.functions),
            Role::Client => (&self.functions, &own),
        };
        let wrong = |(function, _): &(&&str, &&str)| has.get(**function) != must.get(**function);
        let (function, _) = must.iter().find(wrong)?;
        Some(match (self.functions.get(function), own.get(function)) {
            (Some(found), Some(expected)) => format!(
                "{who} computes {function} with models of checksum {found}, the scheduler expects \
                 {expected}; start both with the same --models"
            ),
            (None, Some(expected)) => format!(
                "{who} lacks the function {function} (models of checksum {expected}); start it with the \
                 --models of the scheduler"
            ),
            _ => format!(
                "the scheduler lacks the function {function}; start it and the executors with the \
                 --models of the client"
            ),
        })
    }
}

/// The scheduler's door.
#[derive(Clone)]
pub(crate) struct Gate {
    functions: Functions,
    /// Tells how many executors there are.
    executors: Arc<dyn Fn() -> usize + Send + Sync>,
    /// Executors that came, by name: why they were turned away, or nothing.
    met: Arc<Mutex<BTreeMap<String, Option<String>>>>,
}

impl Gate {
    pub(crate) fn new(
        functions: &Functions,
        executors: impl Fn() -> usize + Send + Sync + 'static,
    ) -> Self {
        Self {
            functions: functions.clone(),
            executors: Arc::new(executors),
            met: Arc::default(),
        }
    }

    /// Lets a request in, or says why not.
    fn check(&self, agent: &str) -> Result<(), String> {
        let Some(visitor) = Visitor::read(agent) else {
            return Err(format!(
                "a process of stance-sql {VERSION} expected, {agent:?} found"
            ));
        };
        let why = visitor.refusal(&self.functions);
        if visitor.role == Role::Executor {
            self.meet(visitor.name, why.as_deref());
        }
        match (why, visitor.role) {
            (Some(why), _) => Err(why),
            (None, Role::Client) if (self.executors)() == 0 => Err(self.deserted()),
            (None, _) => Ok(()),
        }
    }

    /// Tells that an executor joined, or why it did not, the first time.
    fn meet(&self, name: &str, why: Option<&str>) {
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        if met.get(name).is_some_and(|before| before.as_deref() == why) {
            return;
        }
        match why {
            Some(why) => crate::program::tell(&format!("refused: {why}")),
            None => crate::program::tell(&format!("executor {name} joined")),
        }
        met.insert(name.to_owned(), why.map(str::to_owned));
    }

    /// Says that there is no executor, and who was turned away.
    fn deserted(&self) -> String {
        let mut told =
            "the scheduler has no executor: start one with `stance-sql executor`".to_owned();
        let met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        for why in met.values().flatten() {
            told.extend(["; refused: ", why]);
        }
        told
    }
}

impl tonic::service::Interceptor for Gate {
    fn call(&mut self, request: Request<()>) -> Result<Request<()>, Status> {
        let agent = request.metadata().get("user-agent");
        let agent = agent
            .and_then(|agent| agent.to_str().ok())
            .unwrap_or_default();
        self.check(agent).map_err(Status::failed_precondition)?;
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Models;

    #[test]
    fn who_is_the_same_comes_in() {
        let functions = Functions::of(&Models::embedded().unwrap());
        let (open, deserted) = (Gate::new(&functions, || 1), Gate::new(&functions, || 0));
        let executor = user_agent(Role::Executor, "a:1", &functions) + " tonic/0.14";
        let client = user_agent(Role::Client, "submit", &functions) + " tonic/0.14";
        assert_eq!(open.check(&executor), Ok(()));
        assert_eq!(open.check(&client), Ok(()));
        assert_eq!(deserted.check(&executor), Ok(()));
        assert!(deserted.check(&client).unwrap_err().contains("no executor"));
    }

    #[test]
    fn who_is_another_is_told_in_what() {
        let functions = Functions::of(&Models::embedded().unwrap());
        let gate = Gate::new(&functions, || 0);
        let agent = user_agent(Role::Executor, "a:1", &functions);
        let told = |agent: &str| gate.check(agent).unwrap_err();
        assert!(told("tonic/0.14").contains("a process of stance-sql"));
        let older = agent.replace(VERSION, "0.0.1");
        assert!(told(&older).contains("executor a:1 is stance-sql 0.0.1"));
        let sum = functions.checksum("stance").unwrap();
        let other = "0".repeat(64);
        let why = told(&agent.replace(sum, &other));
        assert!(
            why.contains("executor a:1 computes stance")
                && why.contains(sum)
                && why.contains(&other),
            "{why}"
        );
        let why = told(&agent.replace(" sentiment=", " feeling="));
        assert!(
            why.contains("executor a:1 lacks the function sentiment"),
            "{why}"
        );
        let more = user_agent(Role::Client, "submit", &functions) + " letters=" + &other;
        assert!(told(&more).contains("the scheduler lacks the function letters"));
        // Who was turned away is told to clients that find nobody.
        let client = user_agent(Role::Client, "submit", &functions);
        assert!(told(&client).contains("executor a:1 lacks the function sentiment"));
    }
}
