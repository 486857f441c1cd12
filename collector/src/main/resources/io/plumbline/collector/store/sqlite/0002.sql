-- How much peers are used, and which addresses they had.

ALTER TABLE baseline_entries ADD COLUMN dropped_peak_bytes_sent BIGINT NOT NULL DEFAULT 0;
ALTER TABLE baseline_entries ADD COLUMN dropped_peak_connections BIGINT NOT NULL DEFAULT 0;
ALTER TABLE baseline_entries ADD COLUMN dropped_regular INTEGER NOT NULL DEFAULT 0;

ALTER TABLE baseline_cells ADD COLUMN peak_bytes_sent BIGINT NOT NULL DEFAULT 0;
ALTER TABLE baseline_cells ADD COLUMN peak_connections BIGINT NOT NULL DEFAULT 0;
ALTER TABLE baseline_cells ADD COLUMN regular INTEGER NOT NULL DEFAULT 0;
-- Joined by commas, newest last.
ALTER TABLE baseline_cells ADD COLUMN addresses TEXT NOT NULL DEFAULT '';
