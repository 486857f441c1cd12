-- When the first run of a container was started that was watched from its beginning on; 0 while none was.

ALTER TABLE baselines ADD COLUMN first_start BIGINT NOT NULL DEFAULT 0;
