"""Templates as Python has compiled them, kept for later processes: Jinja takes long over each."""

from importlib import metadata
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

from ..files import keep, kept


class Compiled(BytecodeCache):
    """Keeps templates in a folder. What is there of another text or version is not read.

    `version` is all that compiled templates depend on beside their text: filters are, too.
    """

    def __init__(self, folder: Path, version: bytes) -> None:
        self.folder = folder
        self.version = version + metadata.version("jinja2").encode()

    def load_bytecode(self, bucket: Bucket) -> None:
        content = kept(self._file(bucket), self._version(bucket))
        if content is not None:
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        keep(self._file(bucket), self._version(bucket), bucket.bytecode_to_string())

    def _version(self, bucket: Bucket) -> bytes:
        return self.version + bucket.checksum.encode()

    def _file(self, bucket: Bucket) -> Path:
        return self.folder / bucket.key
