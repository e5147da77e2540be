pub mod base;
pub mod portal;
