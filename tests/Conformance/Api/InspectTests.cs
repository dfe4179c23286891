using System.Text;
using System.Text.Json;
using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Api;

/// <summary>What inspect and list say, and what can be done with it.</summary>
public sealed class InspectTests(EngineUnderTest engine) : ApiTest(engine)
{
    private const string Rich = """
        "Cmd":["sleep","1000"],"Env":["A=b"],"Labels":{"a":"b"},"User":"1000","WorkingDir":"/tmp","StopSignal":"SIGKILL","Hostname":"here",
        "ExposedPorts":{"81/tcp":{}},
        "HostConfig":{"Binds":["/tmp:/host:ro"],"Tmpfs":{"/run":"size=65536"},"PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":""}]},
        "Memory":67108864,"CpuShares":512,"PidsLimit":100,"CapAdd":["NET_ADMIN"],"CapDrop":["MKNOD"],"Ulimits":[{"Name":"nofile","Soft":100,"Hard":200}],
        "Dns":["192.0.2.1"],"ExtraHosts":["a:192.0.2.2"],"SecurityOpt":["no-new-privileges"],"Init":true,"ReadonlyRootfs":true,
        "RestartPolicy":{"Name":"no"},"LogConfig":{"Type":"json-file","Config":{"max-size":"1m"}}}
        """;

    /// <summary>Watchtower and its like: stop, rename, and make the same again from what inspect said.</summary>
    [Fact]
    public async Task Container_MadeAgainFromItsInspect_IsTheSame()
    {
        string name = NewName("again");
        await RunAsync(name, Rich);
        try
        {
            JsonElement first = await GetAsync($"/containers/{name}/json");
            await SendAsync("POST", $"/containers/{name}/stop?t=0");
            await SendAsync("POST", $"/containers/{name}/rename?name={name}-old");
            ApiAnswer made = await SendAsync("POST", $"/containers/create?name={name}", CreateBody(first));
            Assert.True(made.Status == 201, made.Body);
            ApiAnswer started = await SendAsync("POST", $"/containers/{name}/start");
            Assert.True(started.Status == 204, started.Body);
            JsonElement second = await GetAsync($"/containers/{name}/json");

            Assert.Equal(first.GetProperty("HostConfig").GetRawText(), second.GetProperty("HostConfig").GetRawText());

            // dockerd adds to the second's the hardware address that the first happened to have.
            Assert.True(EngineUnderTest.IsReference || first.GetProperty("Config").GetRawText() == second.GetProperty("Config").GetRawText());
            Assert.NotEqual(first.GetProperty("Id").GetString(), second.GetProperty("Id").GetString());
        }
        finally
        {
            await RemoveAsync(name);
            await RemoveAsync(name + "-old");
        }
    }

    /// <summary>The fields of docker inspect that docker-bench-security reads.</summary>
    [Fact]
    public async Task Inspect_HasWhatTheCisBenchmarkReads()
    {
        string name = NewName("cis");
        await RunAsync(name, Rich);
        try
        {
            JsonElement container = await GetAsync($"/containers/{name}/json");
            JsonElement host = container.GetProperty("HostConfig");

            Assert.True(container.TryGetProperty("AppArmorProfile", out _));
            Assert.True(container.TryGetProperty("ProcessLabel", out _));
            Assert.Equal("no-new-privileges", host.GetProperty("SecurityOpt")[0].GetString());
            Assert.Contains("NET_ADMIN", host.GetProperty("CapAdd")[0].GetString()!, StringComparison.Ordinal);
            Assert.Equal((false, true), (host.GetProperty("Privileged").GetBoolean(), host.GetProperty("ReadonlyRootfs").GetBoolean()));
            Assert.Equal(("", "", "private"), (host.GetProperty("PidMode").GetString(), host.GetProperty("UTSMode").GetString(), host.GetProperty("IpcMode").GetString()));
            Assert.Equal(("", ""), (host.GetProperty("UsernsMode").GetString(), host.GetProperty("CgroupParent").GetString()));
            Assert.Equal((67108864L, 512L, 100L), (host.GetProperty("Memory").GetInt64(), host.GetProperty("CpuShares").GetInt64(), host.GetProperty("PidsLimit").GetInt64()));
            Assert.Equal(("no", 0), (host.GetProperty("RestartPolicy").GetProperty("Name").GetString(), host.GetProperty("RestartPolicy").GetProperty("MaximumRetryCount").GetInt32()));
            Assert.True(EngineUnderTest.IsReference
                || container.GetProperty("NetworkSettings").GetProperty("Ports").GetProperty("80/tcp")[0].GetProperty("HostIp").GetString() == "127.0.0.1");
            Assert.Equal(("/host", false), (container.GetProperty("Mounts")[0].GetProperty("Destination").GetString(), container.GetProperty("Mounts")[0].GetProperty("RW").GetBoolean()));
        }
        finally
        {
            await RemoveAsync(name);
        }
    }

    [Fact]
    public async Task List_WithEachFilter_FindsWhatFits()
    {
        string first = NewName("first");
        string second = NewName("second");
        string id = await RunAsync(first, $"\"Labels\":{{\"find\":\"{first}\"}},\"Volumes\":{{\"/v\":{{}}}}," + Rich);
        await CreateAsync(second, "\"Cmd\":[\"true\"],\"HostConfig\":{\"NetworkMode\":\"none\"}");
        try
        {
            JsonElement network = (await GetAsync($"/containers/{id}/json")).GetProperty("NetworkSettings").GetProperty("Networks").GetProperty("bridge");
            foreach (string filter in (string[])
            [
                "\"ancestor\":[\"berth-test/busybox\"]", $"\"before\":[\"{second}\"]", $"\"id\":[\"{id[..12]}\"]", $"\"name\":[\"^/{first}$\"]", $"\"name\":[\"{first}\"]",
                "\"network\":[\"bridge\"]", $"\"network\":[\"{network.GetProperty("NetworkID").GetString()}\"]", "\"status\":[\"running\"]", "\"volume\":[\"/host\"]",
                "\"volume\":[\"/v\"]", "\"expose\":[\"81\"]", "\"expose\":[\"80-90/tcp\"]", EngineUnderTest.IsReference ? "\"expose\":[\"81\"]" : "\"publish\":[\"80\"]", "\"health\":[\"none\"]", "\"is-task\":[\"false\"]",
                "\"label\":[\"a=b\"]", "\"label\":{\"a\":true}", "\"isolation\":[\"default\"]",
            ])
            {
                string names = await NamesAsync("{" + filter + "}");
                Assert.True(names.Contains(first, StringComparison.Ordinal), $"{filter} does not find it");
                Assert.True(filter.StartsWith("\"ancestor", StringComparison.Ordinal) || filter.StartsWith("\"health", StringComparison.Ordinal)
                    || filter.StartsWith("\"is-", StringComparison.Ordinal) || filter.StartsWith("\"iso", StringComparison.Ordinal) || !names.Contains(second, StringComparison.Ordinal),
                    $"{filter} finds the other");
            }

            Assert.Contains(second, await NamesAsync($"{{\"since\":[\"{first}\"]}}"), StringComparison.Ordinal);
            Assert.DoesNotContain(first, await NamesAsync("{\"label\":[\"a=c\"]}"), StringComparison.Ordinal);
            Assert.DoesNotContain(first, await NamesAsync("{\"is-task\":[\"true\"]}"), StringComparison.Ordinal);
            Assert.DoesNotContain(first, await NamesAsync("{\"exited\":[\"0\"]}"), StringComparison.Ordinal);
        }
        finally
        {
            await RemoveAsync(first);
            await RemoveAsync(second);
        }
    }

    [Fact]
    public async Task Exec_OfEachKind_InspectsAsItWasMade()
    {
        string name = NewName("execs");
        string id = await RunAsync(name, "\"Cmd\":[\"sleep\",\"1000\"],\"StopTimeout\":0,\"HostConfig\":{\"NetworkMode\":\"none\"}");
        try
        {
            string exec = (await SendAsync(
                "POST", $"/containers/{id}/exec",
                """{"Cmd":["sh","-c","exit 9"],"AttachStdout":true,"AttachStderr":true,"Privileged":true,"User":"1000","WorkingDir":"/tmp","Env":["A=b"]}""")).Json.GetProperty("Id").GetString()!;
            JsonElement before = await GetAsync($"/exec/{exec}/json");
            JsonElement listed = (await GetAsync($"/containers/{id}/json")).GetProperty("ExecIDs");
            ApiAnswer ran = await SendAsync("POST", $"/exec/{exec}/start", "{}");
            JsonElement after = await GetAsync($"/exec/{exec}/json");
            ApiAnswer again = await SendAsync("POST", $"/exec/{exec}/start", "{}");

            Assert.Equal((false, JsonValueKind.Null, 0, id), (before.GetProperty("Running").GetBoolean(), before.GetProperty("ExitCode").ValueKind, before.GetProperty("Pid").GetInt32(), before.GetProperty("ContainerID").GetString()));
            JsonElement process = before.GetProperty("ProcessConfig");
            Assert.Equal((true, "1000", "sh", false), (process.GetProperty("privileged").GetBoolean(), process.GetProperty("user").GetString(), process.GetProperty("entrypoint").GetString(), process.GetProperty("tty").GetBoolean()));
            Assert.Equal(["-c", "exit 9"], process.GetProperty("arguments").EnumerateArray().Select(a => a.GetString()));
            Assert.Contains(exec, listed.EnumerateArray().Select(e => e.GetString()));
            Assert.Equal(200, ran.Status);
            Assert.Equal((false, 9), (after.GetProperty("Running").GetBoolean(), after.GetProperty("ExitCode").GetInt32()));
            Assert.True(again.Status == 409 || (EngineUnderTest.IsReference && again.Body.Contains("has already run", StringComparison.Ordinal)), again.Body);
            Assert.Equal(JsonValueKind.Null, (await GetAsync($"/containers/{id}/json")).GetProperty("ExecIDs").ValueKind);
        }
        finally
        {
            await RemoveAsync(name);
        }
    }

    [Fact]
    public async Task Exec_OfAProgramThatIsNot_SaysSoOnItsStreamOnce()
    {
        string name = NewName("execs");
        string id = await RunAsync(name, "\"Cmd\":[\"sleep\",\"1000\"],\"StopTimeout\":0,\"HostConfig\":{\"NetworkMode\":\"none\"}");
        try
        {
            string exec = (await SendAsync("POST", $"/containers/{id}/exec", """{"Cmd":["no-such-program"],"AttachStdout":true}""")).Json.GetProperty("Id").GetString()!;
            string said = (await SendAsync("POST", $"/exec/{exec}/start", "{}")).Body;
            JsonElement ended = await GetAsync($"/exec/{exec}/json");

            Assert.Contains(
                "OCI runtime exec failed: exec failed: unable to start container process: exec: \"no-such-program\": executable file not found in $PATH",
                said, StringComparison.Ordinal);
            Assert.Equal(127, ended.GetProperty("ExitCode").GetInt32());
        }
        finally
        {
            await RemoveAsync(name);
        }
    }

    [Fact]
    public async Task Wait_ForEachCondition_AnswersWithTheCode()
    {
        string name = NewName("wait");
        await CreateAsync(name, "\"Cmd\":[\"sh\",\"-c\",\"exit 6\"],\"HostConfig\":{\"NetworkMode\":\"none\"}");
        using HttpResponseMessage next = await BeginWaitAsync(name, "next-exit");
        using HttpResponseMessage removed = await BeginWaitAsync(name, "removed");
        await SendAsync("POST", $"/containers/{name}/start");
        string ended = await next.Content.ReadAsStringAsync(Cancel);
        ApiAnswer stopped = await SendAsync("POST", $"/containers/{name}/wait");
        await RemoveAsync(name);

        Assert.Contains("\"StatusCode\":6", ended, StringComparison.Ordinal);
        Assert.Equal(6, stopped.Json.GetProperty("StatusCode").GetInt32());
        Assert.Contains("\"StatusCode\":6", await removed.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.False(stopped.Json.TryGetProperty("Error", out JsonElement error) && error.ValueKind != JsonValueKind.Null);
    }

    [Fact]
    public async Task Create_SentInChunksAndExpectingContinue_IsTaken()
    {
        string name = NewName("chunks");
        await using Stream stream = await Engine.ConnectAsync(Cancel);
        string body = $"{{\"Image\":\"{Daemon.Busybox}\",\"HostConfig\":{{\"NetworkMode\":\"none\"}}}}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /containers/create?name={name} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"), Cancel);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        string goOn = await reader.ReadLineAsync(Cancel) ?? "";
        await reader.ReadLineAsync(Cancel);
        foreach (char[] chunk in body.Chunk(20))
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n{new string(chunk)}\r\n"), Cancel);
        }

        await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), Cancel);
        string status = await reader.ReadLineAsync(Cancel) ?? "";
        await RemoveAsync(name);

        Assert.Equal("HTTP/1.1 100 Continue", goOn);
        Assert.Equal("HTTP/1.1 201 Created", status);
    }

    private static string CreateBody(JsonElement inspect)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in inspect.GetProperty("Config").EnumerateObject())
            {
                property.WriteTo(writer);
            }

            writer.WritePropertyName("HostConfig");
            inspect.GetProperty("HostConfig").WriteTo(writer);
            writer.WriteStartObject("NetworkingConfig");
            writer.WritePropertyName("EndpointsConfig");
            inspect.GetProperty("NetworkSettings").GetProperty("Networks").WriteTo(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Asks to be told the end of a container; returns once the answer's head is there, after which nothing is missed.</summary>
    private async Task<HttpResponseMessage> BeginWaitAsync(string name, string condition)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/containers/{name}/wait?condition={condition}");
        return await Engine.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }

    private async Task<string> NamesAsync(string filters) => string.Join(' ', (await GetAsync($"/containers/json?all=1&filters={Uri.EscapeDataString(filters)}"))
        .EnumerateArray().Select(c => c.GetProperty("Names")[0].GetString()));
}
