use super::dice::Dice;

/// How many pages the site has.
const PAGES: u64 = 400;

/// Pages by how often they are asked for: the n-th has a share like 1 / (n + 2), as pages have.
pub(super) struct Paths {
    /// The shares, each added to those before.
    upto: Vec<u64>,
}

impl Paths {
    pub(super) fn new() -> Self {
        let shares = (0..PAGES).map(|page| 1_000_000 / (page + 2));
        let upto = shares.scan(0, |sum, share| {
            *sum += share;
            Some(*sum)
        });
        Self { upto: upto.collect() }
    }

    pub(super) fn pick(&self, dice: &mut Dice) -> String {
        let share = dice.below(self.upto.last().copied().unwrap_or(1));
        match self.upto.partition_point(|upto| *upto <= share) {
            0 => "/".to_owned(),
            1 => "/static/site.css".to_owned(),
            2 => "/search".to_owned(),
            3 => "/cart".to_owned(),
            4 => "/api/stock".to_owned(),
            5 => "/login".to_owned(),
            6 => "/checkout".to_owned(),
            page if page % 5 == 0 => format!("/help/topic-{page}"),
            page => format!("/products/{page}"),
        }
    }
}
