use aqueduct_derive::Row;

#[derive(Row)]
struct Tuple(u8, String);

#[derive(Row)]
struct Unit;

#[derive(Row)]
enum Either {
    This { a: u8 },
    That,
}

#[derive(Row)]
union Bits {
    float: f32,
    int: u32,
}

#[derive(Row)]
struct Empty {}

#[derive(Row)]
struct AllSkipped {
    #[row(skip)]
    a: u8,
}

fn main() {}
