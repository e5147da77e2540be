//! The page: mounts the portal. No logic lives here.

#[cfg(target_arch = "wasm32")]
fn main() {
    vault_lab::portal::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("The portal runs in a browser: see scripts/serve.");
}
