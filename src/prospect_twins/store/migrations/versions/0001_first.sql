-- Everything there is to know stands in these tables; the queue (Procrastinate's, made by the same migration)
-- only says "look at this session".

CREATE TABLE tenants (
    tenant_id     text PRIMARY KEY,
    daily_answers integer CHECK (daily_answers >= 0),  -- NULL: the setting's default
    created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE api_keys (
    key_id     text PRIMARY KEY,
    tenant_id  text NOT NULL REFERENCES tenants,
    key_hash   bytea NOT NULL UNIQUE,  -- SHA-256; a key has 256 random bits, so no slow hash is needed
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz
);

CREATE TABLE prospects (
    tenant_id           text NOT NULL REFERENCES tenants,
    lead_id             text NOT NULL,
    lead_classification text,
    full_name           text,
    age                 text,
    occupation          text,
    gender              text,
    marital_status      text,
    education_level     text,
    annual_income       text,
    profile_image_url   text,
    attributes          jsonb NOT NULL DEFAULT '{}',
    notes               jsonb NOT NULL DEFAULT '[]',
    transcripts         jsonb NOT NULL DEFAULT '[]',
    search              tsvector NOT NULL DEFAULT '',
    name_words          text[] NOT NULL DEFAULT '{}',  -- what a session's search finds them by
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, lead_id)
);
CREATE INDEX prospects_search ON prospects USING gin (search);
CREATE INDEX prospects_class ON prospects (tenant_id, lead_classification, lead_id);

CREATE TABLE images (
    content_hash bytea PRIMARY KEY,  -- SHA-256 of the re-encoded bytes
    mime_type    text NOT NULL,
    data         bytea NOT NULL,
    shown        bytea,              -- what models are shown, where that is smaller than data
    created_at   timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE images ALTER COLUMN data SET STORAGE EXTERNAL, ALTER COLUMN shown SET STORAGE EXTERNAL;  -- compressed

CREATE TABLE sessions (
    session_id       text PRIMARY KEY,
    tenant_id        text NOT NULL REFERENCES tenants,
    question         text NOT NULL,
    context          jsonb NOT NULL DEFAULT '{}',
    image_hash       bytea REFERENCES images,
    status           text NOT NULL,
    total_expected   integer NOT NULL,
    responded        integer NOT NULL DEFAULT 0,
    failed           integer NOT NULL DEFAULT 0,
    queued           integer NOT NULL,
    positions        integer NOT NULL,
    error_message    text,
    last_seq         bigint NOT NULL DEFAULT 0,
    last_answered_at timestamptz,
    summary          jsonb,
    quota_day        date NOT NULL,
    quota_reserved   integer NOT NULL,  -- given back but for what was answered, once, when the session ends
    search           tsvector NOT NULL DEFAULT '',
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    completed_at     timestamptz,
    cancelled_at     timestamptz,
    deadline_at      timestamptz NOT NULL
);
CREATE INDEX sessions_created ON sessions (tenant_id, created_at DESC, session_id DESC);
CREATE INDEX sessions_search ON sessions USING gin (search);
CREATE INDEX sessions_due ON sessions (deadline_at) WHERE status IN ('pending', 'in_progress');
CREATE INDEX sessions_image ON sessions (image_hash) WHERE image_hash IS NOT NULL;

CREATE TABLE targets (
    session_id    text NOT NULL REFERENCES sessions ON DELETE CASCADE,
    position      integer NOT NULL,
    tenant_id     text NOT NULL,
    lead_id       text NOT NULL,
    persona       jsonb NOT NULL,      -- the card as it was when the question was asked
    state         text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'answered', 'failed')),
    seq           bigint,              -- the event that told of the answer
    answer        text,
    answered_at   timestamptz,
    model         text,
    confidence    double precision,
    input_tokens  integer,
    output_tokens integer,
    error_code    text,
    error_message text,
    PRIMARY KEY (session_id, position),
    UNIQUE (session_id, lead_id)
);
CREATE INDEX targets_person ON targets (tenant_id, lead_id, answered_at DESC);
CREATE UNIQUE INDEX targets_answered ON targets (session_id, seq) WHERE state = 'answered';

CREATE TABLE events (
    session_id  text NOT NULL REFERENCES sessions ON DELETE CASCADE,
    seq         bigint NOT NULL,
    event_type  text NOT NULL,
    occurred_at timestamptz NOT NULL,
    responded   integer NOT NULL,
    total       integer NOT NULL,
    reason      text,
    PRIMARY KEY (session_id, seq)
);

CREATE TABLE summary_requests (
    request_id   text PRIMARY KEY,
    session_id   text NOT NULL REFERENCES sessions ON DELETE CASCADE,
    style        text NOT NULL,
    focus_areas  jsonb NOT NULL,
    state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
    failure_code text,
    failure      text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL
);
CREATE UNIQUE INDEX summary_requests_one_at_a_time ON summary_requests (session_id) WHERE state = 'waiting';

CREATE TABLE idempotency_keys (
    tenant_id    text NOT NULL,
    key          text NOT NULL,
    request_hash bytea NOT NULL,
    session_id   text REFERENCES sessions ON DELETE CASCADE,  -- whose person's words the body may hold
    status_code  integer,             -- NULL while the first request is in flight
    location     text,
    body         text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, key)
);
CREATE INDEX idempotency_expiry ON idempotency_keys (expires_at);

CREATE TABLE quota_usage (
    tenant_id text NOT NULL REFERENCES tenants,
    day       date NOT NULL,
    used      integer NOT NULL DEFAULT 0 CHECK (used >= 0),
    PRIMARY KEY (tenant_id, day)
);

-- What a worker says of itself, beside Procrastinate's own row for its heartbeat.
CREATE TABLE worker_reports (
    worker     uuid PRIMARY KEY,
    model      text NOT NULL,
    ready      boolean NOT NULL,
    detail     text NOT NULL,
    concurrency integer NOT NULL,
    answer_s   double precision,
    reported_at timestamptz NOT NULL
);
