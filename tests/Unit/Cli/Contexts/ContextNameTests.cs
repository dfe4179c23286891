using Berth.Cli;
using Berth.Cli.CommandLine;
using Berth.Cli.Contexts;
using Xunit;

namespace Berth.Unit.Cli.Contexts;

public sealed class ContextNameTests
{
    [Theory]
    [InlineData("", "", "", "default")]
    [InlineData("", "", "chosen", "chosen")]
    [InlineData("", "DOCKER_CONTEXT=variable", "chosen", "variable")]
    [InlineData("", "DOCKER_HOST=tcp://h DOCKER_CONTEXT=variable", "chosen", "default")]
    [InlineData("", "BERTH_HOST=tcp://h", "chosen", "default")]
    [InlineData("--context=flag", "DOCKER_HOST=tcp://h DOCKER_CONTEXT=variable", "chosen", "flag")]
    [InlineData("-Htcp://h", "DOCKER_CONTEXT=variable", "chosen", "default")]
    public void Choose_OfEverythingSaid_TakesTheNearest(string flag, string variables, string configured, string name)
    {
        var environment = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var options = new GlobalOptions(environment.GetValueOrDefault);
        new FlagSet(options.All).Parse(flag.Length > 0 ? [flag] : [], stopAtOperand: true);

        Assert.Equal(name, ContextName.Choose(options, configured));
    }

    [Theory]
    [InlineData("default")]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("-a")]
    [InlineData("a/b")]
    [InlineData("ab\n")]
    public void Check_ANameThatCannotBe_Throws(string name) => Assert.Throws<CommandException>(() => ContextName.Check(name));
}
