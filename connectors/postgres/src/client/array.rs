use crate::wire::Wire;
use aqueduct_core::Value;
use aqueduct_sql::Rows;
use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo};
use sqlx::{Postgres, Type};

/// One column of some rows as one parameter, written straight into the message.
pub(super) struct Array<'r> {
    pub(super) rows: Rows<'r>,
    pub(super) column: usize,
    pub(super) wire: Wire,
}

impl Type<Postgres> for Array<'_> {
    /// That of any array; each has its own.
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("anyarray")
    }
}

impl Encode<'_, Postgres> for Array<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let (element, _) = self.wire.oids();
        let dimensions = i32::from(!self.rows.is_empty());
        buffer.extend(dimensions.to_be_bytes());
        let nulls_at = buffer.len();
        buffer.extend(0i32.to_be_bytes());
        buffer.extend(element.to_be_bytes());
        if self.rows.is_empty() {
            return Ok(IsNull::No);
        }
        buffer.extend(i32::try_from(self.rows.len())?.to_be_bytes());
        buffer.extend(1i32.to_be_bytes());
        for row in self.rows.iter() {
            let value = &row[self.column];
            let length_at = buffer.len();
            buffer.extend((-1i32).to_be_bytes());
            if let Value::Null = value {
                buffer[nulls_at + 3] = 1;
                continue;
            }
            self.wire.write(value, buffer);
            let length = i32::try_from(buffer.len() - length_at - 4)?;
            buffer[length_at..length_at + 4].copy_from_slice(&length.to_be_bytes());
        }
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(Oid(self.wire.oids().1)))
    }
}
