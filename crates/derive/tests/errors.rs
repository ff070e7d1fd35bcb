//! What the compiler says of structs that are no rows. After a change of a message or a compiler, see
//! that it still points at the right place, then write it down with `TRYBUILD=overwrite`.

#[test]
fn errors_say_what_is_wrong_and_where() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
