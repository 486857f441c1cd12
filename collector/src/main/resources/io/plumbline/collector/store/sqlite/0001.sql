-- SPDX-License-Identifier: Apache-2.0
-- Times are nanoseconds since 1970 UTC. Bodies are plumbline.v1 messages.

CREATE TABLE agents (
  node TEXT NOT NULL,
  epoch TEXT NOT NULL,
  instance TEXT NOT NULL,
  version TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  kernel TEXT NOT NULL,
  clock_skew BIGINT NOT NULL,
  acked_sequence BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  interest BLOB NOT NULL,
  PRIMARY KEY (node, epoch)
);

CREATE TABLE sandboxes (
  node TEXT NOT NULL,
  sandbox_id TEXT NOT NULL,
  ip TEXT NOT NULL,
  ended_at BIGINT,
  body BLOB NOT NULL,
  PRIMARY KEY (node, sandbox_id, ip)
);
CREATE INDEX sandboxes_by_end ON sandboxes (ended_at);

CREATE TABLE incidents (
  incident_id TEXT NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL,
  fingerprint TEXT NOT NULL,
  namespace TEXT NOT NULL,
  workload TEXT NOT NULL,
  severity INTEGER NOT NULL,
  status INTEGER NOT NULL,
  received_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  decision BLOB
);
CREATE INDEX incidents_by_update ON incidents (updated_at, incident_id);
CREATE INDEX incidents_by_fingerprint ON incidents (fingerprint);

-- Append-only: what was told about an incident, revision by revision.
CREATE TABLE incident_revisions (
  incident_id TEXT NOT NULL,
  revision BIGINT NOT NULL,
  stored_at BIGINT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (incident_id, revision)
);

CREATE TABLE decisions (
  decision_id TEXT NOT NULL PRIMARY KEY,
  incident_id TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  scope INTEGER NOT NULL,
  decided_at BIGINT NOT NULL,
  expires_at BIGINT,
  undone_by TEXT,
  body BLOB NOT NULL
);
CREATE INDEX decisions_by_incident ON decisions (incident_id);
CREATE INDEX decisions_by_fingerprint ON decisions (fingerprint);

CREATE TABLE decision_deviations (
  decision_id TEXT NOT NULL,
  deviation_key TEXT NOT NULL,
  PRIMARY KEY (decision_id, deviation_key)
);

CREATE TABLE decision_effects (
  decision_id TEXT NOT NULL,
  baseline_id TEXT NOT NULL,
  entry_id TEXT NOT NULL,
  previous BLOB,
  PRIMARY KEY (decision_id, baseline_id, entry_id)
);

-- What the collector needs to remember of itself.
CREATE TABLE own_values (
  name TEXT NOT NULL PRIMARY KEY,
  content BLOB NOT NULL
);

CREATE TABLE audit (
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX audit_by_time ON audit (at);

-- A baseline is its header, entries, cells and runs. The row key is the one that the profiles module gives.
CREATE TABLE baselines (
  row_key TEXT NOT NULL PRIMARY KEY,
  baseline_id TEXT NOT NULL,
  cluster TEXT NOT NULL,
  namespace TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  container_name TEXT NOT NULL,
  container_type TEXT NOT NULL,
  identity TEXT NOT NULL,
  mode TEXT NOT NULL,
  state TEXT NOT NULL,
  state_reason TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  learning_since BIGINT NOT NULL,
  last_loss BIGINT NOT NULL,
  starts BIGINT NOT NULL,
  dropped_described BIGINT NOT NULL,
  dropped_lost BIGINT NOT NULL,
  -- Ids, joined by commas.
  refused TEXT NOT NULL,
  refused_overflow INTEGER NOT NULL
);
CREATE INDEX baselines_by_id ON baselines (baseline_id);

CREATE TABLE baseline_entries (
  row_key TEXT NOT NULL PRIMARY KEY,
  baseline_id TEXT NOT NULL,
  entry_id TEXT NOT NULL,
  behavior BLOB NOT NULL,
  state TEXT NOT NULL,
  source TEXT NOT NULL,
  decided_by TEXT,
  reason TEXT,
  expires_at BIGINT,
  dropped_count BIGINT NOT NULL,
  dropped_first_seen BIGINT NOT NULL,
  dropped_last_seen BIGINT NOT NULL,
  -- Digests, joined by commas.
  image_versions TEXT NOT NULL
);
CREATE INDEX baseline_entries_by_id ON baseline_entries (baseline_id);

CREATE TABLE baseline_cells (
  row_key TEXT NOT NULL PRIMARY KEY,
  baseline_id TEXT NOT NULL,
  entry_id TEXT NOT NULL,
  node TEXT NOT NULL,
  epoch TEXT NOT NULL,
  container_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  pod_uid TEXT NOT NULL,
  image_digest TEXT,
  started_at BIGINT NOT NULL,
  seen_count BIGINT NOT NULL,
  first_seen BIGINT NOT NULL,
  last_seen BIGINT NOT NULL
);
CREATE INDEX baseline_cells_by_id ON baseline_cells (baseline_id);

CREATE TABLE baseline_runs (
  row_key TEXT NOT NULL PRIMARY KEY,
  baseline_id TEXT NOT NULL,
  node TEXT NOT NULL,
  epoch TEXT NOT NULL,
  container_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  pod_uid TEXT NOT NULL,
  image_digest TEXT,
  started_at BIGINT NOT NULL,
  described BIGINT NOT NULL,
  lost BIGINT NOT NULL,
  last_merged BIGINT NOT NULL
);
CREATE INDEX baseline_runs_by_id ON baseline_runs (baseline_id);
