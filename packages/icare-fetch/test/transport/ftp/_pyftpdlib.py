"""Serve a directory by FTP or FTPS on a free port of loopback; prints the port. Options come as JSON."""

import json
import os
import sys

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer



class ImplicitHandler(TLS_FTPHandler):
    """TLS from the first byte on."""

    def handle(self):
        self.secure_connection(self.ssl_context)
        super().handle()


options = json.loads(sys.argv[1])
authorizer = DummyAuthorizer()
authorizer.add_user(options["username"], options["password"], options["root"], perm="elr")

handler = FTPHandler
if options.get("certificate"):
    handler = ImplicitHandler if options.get("implicit") else TLS_FTPHandler
handler.authorizer = authorizer
handler.auth_failed_timeout = 0
handler.use_sendfile = False
if options.get("certificate"):
    handler.certfile = options["certificate"]
    handler.keyfile = options["key"]
    handler.tls_control_required = True
    handler.tls_data_required = True
for command in options.get("without", []):
    del handler.proto_cmds[command]
for name in ("max_login_attempts", "timeout"):
    if name in options:
        setattr(handler, name, options[name])

server = FTPServer((options.get("host", "127.0.0.1"), 0), handler)
server.max_cons_per_ip = options.get("max_cons_per_ip", 0)
print(server.address[1], flush=True)
# Ends with the test that started it, however that ends.
server.ioloop.call_every(0.2, lambda: os.getppid() != options["parent"] and server.close_all())
server.serve_forever(handle_exit=False)
