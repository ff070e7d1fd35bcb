//! A crash at every step of the protocol, in all four kinds of delivery, compared with the calm run.

mod case;
mod job;
mod matrix;
mod outside;
mod paced;
mod planted;
mod skewed;
mod zombies;
