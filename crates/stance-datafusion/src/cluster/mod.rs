//! A cluster: one scheduler, executors, and clients that submit queries.
//!
//! Every process opens the same models. That is checked twice: when an executor or a client first speaks to the scheduler
//! ([`gate`]), and in every plan, whose functions carry checksums ([`pin`]).

pub(crate) mod executor;
mod gate;
mod pin;
pub(crate) mod scheduler;
pub(crate) mod submit;

use std::net::{IpAddr, SocketAddr};

/// Tells on stderr that a port is open to others, where an address is not this machine's own.
fn warn_if_open(address: IpAddr) {
    if !address.is_loopback() {
        crate::program::tell(&format!(
            "warning: {address} can be reached from other machines, and nobody is asked for a password: keep the ports \
             of the cluster behind a firewall"
        ));
    }
}

/// Returns an address as clients of the protocol write it.
fn host_of(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

/// Returns a port that nobody listens on just now.
fn free_port(address: IpAddr) -> std::io::Result<u16> {
    Ok(std::net::TcpListener::bind(SocketAddr::new(address, 0))?
        .local_addr()?
        .port())
}
