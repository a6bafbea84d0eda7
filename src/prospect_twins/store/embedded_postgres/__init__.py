"""PostgreSQL in the data directory: real, from a wheel, started by the first process that needs it and stopped by the
last one to leave.

`sharing` is the life-cycle; `server` starts and stops; `checks` says at once what would never work.
"""

from prospect_twins.store.embedded_postgres.checks import check_directory
from prospect_twins.store.embedded_postgres.errors import EmbeddedPostgresError
from prospect_twins.store.embedded_postgres.sharing import embedded_postgres

__all__ = ["EmbeddedPostgresError", "check_directory", "embedded_postgres"]
