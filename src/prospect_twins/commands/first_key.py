"""The key with which a newcomer begins."""

import asyncio
import os
from pathlib import Path

from prospect_twins.own_files import make_directory, open_own
from prospect_twins.store.access import AccessStore

TENANT = "default"


async def first_key(access: AccessStore, data_dir: Path) -> str | None:
    """The valid key in `data_dir`/api-key; makes key and file (mode 0600) if the tenant has no key yet.

    None where there are keys, but not in that file: they can't be read again.
    """
    file = data_dir / "api-key"
    if file.exists():
        key = file.read_text().strip()
        if await access.tenant_of(key) is not None:
            return key
    await access.ensure_tenant(TENANT)
    if any(known.revoked_at is None for known in await access.list_keys(TENANT)):
        return None
    _, key = await access.create_key(TENANT)
    await asyncio.to_thread(_write_secret, file, key + "\n")
    return key


def _write_secret(file: Path, text: str) -> None:
    """A file that its owner alone can read, from its first instant on."""
    make_directory(file.parent)
    file.unlink(missing_ok=True)
    with os.fdopen(open_own(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "w") as opened:
        opened.write(text)
