using System.Text;
using Berth.Engine.Processes;
using Berth.Engine.Users;
using Xunit;

namespace Berth.Unit.Engine.Processes;

public sealed class ProcessFilesTests : IDisposable
{
    private const string Status = "Name:\tsleep\nUid:\t0\t1000\t0\t1000\nGid:\t0\t100\t0\t100\nVmLck:\t       0 kB\nShdPnd:\t0000000000000000\n" +
        "SigBlk:\t0000000000000001\nSigIgn:\t0000000000000006\nSigCgt:\t0000000000000008\n";

    private readonly string _root = Directory.CreateTempSubdirectory("berth-proc-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Read_OfAProcess_HasWhatPsShows()
    {
        Write(7, "sleep", "sleep\u0000100\u0000");

        ProcessSnapshot process = Assert.Single(new ProcessFiles(_root).Read([7, 8]));

        Assert.Equal(("sleep 100", 'S', 1, 1000u), (process.CommandLine, process.State, process.Parent, process.Uids[1]));
        Assert.Equal("ann 7 1 2 00:01 pts/1 00:00:02 sleep 100", Row(process, "-o user,pid,ppid,c,start_time,tname,time,args"));
        Assert.Equal("1:30 90 2.2 0.3 Ss+ 4 1004 3564", Row(process, "-o etime,etimes,%cpu,%mem,stat,trs,vsz,rss").Replace("01:30", "1:30", StringComparison.Ordinal));
        Assert.Equal("users 0 - 0000000000000006", Row(process, "-o group,f,wchan,ignored"));
    }

    // A name can hold anything: parentheses and spaces, so that fields are counted from its end, and control characters.
    [Fact]
    public void Read_OfAHostileName_TakesItAsText()
    {
        Write(9, "a) R 5 (\u001b[2J\n", "x\u001b]0;owned\u0007\u0000\n\u0000");

        ProcessSnapshot process = Assert.Single(new ProcessFiles(_root).Read([9]));

        Assert.Equal(("a) R 5 (?[2J ", "x?]0;owned?  ", 'S'), (process.Name, process.CommandLine, process.State));
    }

    [Fact]
    public void Read_OfManyLongCommandLines_StopsAtALimit()
    {
        string large = new('a', 200_000);
        for (int pid = 1; pid <= 300; pid++)
        {
            Write(pid, "big", large);
        }

        IReadOnlyList<ProcessSnapshot> all = new ProcessFiles(_root).Read(Enumerable.Range(1, 300));

        Assert.Equal(300, all.Count);
        Assert.Equal(8 << 20, all.Sum(p => p.CommandLine.Length));
        Assert.Equal("[big]", ProcessText.Arguments(all[^1]));
    }

    [Fact]
    public void Name_LongerThanPsHasRoom_IsCutWithAPlus() =>
        Assert.Equal(("systemd+", "postgres", "1234"), (ProcessText.Name("systemd-network", 1), ProcessText.Name("postgres", 2), ProcessText.Name(null, 1234)));

    [Theory]
    [InlineData(0UL, "00:00:00", "0:00")]
    [InlineData(17300UL, "00:02:53", "2:53")]
    [InlineData(9_000_000UL, "1-01:00:00", "1500:00")]
    public void CpuTime_OfTicks_IsAsPsWritesIt(ulong ticks, string unix, string bsd) =>
        Assert.Equal((unix, bsd), (ProcessText.CpuTime(ticks), ProcessText.BsdTime(ticks)));

    private string Row(ProcessSnapshot process, string format)
    {
        var host = new ProcessHost
        {
            Files = new ProcessFiles(_root),
            Now = new DateTimeOffset(2026, 3, 1, 0, 2, 30, TimeSpan.Zero),
            Uptime = TimeSpan.FromSeconds(100),
            TotalMemory = 1 << 30,
            PageSize = 4096,
            Users = PasswdFile.Parse("root:x:0:0::/:/bin/sh\nann:x:1000:100::/:/bin/sh\n"),
            Groups = GroupFile.Parse("users:x:100:\n"),
        };
        return string.Join(' ', PsArguments.Parse(format).Select(column => column.Value(process, host)));
    }

    // 1000 ticks after boot; 2 s of processor time; 891 pages resident.
    private void Write(int pid, string name, string command)
    {
        string directory = Directory.CreateDirectory(Path.Combine(_root, $"{pid}")).FullName;
        File.WriteAllText(Path.Combine(directory, "stat"),
            $"{pid} ({name}) S 1 {pid} {pid} 34817 {pid} 4194304 128 0 3 0 150 50 0 0 20 0 1 0 1000 1028096 891 18446744073709551615 4096 8192 " +
            "0 0 0 0 0 6 0 0 0 0 17 1 0 0 0 0 0\n");
        File.WriteAllText(Path.Combine(directory, "status"), Status);
        File.WriteAllBytes(Path.Combine(directory, "cmdline"), Encoding.UTF8.GetBytes(command));
    }
}
