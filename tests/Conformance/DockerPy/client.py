"""docker-py on an engine: each step prints its name once it has passed. The engine is DOCKER_HOST's, the image the first argument."""
import io
import os
import sys
import tarfile
import threading

import docker
import docker.errors

IMAGE = sys.argv[1]
client = docker.from_env(timeout=30)
made = []


def step(name):
    def run(function):
        try:
            function()
            print("ok", name, flush=True)
        except docker.errors.APIError as error:
            if error.response.status_code != 501:
                raise
            print("missing", name, flush=True)
    return run


def container(*command, **options):
    options.setdefault("network_mode", "none")
    made.append(client.containers.create(IMAGE, list(command), **options))
    return made[-1]


def check(condition, what=""):
    if not condition:
        raise AssertionError(what)


try:
    @step("system")
    def system():
        check(client.ping())
        check(client.version()["Os"] == "linux")
        check(client.info()["OSType"] == "linux")
        check("LayersSize" in client.df())

    @step("run")
    def run():
        output = client.containers.run(IMAGE, ["sh", "-c", "echo out; echo err >&2"], remove=True, stdout=True, stderr=True, network_mode="none")
        check(output == b"out\nerr\n" or output == b"err\nout\n", output)

    @step("run-fails")
    def run_fails():
        try:
            client.containers.run(IMAGE, ["sh", "-c", "echo bad >&2; exit 3"], remove=True, network_mode="none")
        except docker.errors.ContainerError as error:
            check((error.exit_status, error.stderr) == (3, b"bad\n"), error)
        else:
            raise AssertionError("no error")

    @step("life")
    def life():
        c = container("sh", "-c", "trap 'exit 5' TERM; while :; do sleep 0.05; done", labels={"docker-py": "1"}, environment={"A": "b"})
        c.start()
        c.reload()
        check(c.status == "running")
        check([f.id for f in client.containers.list(filters={"label": "docker-py=1"})] == [c.id])
        c.stop(timeout=10)
        check(c.wait()["StatusCode"] == 5)
        c.rename("docker-py-renamed")
        check(client.containers.get("docker-py-renamed").id == c.id)

    @step("exec")
    def execute():
        c = container("sleep", "1000")
        c.start()
        code, (out, err) = c.exec_run(["sh", "-c", "echo out; echo err >&2; exit 2"], demux=True)
        check((code, out, err) == (2, b"out\n", b"err\n"), (code, out, err))
        code, out = c.exec_run("id -u", user="1000", tty=True)
        check(out == b"1000\r\n", out)
        _, stream = c.exec_run(["sh", "-c", "echo 1; echo 2"], stream=True)
        check(b"".join(stream) == b"1\n2\n")
        _, sock = c.exec_run("cat", socket=True, stdin=True)
        sock._sock.sendall(b"hello\n")
        sock._sock.shutdown(1)
        check(sock.read().endswith(b"hello\n"))

    @step("logs")
    def logs():
        c = container("sh", "-c", "for i in 1 2 3; do echo $i; done")
        c.start()
        c.wait()
        check(c.logs() == b"1\n2\n3\n")
        check(c.logs(tail=1) == b"3\n")
        check(b"".join(c.logs(stream=True, follow=True)) == b"1\n2\n3\n")

    @step("ports")
    def ports():
        c = container("sleep", "1000", network_mode="bridge", ports={"80/tcp": ("127.0.0.1", None)})
        c.start()
        c.reload()
        check(int(c.ports["80/tcp"][0]["HostPort"]) > 1023, c.ports)

    @step("events")
    def events():
        seen = []
        stream = client.events(decode=True, filters={"type": "container", "event": "create"})

        def listen():
            for event in stream:
                seen.append(event["Action"])
                break
        listener = threading.Thread(target=listen)
        listener.start()
        container("true")
        listener.join(20)
        check(seen == ["create"], seen)

    @step("images")
    def images():
        image = client.images.get(IMAGE)
        check(image.tag("docker-py/tagged", "v1"))
        archive = b"".join(client.images.get("docker-py/tagged:v1").save(named="docker-py/tagged:v1"))
        client.images.remove("docker-py/tagged:v1")
        check(client.images.load(archive)[0].tags.count("docker-py/tagged:v1") == 1)
        client.images.remove("docker-py/tagged:v1")
        check(client.images.list(name="docker-py/tagged") == [])
        check(image.history()[0]["Id"].startswith("sha256:"))

    @step("commit")
    def commit():
        c = container("sh", "-c", "echo x > /x")
        c.start()
        c.wait()
        check({"Path": "/x", "Kind": 1} in c.diff(), c.diff())
        image = c.commit("docker-py/made", "v1")
        client.images.remove(image.id, force=True)

    @step("top")
    def top():
        c = container("sleep", "1000")
        c.start()
        check("sleep" in c.top()["Processes"][0][-1])

    @step("stats")
    def stats():
        c = container("sleep", "1000")
        c.start()
        check(c.stats(stream=False)["memory_stats"]["limit"] > 0)

    @step("pause")
    def pause():
        c = container("sleep", "1000")
        c.start()
        c.pause()
        c.reload()
        check(c.status == "paused")
        c.unpause()

    @step("update")
    def update():
        c = container("sleep", "1000", mem_limit="64m")
        c.start()
        c.update(mem_limit="32m", memswap_limit="64m")
        c.reload()
        check(c.attrs["HostConfig"]["Memory"] == 32 << 20)

    @step("archive")
    def archive():
        c = container("sleep", "1000")
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as tar:
            entry = tarfile.TarInfo("there")
            entry.size = 5
            tar.addfile(entry, io.BytesIO(b"12345"))
        check(c.put_archive("/tmp", buffer.getvalue()))
        stream, stat = c.get_archive("/tmp/there")
        check(stat["size"] == 5, stat)
        with tarfile.open(fileobj=io.BytesIO(b"".join(stream))) as tar:
            check(tar.extractfile("there").read() == b"12345")

    @step("volumes")
    def volumes():
        volume = client.volumes.create("docker-py-volume", labels={"a": "b"})
        try:
            c = container("sh", "-c", "echo kept > /v/file", volumes={"docker-py-volume": {"bind": "/v", "mode": "rw"}})
            c.start()
            c.wait()
            check(client.volumes.get("docker-py-volume").attrs["Labels"] == {"a": "b"})
            c.remove(force=True)
            made.remove(c)
        finally:
            volume.remove(force=True)

    @step("networks")
    def networks():
        check("bridge" in [n.name for n in client.networks.list()])
        check(client.networks.get("bridge").attrs["Driver"] == "bridge")

    @step("own-networks")
    def own_networks():
        pool = docker.types.IPAMPool(subnet="10.99.%d.0/24" % (os.getpid() % 250), gateway="10.99.%d.1" % (os.getpid() % 250))
        network = client.networks.create("docker-py-network", driver="bridge", ipam=docker.types.IPAMConfig(pool_configs=[pool]), labels={"a": "b"})
        try:
            server = container("httpd", "-f", "-p", "80", "-h", "/www", network_mode=None, network="docker-py-network")
            server.start()
            c = container("sleep", "1000", network_mode=None)
            c.start()
            network.connect(c, aliases=["joined"])
            c.reload()
            check(c.attrs["NetworkSettings"]["Networks"]["docker-py-network"]["IPAddress"].startswith("10.99."), c.attrs["NetworkSettings"])
            code, out = c.exec_run(["wget", "-q", "-O", "-", "http://%s/" % server.name])
            check((code, out) == (0, b"a page from a container\n"), (code, out))
            network.reload()
            check(sorted(x.name for x in network.containers) == sorted([c.name, server.name]), network.attrs)
            network.disconnect(c)
            c.reload()
            check(list(c.attrs["NetworkSettings"]["Networks"]) == ["bridge"])
            check([n.name for n in client.networks.list(filters={"label": "a=b"})] == ["docker-py-network"])
            for one in (c, server):
                one.remove(force=True)
                made.remove(one)
        finally:
            network.remove()
        check(client.networks.list(names=["docker-py-network"]) == [])

    @step("errors")
    def errors():
        for wrong, kind in ((lambda: client.containers.get("docker-py-nothing"), docker.errors.NotFound),
                            (lambda: client.images.get("docker-py/nothing"), docker.errors.ImageNotFound),
                            (lambda: client.swarm.leave(), docker.errors.APIError),
                            (lambda: client.plugins.get("nothing"), docker.errors.NotFound)):
            try:
                wrong()
            except kind:
                continue
            raise AssertionError("no error")
finally:
    for c in made:
        c.remove(force=True, v=True)
