using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.Oci.Runtime;
using Berth.Runtime;
using Berth.Runtime.Execute;
using Berth.Unit.Runtime.Plan;
using Xunit;

namespace Berth.Unit.Runtime.Validation;

/// <summary>
/// A whole spec, and each leaf of it replaced by what does not belong there: the outcome is a plan that can be laid out, or a refusal that
/// names a place. Nothing else.
/// </summary>
public sealed class MutatedSpecTests
{
    private static readonly string[] s_replacements =
        ["null", "true", "\"\"", "\"x\\u0000y\"", "-1", "0", "18446744073709551616", "1e400", "1.5", "[]", "{}", "[null]", "\"..\"", "\"/\""];

    [Fact]
    public void Compile_AnyLeafReplaced_IsAPlanOrARefusalByPath()
    {
        var problems = new List<string>();
        int count = 0;
        foreach (string path in Leaves(JsonNode.Parse(Whole)!, []).Select(steps => string.Join('/', steps)).ToList())
        {
            foreach (string replacement in s_replacements)
            {
                count++;
                string json = Replaced(path.Split('/'), replacement);
                if (Problem(json) is string problem)
                {
                    problems.Add($"{path} = {replacement}: {problem}");
                }
            }
        }

        Assert.Empty(problems);
        Assert.True(count > 500);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("{", "")]
    [InlineData("{\"process\":{\"args\":[\"sh\" 1]}}", "process.args")]
    [InlineData("{\"process\":{\"args\":[1]}}", "process.args[0]")]
    [InlineData("{\"process\":{\"args\":[\"a\\u0000\"]}}", "process.args[0]")]
    [InlineData("[]", "")]
    public void Read_MalformedJson_IsRefusedByPath(string json, string path)
    {
        JsonException error = Assert.ThrowsAny<JsonException>(() => SpecJson.ReadSpec(System.Text.Encoding.UTF8.GetBytes(json)));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownMembers_AreIgnored() =>
        Assert.Equal("1.0.2", SpecJson.ReadSpec("""{"ociVersion":"1.0.2","x":{"y":[1,{"z":null}]}}"""u8).OciVersion);

    private static string? Problem(string json)
    {
        try
        {
            using var native = new NativePlan(PlanFixture.Compile(SpecJson.ReadSpec(System.Text.Encoding.UTF8.GetBytes(json))).Operations);
            return null;
        }
        catch (JsonException e)
        {
            return string.IsNullOrEmpty(e.Path) ? e.Message : null;
        }
        catch (RuntimeException e)
        {
            return e.Message.StartsWith("invalid configuration: ", StringComparison.Ordinal)
                || e.Message.StartsWith("linux.cgroupsPath: ", StringComparison.Ordinal) ? null : e.Message;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"{e.GetType().Name} {e.Message} {e.StackTrace!.Split('\n')[0]}";
        }
    }

    private static string Replaced(string[] steps, string replacement)
    {
        JsonNode root = JsonNode.Parse(Whole)!;
        JsonNode parent = steps[..^1].Aggregate(root, (node, step) => node is JsonArray array ? array[int.Parse(step, null)]! : node[step]!);
        const string Mark = "REPLACED-BY-THE-TEST";
        if (parent is JsonArray list)
        {
            list[int.Parse(steps[^1], null)] = Mark;
        }
        else
        {
            parent[steps[^1]] = Mark;
        }

        return root.ToJsonString().Replace($"\"{Mark}\"", replacement, StringComparison.Ordinal);
    }

    private static IEnumerable<string[]> Leaves(JsonNode? node, string[] steps) => node switch
    {
        JsonObject o => o.SelectMany(member => Leaves(member.Value, [.. steps, member.Key])).Append(steps).Where(s => s.Length > 0),
        JsonArray a => a.SelectMany((item, i) => Leaves(item, [.. steps, $"{i}"])).Append(steps),
        _ => [steps],
    };

    private const string Whole =
        """
        {
          "ociVersion": "1.3.0",
          "process": {
            "terminal": true, "consoleSize": { "height": 24, "width": 80 },
            "user": { "uid": 1, "gid": 2, "umask": 18, "additionalGids": [ 3 ] },
            "args": [ "sh" ], "env": [ "A=b" ], "cwd": "/tmp",
            "capabilities": { "bounding": [ "CAP_KILL" ], "ambient": [ "CAP_KILL" ], "permitted": [ "CAP_KILL" ], "inheritable": [ "CAP_KILL" ] },
            "rlimits": [ { "type": "RLIMIT_NOFILE", "soft": 1, "hard": 2 } ],
            "noNewPrivileges": true, "oomScoreAdj": 5
          },
          "root": { "path": "rootfs", "readonly": true },
          "hostname": "box", "domainname": "example",
          "mounts": [
            { "destination": "/proc", "type": "proc", "source": "proc", "options": [ "nosuid" ] },
            { "destination": "/t", "type": "tmpfs", "source": "tmpfs", "options": [ "tmpcopyup", "size=1m" ] },
            { "destination": "/b", "source": "/srv", "options": [ "rbind", "rro", "shared", "slave" ] },
            { "destination": "/t", "type": "tmpfs", "options": [ "remount", "ro" ] }
          ],
          "hooks": {
            "prestart": [ { "path": "/h", "args": [ "h" ], "env": [ "A=b" ], "timeout": 1 } ],
            "createRuntime": [ { "path": "/h" } ], "createContainer": [ { "path": "/h", "timeout": 1 } ],
            "startContainer": [ { "path": "/h", "args": [ "h" ] } ], "poststart": [ { "path": "/h" } ], "poststop": [ { "path": "/h" } ]
          },
          "annotations": { "a": "b" },
          "linux": {
            "namespaces": [ { "type": "mount" }, { "type": "uts" }, { "type": "ipc" }, { "type": "network" }, { "type": "pid", "path": "/proc/1/ns/pid" } ],
            "devices": [ { "type": "c", "path": "/dev/x", "major": 1, "minor": 2, "fileMode": 438, "uid": 1, "gid": 1 } ],
            "sysctl": { "net.ipv4.ip_forward": "1" },
            "cgroupsPath": "/a", "rootfsPropagation": "slave", "maskedPaths": [ "/m" ], "readonlyPaths": [ "/r" ],
            "resources": {
              "devices": [ { "allow": true, "type": "c", "major": 1, "minor": 3, "access": "rwm" } ],
              "memory": { "limit": 1000000, "swap": 2000000 }, "cpu": { "shares": 2, "quota": 1000, "period": 1000, "cpus": "0" },
              "pids": { "limit": 5 }
            },
            "personality": { "domain": "LINUX" }
          }
        }
        """;
}
