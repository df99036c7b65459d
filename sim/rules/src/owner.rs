//! Owners and the rules that live with them, as a scenario writes them.

pub mod apps;
pub mod buyback;
pub mod change;
pub mod coin;
pub mod contract;
pub mod delegators;
pub mod gateway;
pub mod hardware;
pub mod holders;
pub mod insurance;
pub mod leak;
pub mod network;
pub mod nodes;
pub mod place;
pub mod reputation;
pub mod retry;
pub mod revises;
pub mod saturation;
pub mod service;
pub mod settlement;
pub mod spending;
pub mod stack;
pub mod standard;
pub mod users;
pub mod weather;
