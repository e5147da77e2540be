//! The worker: opens storage, starts the runtime, listens on ports. No logic lives here.

#[cfg(target_arch = "wasm32")]
fn main() {
    vault_lab::browser::worker::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("The engine runs in a worker of the browser: see scripts/serve.");
}
