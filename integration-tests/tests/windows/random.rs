//! A thousand random jobs.

use crate::input::Input;
use crate::model::expected;
use crate::pipeline::actual;

async fn agree(seeds: std::ops::Range<u64>) {
    let (mut results, mut late) = (0, 0);
    for seed in seeds {
        let input = Input::random(seed);
        let (expected, actual) = (expected(&input), actual(&input).await);
        assert_eq!(actual, expected, "seed {seed}: {input:#?}");
        results += expected.results.len();
        late += expected.late.len();
    }
    assert!(results > 10_000 && late > 200, "{results} results and {late} late records prove little");
}

#[tokio::test]
async fn windows_are_what_brute_force_says() {
    agree(0..500).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn windows_are_what_brute_force_says_on_many_threads() {
    agree(500..1000).await;
}
