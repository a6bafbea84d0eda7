"""What is raised where the embedded database can't be had."""


class EmbeddedPostgresError(Exception):
    """The embedded database can't be used; the message is one line that says why and what to do."""

    def __init__(self, reason: str) -> None:
        # A path may have bytes that are no text, which can't be printed.
        self.reason = " ".join(reason.split()).encode(errors="backslashreplace").decode()
        super().__init__(f"The embedded PostgreSQL can't be used: {self.reason}")
