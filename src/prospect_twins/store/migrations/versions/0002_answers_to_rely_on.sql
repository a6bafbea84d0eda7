-- What makes an answer one to rely on, what people really said, and what it all cost. Everything here is added;
-- the version before goes on working on it.

ALTER TABLE sessions
    ADD COLUMN form              jsonb,    -- NULL: free text
    ADD COLUMN parent_session_id text REFERENCES sessions,
    ADD COLUMN usage             jsonb;    -- of all model calls: answers, codes, summaries
CREATE INDEX sessions_parent ON sessions (parent_session_id) WHERE parent_session_id IS NOT NULL;

ALTER TABLE targets
    ADD COLUMN value             jsonb,
    ADD COLUMN grounding         jsonb,
    ADD COLUMN confidence_parts  jsonb,    -- whole: score, components; the column `confidence` is its score
    ADD COLUMN cost_usd          double precision,
    ADD COLUMN calls             integer NOT NULL DEFAULT 0,
    ADD COLUMN analysis          jsonb,
    ADD COLUMN coding_until      timestamptz;  -- somebody codes it until then at the latest
CREATE INDEX targets_uncoded ON targets (session_id) WHERE state = 'answered' AND analysis IS NULL;

-- What a real person said or did, to hold their twin against. Gone with the person.
CREATE TABLE outcomes (
    outcome_id  text PRIMARY KEY,
    tenant_id   text NOT NULL,
    lead_id     text NOT NULL,
    session_id  text REFERENCES sessions ON DELETE CASCADE,  -- whose question it answers; NULL: none in particular
    value       jsonb,               -- as in targets
    said        text,                -- in the person's own words
    sentiment   text,                -- as whoever recorded it heard it
    stance      integer,
    note        text,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (tenant_id, lead_id) REFERENCES prospects ON DELETE CASCADE
);
CREATE INDEX outcomes_person ON outcomes (tenant_id, lead_id, occurred_at DESC);
CREATE INDEX outcomes_session ON outcomes (session_id) WHERE session_id IS NOT NULL;

-- Replies that hold what a person said go when that person is erased.
ALTER TABLE idempotency_keys ADD COLUMN lead_id text;
CREATE INDEX idempotency_person ON idempotency_keys (tenant_id, lead_id) WHERE lead_id IS NOT NULL;

-- What confidence is worth, for each kind of question: `domain/confidence.py`, fitted by `prospect-twins calibrate`.
CREATE TABLE calibrations (
    tenant_id     text NOT NULL REFERENCES tenants,
    question_kind text NOT NULL,
    calibration   jsonb NOT NULL,
    fitted_at     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, question_kind)
);
