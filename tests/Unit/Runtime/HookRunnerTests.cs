using Berth.Oci.Runtime;
using Berth.Runtime;
using Xunit;

namespace Berth.Unit.Runtime;

/// <summary>Hooks: what they get, and what their failure is called.</summary>
public sealed class HookRunnerTests
{
    private static readonly State s_state = new() { Id = "c1", Status = StateStatus.Creating, Bundle = "/bundle" };

    [Fact]
    public void Run_Hook_HasTheStateOnItsInput() =>
        HookRunner.Run([Shell("read line; case $line in *'\"id\":\"c1\"'*) exit 0;; esac; exit 1")], "prestart", s_state);

    [Fact]
    public void Run_FailingHook_IsNamedByItsPlace()
    {
        RuntimeException error = Assert.Throws<RuntimeException>(
            () => HookRunner.Run([Shell("exit 0"), Shell("echo no >&2; exit 3")], "createRuntime", s_state));

        Assert.Equal("error running createRuntime hook #1: exit status 3, stderr: no", error.Message);
    }

    [Fact]
    public void Run_HookPastItsTimeout_IsKilled()
    {
        Hook slow = Shell("exec sleep 600") with { Timeout = 1 };

        RuntimeException error = Assert.Throws<RuntimeException>(() => HookRunner.Run([slow], "prestart", s_state));

        Assert.Equal("error running prestart hook #0: hook ran past specified timeout of 1s", error.Message);
    }

    [Fact]
    public void TryRun_ProgramThatIsNotThere_IsAWarning()
    {
        var warnings = new List<string>();
        RuntimeLog.Open((_, message) => warnings.Add(message), debug: false);
        try
        {
            HookRunner.TryRun([new Hook { Path = "/no/such/hook" }, Shell("exit 2")], "poststop", s_state);
        }
        finally
        {
            RuntimeLog.Open(static (_, _) => { }, debug: false);
        }

        Assert.Equal(2, warnings.Count);
        Assert.StartsWith("error running poststop hook #0: ", warnings[0], StringComparison.Ordinal);
        Assert.Equal("error running poststop hook #1: exit status 2, stderr: ", warnings[1]);
    }

    private static Hook Shell(string script) => new() { Path = "/bin/sh", Args = ["sh", "-c", script], Env = ["PATH=/usr/bin:/bin"] };
}
