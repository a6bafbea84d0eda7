"""What is raised where the embedded database can't be had."""


class EmbeddedPostgresError(Exception):
    """The embedded database can't be used; the message is one line that says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The embedded PostgreSQL can't be used: {' '.join(reason.split())}")
        self.reason = reason
