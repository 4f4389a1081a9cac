"""The book of record: migrations from every older schema with rows, transactions, and SQLite's errors in words."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.core import database as module
from alcove.core.database import Database, translated, write_ahead
from alcove.core.errors import DatabaseDamaged, DatabaseError, DatabaseTooNew, DiskFull
from alcove.core.schema import MIGRATIONS

NAMES = [name for name, _ in MIGRATIONS]

# Rows as a library written right after each migration holds them; a new migration must bring some of its own.
ROWS: dict[str, list[tuple[str, tuple[object, ...]]]] = {
    "0001_library": [
        ("INSERT INTO settings VALUES (?, ?)", ("theme", '"dark"')),
        ("INSERT INTO sources (id, name, kind, path) VALUES (1, 'notes', 'folder', '/notes')", ()),
        (
            "INSERT INTO items (id, source_id, uri, mime, size, modified_ns) VALUES (1, 1, '/notes/a.md', ?, 3, 9)",
            ("text/markdown",),
        ),
        ("INSERT INTO documents (item_id, text, pages, content_hash) VALUES (1, 'Oil.', '[]', x'00')", ()),
        ("""INSERT INTO chunks (id, item_id, ordinal, start, "end", heading, content_hash)
            VALUES (1, 1, 0, 0, 4, '', x'01')""", ()),
        ("INSERT INTO chunks_fts (rowid, heading, body) VALUES (1, '', 'oil')", ()),
        ("INSERT INTO embedders VALUES (1, 'mini 1', 2)", ()),
        ("INSERT INTO vectors VALUES (x'01', 1, x'0000')", ()),
        ("INSERT INTO chroma_entries VALUES (1, 1, 1)", ()),
        ("INSERT INTO chroma_owes_delete VALUES (1, 7)", ()),
    ],
    "0002_conversations": [
        ("INSERT INTO conversations (id, title, created, updated) VALUES (1, 'Oil', 1.0, 2.0)", ()),
        ("""INSERT INTO messages (id, conversation_id, role, text, status, created)
            VALUES (1, 1, 'user', 'Which oil?', 'complete', 1.0)""", ()),
        ("""INSERT INTO messages (id, conversation_id, parent_id, role, text, status, created, details)
            VALUES (2, 1, 1, 'assistant', 'Tung [1].', 'complete', 2.0,
            '{"hits": [{"content_hash": "ab00", "text": "Wax."}, {"content_hash": "ab01", "text": "Oil."}]}')""", ()),
        ("INSERT INTO citations VALUES (2, 0, 1, '/notes/a.md', 'a', NULL, 0, 4, 'Oil.', 1, 0, 4)", ()),
        ("""INSERT INTO receipts (message_id, prompt, content, raw, model_sha256, sampler, seed)
            VALUES (2, 'p', 'c', 'r', 'h', 's', 0)""", ()),
        ("""INSERT INTO receipt_chunks (message_id, rank, content_hash, uri, start, "end")
            VALUES (2, 1, x'AB01', '/notes/a.md', 0, 4)""", ()),
        ("INSERT INTO models VALUES ('m', '/m.gguf', 1.0)", ()),
    ],
    "0003_ledger": [
        ("INSERT INTO ledger (at, who, target, purpose, allowed) VALUES (1.0, 'index', 'example.org', 'x', 0)", ()),
    ],
    "0004_reading": [
        ("INSERT INTO ocr_words VALUES (1, x'00')", ()),
        ("INSERT INTO item_tags VALUES (1, 'house')", ()),
        ("INSERT INTO item_aliases VALUES (1, 'Flat')", ()),
        ("INSERT INTO anchors VALUES (1, 'Oil', 0, 4, 1)", ()),
        ("""INSERT INTO links (item_id, kind, target, fragment, start, "end") VALUES (1, 'link', 'b', '', 0, 5)""", ()),
    ],
    "0005_keywords": [
        ("UPDATE chunks_fts SET embedded = 'tung' WHERE rowid = 1", ()),
    ],
    "0006_receipts": [
        ("INSERT INTO receipt_chunks VALUES (2, 2, x'AB00', '/notes/a.md', 5, 9, 'Wax.', '')", ()),
        ("INSERT INTO receipt_chunks VALUES (2, 3, x'AB09', '/notes/a.md', 10, 14, '', '')", ()),
    ],
    "0007_modes": [
        ("INSERT INTO conversations (title, created, updated, answer_from) VALUES ('Wax', 1.0, 2.0, 'both')", ()),
    ],
    "0008_own_questions": [
        ("INSERT INTO own_questions VALUES (1, 'Which oil?', '/notes/a.md', NULL, 0, 4, 'Oil.', x'01', 3.0)", ()),
        ("INSERT INTO own_results VALUES (1, 4.0, 'mini 1', '[]', 0)", ()),
    ],
    "0009_endpoints": [
        ("INSERT INTO endpoints VALUES (1, 'Ollama', 'http://localhost:11434/v1', 1, 0)", ()),
        ("INSERT INTO endpoint_models VALUES (1, 'llama3.2:3b', 0, 8192)", ()),
        ("UPDATE receipts SET served = '{}' WHERE message_id = 2", ()),
    ],
    "0010_embedders": [
        ("INSERT INTO added_embedders VALUES ('mini', 'folder', '/models/mini', '{}', 5.0)", ()),
    ],
    "0011_arena": [
        ("INSERT INTO arena_batches VALUES (1, 'Oils', 'done', 6.0, '[]', NULL)", ()),
        ("INSERT INTO arena_matches VALUES (1, 1, 'Which oil?', 1, '[]', 'documents', NULL, 7, 6.0, NULL)", ()),
        ("INSERT INTO arena_entries VALUES (1, 0, 'mini', 2)", ()),
        ("INSERT INTO arena_tags VALUES (1, 'wood')", ()),
        ("INSERT INTO arena_votes VALUES (1, '[0]', 0, 0, 8.0, NULL)", ()),
        ("UPDATE conversations SET arena_match = 1 WHERE id = 1", ()),
    ],
    "0012_organise_conversations": [
        ("INSERT INTO conversation_folders VALUES ('Work')", ()),
        ("UPDATE conversations SET folder = 'Work', pinned = 1, archived = 1, titled = 'model' WHERE id = 1", ()),
        ("UPDATE messages SET origin = 'chatgpt/2', deleted = 3.0 WHERE id = 2", ()),
    ],
    "0013_prompts": [
        ("INSERT INTO kept_texts VALUES (1, 'prompt', 'due', 1, 6.0, NULL)", ()),
        ("INSERT INTO kept_versions VALUES (1, 1, 6.0, '{}')", ()),
        ("UPDATE conversations SET persona_id = 2 WHERE id = 1", ()),
        ("UPDATE receipts SET persona = 'terse', instructions = 'Be brief.' WHERE message_id = 2", ()),
    ],
    "0014_leaf": [
        ("UPDATE conversations SET leaf_id = 2 WHERE id = 1", ()),
    ],
    "0015_tree_index": [],
    "0016_attached": [
        ("INSERT INTO message_documents VALUES (1, 0, 'attached', '/scan.pdf', 'scan.pdf')", ()),
        ("INSERT INTO drafts VALUES (1, '{}', 7.0)", ()),
        ("UPDATE conversations SET documents = '[]' WHERE id = 1", ()),
    ],
    "0017_columns": [
        ("""UPDATE conversations SET columns = '[{"contender": "m", "scope": []}]' WHERE id = 1""", ()),
    ],
    "0018_delves": [
        ("UPDATE messages SET delve = '{\"phrase\": \"oil\", \"start\": 0, \"end\": 3}' WHERE id = 1", ()),
    ],
}  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    one = Database(tmp_path / "alcove.db")
    yield one
    one.close()


def schema_of(database: Database) -> dict[str, str]:
    rows = database.query("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {row["name"]: row["sql"] for row in rows}


def contents_of(database: Database) -> dict[str, list[tuple[object, ...]]]:
    tables = [name for name, sql in schema_of(database).items() if sql.startswith("CREATE TABLE")]
    tables = [name for name in tables if name != "migrations" and "_fts_" not in name]
    return {name: [tuple(row) for row in database.query(f"SELECT * FROM {name}")] for name in tables}


# Migrations


def test_an_empty_file_gets_the_whole_schema(database: Database) -> None:
    assert [row["name"] for row in database.query("SELECT name FROM migrations ORDER BY name")] == sorted(NAMES)
    assert sorted(NAMES) == NAMES, "migrations are numbered"
    assert database.query("PRAGMA journal_mode")[0][0] == "wal"
    assert database.query("PRAGMA foreign_keys")[0][0] == 1


@pytest.mark.parametrize("age", range(1, len(MIGRATIONS) + 1), ids=NAMES)
def test_every_older_library_is_brought_up_with_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: int, database: Database
) -> None:
    with monkeypatch.context() as older:
        older.setattr(module, "MIGRATIONS", MIGRATIONS[:age])
        old = Database(tmp_path / "old.db")
    with old.transaction() as tx:
        for name in NAMES[:age]:
            for sql, values in ROWS[name]:
                tx.execute(sql, values)
    before = contents_of(old)
    assert all(before.values()), "every table of the old schema holds a row"
    old.close()

    new = Database(tmp_path / "old.db")

    assert schema_of(new) == schema_of(database)
    after = contents_of(new)
    for name, rows in before.items():
        assert [row[: len(rows[0])] for row in after[name]] == rows, "columns are only ever added, at the end"
    assert [row["rowid"] for row in new.query("SELECT rowid FROM chunks_fts WHERE chunks_fts MATCH 'oil'")] == [1]
    if age > 1:
        found = new.query("SELECT rowid FROM conversations_fts WHERE conversations_fts MATCH 'oil'")
        assert [row["rowid"] for row in found] == [1]
        found = new.query("SELECT rowid FROM messages_fts WHERE messages_fts MATCH 'oil OR tung' ORDER BY rowid")
        deleted = age >= [name for name, _ in MIGRATIONS].index("0012_organise_conversations") + 1
        assert [row["rowid"] for row in found] == ([1] if deleted else [1, 2])
        uids = [row["uid"] for row in new.query("SELECT uid FROM conversations WHERE id = 1")]
        assert all(uids) or deleted, "a conversation of now gets its own when it is made"
    assert new.query("PRAGMA foreign_key_check") == []
    new.close()


def test_answers_of_before_get_the_words_they_were_made_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as older:
        older.setattr(module, "MIGRATIONS", [one for one in MIGRATIONS if one[0] < "0006"])
        old = Database(tmp_path / "old.db")
    with old.transaction() as tx:
        for sql, values in [*ROWS["0001_library"], *ROWS["0002_conversations"]]:
            tx.execute(sql, values)
        tx.execute("""INSERT INTO receipt_chunks VALUES (2, 2, x'AB02', '/notes/a.md', 5, 9)""")
    old.close()
    new = Database(tmp_path / "old.db")
    rows = new.query("SELECT rank, text FROM receipt_chunks ORDER BY rank")
    assert [tuple(row) for row in rows] == [(1, "Oil."), (2, "")], "unknown where the passage is not among the hits"
    new.close()


def test_every_migration_is_tried_with_rows() -> None:
    assert list(ROWS) == NAMES


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    Database(tmp_path / "alcove.db").close()
    again = Database(tmp_path / "alcove.db")
    assert len(again.query("SELECT * FROM migrations")) == len(MIGRATIONS)
    again.close()


def test_a_library_of_a_newer_version_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "alcove.db"
    newer = Database(path)
    with newer.transaction() as tx:
        tx.execute("INSERT INTO migrations VALUES ('9999_from_the_future', 0)")
    newer.close()
    before = path.read_bytes()

    with pytest.raises(DatabaseTooNew, match="newer version") as refused:
        Database(path)

    assert "--data-dir" in refused.value.hint
    assert path.read_bytes() == before


def test_a_migration_that_fails_leaves_the_older_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(tx: sqlite3.Connection) -> None:
        tx.execute("CREATE TABLE half (x)")
        raise RuntimeError("power cut")

    Database(tmp_path / "alcove.db").close()
    with monkeypatch.context() as newer:
        newer.setattr(module, "MIGRATIONS", (*MIGRATIONS, ("0099_broken", broken)))
        with pytest.raises(RuntimeError, match="power cut"):
            Database(tmp_path / "alcove.db")

    again = Database(tmp_path / "alcove.db")
    assert "half" not in schema_of(again)
    again.close()


def test_a_migration_another_process_made_meanwhile_is_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first(tx: sqlite3.Connection) -> None:
        tx.execute("INSERT INTO migrations VALUES ('0002_second', 0)")  # as the other process would

    def second(tx: sqlite3.Connection) -> None:
        raise AssertionError("made twice")

    monkeypatch.setattr(module, "MIGRATIONS", (("0001_first", first), ("0002_second", second)))
    Database(tmp_path / "alcove.db").close()


def test_two_threads_may_create_the_same_library(tmp_path: Path) -> None:
    failed: list[Exception] = []

    def create() -> None:
        try:
            Database(tmp_path / "alcove.db").close()
        except sqlite3.Error as error:
            failed.append(error)

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


class Locked:
    """A connection that says so many times that it cannot be had."""

    def __init__(self, times: int, code: int = sqlite3.SQLITE_BUSY) -> None:
        self.left = times
        self.code = code

    def execute(self, sql: str) -> None:
        assert sql == "PRAGMA journal_mode = WAL"
        if self.left:
            self.left -= 1
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = self.code
            raise error


def test_a_new_file_that_another_connection_is_at_is_waited_for() -> None:
    write_ahead(waiting := Locked(3))  # type: ignore[arg-type]  # a stand-in for a connection
    assert waiting.left == 0
    with pytest.raises(sqlite3.OperationalError):
        write_ahead(Locked(10**9), 0.05)  # type: ignore[arg-type]  # as above
    with pytest.raises(sqlite3.OperationalError):
        write_ahead(other := Locked(9, sqlite3.SQLITE_IOERR))  # type: ignore[arg-type]  # as above
    assert other.left == 8, "only a lock is worth waiting for"


# Transactions and connections


def test_a_transaction_is_kept_whole_or_not_at_all(database: Database) -> None:
    with database.transaction() as tx:
        tx.execute("INSERT INTO settings VALUES ('a', '1')")
    with pytest.raises(KeyError), database.transaction() as tx:
        tx.execute("INSERT INTO settings VALUES ('b', '2')")
        raise KeyError("b")
    assert [row["key"] for row in database.query("SELECT key FROM settings")] == ["a"]


def test_leaving_a_generator_rolls_its_transaction_back(database: Database) -> None:
    def writing() -> Iterator[None]:
        with database.transaction() as tx:
            tx.execute("INSERT INTO settings VALUES ('a', '1')")
            yield

    steps = writing()
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert database.query("SELECT * FROM settings") == []


def test_a_transaction_sqlite_has_already_rolled_back_still_tells_its_error(database: Database) -> None:
    with pytest.raises(KeyError), database.transaction() as tx:
        tx.execute("ROLLBACK")
        raise KeyError("x")
    assert not database.connection.in_transaction


def test_queries_take_values_by_place_and_by_name(database: Database) -> None:
    assert database.query("SELECT ? AS x", (5,))[0]["x"] == 5
    assert database.query("SELECT :x AS x", {"x": 6})[0]["x"] == 6


@pytest.mark.parametrize("count", [0, 199, 200, 201, 1000])
def test_many_rows_are_all_returned_and_others_have_their_turn(
    database: Database, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    turns: list[float] = []
    monkeypatch.setattr("alcove.core.database.time.sleep", turns.append)
    sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?) SELECT i FROM n LIMIT ?"
    rows = database.query(sql, (max(1, count), count))
    assert [row["i"] for row in rows] == list(range(1, count + 1))
    assert len(turns) == count // 200 and all(turns)


def test_each_thread_has_its_own_connection_and_sees_what_was_committed(database: Database) -> None:
    seen: list[object] = []

    def look() -> None:
        seen.append(database.connection is database.connection)
        seen.append(database.connection)
        seen.append(len(database.query("SELECT * FROM settings")))

    with database.transaction() as tx:
        tx.execute("INSERT INTO settings VALUES ('a', '1')")
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen[0] is True
    assert seen[1] is not database.connection
    assert seen[2] == 0, "what is not committed is not seen"


def test_after_closing_the_next_use_opens_again(database: Database) -> None:
    before = database.connection
    database.close()
    assert database.connection is not before
    assert database.query("SELECT 1")[0][0] == 1


# SQLite's errors


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "alcove.db"
    path.write_bytes(b"this is a letter to my aunt" * 100)
    with pytest.raises(DatabaseDamaged, match="damaged"):
        Database(path)
    assert path.read_bytes().startswith(b"this is a letter")


def test_a_damaged_page_is_told(tmp_path: Path) -> None:
    path = tmp_path / "alcove.db"
    one = Database(path)
    with one.transaction() as tx:
        tx.executemany("INSERT INTO settings VALUES (?, ?)", [(f"key {n}", "v" * 200) for n in range(500)])
    one.close()
    data = bytearray(path.read_bytes())
    for page in range(4096 * 10, len(data), 4096):
        data[page : page + 64] = b"\xff" * 64
    path.write_bytes(data)

    with pytest.raises(DatabaseDamaged), contextlib.closing(Database(path)) as damaged:
        damaged.query("SELECT * FROM settings")


def test_a_place_where_no_file_can_be_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="cannot be written"):
        Database(tmp_path)


def test_a_read_only_database_is_told(database: Database) -> None:
    database.connection.execute("PRAGMA query_only = 1")
    with pytest.raises(DatabaseError, match="cannot be written"), database.transaction() as tx:
        tx.execute("INSERT INTO settings VALUES ('a', '1')")


def test_a_full_disk_loses_nothing_saved_before(database: Database) -> None:
    with database.transaction() as tx:
        tx.execute("INSERT INTO settings VALUES ('kept', '1')")
    pages = database.query("PRAGMA page_count")[0][0]
    database.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull, match="disk is full"), database.transaction() as tx:
        tx.execute("INSERT INTO settings VALUES ('big', ?)", ("x" * 1_000_000,))
    assert [row["key"] for row in database.query("SELECT key FROM settings")] == ["kept"]


def test_a_lock_that_is_never_let_go_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUSY_TIMEOUT_S", 0.01)
    one, other = Database(tmp_path / "alcove.db"), Database(tmp_path / "alcove.db")
    with one.transaction(), pytest.raises(DatabaseError, match="locked for too long"), other.transaction():
        raise AssertionError("two writers at once")
    one.close()
    other.close()


def test_a_wrong_statement_of_ours_stays_a_bug(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError):
        database.query("SELEKT 1")
    with pytest.raises(sqlite3.IntegrityError), database.transaction() as tx:
        tx.execute("INSERT INTO items (source_id, uri, mime, size, modified_ns) VALUES (99, '', '', 0, 0)")


def test_misuse_without_a_code_of_sqlite_stays_a_bug(tmp_path: Path) -> None:
    connection = sqlite3.connect(":memory:")
    connection.close()
    with pytest.raises(sqlite3.ProgrammingError), translated(tmp_path):
        connection.execute("SELECT 1")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("SQLITE_FULL", DiskFull),
        ("SQLITE_CORRUPT", DatabaseDamaged),
        ("SQLITE_CORRUPT_INDEX", DatabaseDamaged),
        ("SQLITE_NOTADB", DatabaseDamaged),
        ("SQLITE_CANTOPEN", DatabaseError),
        ("SQLITE_READONLY", DatabaseError),
        ("SQLITE_READONLY_DBMOVED", DatabaseError),
        ("SQLITE_IOERR", DatabaseError),
        ("SQLITE_IOERR_WRITE", DatabaseError),
        ("SQLITE_PERM", DatabaseError),
        ("SQLITE_BUSY", DatabaseError),
        ("SQLITE_BUSY_SNAPSHOT", DatabaseError),
        ("SQLITE_LOCKED", DatabaseError),
    ],
)
def test_every_failure_of_the_world_is_ours_to_tell(tmp_path: Path, code: str, error: type[DatabaseError]) -> None:
    raised = sqlite3.OperationalError("as SQLite words it")
    raised.sqlite_errorcode = getattr(sqlite3, code)
    with pytest.raises(error) as told, translated(tmp_path / "alcove.db"):
        raise raised
    assert type(told.value) is error
    assert told.value.hint
    assert "SQLite" not in str(told.value)
