-- What workers run, so that whoever tells about the service can ask it; and limits of what sessions cost. Everything
-- here is added; the version before goes on working on it.

ALTER TABLE worker_reports ADD COLUMN setup jsonb;  -- the worker's settings by which questions are answered

ALTER TABLE sessions
    ADD COLUMN cost_limit_usd     double precision,  -- the most it may cost; NULL: no limit
    ADD COLUMN cost_day_limit_usd double precision,  -- the most its tenant may spend on `quota_day`; NULL: no limit
    ADD COLUMN cost_counted_usd   double precision NOT NULL DEFAULT 0;
    -- Of its tenant's day: what it is expected to cost, or what it has cost if that is more; once ended, what it cost.

ALTER TABLE quota_usage ADD COLUMN cost_usd double precision NOT NULL DEFAULT 0;  -- all that is counted of the day

-- What a summary written anew is expected to cost, counted of that day until the request has ended.
ALTER TABLE summary_requests
    ADD COLUMN cost_day          date,
    ADD COLUMN cost_expected_usd double precision NOT NULL DEFAULT 0;
