use aqueduct_derive::Row;

#[derive(Row)]
struct Order {
    id: u64,
    #[row(rename = "id")]
    customer: u64,
    #[row(skip)]
    note: String,
    #[row(rename = "note")]
    comment: String,
}

#[derive(Row)]
#[row(rename_all = "camelCase")]
struct Cased {
    order_id: u64,
    orderId: u64,
}

fn main() {}
