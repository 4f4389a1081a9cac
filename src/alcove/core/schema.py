"""The schemas of the book of record and of the network ledger, as numbered migrations recorded by name.

Never edit one that was released.
"""

import sqlite3
from collections.abc import Callable

Migration = Callable[[sqlite3.Connection], None]

_CHUNKS_GONE = """CREATE TRIGGER chunks_gone AFTER DELETE ON chunks BEGIN
            DELETE FROM chunks_fts WHERE rowid = old.id;
            INSERT OR IGNORE INTO chroma_owes_delete
                SELECT embedder_id, chunk_id FROM chroma_entries WHERE chunk_id = old.id;
            DELETE FROM chroma_entries WHERE chunk_id = old.id; END"""


_WORDS = """tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'\""""
"""What is written there is folded already."""


def _create_library(tx: sqlite3.Connection) -> None:
    """Create sources, items, documents, chunks, the keyword index, vectors and what Chroma has and owes."""
    for statement in (
        """CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID""",
        """CREATE TABLE sources (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, path TEXT NOT NULL UNIQUE,
            device INTEGER, state TEXT NOT NULL DEFAULT 'new', synced REAL)""",
        """CREATE TABLE items (
            id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
            uri TEXT NOT NULL, mime TEXT NOT NULL, size INTEGER NOT NULL, modified_ns INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'pending', reason TEXT, reader TEXT, title TEXT,
            pages INTEGER, ocr_pages INTEGER, ocr_confidence REAL,
            UNIQUE (source_id, uri))""",
        """CREATE INDEX items_uri ON items(uri)""",
        """CREATE TABLE documents (
            item_id INTEGER PRIMARY KEY REFERENCES items(id) ON DELETE CASCADE,
            text TEXT NOT NULL, pages TEXT NOT NULL, content_hash BLOB NOT NULL)""",
        """CREATE TABLE chunks (
            id INTEGER PRIMARY KEY AUTOINCREMENT, item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE,
            ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, page INTEGER,
            heading TEXT NOT NULL, content_hash BLOB NOT NULL, UNIQUE (item_id, ordinal))""",
        """CREATE INDEX chunks_hash ON chunks(content_hash)""",
        """CREATE VIRTUAL TABLE chunks_fts USING fts5(
            heading, body, tokenize = "unicode61 remove_diacritics 0 tokenchars '_'")""",
        _CHUNKS_GONE,
        """CREATE TABLE embedders (
            id INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE, dimension INTEGER NOT NULL)""",
        """CREATE TABLE vectors (
            content_hash BLOB NOT NULL, embedder_id INTEGER NOT NULL REFERENCES embedders(id) ON DELETE CASCADE,
            vector BLOB NOT NULL, PRIMARY KEY (content_hash, embedder_id)) WITHOUT ROWID""",
        # A row stands here before its entry is written to Chroma (done = 0), so Chroma never holds an unknown id.
        """CREATE TABLE chroma_entries (
            embedder_id INTEGER NOT NULL, chunk_id INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (embedder_id, chunk_id)) WITHOUT ROWID""",
        """CREATE INDEX chroma_entries_chunk ON chroma_entries(chunk_id)""",
        """CREATE TABLE chroma_owes_delete (
            embedder_id INTEGER NOT NULL, chunk_id INTEGER NOT NULL,
            PRIMARY KEY (embedder_id, chunk_id)) WITHOUT ROWID""",
    ):
        tx.execute(statement)


def _create_conversations(tx: sqlite3.Connection) -> None:
    """Create conversations as trees of messages, with citations and receipts, and the registered models."""
    for statement in (
        """CREATE TABLE conversations (
            id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, created REAL NOT NULL,
            updated REAL NOT NULL, deleted REAL, scope TEXT NOT NULL DEFAULT '[]')""",
        """CREATE TABLE messages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            conversation_id INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
            parent_id INTEGER REFERENCES messages(id) ON DELETE CASCADE,
            role TEXT NOT NULL, text TEXT NOT NULL, status TEXT NOT NULL, model TEXT, created REAL NOT NULL,
            refused INTEGER NOT NULL DEFAULT 0, details TEXT NOT NULL DEFAULT '{}')""",
        """CREATE INDEX messages_conversation ON messages(conversation_id, id)""",
        """CREATE INDEX messages_parent ON messages(parent_id)""",
        """CREATE TABLE citations (
            message_id INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
            marker INTEGER NOT NULL, uri TEXT NOT NULL, title TEXT NOT NULL, page INTEGER,
            start INTEGER NOT NULL, "end" INTEGER NOT NULL, quote TEXT NOT NULL, verbatim INTEGER NOT NULL,
            answer_start INTEGER NOT NULL, answer_end INTEGER NOT NULL,
            PRIMARY KEY (message_id, ordinal)) WITHOUT ROWID""",
        """CREATE TABLE receipts (
            message_id INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE,
            prompt TEXT NOT NULL, content TEXT NOT NULL, raw TEXT NOT NULL,
            model_sha256 TEXT NOT NULL, sampler TEXT NOT NULL, seed INTEGER NOT NULL)""",
        """CREATE TABLE receipt_chunks (
            message_id INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE, rank INTEGER NOT NULL,
            content_hash BLOB NOT NULL, uri TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
            PRIMARY KEY (message_id, rank)) WITHOUT ROWID""",
        """CREATE INDEX receipt_chunks_hash ON receipt_chunks(content_hash)""",
        """CREATE TABLE models (
            name TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, added REAL NOT NULL) WITHOUT ROWID""",
    ):
        tx.execute(statement)


def _create_ledger(tx: sqlite3.Connection) -> None:
    """Create the first network ledger. It has a database of its own now, and nothing writes to this table any more."""
    tx.execute(
        """CREATE TABLE ledger (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, who TEXT NOT NULL, target TEXT NOT NULL,
            purpose TEXT NOT NULL, allowed INTEGER NOT NULL)"""
    )


def _extend_reading(tx: sqlite3.Connection) -> None:
    """Add what reading tells beyond text: pages, OCR, tables, links, tags, items inside items, a source's options."""
    for statement in (
        """ALTER TABLE sources ADD COLUMN options TEXT NOT NULL DEFAULT '{}'""",
        """ALTER TABLE items ADD COLUMN container_id INTEGER REFERENCES items(id) ON DELETE CASCADE""",
        """ALTER TABLE items ADD COLUMN file_id INTEGER NOT NULL DEFAULT 0""",
        """ALTER TABLE items ADD COLUMN strip TEXT NOT NULL DEFAULT '[]'""",
        """ALTER TABLE items ADD COLUMN action TEXT NOT NULL DEFAULT ''""",
        """CREATE INDEX items_container ON items(container_id)""",
        # The title that was embedded: an item's own changes when its file is renamed, what was embedded does not.
        """ALTER TABLE documents ADD COLUMN title TEXT NOT NULL DEFAULT ''""",
        """UPDATE documents SET title = (SELECT coalesce(i.title, '') FROM items i WHERE i.id = item_id)""",
        """ALTER TABLE chunks ADD COLUMN header_start INTEGER""",
        """ALTER TABLE chunks ADD COLUMN header_end INTEGER""",
        """CREATE TABLE ocr_words (
            item_id INTEGER PRIMARY KEY REFERENCES items(id) ON DELETE CASCADE, words BLOB NOT NULL)""",
        """CREATE TABLE item_tags (
            item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE, tag TEXT NOT NULL,
            PRIMARY KEY (item_id, tag)) WITHOUT ROWID""",
        """CREATE INDEX item_tags_tag ON item_tags(tag)""",
        """CREATE TABLE item_aliases (
            item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE, alias TEXT NOT NULL,
            PRIMARY KEY (item_id, alias)) WITHOUT ROWID""",
        """CREATE TABLE anchors (
            item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE, name TEXT NOT NULL,
            start INTEGER NOT NULL, "end" INTEGER NOT NULL, heading INTEGER NOT NULL,
            PRIMARY KEY (item_id, start, name)) WITHOUT ROWID""",
        # A link whose target_id is NULL leads nowhere yet.
        """CREATE TABLE links (
            id INTEGER PRIMARY KEY, item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE,
            kind TEXT NOT NULL, target TEXT NOT NULL, fragment TEXT NOT NULL, start INTEGER NOT NULL,
            "end" INTEGER NOT NULL, target_id INTEGER REFERENCES items(id) ON DELETE SET NULL)""",
        """CREATE INDEX links_item ON links(item_id)""",
        """CREATE INDEX links_target ON links(target_id)""",
        # What Chroma has but does not find; there are few of them.
        """CREATE INDEX chroma_entries_unfound ON chroma_entries(embedder_id, chunk_id) WHERE done = 2""",
        # Full text once more, with a column for what a chunk embeds from other notes.
        """CREATE VIRTUAL TABLE fts_new USING fts5(
            heading, body, embedded, tokenize = "unicode61 remove_diacritics 0 tokenchars '_'")""",
        """INSERT INTO fts_new (rowid, heading, body, embedded) SELECT rowid, heading, body, '' FROM chunks_fts""",
        """DROP TRIGGER chunks_gone""",
        """DROP TABLE chunks_fts""",
        """ALTER TABLE fts_new RENAME TO chunks_fts""",
        _CHUNKS_GONE,
    ):
        tx.execute(statement)


def _add_languages(tx: sqlite3.Connection) -> None:
    """Add the language of each chunk, and let the keyword index take stems whole, whatever signs they hold."""
    for statement in (
        """ALTER TABLE chunks ADD COLUMN language TEXT NOT NULL DEFAULT 'en'""",
        """CREATE INDEX chunks_language ON chunks(language)""",
        # A vowel sign of Hindi or Thai is no letter to unicode61, and would part a stem.
        """CREATE VIRTUAL TABLE fts_new USING fts5(
            heading, body, embedded,
            tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co' tokenchars '_'")""",
        """INSERT INTO fts_new (rowid, heading, body, embedded)
            SELECT rowid, heading, body, embedded FROM chunks_fts""",
        """DROP TRIGGER chunks_gone""",
        """DROP TABLE chunks_fts""",
        """ALTER TABLE fts_new RENAME TO chunks_fts""",
        _CHUNKS_GONE,
    ):
        tx.execute(statement)


def _extend_receipts(tx: sqlite3.Connection) -> None:
    """Keep the words of each passage an answer was made from, so that they can be compared with what stands there now.

    Those of older answers are among the passages that were found for them.
    """
    for column in ("text", "header"):
        tx.execute(f"ALTER TABLE receipt_chunks ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
        tx.execute(
            f"""UPDATE receipt_chunks SET {column} = coalesce(
                (SELECT json_extract(hit.value, '$.{column}') FROM messages m, json_each(m.details, '$.hits') hit
                 WHERE m.id = message_id
                 AND json_extract(hit.value, '$.content_hash') = lower(hex(content_hash)) LIMIT 1), '')"""
        )


def _remember_modes(tx: sqlite3.Connection) -> None:
    """Add what the answers of a conversation are made from."""
    tx.execute("ALTER TABLE conversations ADD COLUMN answer_from TEXT NOT NULL DEFAULT 'documents'")


def _keep_own_questions(tx: sqlite3.Connection) -> None:
    """Create the person's own questions, each with the words that answer it, and the figures of measuring them.

    They name no item or chunk by its number: they outlive being read anew.
    """
    for statement in (
        """CREATE TABLE own_questions (
            id INTEGER PRIMARY KEY, question TEXT NOT NULL, uri TEXT NOT NULL, page INTEGER,
            start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, content_hash BLOB NOT NULL,
            added REAL NOT NULL, UNIQUE (question, uri, start, "end"))""",
        """CREATE TABLE own_results (
            id INTEGER PRIMARY KEY, measured REAL NOT NULL, embedder TEXT NOT NULL, figures TEXT NOT NULL,
            gone INTEGER NOT NULL)""",
    ):
        tx.execute(statement)


def _add_endpoints(tx: sqlite3.Connection) -> None:
    """Create the services that run models elsewhere and the models they have, and note with answers who wrote them.

    `keyed` tells whether the keyring holds its key, which itself never stands here. A context of 0 is not known.
    """
    for statement in (
        """CREATE TABLE endpoints (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, url TEXT NOT NULL UNIQUE,
            active INTEGER NOT NULL DEFAULT 0, keyed INTEGER NOT NULL DEFAULT 0)""",
        """CREATE TABLE endpoint_models (
            endpoint_id INTEGER NOT NULL REFERENCES endpoints(id) ON DELETE CASCADE, model TEXT NOT NULL,
            told_context INTEGER NOT NULL, own_context INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (endpoint_id, model)) WITHOUT ROWID""",
        """ALTER TABLE messages ADD COLUMN served TEXT NOT NULL DEFAULT ''""",
        """ALTER TABLE receipts ADD COLUMN served TEXT NOT NULL DEFAULT ''""",
    ):
        tx.execute(statement)


def _list_embedders(tx: sqlite3.Connection) -> None:
    """Create the embedders a person added: `place` is a folder, a GGUF file, or the address of a service."""
    tx.execute(
        """CREATE TABLE added_embedders (
            name TEXT PRIMARY KEY, kind TEXT NOT NULL, place TEXT NOT NULL, details TEXT NOT NULL,
            added REAL NOT NULL) WITHOUT ROWID"""
    )


def _open_arena(tx: sqlite3.Connection) -> None:
    """Create matches of models, their votes, and batches of them; a match's answers stand in a conversation of its own.

    Such a conversation names its match, and is listed nowhere while it does.
    """
    for statement in (
        """CREATE TABLE arena_batches (
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, state TEXT NOT NULL, created REAL NOT NULL,
            contenders TEXT NOT NULL, deleted REAL)""",
        """CREATE TABLE arena_matches (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            batch_id INTEGER REFERENCES arena_batches(id) ON DELETE CASCADE, question TEXT NOT NULL,
            question_id INTEGER REFERENCES messages(id) ON DELETE SET NULL, scope TEXT NOT NULL,
            answer_from TEXT NOT NULL, max_tokens INTEGER, seed INTEGER NOT NULL, created REAL NOT NULL,
            deleted REAL)""",
        """CREATE INDEX arena_matches_batch ON arena_matches(batch_id)""",
        # Whether an entry is answered is told by its message alone, so that no kill can part the two.
        """CREATE TABLE arena_entries (
            match_id INTEGER NOT NULL REFERENCES arena_matches(id) ON DELETE CASCADE, position INTEGER NOT NULL,
            contender TEXT NOT NULL, message_id INTEGER REFERENCES messages(id) ON DELETE SET NULL,
            PRIMARY KEY (match_id, position)) WITHOUT ROWID""",
        """CREATE TABLE arena_tags (
            match_id INTEGER NOT NULL REFERENCES arena_matches(id) ON DELETE CASCADE, tag TEXT NOT NULL,
            PRIMARY KEY (match_id, tag)) WITHOUT ROWID""",
        """CREATE INDEX arena_tags_tag ON arena_tags(tag)""",
        # `best` is one of the positions that were `compared`; without one it is a tie, of bad answers where `bad`.
        """CREATE TABLE arena_votes (
            match_id INTEGER PRIMARY KEY REFERENCES arena_matches(id) ON DELETE CASCADE, compared TEXT NOT NULL,
            best INTEGER, bad INTEGER NOT NULL, voted REAL NOT NULL, withdrawn REAL)""",
        """ALTER TABLE conversations ADD COLUMN arena_match INTEGER REFERENCES arena_matches(id) ON DELETE CASCADE""",
        """CREATE INDEX conversations_arena ON conversations(arena_match)""",
    ):
        tx.execute(statement)


def _organise_conversations(tx: sqlite3.Connection) -> None:
    """Add folders, pins and the archive, messages that are hidden, what came from elsewhere, and full text search.

    `titled` says whose words a title is; those of older conversations may be the person's own. A folder is a path like
    `Work/Contracts`. `uid` and `origin` name a conversation and its messages in exports. `searchable` is a function of
    ours, see `core.folding`; an answer that is under way is not indexed yet.
    """
    for statement in (
        """CREATE TABLE conversation_folders (path TEXT PRIMARY KEY) WITHOUT ROWID""",
        """ALTER TABLE conversations ADD COLUMN folder TEXT NOT NULL DEFAULT ''""",
        """ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0""",
        """ALTER TABLE conversations ADD COLUMN archived INTEGER NOT NULL DEFAULT 0""",
        """ALTER TABLE conversations ADD COLUMN uid TEXT NOT NULL DEFAULT ''""",
        """ALTER TABLE conversations ADD COLUMN titled TEXT NOT NULL DEFAULT 'person'""",
        """UPDATE conversations SET uid = lower(hex(randomblob(16)))""",
        """CREATE UNIQUE INDEX conversations_uid ON conversations(uid) WHERE uid != ''""",
        """ALTER TABLE messages ADD COLUMN deleted REAL""",
        """ALTER TABLE messages ADD COLUMN origin TEXT""",
        f"""CREATE VIRTUAL TABLE messages_fts USING fts5(text, {_WORDS})""",
        f"""CREATE VIRTUAL TABLE conversations_fts USING fts5(title, {_WORDS})""",
        """CREATE TRIGGER message_added AFTER INSERT ON messages
            WHEN new.deleted IS NULL AND new.status != 'streaming' BEGIN
            INSERT INTO messages_fts (rowid, text) VALUES (new.id, searchable(new.text)); END""",
        """CREATE TRIGGER message_changed AFTER UPDATE OF text, status, deleted ON messages
            WHEN old.status != 'streaming' OR new.status != 'streaming' BEGIN
            DELETE FROM messages_fts WHERE rowid = old.id;
            INSERT INTO messages_fts (rowid, text) SELECT new.id, searchable(new.text)
                WHERE new.deleted IS NULL AND new.status != 'streaming'; END""",
        """CREATE TRIGGER message_gone AFTER DELETE ON messages BEGIN
            DELETE FROM messages_fts WHERE rowid = old.id; END""",
        """CREATE TRIGGER conversation_added AFTER INSERT ON conversations BEGIN
            INSERT INTO conversations_fts (rowid, title) VALUES (new.id, searchable(new.title)); END""",
        """CREATE TRIGGER conversation_changed AFTER UPDATE OF title ON conversations BEGIN
            UPDATE conversations_fts SET title = searchable(new.title) WHERE rowid = new.id; END""",
        """CREATE TRIGGER conversation_gone AFTER DELETE ON conversations BEGIN
            DELETE FROM conversations_fts WHERE rowid = old.id; END""",
        """INSERT INTO conversations_fts (rowid, title) SELECT id, searchable(title) FROM conversations""",
        """INSERT INTO messages_fts (rowid, text)
            SELECT id, searchable(text) FROM messages WHERE status != 'streaming'""",
    ):
        tx.execute(statement)


def _keep_prompts(tx: sqlite3.Connection) -> None:
    """Create the prompts and personas with all their versions, and note with conversations and answers who answers.

    `persona_id` of a conversation is NULL where none was chosen, 0 where none is to answer. What is deleted keeps its
    row until it is purged; its name may be taken meanwhile.
    """
    for statement in (
        """CREATE TABLE kept_texts (
            id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL,
            changed REAL NOT NULL, deleted REAL)""",
        """CREATE UNIQUE INDEX kept_texts_name ON kept_texts(kind, name) WHERE deleted IS NULL""",
        """CREATE TABLE kept_versions (
            text_id INTEGER NOT NULL REFERENCES kept_texts(id) ON DELETE CASCADE, number INTEGER NOT NULL,
            saved REAL NOT NULL, content TEXT NOT NULL, PRIMARY KEY (text_id, number)) WITHOUT ROWID""",
        """ALTER TABLE conversations ADD COLUMN persona_id INTEGER""",
        """ALTER TABLE receipts ADD COLUMN persona TEXT NOT NULL DEFAULT ''""",
        """ALTER TABLE receipts ADD COLUMN instructions TEXT NOT NULL DEFAULT ''""",
    ):
        tx.execute(statement)


def _remember_leaf(tx: sqlite3.Connection) -> None:
    """Add the message at the end of the line one left a conversation on."""
    tx.execute("ALTER TABLE conversations ADD COLUMN leaf_id INTEGER")


def _index_the_tree(tx: sqlite3.Connection) -> None:
    """Let the index of messages hold all that makes up the tree of a conversation."""
    for statement in (
        """CREATE INDEX messages_tree ON messages(conversation_id, id, parent_id, role, deleted)""",
        """DROP INDEX messages_conversation""",
    ):
        tx.execute(statement)


def _attach_to_conversations(tx: sqlite3.Connection) -> None:
    """Create what questions were asked with (files, pinned documents, sources), and drafts of questions.

    `role` of a document is "attached", "pinned" or "source". A draft of 0 belongs to a conversation not yet begun.
    """
    for statement in (
        """CREATE TABLE message_documents (
            message_id INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
            role TEXT NOT NULL, uri TEXT NOT NULL, name TEXT NOT NULL,
            PRIMARY KEY (message_id, ordinal)) WITHOUT ROWID""",
        """CREATE TABLE drafts (conversation_id INTEGER PRIMARY KEY, content TEXT NOT NULL, saved REAL NOT NULL)""",
        """ALTER TABLE conversations ADD COLUMN documents TEXT NOT NULL DEFAULT '[]'""",
    ):
        tx.execute(statement)


def _keep_columns(tx: sqlite3.Connection) -> None:
    """Add the columns a conversation is asked in side by side; empty where it is asked in one line."""
    tx.execute("ALTER TABLE conversations ADD COLUMN columns TEXT NOT NULL DEFAULT ''")


def _mark_delves(tx: sqlite3.Connection) -> None:
    """Add which words of the answer before it a question asks to explain, as JSON; empty for all other messages."""
    for statement in (
        """ALTER TABLE messages ADD COLUMN delve TEXT NOT NULL DEFAULT ''""",
        """DROP INDEX messages_tree""",
        """CREATE INDEX messages_tree ON messages(conversation_id, id, parent_id, role, deleted, delve)""",
    ):
        tx.execute(statement)


def _create_own_ledger(tx: sqlite3.Connection) -> None:
    """Create the network ledger: attempts alike, one row. `sent` and `received` are NULL where nobody counted."""
    tx.execute(
        """CREATE TABLE ledger (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, until REAL NOT NULL, who TEXT NOT NULL,
            host TEXT NOT NULL, port INTEGER NOT NULL, why TEXT NOT NULL, allowed INTEGER NOT NULL,
            times INTEGER NOT NULL, sent INTEGER, received INTEGER)"""
    )
    tx.execute("CREATE INDEX ledger_until ON ledger(until)")


MIGRATIONS: tuple[tuple[str, Migration], ...] = (
    ("0001_library", _create_library),
    ("0002_conversations", _create_conversations),
    ("0003_ledger", _create_ledger),
    ("0004_reading", _extend_reading),
    ("0005_keywords", _add_languages),
    ("0006_receipts", _extend_receipts),
    ("0007_modes", _remember_modes),
    ("0008_own_questions", _keep_own_questions),
    ("0009_endpoints", _add_endpoints),
    ("0010_embedders", _list_embedders),
    ("0011_arena", _open_arena),
    ("0012_organise_conversations", _organise_conversations),
    ("0013_prompts", _keep_prompts),
    ("0014_leaf", _remember_leaf),
    ("0015_tree_index", _index_the_tree),
    ("0016_attached", _attach_to_conversations),
    ("0017_columns", _keep_columns),
    ("0018_delves", _mark_delves),
)
LEDGER: tuple[tuple[str, Migration], ...] = (("0001_ledger", _create_own_ledger),)
"""Those of the network ledger's own database."""
