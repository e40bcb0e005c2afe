//! Rows and pages of an older copy laid over the database: never an older value, always before or an error.

use super::*;

/// A closed store, and a copy of its file from before three of its rows changed, one went and one came.
fn with_older(filling: Filling) -> (Bench, Vec<u8>, Vec<Row>) {
    let Filling { schema, many, empty, .. } = filling;
    let mut bench = Bench::new();
    bench.filled_as(filling);
    let older = fs::read(bench.path("store.db")).unwrap();
    let mut store = bench.open(schema).unwrap();
    let row = |store: &Store, key: &[u8]| store.read(|r| r.find(many, key)).unwrap().remove(0).id;
    for key in [[0], [1], [11]] {
        let id = row(&store, &key);
        store.write(&mut bench.rng, |w| w.update(many, id, b"handed")).unwrap();
    }
    let gone = row(&store, &[4]);
    store.write(&mut bench.rng, |w| w.delete(many, gone)).unwrap();
    insert(&mut store, &mut bench.rng, empty, b"gone", b"forgotten");
    let now = all(&store).unwrap();
    store.close().unwrap();
    (bench, older, now)
}

fn read(bench: &Bench, schema: Schema) -> Result<Vec<Row>, StoreError> {
    bench.open(schema).and_then(|store| all(&store))
}

#[test]
fn each_row_of_an_older_copy_in_each_place_of_its_table_is_damage() {
    [WALLET, GATE].into_iter().for_each(each_row);
}

fn each_row(filling: Filling) {
    let (bench, older, now) = with_older(filling);
    let table = filling.many.name();
    fs::write(bench.path("older.db"), older).unwrap();
    let sound = fs::read(bench.path("store.db")).unwrap();
    let places = |file: &str| -> Vec<i64> {
        let connection = Connection::open(bench.path(file)).unwrap();
        let mut statement = connection.prepare(&format!("SELECT seq FROM {table}")).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let (old_places, new_places) = (places("older.db"), places("store.db"));
    let (mut tried, mut same) = (0, 0);
    for from in &old_places {
        for to in &new_places {
            for columns in ["value", "id, lookup, value"] {
                fs::write(bench.path("store.db"), &sound).unwrap();
                bench.tamper(&format!(
                    "ATTACH '{}' AS older; UPDATE {table} SET ({columns}) =
                     (SELECT {columns} FROM older.{table} WHERE seq = {from}) WHERE seq = {to}",
                    bench.path("older.db").display()
                ));
                tried += 1;
                match read(&bench, filling.schema) {
                    Ok(rows) => {
                        assert!(rows == now && from == to, "row {from} over row {to}");
                        same += 1;
                    }
                    Err(error) => assert_eq!(error, StoreError::Corrupt),
                }
            }
        }
    }
    let unchanged = new_places.iter().filter(|seq| ![1, 2, 12].contains(*seq)).count();
    assert_eq!((tried, same), (2 * old_places.len() * new_places.len(), 2 * unchanged));
}

#[test]
fn a_whole_table_of_an_older_copy_is_damage() {
    [WALLET, GATE].into_iter().for_each(whole_tables);
}

fn whole_tables(filling: Filling) {
    let (bench, older, now) = with_older(filling);
    fs::write(bench.path("older.db"), older).unwrap();
    let sound = fs::read(bench.path("store.db")).unwrap();
    for table in filling.schema.tables() {
        fs::write(bench.path("store.db"), &sound).unwrap();
        let name = table.name();
        bench.tamper(&format!(
            "ATTACH '{}' AS older; DELETE FROM \"{name}\"; INSERT INTO \"{name}\" SELECT * FROM older.\"{name}\"",
            bench.path("older.db").display()
        ));
        match read(&bench, filling.schema) {
            Ok(rows) => assert!(rows == now && ![filling.many, filling.empty].contains(table), "{name}"),
            Err(error) => assert_eq!(error, StoreError::Corrupt, "{name}"),
        }
    }
}

#[test]
fn each_page_of_an_older_copy_over_the_file_is_never_an_older_value() {
    [WALLET, GATE].into_iter().for_each(each_page);
}

fn each_page(filling: Filling) {
    let (bench, older, now) = with_older(filling);
    let sound = fs::read(bench.path("store.db")).unwrap();
    let mut noticed = 0;
    for (number, page) in older.chunks(4096).enumerate() {
        for place in 0..sound.len() / 4096 {
            let mut bytes = sound.clone();
            bytes[place * 4096..(place + 1) * 4096].copy_from_slice(page);
            fs::write(bench.path("store.db"), &bytes).unwrap();
            match read(&bench, filling.schema) {
                Ok(rows) => assert!(rows == now, "page {number} over page {place}"),
                Err(_) => noticed += 1,
            }
        }
    }
    assert!(noticed > sound.len() / 4096, "{noticed}");
}

/// Tables and what they are held against, all of the older copy: only folder and vault know better.
#[test]
fn the_whole_older_database_beside_its_newer_folder_is_told() {
    for filling in [WALLET, GATE] {
        let (bench, older, _) = with_older(filling);
        fs::write(bench.path("store.db"), older).unwrap();
        assert_eq!(bench.open(filling.schema).unwrap().missing(), 5);
    }
}
