using Berth.Engine.Errors;
using Berth.Engine.Processes;
using Xunit;

namespace Berth.Unit.Engine.Processes;

public sealed class PsArgumentsTests
{
    // Headings as procps 4.0 prints them.
    [Theory]
    [InlineData(null, "UID PID PPID C STIME TTY TIME CMD")]
    [InlineData("", "UID PID PPID C STIME TTY TIME CMD")]
    [InlineData("-ef", "UID PID PPID C STIME TTY TIME CMD")]
    [InlineData("-e -f", "UID PID PPID C STIME TTY TIME CMD")]
    [InlineData("-A", "PID TTY TIME CMD")]
    [InlineData("-eF", "UID PID PPID C SZ RSS PSR STIME TTY TIME CMD")]
    [InlineData("-el", "F S UID PID PPID C PRI NI ADDR SZ WCHAN TTY TIME CMD")]
    [InlineData("-ely", "S UID PID PPID C PRI NI RSS SZ WCHAN TTY TIME CMD")]
    [InlineData("-elF", "F S UID PID PPID C PRI NI ADDR SZ WCHAN RSS PSR STIME TTY TIME CMD")]
    [InlineData("-efj", "UID PID PPID PGID SID C STIME TTY TIME CMD")]
    [InlineData("-ej", "PID PGID SID TTY TIME CMD")]
    [InlineData("aux", "USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND")]
    [InlineData("-aux", "USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND")]
    [InlineData("auxww", "USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND")]
    [InlineData("ax", "PID TTY STAT TIME COMMAND")]
    [InlineData("axl", "F UID PID PPID PRI NI VSZ RSS WCHAN STAT TTY TIME COMMAND")]
    [InlineData("axj", "PPID PID PGID SID TTY TPGID STAT UID TIME COMMAND")]
    [InlineData("axv", "PID TTY STAT TIME MAJFL TRS DRS RSS %MEM COMMAND")]
    [InlineData("axs", "UID PID PENDING BLOCKED IGNORED CAUGHT STAT TTY TIME COMMAND")]
    [InlineData("-o pid,comm", "PID COMMAND")]
    [InlineData("-eo pid -o ppid,args", "PID PPID COMMAND")]
    [InlineData("-opid,cmd", "PID CMD")]
    [InlineData("o pid,user", "PID USER")]
    [InlineData("axo pid,etime", "PID ELAPSED")]
    [InlineData("--format=pid,rss", "PID RSS")]
    [InlineData("--format pid,rss", "PID RSS")]
    [InlineData("-o pid,comm=NAME -o %cpu", "PID NAME %CPU")]
    [InlineData("-O user", "PID USER S TTY TIME COMMAND")]
    public void Parse_OfAFormat_HasTheHeadingsOfPs(string? arguments, string titles) =>
        Assert.Equal(titles, string.Join(' ', PsArguments.Parse(arguments).Select(column => column.Title)));

    [Theory]
    [InlineData("-o foo", "ps: error: unknown user-defined format specifier \"foo\"")]
    [InlineData("-o", "ps: error: format specification must follow -o")]
    [InlineData("-ef u", "ps: error: conflicting format options")]
    [InlineData("ul", "ps: error: conflicting format options")]
    [InlineData("-f -o pid", "ps: error: conflicting format options")]
    [InlineData("-o ppid=PID", "specifying \"ppid=PID\" is not allowed")]
    [InlineData("-1", "ps: error: unsupported option (BSD syntax)")]
    [InlineData("%", "ps: error: unsupported option (BSD syntax)")]
    public void Parse_OfWhatPsHasNot_Refuses(string arguments, string message)
    {
        var error = Assert.Throws<InvalidParameterException>(() => PsArguments.Parse(arguments));

        Assert.Equal(message, error.Message[..Math.Min(message.Length, error.Message.Length)]);
    }

    [Theory]
    [InlineData("-eT")]
    [InlineData("-p 1")]
    [InlineData("--forest")]
    [InlineData("--no-headers")]
    [InlineData("axf")]
    [InlineData("auxe")]
    [InlineData("-eo pid=")]
    public void Parse_OfWhatOnlyPsCan_SaysSo(string arguments) => Assert.Throws<UnsupportedException>(() => PsArguments.Parse(arguments));
}
