use super::Sql;
use super::conflict::conflict;
use super::names::{columns, quoted};
use crate::{Dialect, Plan};

/// How a column is bound: as one array of all its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrayColumn {
    /// The type of the array's elements.
    pub element: &'static str,
    /// The type that elements are cast to, in the database's own words, where they do not become it by
    /// being assigned.
    pub cast: Option<String>,
}

/// Writes any number of rows with one parameter per column, and one for the version.
///
/// `INSERT INTO "t" AS there ("a", "b") SELECT r.c1, r.c2 FROM unnest($1::int8[], $2::text[]) AS r(c1, c2)
/// ON CONFLICT ..`
pub fn insert_arrays(dialect: &Dialect, plan: &Plan, arrays: &[ArrayColumn]) -> Sql {
    let (mut given, mut taken, mut named) = (Vec::new(), Vec::new(), Vec::new());
    for (n, array) in (1..).zip(arrays) {
        given.push(format!("${n}::{}[]", array.element));
        named.push(format!("c{n}"));
        let cast = array.cast.as_ref().map_or_else(String::new, |ty| format!("::{ty}"));
        taken.push(format!("r.c{n}{cast}"));
    }
    if plan.version.is_some() {
        taken.push(format!("${}::int8", arrays.len() + 1));
    }
    Sql::new(format!(
        "INSERT INTO {} AS there ({}) SELECT {} FROM unnest({}) AS r({}){}",
        quoted(dialect, &plan.table),
        columns(dialect, plan),
        taken.join(", "),
        given.join(", "),
        named.join(", "),
        conflict(dialect, plan),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::plan;

    const DIALECT: Dialect = Dialect { quote: '"', longest_name: 63 };

    fn array(element: &'static str, cast: Option<&str>) -> ArrayColumn {
        ArrayColumn { element, cast: cast.map(str::to_owned) }
    }

    #[test]
    fn an_append_has_no_conflict() {
        let sql =
            insert_arrays(&DIALECT, &plan(&[], None), &[array("int8", None), array("text", Some("jsonb"))]);
        assert_eq!(
            sql.as_str(),
            "INSERT INTO \"t\" AS there (\"id\", \"text\") SELECT r.c1, r.c2::jsonb \
             FROM unnest($1::int8[], $2::text[]) AS r(c1, c2)"
        );
    }

    #[test]
    fn an_upsert_sets_all_but_its_key_and_minds_the_version() {
        let arrays = [array("int8", None), array("text", None)];
        let sql = insert_arrays(&DIALECT, &plan(&["id"], Some("v")), &arrays);
        assert_eq!(
            sql.as_str(),
            "INSERT INTO \"t\" AS there (\"id\", \"text\", \"v\") SELECT r.c1, r.c2, $3::int8 \
             FROM unnest($1::int8[], $2::text[]) AS r(c1, c2) ON CONFLICT (\"id\") DO UPDATE SET \
             \"text\" = excluded.\"text\", \"v\" = excluded.\"v\" \
             WHERE there.\"v\" IS NULL OR excluded.\"v\" >= there.\"v\""
        );
        let all = insert_arrays(&DIALECT, &plan(&["text", "id"], None), &arrays);
        assert!(all.as_str().ends_with(" ON CONFLICT (\"text\", \"id\") DO NOTHING"));
    }
}
