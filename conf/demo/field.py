#!/usr/bin/python3
"""The field of the demonstration where no network namespace can be made.

    field.py move PORT ETC        gives every point addresses of this machine (127.7.x.y), and its
                                  devices a check that needs no privilege: a TCP connection to PORT
    field.py serve PORT ETC CUT   accepts these connections; while a file CUT/SITE exists, the
                                  addresses of that point refuse: to vigie, an outage
"""
import asyncio
import pathlib
import re
import sys

SAMPLE = re.compile(r'"(?:192\.0\.(2)|198\.51\.(100)|203\.0\.(113))\.([0-9]+)"')
MOVED = re.compile(r'"(127\.7\.[0-9]+\.[0-9]+)"')


def move(port, etc):
    main = etc / "vigie.conf"
    # Canaries are asked by ICMP, which may not be had here: without them vigie is never blind by network.
    main.write_text(re.sub(r"(?m)^canaries = .*$", "canaries = [ ];", main.read_text()))
    for path in (etc / "sites.d").glob("*.conf"):
        text = SAMPLE.sub(lambda m: f'"127.7.{m[1] or m[2] or m[3]}.{m[4]}"', path.read_text())
        text = re.sub(r"(?m)^#.*\n", "", text)
        text = re.sub(r' snmp = "[a-z]+";', "", text)
        devices = re.findall(r'\{ id = "([^"]+)"; address', text)
        devices += [name for name in ("router", "backup") if re.search(rf"(?m)^ *{name} = ", text)]
        checks = ",\n    ".join(f'{{ on = "{d}"; probe = "tcp"; port = {port}; interval = "10s"; }}' for d in devices)
        path.write_text(re.sub(r"(?m)^};", f"  checks = (\n    {checks}\n  );\n}};", text))


async def accept(reader, writer):
    writer.close()


async def serve(port, etc, cut):
    points = {p.stem: set(MOVED.findall(p.read_text())) for p in (etc / "sites.d").glob("*.conf")}
    servers = {}
    while True:
        wanted = set().union(*(a for site, a in points.items() if not (cut / site).exists()))
        for address in wanted - servers.keys():
            servers[address] = await asyncio.start_server(accept, address, port)
        for address in servers.keys() - wanted:
            servers.pop(address).close()
        await asyncio.sleep(0.2)


what, port, etc = sys.argv[1], int(sys.argv[2]), pathlib.Path(sys.argv[3])
if what == "move":
    move(port, etc)
else:
    asyncio.run(serve(port, etc, pathlib.Path(sys.argv[4])))
