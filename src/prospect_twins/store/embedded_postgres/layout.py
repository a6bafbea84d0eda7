"""What is where in a data directory."""

import os
from pathlib import Path

from prospect_twins.store.embedded_postgres.errors import EmbeddedPostgresError


class Layout:
    """The places in `data_dir`; symbolic links are followed once, so that all names of it are one place.

    Raises EmbeddedPostgresError where the path leads nowhere.
    """

    def __init__(self, data_dir: Path) -> None:
        try:
            self.data_dir = data_dir.resolve()
            self.cluster = (self.data_dir / "postgres").resolve()
            """PostgreSQL's own directory, as it has been since the first version; a link may lead to another disk."""
        except (OSError, RuntimeError, ValueError) as error:  # a circle of links; a NUL
            raise EmbeddedPostgresError(f"{os.fspath(data_dir)!a} is no usable path ({error}).") from None
        self.unfinished = self.cluster.with_name(f"{self.cluster.name}.new")
        """Where a cluster is made. It is renamed when it is whole, so a half-made one is never taken for one."""
        if os.path.ismount(self.cluster):  # which can't be renamed
            self.unfinished = self.cluster
        self.lock = self.data_dir / "postgres.lock"
        """Held by the process that starts or stops the server."""
        self.users = self.data_dir / "postgres.users"
        """Locked by each process that uses the server."""

    @property
    def log(self) -> Path:
        """The folder of the server's log."""
        return self.cluster / "log"

    @property
    def has_cluster(self) -> bool:
        """Whether a database was made here."""
        return (self.cluster / "PG_VERSION").exists()
