-- What prospects are known by beside their ids: hashes of an e-mail address, a phone number or a birth date and the
-- name. By them an import finds people who come without their id. The version before goes on working without them.
CREATE TABLE prospect_keys (
    tenant_id text NOT NULL,
    key       text NOT NULL,
    lead_id   text NOT NULL,
    PRIMARY KEY (tenant_id, key, lead_id),
    FOREIGN KEY (tenant_id, lead_id) REFERENCES prospects ON DELETE CASCADE
);
CREATE INDEX prospect_keys_person ON prospect_keys (tenant_id, lead_id);  -- for the cascade
