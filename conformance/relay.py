#!/usr/bin/env python3
"""Lets containers reach the local stack: relays from the address of Docker's bridge to 127.0.0.1.

    python3 conformance/relay.py [PORT]    # of the local stack; 4566 unless it was started with another

Only Docker Engine on Linux needs it, for `sam local invoke`; Docker Desktop relays by itself. Runs until Ctrl-C. The
bridge's address is one of this machine, and no network leads to it but that of its containers.
"""

import asyncio
import ipaddress
import subprocess
import sys

PORT = 4566  # of events/env.json


def bridge():
    """The address by which containers know this machine."""
    subnets = "{{range .IPAM.Config}}{{.Subnet}} {{end}}"
    command = ["docker", "network", "inspect", "bridge", "--format", subnets]
    networks = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    network = next(each for each in map(ipaddress.ip_network, networks) if each.version == 4)
    return str(network.network_address + 1)


async def serve(address, port, destination):
    """Starts to relay to `destination`, a port of 127.0.0.1."""

    async def copy(source, target):
        try:
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
        except ConnectionError:
            pass
        finally:
            target.close()

    async def relay(inside, outside):
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", destination)
        except OSError:
            outside.close()
        else:
            await asyncio.gather(copy(inside, writer), copy(reader, outside))

    return await asyncio.start_server(relay, address, port)


async def main(destination):
    address = bridge()
    server = await serve(address, PORT, destination)
    print(f"Containers reach 127.0.0.1:{destination} of this machine as {address}:{PORT}. Ctrl-C ends it.", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else PORT))
    except KeyboardInterrupt:
        pass
    except (OSError, subprocess.CalledProcessError) as failure:
        why = getattr(failure, "stderr", "") or failure
        sys.exit(f"relay: containers cannot be given a way to this machine: {why}")
