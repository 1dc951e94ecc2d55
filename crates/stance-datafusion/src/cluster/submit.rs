//! `stance-sql submit`: a query over files, on a cluster.

use std::fmt::Display;

use ballista::prelude::{SessionConfigExt as _, SessionContextExt as _};
use clap::Args;
use datafusion::execution::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use stance_cli::{Failure, Terminal, is_closed_pipe};

use super::gate::{Role, introduce};
use super::pin;
use crate::query::ModelArgs;
use crate::rows::RowsArgs;
use crate::session::{register, scored_once};

/// Query files on a cluster
///
/// Scheduler and executors read the files by the same paths as this machine: they lie on a file system that all share.
/// Rows come in no order but that of ORDER BY.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
    stance-sql submit \"SELECT id, stance_label(text) AS label FROM press ORDER BY id\" --table press=/archive/*.parquet --scheduler 127.0.0.1:50050 --format csv -o labels.csv")]
pub(crate) struct SubmitArgs {
    #[command(flatten)]
    rows: RowsArgs,
    /// Where the scheduler listens
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50050")]
    scheduler: String,
    /// Tasks that a stage is split into at most; as many as all executors have threads, or more
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=4096))]
    partitions: u16,
    #[command(flatten)]
    models: ModelArgs,
}

pub(crate) fn run(args: &SubmitArgs, terminal: Terminal) -> anyhow::Result<()> {
    args.rows.check(args.models.folder())?;
    let (host, port) = parse_address(&args.scheduler)?;
    let functions = args.models.functions()?;
    let threads = crate::program::threads(0);
    crate::program::block_on(threads, async {
        let config = scored_once(SessionConfig::new_with_ballista())
            .with_target_partitions(usize::from(args.partitions))
            .with_ballista_logical_extension_codec(pin::logical(&functions, "the client"))
            .with_ballista_override_create_grpc_client_endpoint(introduce(
                Role::Client,
                "submit",
                &functions,
            ));
        let state = SessionStateBuilder::new()
            .with_default_features()
            .with_config(config)
            .build();
        let url = format!("df://{host}:{port}");
        let context = SessionContext::remote_with_state(&url, state).await?;
        register(&context, &functions);
        let plan = args.rows.plan(&context).await?;
        let plan = plan.create_physical_plan().await?;
        let written = args.rows.write(plan, &context, terminal).await;
        written.map_err(|error| {
            if is_closed_pipe(&error) {
                error
            } else {
                told(format!("{error:#}"), &args.scheduler)
            }
        })
    })
}

/// Returns host and port of an address.
pub(super) fn parse_address(address: &str) -> anyhow::Result<(String, u16)> {
    let parts = address.rsplit_once(':');
    let parsed = parts.and_then(|(host, port)| Some((host.to_owned(), port.parse().ok()?)));
    parsed.filter(|(host, _)| !host.is_empty()).ok_or_else(|| {
        let message = format!("--scheduler {address}: HOST:PORT expected");
        Failure::new(
            message,
            "name it as the scheduler told it, such as 127.0.0.1:50050",
        )
        .into()
    })
}

/// Returns an error of the cluster as it is told: what the other side said, without the layers that it came through.
pub(super) fn told(error: impl Display, scheduler: &str) -> anyhow::Error {
    let text = error.to_string();
    let signs = [
        "connect to scheduler",
        "transport error",
        "tcp connect error",
    ];
    // An executor that the client cannot reach is named by its own address.
    let is_elsewhere = text.contains("http://") && !text.contains(scheduler);
    if !is_elsewhere && signs.iter().any(|sign| text.contains(sign)) {
        let message = format!("nobody answers at {scheduler}");
        let hint = "start the scheduler there with `stance-sql scheduler`, and name its address with --scheduler";
        return Failure::new(message, hint).into();
    }
    anyhow::Error::msg(said(&text).unwrap_or(text))
}

/// Returns the message of a task's error or of a status, which other crates write between quotation marks.
fn said(text: &str) -> Option<String> {
    let signs = ["Execution(\"", "message: \""];
    let mut found = signs.iter().filter_map(|sign| text.split_once(sign));
    let (_, rest) = found.next()?;
    let mut message = String::new();
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '"' => return Some(message),
            '\\' => match chars.next()? {
                'n' => message.push('\n'),
                other => message.push(other),
            },
            other => message.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_other_side_said_stands_alone() {
        let text = r#"Status { code: Internal, message: "no \"a\" here", source: None }"#;
        assert_eq!(said(text).as_deref(), Some(r#"no "a" here"#));
        let text = r#"Job a failed: DataFusionError(Shared(Execution("no such label")))"#;
        assert_eq!(said(text).as_deref(), Some("no such label"));
        assert_eq!(said("no status"), None);
        assert_eq!(said(r#"message: "cut off"#), None);
    }

    #[test]
    fn only_a_scheduler_that_is_out_of_reach_is_told_as_such() {
        let told = |address: &str| {
            let text = format!("Error connecting to http://{address}: tcp connect error");
            told(text, "10.0.0.1:50050").to_string()
        };
        assert_eq!(told("10.0.0.1:50050"), "nobody answers at 10.0.0.1:50050");
        assert!(told("10.0.0.2:50051").contains("http://10.0.0.2:50051"));
    }

    #[test]
    fn an_address_is_a_host_and_a_port() {
        assert_eq!(
            parse_address("[::1]:50050").unwrap(),
            ("[::1]".to_owned(), 50050)
        );
        for wrong in ["localhost", ":1", "a:b", "a:70000", ""] {
            assert!(parse_address(wrong).is_err(), "{wrong}");
        }
    }
}
