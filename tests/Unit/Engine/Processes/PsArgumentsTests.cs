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
    [InlineData("-ef x", "UID PID PPID C STIME TTY STAT TIME CMD")]
    [InlineData("-ej x", "PID PGID SID TTY STAT TIME COMMAND")]
    [InlineData("-el x", "F S UID PID PPID C PRI NI ADDR SZ WCHAN TTY TIME CMD")]
    [InlineData("-eL", "PID LWP TTY TIME CMD")]
    [InlineData("-eLf", "UID PID PPID LWP C NLWP STIME TTY TIME CMD")]
    [InlineData("-eLF", "UID PID PPID LWP C NLWP SZ RSS PSR STIME TTY TIME CMD")]
    [InlineData("-eLly", "S UID PID PPID LWP C PRI NI RSS SZ WCHAN TTY TIME CMD")]
    [InlineData("-eLj", "PID PGID SID LWP TTY TIME CMD")]
    [InlineData("-eLfj", "UID PID PPID PGID SID LWP C NLWP STIME TTY TIME CMD")]
    [InlineData("-eLlF", "F S UID PID PPID LWP C NLWP PRI NI ADDR SZ WCHAN RSS PSR STIME TTY TIME CMD")]
    [InlineData("ax -L", "PID LWP TTY STAT TIME COMMAND")]
    [InlineData("axu -L", "USER PID LWP %CPU NLWP %MEM VSZ RSS TTY STAT START TIME COMMAND")]
    [InlineData("axj -L", "PPID PID PGID SID LWP TTY TPGID STAT UID TIME COMMAND")]
    [InlineData("axl -L", "F UID PID PPID LWP PRI NI VSZ RSS WCHAN STAT TTY TIME COMMAND")]
    [InlineData("-ef x -L", "UID PID PPID LWP C NLWP STIME TTY STAT TIME CMD")]
    [InlineData("-eT", "PID SPID TTY TIME CMD")]
    [InlineData("-eTfj", "UID PID SPID PPID PGID SID C STIME TTY TIME CMD")]
    [InlineData("axj -T", "PPID PID SPID PGID SID TTY TPGID STAT UID TIME COMMAND")]
    [InlineData("auxH", "USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND")]
    [InlineData("-emf", "UID PID PPID C STIME TTY TIME CMD")]
    [InlineData("auxf", "USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND")]
    [InlineData("-efH", "UID PID PPID C STIME TTY TIME CMD")]
    [InlineData("-ef --forest", "UID PID PPID C STIME TTY TIME CMD")]
    [InlineData("-ef f", "UID PID PPID C STIME TTY STAT TIME CMD")]
    [InlineData("-eLo pid,lwp", "PID LWP")]
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
    [InlineData("-eLT", "ps: error: thread flags conflict; can't use both -L and -T")]
    [InlineData("-m m", "ps: error: thread flags conflict; can't use both m and -m")]
    [InlineData("-m H", "ps: error: thread flags conflict; can't use H with m or -m")]
    [InlineData("-eL --forest", "ps: error: thread display conflicts with forest display")]
    [InlineData("axfH", "ps: error: thread display conflicts with forest display")]
    [InlineData("--forest=1", "ps: error: option --forest does not take an argument")]
    [InlineData("--bogus", "ps: error: unknown gnu long option")]
    [InlineData("-1", "ps: error: unsupported option (BSD syntax)")]
    [InlineData("%", "ps: error: unsupported option (BSD syntax)")]
    public void Parse_OfWhatPsHasNot_Refuses(string arguments, string message)
    {
        var error = Assert.Throws<InvalidParameterException>(() => PsArguments.Parse(arguments));

        Assert.Equal(message, error.Message[..Math.Min(message.Length, error.Message.Length)]);
    }

    [Theory]
    [InlineData("-p 1")]
    [InlineData("--no-headers")]
    [InlineData("auxe")]
    [InlineData("-eo pid=")]
    public void Parse_OfWhatOnlyPsCan_SaysSo(string arguments) => Assert.Throws<UnsupportedException>(() => PsArguments.Parse(arguments));
}
