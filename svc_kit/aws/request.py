"""What a service of AWS is asked, before it is signed."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """`path` and `query` are percent-encoded as they are sent, the names of the headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    query: str = ""

    def head(self, headers: Mapping[str, str]) -> bytes:
        """Its first line and these headers, as HTTP/1.1 has them."""
        target = f"{self.path}?{self.query}" if self.query else self.path
        lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
        if lines.count("\n") != len(headers) or lines.count("\r") != len(headers):
            raise ValueError("a header is more than one line")
        return f"{self.method} {target} HTTP/1.1\r\n{lines}content-length: {len(self.body)}\r\n\r\n".encode()
