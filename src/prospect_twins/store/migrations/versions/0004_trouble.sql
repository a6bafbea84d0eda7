-- What a worker's models have last been unable to do, in their providers' words; NULL while they answer.
ALTER TABLE worker_reports ADD COLUMN trouble text;
