use aqueduct_derive::Row;

#[derive(Row)]
struct OfFields {
    #[row(renam = "b")]
    unknown: u8,
    #[row(a::skip)]
    path: u8,
    #[row]
    nothing: u8,
    #[row(rename)]
    no_value: u8,
    #[row(rename = 1)]
    no_text: u8,
    #[row(skip = true)]
    no_flag: u8,
    #[row(rename = "a", rename = "b")]
    twice: u8,
    #[row(rename = "")]
    no_name: u8,
    #[row(skip, rename = "a")]
    skipped: u8,
    #[row(flatten, rename = "a")]
    flattened: u8,
    #[row(prefix = "a_")]
    prefixed: u8,
}

#[derive(Row)]
#[row(table = "orders")]
struct Unknown {
    a: u8,
}

#[derive(Row)]
#[row(rename_all = "Title Case")]
struct NoCase {
    a: u8,
}

#[derive(Row)]
#[row(crate = "not a path")]
struct NoPath {
    a: u8,
}

#[derive(Row)]
#[row(rename_all = "camelCase")]
#[row(rename_all = "kebab-case")]
struct Twice {
    a: u8,
}

fn main() {}
