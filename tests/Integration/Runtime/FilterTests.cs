using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>A seccomp filter is the container's, not the runtime's: what the runtime itself has to do goes on below it.</summary>
public sealed class FilterTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    public static TheoryData<string> Runtimes => RuntimeSandbox.All;

    public static TheoryData<string, bool> RuntimesAndPrivileges
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (TheoryDataRow<string> runtime in Runtimes)
            {
                data.Add(runtime.Data, false);
                data.Add(runtime.Data, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(RuntimesAndPrivileges))]
    public async Task Run_FilterOlderThanTheCallsOfTheRuntime_RunsAsTheUser(string runtime, bool noNewPrivileges)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, "pwd; id -u", spec =>
        {
            spec["process"]!["noNewPrivileges"] = noNewPrivileges;
            spec["process"]!["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 };
            spec["process"]!["cwd"] = "/tmp";
            spec["linux"]!["seccomp"] = JsonNode.Parse(
                """
                {
                  "defaultAction": "SCMP_ACT_ALLOW",
                  "syscalls": [
                    { "names": [ "close_range", "openat2", "statx", "faccessat2" ], "action": "SCMP_ACT_ERRNO", "errnoRet": 1 }
                  ]
                }
                """);
        });

        CommandResult run = await sandbox.RunAsync(runtime, ["run", "-b", bundle, id]);

        Assert.Equal(("/tmp\n1000\n", 0), (run.Succeeded().Output, run.ExitCode));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_DirectoryThatOnlyRootMayEnter_IsEnteredBeforeTheUserIsChanged(string runtime)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, "id -u; ls / >/dev/null && echo root is still there", spec =>
        {
            spec["process"]!["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 };
            spec["process"]!["cwd"] = "/private";
            spec["mounts"]!.AsArray().Add(JsonNode.Parse(
                """{ "destination": "/private", "type": "tmpfs", "source": "tmpfs", "options": [ "mode=700" ] }"""));
            spec["root"]!["readonly"] = false;
        });

        CommandResult run = await sandbox.RunAsync(runtime, ["run", "-b", bundle, id]);

        Assert.Equal(("1000\nroot is still there\n", 0), (run.Output, run.ExitCode));
    }
}
