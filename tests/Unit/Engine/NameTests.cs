using Berth.Engine.Containers;
using Berth.Engine.Errors;
using Berth.Engine.Names;
using Xunit;

namespace Berth.Unit.Engine;

public sealed class NameTests
{
    [Fact]
    public void Generate_AnyTime_IsTwoWordsAndAValidName()
    {
        for (int i = 0; i < 200; i++)
        {
            string name = NameGenerator.Generate(static _ => false);

            Assert.Equal(2, name.Split('_').Length);
            Assert.Equal(name, ContainerName.Validate(name));
        }
    }

    [Fact]
    public void Generate_PlainNamesTaken_AddsADigit()
    {
        string name = NameGenerator.Generate(static name => !char.IsAsciiDigit(name[^1]));

        Assert.True(char.IsAsciiDigit(name[^1]));
    }

    [Theory]
    [InlineData("web")]
    [InlineData("/web")]
    [InlineData("a_b.c-1")]
    public void Validate_Name_LosesItsSlash(string given) => Assert.Equal(given.TrimStart('/'), ContainerName.Validate(given));

    [Theory]
    [InlineData("a")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("../x")]
    [InlineData("a\n")]
    public void Validate_NoName_IsRefused(string given)
    {
        var error = Assert.Throws<InvalidParameterException>(() => ContainerName.Validate(given));

        Assert.Equal($"Invalid container name ({given}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed", error.Message);
    }

    [Fact]
    public void New_AnyTime_IsAnIdWhoseShortFormIsNoNumber()
    {
        for (int i = 0; i < 200; i++)
        {
            string id = ObjectId.New();

            Assert.True(ObjectId.IsId(id));
            Assert.False(long.TryParse(ObjectId.Short(id), out _));
        }
    }

    [Theory]
    [InlineData("9", 9)]
    [InlineData("KILL", 9)]
    [InlineData("SIGTERM", 15)]
    [InlineData("sighup", 1)]
    [InlineData("SIGRTMIN+3", 37)]
    [InlineData("RTMAX-1", 63)]
    public void Parse_Signal_IsItsNumber(string text, int number) => Assert.Equal(number, Signals.Parse(text));

    [Fact]
    public void Parse_NumberBeyondTheSignals_IsRefusedInDockersWords() => Assert.Equal(
        "the linux daemon does not support signal 65", Assert.Throws<InvalidParameterException>(() => Signals.Parse("65")).Message);

    [Theory]
    [InlineData("SIG42")]
    [InlineData("0")]
    [InlineData("-9")]
    [InlineData("RTMIN+99")]
    [InlineData("")]
    public void Parse_NoSignal_IsRefused(string text)
    {
        var error = Assert.Throws<InvalidParameterException>(() => Signals.Parse(text));

        Assert.Equal($"invalid signal: {text}", error.Message);
    }
}
