-- Nobody decides until 1970: an earlier version read a decision without an end so, and may have written it back.

UPDATE baseline_entries SET expires_at = NULL WHERE expires_at = 0;
