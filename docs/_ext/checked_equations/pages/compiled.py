"""Templates as Python has compiled them, kept for later processes: Jinja takes long over each."""

from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

from ..files import keep, kept


class Compiled(BytecodeCache):
    """Keeps templates in a folder. What is there of another text or Python is not read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        content = kept(self._file(bucket), bucket.checksum.encode())
        if content is not None:
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        keep(self._file(bucket), bucket.checksum.encode(), bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        return self.folder / bucket.key
