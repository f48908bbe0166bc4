#!/usr/bin/python3
"""A mail server that keeps what it gets: each message becomes a file in a folder.

    smtp_sink.py PORT FOLDER

For the demonstration and for tests; it listens on 127.0.0.1 alone and delivers nothing.
"""
import email
import email.policy
import pathlib
import signal
import sys
import time

from aiosmtpd.controller import Controller


class Folder:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.count = 0

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.count += 1
        name = time.strftime("%Y%m%d-%H%M%S") + f"-{self.count:03d}.eml"
        (self.path / name).write_bytes(envelope.content)
        print(f"mail to {', '.join(envelope.rcpt_tos)}: {message['subject']} ({name})", flush=True)
        return "250 kept"


def main():
    port, folder = int(sys.argv[1]), sys.argv[2]
    controller = Controller(Folder(folder), hostname="127.0.0.1", port=port)
    controller.start()
    print(f"mails to 127.0.0.1:{port} land in {folder}", flush=True)
    signal.sigwait([signal.SIGTERM, signal.SIGINT])
    controller.stop()


if __name__ == "__main__":
    main()
