using System.Text;
using Berth.Cli.CommandLine;
using Berth.Cli.Registries;
using Xunit;

namespace Berth.Unit.Cli.Registries;

public sealed class PasswordInputTests
{
    [Theory]
    [InlineData("secret", "secret")]
    [InlineData("secret\n", "secret")]
    [InlineData("secret\r\n", "secret")]
    [InlineData(" s e \n\n", " s e \n")]
    [InlineData("", "")]
    public void Read_Input_LosesOneLineBreak(string input, string password) =>
        Assert.Equal(password, PasswordInput.Read(new MemoryStream(Encoding.UTF8.GetBytes(input))));

    [Fact]
    public void Read_Endless_IsRefused() =>
        Assert.Throws<CommandException>(() => PasswordInput.Read(new MemoryStream(new byte[(1 << 20) + 1])));
}
