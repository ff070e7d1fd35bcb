/// What a generated log holds, by what is to become of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Planted {
    /// Lines that are all right, or can be put right.
    pub good: u64,
    /// Those of them that come when some of their windows have fired.
    pub missed: u64,
    /// Lines without a time that can be read.
    pub undecodable: u64,
    /// Lines that tell no request.
    pub no_path: u64,
    /// Lines with a status that does not exist, or none.
    pub no_status: u64,
    /// Lines from the next millennium.
    pub too_far_ahead: u64,
    /// Lines that come when all of their windows have fired.
    pub late: u64,
}

impl Planted {
    /// All lines.
    pub fn lines(&self) -> u64 {
        let bad = self.undecodable + self.no_path + self.no_status + self.too_far_ahead + self.late;
        self.good + bad
    }
}
