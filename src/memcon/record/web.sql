-- What the record keeps of the web: the answers that pages came in, what is known of addresses, feeds.

CREATE TABLE response (
  page_id INTEGER PRIMARY KEY REFERENCES page(id) ON DELETE CASCADE,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL      -- JSON: [[name, value], …]
) STRICT;

CREATE TABLE visit (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,  -- as it was asked for
  host TEXT NOT NULL,        -- of what answered
  asked TEXT NOT NULL,       -- the last time
  final TEXT NOT NULL,       -- what answered at the end of all redirects
  status INTEGER NOT NULL,   -- HTTP's, 0: no answer
  etag TEXT NOT NULL,
  modified TEXT NOT NULL,
  wait TEXT NOT NULL         -- until when the host wants to be left alone
) STRICT;
CREATE INDEX visit_waiting ON visit(host, wait) WHERE wait <> '';
CREATE INDEX page_url ON page(url);

CREATE TABLE feed (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  added TEXT NOT NULL
) STRICT;
