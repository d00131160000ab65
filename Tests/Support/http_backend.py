#!/usr/bin/env python3
"""Serves the repositories below a directory with `git http-backend`, on loopback, for tests.

usage: http_backend.py DIRECTORY [SECONDS_MAX]

Prints the port it got as one line, then serves until its standard input ends or SECONDS_MAX (default 600) have passed.

Paths:
  /REPOSITORY/...            the repository, readable and writable by anyone
  /auth/REPOSITORY/...       the same behind basic authentication: user "sheaf", password "secret"
  /status/CODE/...           answers with that HTTP status
  /hang/...                  accepts the request and never answers
  /refs/COUNT/...            lists so many refs, none of them Sheaf's
  /flood/...                 lists refs without end
"""

import base64
import http.server
import os
import subprocess
import sys
import threading
import time

CREDENTIALS = "Basic " + base64.b64encode(b"sheaf:secret").decode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    root = "."

    def do_GET(self):
        self.route()

    def do_POST(self):
        self.route()

    def route(self):
        path, _, query = self.path.partition("?")
        first, _, rest = path.lstrip("/").partition("/")
        if first == "status":
            self.read_body()
            return self.answer(int(rest.split("/")[0]))
        if first == "hang":
            return self.hang()
        if first == "refs":
            return self.list_refs(int(rest.split("/")[0]), query)
        if first == "flood":
            return self.list_refs(None, query)
        if first == "auth":
            if self.headers.get("Authorization") != CREDENTIALS:
                self.read_body()
                return self.answer(401, {"WWW-Authenticate": 'Basic realm="test"'})
            path = "/" + rest
        self.run_backend(path, query)

    def answer(self, code, headers=None):
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def hang(self):
        # Ends with the client's connection or with the process.
        self.connection.settimeout(600)
        try:
            while self.connection.recv(65536):
                pass
        except OSError:
            pass
        self.close_connection = True

    def list_refs(self, count, query):
        """The first answer of a git server, of any length; None never ends, but for the client."""
        service = query.removeprefix("service=")
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", f"application/x-{service}-advertisement")
        self.send_header("Connection", "close")
        self.end_headers()
        capabilities = "report-status delete-refs side-band-64k ofs-delta agent=test"
        start = packet(f"# service={service}\n") + b"0000" + packet(f"{oid(0)} refs/heads/first\0{capabilities}\n")
        try:
            self.wfile.write(start)
            number = 1
            while count is None or number < count:
                piece = min(10_000, (count or 2**62) - number)
                self.wfile.write(b"".join(packet(f"{oid(n)} refs/heads/{n:07}\n") for n in range(number, number + piece)))
                number += piece
            self.wfile.write(b"0000")
        except OSError:
            pass

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            pieces = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return b"".join(pieces)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def run_backend(self, path, query):
        body = self.read_body()
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": os.environ.get("HOME", "/"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            # Without it, http-backend disables pushes; the value is the committer of reflogs.
            "REMOTE_USER": "tester",
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROJECT_ROOT": self.root,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
        }
        child = subprocess.run(
            ["git", "http-backend"], input=body, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        head, _, content = child.stdout.partition(b"\r\n\r\n")
        status, headers = 200, []
        for line in head.decode("latin-1").split("\r\n"):
            name, _, value = line.partition(": ")
            if name == "Status":
                status = int(value.split()[0])
            elif name:
                headers.append((name, value))
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


def oid(number):
    return f"{number + 1:040x}"


def packet(text):
    return f"{len(text) + 4:04x}{text}".encode("ascii")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def end_with_input():
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)


def end_after(seconds):
    time.sleep(seconds)
    os._exit(0)


def main():
    Handler.root = os.path.abspath(sys.argv[1])
    seconds_max = float(sys.argv[2]) if len(sys.argv) > 2 else 600
    threading.Thread(target=end_with_input, daemon=True).start()
    threading.Thread(target=end_after, args=(seconds_max,), daemon=True).start()
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


main()
