//! What a check of a folder found, and what a store held, as wallets and gates tell it.

use mogiri::store::{Examined, Fault, Table};
use mogiri::ticket::Held;
use serde_json::{Map, Value, json};

use crate::clock::utc;
use crate::error::CliError;
use crate::output::{Output, columns};
use crate::words::advice;

/// Kinds of personal data, one a line.
pub(crate) fn exposure(held: &[Held], output: Output) -> Result<(), CliError> {
    let value = held.iter().map(|held| {
        json!({
            "kind": held.kind.code(),
            "count": held.count,
            "erased": held.erased,
            "from": held.from.seconds(),
            "until": held.until.map(mogiri::ticket::Time::seconds),
        })
    });
    output.say(&value.collect(), || {
        let titles = ["kind", "here", "erased", "from", "until"].map(str::to_owned).to_vec();
        let row = |held: &Held| {
            let until = held.until.map_or_else(|| "now".to_owned(), utc);
            let (count, erased) = (held.count.to_string(), held.erased.to_string());
            vec![held.kind.code().to_owned(), count, erased, utc(held.from), until]
        };
        columns(&std::iter::once(titles).chain(held.iter().map(row)).collect::<Vec<_>>())
    })
}

/// `{table: rows}`.
pub(crate) fn rows(rows: &[(Table, u64)]) -> Value {
    let rows = rows.iter().map(|(table, rows)| (table.name().to_owned(), json!(rows)));
    Value::Object(rows.collect::<Map<_, _>>())
}

/// `[{code, table, row}]`.
pub(crate) fn faults(found: &Examined) -> Value {
    let one = |fault: &Fault| json!({ "code": fault.code(), "table": fault.table().map(Table::name), "row": fault.place() });
    found.faults.iter().map(one).collect()
}

/// What of the store is whole, and each damage on a line of its own.
pub(crate) fn text(found: &Examined) -> String {
    let all: u64 = found.rows.iter().map(|(_, rows)| rows).sum();
    if found.faults.is_empty() {
        return format!("○ 保存データに破損なし / store whole: {all} rows\n");
    }
    let damaged = format!("× 保存データの破損 / store damaged: {all} rows are whole\n");
    std::iter::once(damaged).chain(found.faults.iter().map(fault_text)).collect()
}

fn fault_text(fault: &Fault) -> String {
    let table = fault.table().map(|table| format!(" {}", table.name())).unwrap_or_default();
    let row = fault.place().map(|place| format!(" row {place}")).unwrap_or_default();
    let words = advice("fault", fault.code()).unwrap_or_default();
    format!("  {}{table}{row}: {words}\n", fault.code())
}
