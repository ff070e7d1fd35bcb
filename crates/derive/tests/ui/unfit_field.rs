use aqueduct_derive::Row;

struct Customer {
    id: u64,
}

#[derive(Row)]
#[row(crate = "aqueduct_core")]
struct Order {
    id: u64,
    customer: Customer,
    #[row(flatten)]
    billed: Option<Customer>,
}

fn main() {}
