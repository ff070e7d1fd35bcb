use syn::Result;
use syn::meta::ParseNestedMeta;

/// Stores what an attribute says; saying it twice is an error, not a question of the order.
pub(crate) fn once<T>(slot: &mut Option<T>, meta: &ParseNestedMeta<'_>, value: T) -> Result<()> {
    if slot.is_some() {
        return Err(meta.error("given twice"));
    }
    *slot = Some(value);
    Ok(())
}
