using System.Text;
using System.Text.Json;
using Berth.Oci.Runtime;
using Xunit;

namespace Berth.Unit.Oci;

/// <summary>The runtime's own JSON code reads and writes what the serializer does.</summary>
public sealed class SpecJsonTests
{
    private const string Whole =
        """
        {
          "ociVersion": "1.2.0", "hostname": "h", "unknown": { "a": [ 1, { "b": null } ] },
          "process": {
            "terminal": true, "consoleSize": { "height": 24, "width": 80 }, "cwd": "/", "args": [ "a", "\u00e4\n<", "" ], "env": [],
            "user": { "uid": 4294967295, "gid": 0, "umask": 18, "additionalGids": [ 1, 2 ] },
            "rlimits": [ { "type": "RLIMIT_NOFILE", "hard": 18446744073709551615, "soft": 0 } ],
            "ioPriority": { "class": "IOPRIO_CLASS_IDLE", "priority": -1 }, "execCPUAffinity": { "initial": "0" }, "oomScoreAdj": -5
          },
          "mounts": [ { "destination": "/proc", "type": "proc", "uidMappings": [ { "containerID": 0, "hostID": 1, "size": 2 } ] } ],
          "annotations": { "a.b": "c", "": "" }, "hooks": { "prestart": [ { "path": "/x", "timeout": 3 } ] }, "vm": { "kernel": [ 1.5 ] },
          "linux": {
            "resources": {
              "memory": { "limit": -1, "disableOOMKiller": true }, "blockIO": { "weight": 10, "throttleReadIOPSDevice": [ { "major": 8, "rate": 1 } ] },
              "rdma": { "mlx5": { "hcaHandles": 1 } }, "unified": { "memory.high": "1" }
            },
            "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [ { "names": [ "x" ], "action": "a", "args": [ { "index": 1, "value": 2, "op": "o" } ] } ] },
            "timeOffsets": { "monotonic": { "secs": -3, "nanosecs": 4 } }, "namespaces": null
          }
        }
        """;

    [Fact]
    public void ReadSpecAndWrite_WholeDocument_AgreeWithTheSerializer()
    {
        byte[] json = Encoding.UTF8.GetBytes(Whole);

        byte[] ours = SpecJson.Write(SpecJson.ReadSpec(json));

        byte[] serializers = JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize(json, RuntimeSpecJson.Default.Spec)!, RuntimeSpecJson.Default.Spec);
        Assert.Equal(Encoding.UTF8.GetString(serializers), Encoding.UTF8.GetString(ours));
    }

    [Fact]
    public void Write_State_AgreesWithTheSerializer()
    {
        var state = new State { Id = "i", Pid = 3, Status = "running", Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero) };

        Assert.Equal(JsonSerializer.Serialize(state, RuntimeSpecJson.Default.State), Encoding.UTF8.GetString(SpecJson.Write(state)));
    }

    [Theory]
    [InlineData("""{ "process": { "args": [ "a", 1 ] } }""", "process.args[1]: expected a string")]
    [InlineData("""{ "process": { "args": [ "a", null ] } }""", "process.args[1]: expected a string")]
    [InlineData("""{ "process": { "user": { "uid": -1 } } }""", "process.user.uid: expected a whole number from 0 to 4294967295")]
    [InlineData("""{ "mounts": [ { "destination": "/" }, [] ] }""", "mounts[1]: expected an object")]
    [InlineData("""{ "linux": { "sysctl": { "a": 1 } } }""", "linux.sysctl.a: expected a string")]
    [InlineData("""{ "root": "x" }""", "root: expected an object")]
    [InlineData("[]", "expected an object")]
    [InlineData("null", "expected an object")]
    public void ReadSpec_WrongType_NamesThePlace(string json, string message) =>
        Assert.Equal(message, Assert.ThrowsAny<JsonException>(() => SpecJson.ReadSpec(Encoding.UTF8.GetBytes(json))).Message);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{ } x")]
    [InlineData("""{ "hostname": "a" "root": {} }""")]
    [InlineData("""{ "hostname": "\ud800" }""")]
    public void ReadSpec_Malformed_IsAJsonException(string json) =>
        Assert.ThrowsAny<JsonException>(() => SpecJson.ReadSpec(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void ReadSpec_NestedWithoutEnd_IsAJsonException() =>
        Assert.ThrowsAny<JsonException>(() => SpecJson.ReadSpec(Encoding.UTF8.GetBytes("{\"x\":" + new string('[', 100_000))));
}
