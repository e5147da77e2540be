//! The allocator of both programs.

/// Small values come and go by the hundred thousand; decision 0018 compares it with the default one.
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
