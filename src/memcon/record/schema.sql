-- The record, version 4 with web.sql. Times are ISO 8601 text; spans are half-open code-point positions in article.text.

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  sources TEXT NOT NULL,
  rules TEXT NOT NULL,
  started TEXT NOT NULL,
  ended TEXT
) STRICT;

CREATE TABLE page (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL,
  media_type TEXT NOT NULL,
  encoding TEXT NOT NULL,
  fetched TEXT,
  stated TEXT NOT NULL,
  body BLOB,                 -- zlib
  run_id INTEGER NOT NULL REFERENCES run(id)
) STRICT;

CREATE TABLE failure (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL UNIQUE,
  reason TEXT NOT NULL,
  run_id INTEGER NOT NULL REFERENCES run(id)
) STRICT;

CREATE TABLE article (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  page_id INTEGER NOT NULL UNIQUE REFERENCES page(id) ON DELETE CASCADE,
  rules TEXT NOT NULL,       -- what read it: see rules.py
  digest TEXT NOT NULL,      -- hash of what was read
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  byline TEXT NOT NULL,
  outlet TEXT NOT NULL,
  language TEXT NOT NULL,
  published TEXT,            -- EDTF
  earliest TEXT,
  latest TEXT,
  dated TEXT,                -- stated or inferred
  text TEXT NOT NULL,
  words INTEGER NOT NULL,
  sketch BLOB,
  original_id INTEGER REFERENCES article(id)  -- the first of those it is a copy of; itself if it is none
) STRICT;
CREATE INDEX article_earliest ON article(earliest);
CREATE INDEX article_original ON article(original_id);
CREATE INDEX article_url ON article(url);

CREATE TABLE block (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  rule TEXT NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL
) STRICT;
CREATE INDEX block_article ON block(article_id);

CREATE VIEW passage AS
  SELECT block.id, article_id, start, end, substr(article.text, start + 1, end - start) AS text
  FROM block JOIN article ON article.id = article_id
  WHERE kind IN ('title', 'heading', 'paragraph');

CREATE VIRTUAL TABLE passage_fts USING fts5(
  text, content='passage', content_rowid='id', tokenize="unicode61 remove_diacritics 2", prefix='3'
);

CREATE TABLE link (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  title TEXT NOT NULL,
  authors TEXT NOT NULL,
  href TEXT NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL
) STRICT;
CREATE INDEX link_article ON link(article_id);

CREATE TABLE sketch_band (
  band INTEGER NOT NULL,
  article_id INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  PRIMARY KEY (band, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sketch_band_article ON sketch_band(article_id);

CREATE TABLE copy (
  article_id INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  of_id INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('copy', 'contains', 'version')),
  overlap REAL NOT NULL,
  PRIMARY KEY (article_id, of_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_of ON copy(of_id);

CREATE TABLE actor (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  country TEXT NOT NULL,
  sector TEXT NOT NULL
) STRICT;

CREATE TABLE name (
  name TEXT NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES actor(id),
  PRIMARY KEY (name, actor_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_actor ON name(actor_id);

CREATE TABLE appearance (
  article_id INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  actor_id INTEGER NOT NULL REFERENCES actor(id),
  role TEXT NOT NULL,
  mentions INTEGER NOT NULL,
  PRIMARY KEY (article_id, actor_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX appearance_actor ON appearance(actor_id, article_id);

CREATE TABLE entry (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('event', 'statement', 'conditional', 'figure')),
  class TEXT NOT NULL,       -- PLOVER root of an event; kind of a statement or conditional; unit of a figure
  cameo TEXT NOT NULL,
  form TEXT NOT NULL,        -- of a meeting: meeting, call, talks, summit, visit, council
  status TEXT NOT NULL,
  edtf TEXT NOT NULL,
  earliest TEXT,
  latest TEXT,
  dating TEXT NOT NULL,      -- stated, relative, inferred, or reported: then the day is that of the first report
  day TEXT NOT NULL,         -- what a list is sorted by: earliest, else the day of the first report, else ""
  place TEXT NOT NULL,
  words TEXT NOT NULL,
  articles INTEGER NOT NULL,
  independent INTEGER NOT NULL,
  first_reported TEXT,
  last_reported TEXT,
  review TEXT NOT NULL DEFAULT '' CHECK (review IN ('', 'accepted', 'edited', 'rejected')),
  version INTEGER NOT NULL DEFAULT 1,
  confidence REAL NOT NULL DEFAULT 1  -- that at least one of its independent claims is read rightly
) STRICT;
CREATE INDEX entry_by_day ON entry(kind, day, key);
CREATE INDEX entry_by_class ON entry(kind, class, day, key);
CREATE INDEX entry_by_place ON entry(place COLLATE NOCASE, day, key) WHERE place <> '';
CREATE INDEX entry_lasting ON entry(day, latest) WHERE latest > day;  -- of more than a day
CREATE INDEX entry_reviewed ON entry(review) WHERE review <> '';

CREATE TABLE entry_actor (
  actor_id INTEGER NOT NULL REFERENCES actor(id),
  day TEXT NOT NULL,
  entry_id INTEGER NOT NULL REFERENCES entry(id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('source', 'target', 'participant', 'speaker', 'addressee')),
  PRIMARY KEY (actor_id, day, entry_id, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_actor_entry ON entry_actor(entry_id);

CREATE TABLE statement (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  article_id INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  speaker_id INTEGER REFERENCES actor(id),
  addressee_id INTEGER REFERENCES actor(id),
  kind TEXT NOT NULL,
  stance TEXT NOT NULL,
  words TEXT NOT NULL,
  entry_id INTEGER REFERENCES entry(id) ON DELETE SET NULL,
  joined TEXT NOT NULL DEFAULT '',  -- the rule that put it under its entry
  confidence REAL NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX statement_article ON statement(article_id);
CREATE INDEX statement_entry ON statement(entry_id);

CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  article_id INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  class TEXT NOT NULL,
  cameo TEXT NOT NULL,
  form TEXT NOT NULL,
  status TEXT NOT NULL,
  edtf TEXT NOT NULL,
  earliest TEXT,
  latest TEXT,
  dating TEXT NOT NULL,
  instead_of TEXT,           -- of a meeting that was moved: the day it was moved from
  place TEXT NOT NULL,
  country TEXT NOT NULL,
  by_id INTEGER REFERENCES actor(id),
  said_in INTEGER REFERENCES statement(id) ON DELETE SET NULL,
  who TEXT NOT NULL,         -- JSON: [[role, country, actor key], …]
  block INTEGER NOT NULL,    -- hash of what must be equal for two events to be one
  anchor INTEGER NOT NULL,   -- its day, else the day of the report, as a day number; 0 if neither is known
  entry_id INTEGER REFERENCES entry(id) ON DELETE SET NULL,
  joined TEXT NOT NULL DEFAULT '',
  confidence REAL NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX event_article ON event(article_id);
CREATE INDEX event_block ON event(block, anchor);
CREATE INDEX event_entry ON event(entry_id);

CREATE TABLE participant (
  event_id INTEGER NOT NULL REFERENCES event(id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('source', 'target', 'participant')),
  position INTEGER NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES actor(id),
  PRIMARY KEY (event_id, role, position)
) STRICT, WITHOUT ROWID;

-- Places that events are told of, with their position where the gazetteer knows it.
CREATE TABLE place (
  name TEXT NOT NULL,
  country TEXT NOT NULL,
  key TEXT NOT NULL,         -- of a country its code
  latitude REAL,
  longitude REAL,
  PRIMARY KEY (name, country)
) STRICT, WITHOUT ROWID;

CREATE TABLE conditional (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  article_id INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  speaker_id INTEGER REFERENCES actor(id),
  kind TEXT NOT NULL,
  condition TEXT NOT NULL,
  condition_actor_id INTEGER REFERENCES actor(id),
  consequence TEXT NOT NULL,
  consequence_actor_id INTEGER REFERENCES actor(id),
  entry_id INTEGER REFERENCES entry(id) ON DELETE SET NULL,
  joined TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX conditional_article ON conditional(article_id);
CREATE INDEX conditional_entry ON conditional(entry_id);

CREATE TABLE figure (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  article_id INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  number REAL NOT NULL,
  low REAL NOT NULL,
  high REAL,
  approximate INTEGER NOT NULL,
  unit TEXT NOT NULL,
  what TEXT NOT NULL,
  place TEXT NOT NULL,
  said_by INTEGER REFERENCES actor(id),
  entry_id INTEGER REFERENCES entry(id) ON DELETE SET NULL,
  joined TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX figure_article ON figure(article_id);
CREATE INDEX figure_entry ON figure(entry_id);

-- W3C Web Annotation: TextPositionSelector (start, end) and TextQuoteSelector (prefix, exact, suffix).
CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  event_id INTEGER REFERENCES event(id) ON DELETE CASCADE,
  statement_id INTEGER REFERENCES statement(id) ON DELETE CASCADE,
  conditional_id INTEGER REFERENCES conditional(id) ON DELETE CASCADE,
  figure_id INTEGER REFERENCES figure(id) ON DELETE CASCADE,
  role TEXT NOT NULL,        -- says, when, place, content, cue, speaker, condition, consequence
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  prefix TEXT NOT NULL,
  exact TEXT NOT NULL,
  suffix TEXT NOT NULL,
  sentence_start INTEGER,
  sentence_end INTEGER,
  rule TEXT NOT NULL,
  CHECK ((event_id IS NOT NULL) + (statement_id IS NOT NULL)
    + (conditional_id IS NOT NULL) + (figure_id IS NOT NULL) = 1)
) STRICT;
CREATE INDEX evidence_article ON evidence(article_id);
CREATE INDEX evidence_event ON evidence(event_id) WHERE event_id IS NOT NULL;
CREATE INDEX evidence_statement ON evidence(statement_id) WHERE statement_id IS NOT NULL;
CREATE INDEX evidence_conditional ON evidence(conditional_id) WHERE conditional_id IS NOT NULL;
CREATE INDEX evidence_figure ON evidence(figure_id) WHERE figure_id IS NOT NULL;

-- What makes two sayings the same: hashes of the speaker with runs of words, of a figure's series.
CREATE TABLE likeness (
  hash INTEGER NOT NULL,
  kind TEXT NOT NULL,
  item_id INTEGER NOT NULL,
  PRIMARY KEY (hash, kind, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX likeness_item ON likeness(kind, item_id);

-- What the next merge has to look at.
CREATE TABLE pending (
  kind TEXT NOT NULL,
  block INTEGER NOT NULL,
  anchor INTEGER NOT NULL,
  PRIMARY KEY (kind, block, anchor)
) STRICT, WITHOUT ROWID;

CREATE TABLE judgement (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'edit', 'reject', 'same', 'different', 'undo')),
  subject TEXT NOT NULL,     -- key of an entry, or of the judgement that is undone
  other TEXT NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  why TEXT NOT NULL,
  anchors TEXT NOT NULL      -- JSON: the claims it was made on, so that it holds after a re-reading
) STRICT;

CREATE TABLE redirect (
  old TEXT PRIMARY KEY,
  new TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tombstone (
  key TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  words TEXT NOT NULL,
  why TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE change (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES run(id),
  entry_key TEXT NOT NULL,
  kind TEXT NOT NULL,        -- new, corrected, confirmed, merged, withdrawn, judged
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX change_entry ON change(entry_key);
CREATE INDEX change_run ON change(run_id);

CREATE VIEW coverage AS SELECT min(earliest) AS first, max(latest) AS last FROM article WHERE earliest IS NOT NULL;

-- Who takes part: "A, B" of a meeting, "A → B" of an act.
CREATE VIEW parties AS
  SELECT entry.id AS entry_id,
    (SELECT group_concat(name, ', ') FROM (SELECT DISTINCT actor.name FROM entry_actor JOIN actor ON actor.id = actor_id
      WHERE entry_id = entry.id AND role IN ('source', 'participant', 'speaker') ORDER BY actor.name))
    || coalesce(' → ' || (SELECT group_concat(name, ', ') FROM (SELECT DISTINCT actor.name FROM entry_actor
      JOIN actor ON actor.id = actor_id
      WHERE entry_id = entry.id AND role IN ('target', 'addressee') ORDER BY actor.name)), '') AS who
  FROM entry;

CREATE VIEW chronology AS
  SELECT entry.id, key, edtf AS date, (SELECT who FROM parties WHERE entry_id = entry.id) AS who, class, form, status, place, words, articles, independent, review
  FROM entry
  WHERE kind = 'event' AND status IN ('asserted', 'planned', 'cancelled', 'postponed', 'historical')
    AND review <> 'rejected'
  ORDER BY day = '', day, key;

-- What was or is to come, and what became of it by the last day that the record covers.
CREATE VIEW calendar AS
  SELECT entry.id, entry.key, entry.edtf AS due,
    (SELECT who FROM parties WHERE entry_id = entry.id) AS who, entry.class, entry.form, entry.place, entry.words,
    min(article.earliest) AS announced,
    CASE
      WHEN entry.status IN ('cancelled', 'postponed') THEN entry.status
      WHEN entry.status IN ('asserted', 'historical') THEN 'kept'
      WHEN entry.latest IS NULL OR entry.latest >= (SELECT last FROM coverage) THEN 'due'
      ELSE 'not reported'
    END AS state,
    max(event.instead_of) AS moved_from,
    entry.articles, entry.review
  FROM event JOIN entry ON entry.id = event.entry_id JOIN article ON article.id = event.article_id
  WHERE event.status IN ('planned', 'cancelled', 'postponed') AND entry.review <> 'rejected'
    AND entry.status IN ('asserted', 'historical', 'planned', 'cancelled', 'postponed')
  GROUP BY entry.id
  ORDER BY entry.day = '', entry.day, entry.key;

CREATE VIEW dyads AS
  SELECT s.event_id AS event_id, event.entry_id, event.edtf AS date, a.key AS source, a.name AS source_name,
    a.country AS source_country, b.key AS target, b.name AS target_name, b.country AS target_country,
    event.class, event.cameo, event.status, article.url
  FROM participant s JOIN event ON event.id = s.event_id JOIN article ON article.id = event.article_id
  JOIN actor a ON a.id = s.actor_id
  LEFT JOIN participant t ON t.event_id = s.event_id AND (
    (s.role = 'source' AND t.role = 'target')
    OR (s.role = 'participant' AND t.role = 'participant' AND t.position <> s.position))
  LEFT JOIN actor b ON b.id = t.actor_id
  WHERE s.role IN ('source', 'participant');

CREATE VIEW quotes AS
  SELECT statement.id, article.published AS date, actor.name AS speaker, statement.kind, statement.words,
    statement.entry_id, article.outlet, article.title, article.url
  FROM statement JOIN article ON article.id = statement.article_id LEFT JOIN actor ON actor.id = speaker_id
  WHERE statement.kind IN ('direct', 'mixed');

CREATE VIEW figures AS
  SELECT figure.id, figure.entry_id, article.published AS date, figure.number, low, high, approximate, unit,
    what, figure.place, actor.name AS said_by, article.outlet, article.url
  FROM figure JOIN article ON article.id = figure.article_id LEFT JOIN actor ON actor.id = said_by;

CREATE VIEW sources AS
  SELECT article.id, article.published, article.outlet, article.title, article.url, article.words,
    original.key AS copy_of, page.fetched
  FROM article JOIN page ON page.id = article.page_id
  LEFT JOIN article original ON original.id = article.original_id AND original.id <> article.id;

CREATE VIEW failures AS SELECT id, source, reason FROM failure;
