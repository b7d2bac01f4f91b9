"""Whether a folder lies on a network share, where a database's locks cannot be relied on.

Must not write anything.
"""

from __future__ import annotations

import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_SHARED = re.compile(
    r"nfs4?|cifs|smb3|smbfs|afs|ceph|lustre|gpfs|beegfs|panfs|pvfs2|ocfs2|gfs2|glusterfs"
    r"|fuse\.(sshfs|glusterfs|ceph.*|s3fs|gcsfuse|mount-s3|goofys|geesefs|juicefs|rclone|blobfuse2?|davfs2?|beegfs)"
)
"""Kinds of file systems that more than one machine writes to."""


def shared(folder: Path, mounts: str | None = None) -> bool:
    """Whether a folder, or where it would be made, is on a share; `mounts` is what Linux says of its mounts."""
    if mounts is None:
        try:
            mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return False
    lies, kind = folder.resolve(), ""
    longest = -1
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        place = Path(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), before.split()[4]))
        if len(place.parts) >= longest and lies.is_relative_to(place):
            longest, kind = len(place.parts), after.split()[0]
    return _SHARED.fullmatch(kind) is not None
