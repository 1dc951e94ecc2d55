//! `stance-sql executor`: works off the tasks that the scheduler hands out.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use clap::Args;

use super::gate::{Role, introduce};
use super::{free_port, host_of, pin, warn_if_open};
use crate::query::ModelArgs;

/// Run an executor of a cluster
///
/// It computes with the models that the scheduler has, or is turned away. Nobody is asked for a password: bind it to addresses that
/// only the cluster can reach.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  stance-sql executor --scheduler 127.0.0.1:50050")]
pub(crate) struct ExecutorArgs {
    /// Where the scheduler listens
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50050")]
    scheduler: String,
    /// Address to listen on
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// Name or address by which the other machines reach this one [default: the address to listen on]
    #[arg(long, value_name = "HOST")]
    host: Option<String>,
    /// Port from which results are fetched; 0 is any that is free
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
    /// Port to which the scheduler sends tasks; 0 is any that is free
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    task_port: u16,
    /// Tasks to work on at a time, and threads; 0 is one per processor
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(..=1024))]
    threads: u16,
    /// Folder for results on their way [default: a temporary one]
    #[arg(long, value_name = "DIR")]
    work_dir: Option<PathBuf>,
    /// Seconds between signs of life
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    heartbeat: u64,
    #[command(flatten)]
    models: ModelArgs,
}

pub(crate) fn run(args: &ExecutorArgs) -> anyhow::Result<()> {
    let functions = args.models.functions()?;
    warn_if_open(args.bind);
    let threads = crate::program::threads(args.threads);
    crate::program::start_pool(threads)?;
    let (scheduler_host, scheduler_port) = super::submit::parse_address(&args.scheduler)?;
    let port_of = |port: u16| {
        if port == 0 {
            free_port(args.bind)
        } else {
            Ok(port)
        }
    };
    let host = args.host.clone().unwrap_or_else(|| host_of(args.bind));
    let port = port_of(args.port).context("looking for a free port")?;
    let name = format!("{host}:{port}");
    let mut registry = BallistaFunctionRegistry::default();
    for function in functions.iter() {
        let name = function.name().to_owned();
        registry.scalar_functions.insert(name, Arc::clone(function));
    }
    let work_dir = tempfile::Builder::new().prefix("stance-sql-").tempdir()?;
    let folder = args.work_dir.clone();
    let folder = folder.unwrap_or_else(|| work_dir.path().to_owned());
    let who = format!("executor {name}");
    let config = ExecutorProcessConfig {
        bind_host: host_of(args.bind),
        external_host: Some(host),
        port,
        grpc_port: port_of(args.task_port).context("looking for a free port")?,
        scheduler_host,
        scheduler_port,
        scheduler_connect_timeout_seconds: 0,
        vcores: threads,
        work_dir: Some(folder.display().to_string()),
        executor_heartbeat_interval_seconds: args.heartbeat,
        override_function_registry: Some(Arc::new(registry)),
        override_logical_codec: Some(pin::logical(&functions, &who)),
        override_physical_codec: Some(pin::physical(&functions, &who)),
        override_create_grpc_client_endpoint: Some(introduce(Role::Executor, &name, &functions)),
        ..ExecutorProcessConfig::default()
    };
    let scheduler = &args.scheduler;
    crate::program::block_on(threads, async {
        crate::program::tell(&format!("{who} joins the scheduler {scheduler}"));
        let done = start_executor_process(Arc::new(config)).await;
        done.map_err(|error| super::submit::told(error, scheduler))
    })
}
