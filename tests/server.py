"""Serves a built site as its host will: under its path, compressed, with its own 404 page."""

import gzip
import http.server
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

_COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".xml"}


@cache
def _compressed(file: Path, _modified: float) -> bytes:
    return gzip.compress(file.read_bytes(), 6)


@contextmanager
def serve(folder: Path, path: str = "/") -> Iterator[str]:
    """The address at which a folder is served; it ends without a slash."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # connections are kept

        def do_GET(self) -> None:
            asked = self.path.partition("?")[0]
            file = folder / asked.removeprefix(path) if asked.startswith(path) else folder
            file = file / "index.html" if asked.endswith("/") else file
            found = file.is_file()
            file = file if found else folder / "404.html"
            self.send_response(200 if found else 404)
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            self.send_header("Content-Type", kind)
            if file.suffix in _COMPRESSED:
                self.send_header("Content-Encoding", "gzip")
                content = _compressed(file, file.stat().st_mtime)
            else:
                content = file.read_bytes()
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "max-age=600")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}{path.rstrip('/')}"
        running.shutdown()
