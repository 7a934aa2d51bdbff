"""Stands in for a service: tells what it was given, and misbehaves on request. Copied into a test's checkout."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/health":
            self.send_response(503 if Path("sick").exists() else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        told = json.dumps(
            {"environment": dict(os.environ), "pid": os.getpid(), "path": self.path, "folder": os.getcwd()}
        ).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        return


ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
