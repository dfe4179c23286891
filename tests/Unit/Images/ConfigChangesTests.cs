using Berth.Images;
using Berth.Images.Changes;
using Berth.Oci;
using Xunit;

namespace Berth.Unit.Images;

/// <summary>The expectations were compared with what <c>docker import --change</c> of docker.io 20.10 makes.</summary>
public sealed class ConfigChangesTests
{
    [Theory]
    [InlineData("CMD [\"a\", \"b c\"]", new[] { "a", "b c" })]
    [InlineData("cmd echo hi", new[] { "/bin/sh", "-c", "echo hi" })]
    [InlineData("CMD [a, b]", new[] { "/bin/sh", "-c", "[a, b]" })]
    public void Apply_Cmd_IsExecFormOrShellForm(string change, string[] expected) =>
        Assert.Equal(expected, Apply(change).Cmd);

    [Fact]
    public void Apply_Entrypoint_DoesNotTouchCmd()
    {
        ExecutionConfig config = Apply("CMD [\"a\"]", "ENTRYPOINT [\"/init\"]");

        Assert.Equal(["/init"], config.Entrypoint!);
        Assert.Equal(["a"], config.Cmd!);
    }

    [Theory]
    [InlineData("ENV A=1", "A=1")]
    [InlineData("ENV A one two", "A=one two")]
    [InlineData("ENV A=\"one two\"", "A=one two")]
    [InlineData("ENV A='$B'", "A=$B")]
    [InlineData("ENV A=one\\ two", "A=one two")]
    [InlineData("ENV A=\"\\\"q\\\"\"", "A=\"q\"")]
    [InlineData("ENV A=$UNSET.", "A=.")]
    [InlineData("ENV A=${UNSET:-x}", "A=x")]
    [InlineData("ENV A=${UNSET:+x}", "A=")]
    public void Apply_Env_ReadsWordsAsTheShellDoes(string change, string expected) => Assert.Equal([expected], Apply(change).Env!);

    [Fact]
    public void Apply_EnvAgain_ReplacesInPlaceAndSeesTheOld() =>
        Assert.Equal(["P=/bin:/sbin", "Q=2"], Apply("ENV P=/bin Q=2", "ENV P=$P:/sbin").Env!);

    [Fact]
    public void Apply_Sets_Grow()
    {
        ExecutionConfig config = Apply("EXPOSE 80 53/udp", "EXPOSE 8000-8001", "VOLUME /a /b", "VOLUME [\"/c d\"]", "LABEL a=b \"c\"=\"d e\"");

        Assert.Equal(["53/udp", "80/tcp", "8000/tcp", "8001/tcp"], config.ExposedPorts!.Keys.Order());
        Assert.Equal(["/a", "/b", "/c d"], config.Volumes!.Keys.Order());
        Assert.Equal("d e", config.Labels!["c"]);
    }

    [Fact]
    public void Apply_Workdir_GoesOnFromTheOneBefore() => Assert.Equal("/a/c", Apply("WORKDIR /a/b", "WORKDIR ../c").WorkingDir);

    [Fact]
    public void Apply_Healthcheck_HasItsTimes()
    {
        HealthCheck check = Apply("HEALTHCHECK --interval=1m30s --timeout=500ms --retries=3 CMD curl -f localhost").Healthcheck!;

        Assert.Equal((90_000_000_000L, 500_000_000L, 3), (check.Interval!.Value, check.Timeout!.Value, check.Retries!.Value));
        Assert.Equal(["CMD-SHELL", "curl -f localhost"], check.Test!);
        Assert.Equal(["NONE"], Apply("HEALTHCHECK NONE").Healthcheck!.Test!);
    }

    [Fact]
    public void Apply_TheRest_IsTakenAsItStands()
    {
        ExecutionConfig config = Apply("USER www:www", "STOPSIGNAL SIGQUIT", "ONBUILD RUN make", "# comment\n\nONBUILD COPY . /");

        Assert.Equal(("www:www", "SIGQUIT"), (config.User, config.StopSignal));
        Assert.Equal(["RUN make", "COPY . /"], config.OnBuild!);
    }

    [Theory]
    [InlineData("RUN x", "run is not a valid change command")]
    [InlineData("FROM x", "from is not a valid change command")]
    [InlineData("NONSENSE x", "nonsense is not a valid change command")]
    [InlineData("ENV A", "ENV must have two arguments")]
    [InlineData("ENV", "ENV requires at least one argument")]
    [InlineData("USER", "USER requires exactly one argument")]
    [InlineData("", "file with no instructions")]
    [InlineData("ENV A=1 B", "Syntax error - can't find = in \"B\". Must be of the form: name=value")]
    [InlineData("ENV A=\"unclosed", "failed to process \"\\\"unclosed\": unexpected end of statement while looking for matching double-quote")]
    [InlineData("ENV A=${x", "failed to process \"${x\": missing ':' in substitution")]
    [InlineData("STOPSIGNAL SIGNOPE", "Invalid signal: SIGNOPE")]
    [InlineData("EXPOSE 99999", "Invalid containerPort: 99999")]
    [InlineData("EXPOSE 80/icmp", "Invalid proto: icmp")]
    [InlineData("ONBUILD ONBUILD RUN x", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")]
    [InlineData("ONBUILD FROM x", "FROM isn't allowed as an ONBUILD trigger")]
    [InlineData("HEALTHCHECK CMD", "Missing command after HEALTHCHECK CMD")]
    [InlineData("HEALTHCHECK --interval=1us CMD x", "Interval \"interval\" cannot be less than 1ms")]
    public void Apply_ABadChange_SaysWhy(string change, string message)
    {
        ImageException e = Assert.Throws<ImageException>(() => Apply(change));

        Assert.Equal((ImageErrorKind.InvalidParameter, message), (e.Kind, e.Message));
    }

    private static ExecutionConfig Apply(params string[] changes) => ConfigChanges.Apply(new ExecutionConfig(), changes);
}
