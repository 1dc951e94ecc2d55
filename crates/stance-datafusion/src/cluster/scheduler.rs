//! `stance-sql scheduler`: splits queries into tasks and hands them to executors.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context as _;
use ballista_core::serde::protobuf::scheduler_grpc_server::SchedulerGrpcServer;
use ballista_core::utils::default_session_builder;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::create_scheduler;
use clap::Args;
use datafusion::execution::FunctionRegistry as _;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use futures::FutureExt as _;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

use super::gate::Gate;
use super::{pin, warn_if_open};
use crate::query::ModelArgs;

/// Bytes of a message between scheduler, executors and clients at most.
const MAX_MESSAGE: usize = 16 << 20;

/// Run the scheduler of a cluster
///
/// It takes in executors that compute with the same models, splits the queries of clients into tasks, and gives the tasks of an
/// executor that is lost to others. Nobody is asked for a password: bind it to addresses that only the cluster can reach.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  stance-sql scheduler --port 50050")]
pub(crate) struct SchedulerArgs {
    /// Address to listen on
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// Port to listen on; 0 is any that is free
    #[arg(long, value_name = "PORT", default_value_t = 50050)]
    port: u16,
    /// Seconds without a sign of life after which an executor is lost
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(2..))]
    executor_timeout: u64,
    #[command(flatten)]
    models: ModelArgs,
}

pub(crate) fn run(args: &SchedulerArgs) -> anyhow::Result<()> {
    let functions = args.models.functions()?;
    warn_if_open(args.bind);
    let of_session = functions.clone();
    let mut config = SchedulerConfig {
        bind_host: args.bind.to_string(),
        external_host: args.bind.to_string(),
        executor_timeout_seconds: args.executor_timeout,
        expire_dead_executor_interval_seconds: (args.executor_timeout / 4).max(1),
        no_executors_grace_period_seconds: args.executor_timeout,
        override_session_builder: Some(Arc::new(move |config| {
            let mut state = default_session_builder(config)?;
            for function in of_session.iter() {
                state.register_udf(Arc::clone(function))?;
            }
            Ok(state)
        })),
        override_logical_codec: Some(pin::logical(&functions, "the scheduler")),
        override_physical_codec: Some(pin::physical(&functions, "the scheduler")),
        ..SchedulerConfig::default()
    };
    crate::program::block_on(crate::program::threads(0), async move {
        let address = SocketAddr::new(args.bind, args.port);
        let incoming = TcpIncoming::bind(address)
            .map_err(anyhow::Error::msg)
            .with_context(|| format!("listening on {address}"))?
            .with_nodelay(Some(true));
        let address = incoming.local_addr()?;
        config.bind_port = address.port();
        let cluster = BallistaCluster::new_from_config(&config).await?;
        let config = Arc::new(config);
        let scheduler =
            create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, config).await?;
        let state = Arc::clone(&scheduler.state);
        let gate = Gate::new(&functions, move || {
            // What is asked for is in memory, so it is there at once.
            let executors = state.executor_manager.get_executors_state().now_or_never();
            executors
                .and_then(Result::ok)
                .map_or(0, |executors| executors.len())
        });
        let service = SchedulerGrpcServer::new(scheduler)
            .max_encoding_message_size(MAX_MESSAGE)
            .max_decoding_message_size(MAX_MESSAGE);
        crate::program::tell(&format!("scheduler listening on {address}"));
        let server = Server::builder().add_service(InterceptedService::new(service, gate));
        server
            .serve_with_incoming_shutdown(incoming, crate::program::stopped())
            .await
            .context("serving the cluster")
    })
}
