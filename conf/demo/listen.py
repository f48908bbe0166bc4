#!/usr/bin/python3
"""Opens a listening socket here and hands it to a program that runs elsewhere.

    listen.py PORT COMMAND [ARG ...]

The socket is passed as systemd passes one (sd_listen_fds(3)), so the page of a vigie that
lives in a network namespace is reached on this machine's own 127.0.0.1.
"""
import os
import socket
import sys

listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=1024)
if listener.fileno() != 3:
    os.dup2(listener.fileno(), 3)
os.set_inheritable(3, True)
os.environ["LISTEN_FDS"] = "1"
os.environ["LISTEN_PID"] = str(os.getpid())
os.execvp(sys.argv[2], sys.argv[2:])
