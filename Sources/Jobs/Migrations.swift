package import Database

extension Migration {
    /// The queue of work that takes longer than a request.
    package static let jobs: [Migration] = [
        Migration(
            "jobs-001-queue",
            """
            CREATE TABLE job (
                id BIGINT NOT NULL PRIMARY KEY,
                kind TEXT NOT NULL,
                payload TEXT NOT NULL,
                state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
                attempts INTEGER NOT NULL DEFAULT 0,
                due_at BIGINT NOT NULL,
                created_at BIGINT NOT NULL,
                started_at BIGINT,
                finished_at BIGINT,
                progress_done BIGINT NOT NULL DEFAULT 0,
                progress_total BIGINT,
                message TEXT
            );
            CREATE INDEX job_due ON job (state, due_at);
            CREATE INDEX job_by_age ON job (created_at);
            """
        )
    ]
}
