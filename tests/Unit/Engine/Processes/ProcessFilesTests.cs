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

    // As procps 4.0 shows them: what is a process's has a dash at a thread, and the other way round.
    [Theory]
    [InlineData("-eLo pid,lwp,comm", "5|5|server\n5|6|worker\n5|7|worker")]
    [InlineData("-eTo pid,spid,stat", "5|5|Ss+\n5|6|Ss+\n5|7|Ss+")]
    [InlineData("axHo pid,args", "5|server -v\n5|server -v\n5|server -v")]
    [InlineData("-eLo pid,lwp --sort=-lwp", "5|7\n5|6\n5|5")]
    [InlineData("-emo pid,lwp,stat,comm,cputimes", "5|-|-|server|2\n-|5|Ss+|-|2\n-|6|Ss+|-|2\n-|7|Ss+|-|2")]
    [InlineData("axmo pid,tid,uid,tname", "5|-|1000|pts/1\n-|5|1000|-\n-|6|1000|-\n-|7|1000|-")]
    public void Rows_WithThreads_AreThoseOfPs(string arguments, string expected)
    {
        Write(5, "server", "server\0-v\0");
        Write(5, "server", "", task: "task/5");
        Write(5, "worker", "", task: "task/6");
        Write(5, "worker", "", task: "task/7");

        Assert.Equal(expected, Rows([5], arguments, new ProcessFiles(_root)));
    }

    [Theory]
    [InlineData("-eo pid,comm --forest", "2|sh\n3| \\_ a\n5| |   \\_ c\n6| |       \\_ d\n4| \\_ b\n7|     \\_ e\n9|apart")]
    [InlineData("-eo pid,comm --forest --sort=-pid", "9|apart\n2|sh\n4| \\_ b\n7| |   \\_ e\n3| \\_ a\n5|     \\_ c\n6|         \\_ d")]
    [InlineData("-eHo pid,comm", "2|sh\n3|  a\n5|    c\n6|      d\n4|  b\n7|    e\n9|apart")]
    [InlineData("axfo pid,args", "2|run sh\n3| \\_ run a\n5| |   \\_ run c\n6| |       \\_ run d\n4| \\_ run b\n7|     \\_ run e\n9|run apart")]
    public void Rows_OfAForest_AreThoseOfPs(string arguments, string expected)
    {
        foreach ((int pid, int parent, string name) in ((int, int, string)[])[(2, 1, "sh"), (3, 2, "a"), (4, 2, "b"), (5, 3, "c"), (6, 5, "d"), (7, 4, "e"), (9, 1, "apart")])
        {
            Write(pid, name, $"run\0{name}\0", parent);
        }

        Assert.Equal(expected, Rows([2, 3, 4, 5, 6, 7, 9], arguments, new ProcessFiles(_root)));
    }

    // Read one after the other, numbers used again: parents that name each other, and one that names itself.
    [Fact]
    public void Rows_OfAForestWithoutARoot_ShowsAllOnce()
    {
        Write(2, "a", "", parent: 3);
        Write(3, "b", "", parent: 2);
        Write(4, "c", "", parent: 4);

        Assert.Equal("4|c\n2|a\n3|b", Rows([2, 3, 4], "-eo pid,comm --forest", new ProcessFiles(_root)));
    }

    [Fact]
    public void Rows_OfADeepForest_AreOfBoundedLength()
    {
        for (int pid = 2; pid < 1500; pid++)
        {
            Write(pid, "x", "", parent: pid - 1);
        }

        string[] rows = Rows([.. Enumerable.Range(2, 1498)], "-eo pid,comm --forest", new ProcessFiles(_root)).Split('\n');

        Assert.Equal((1498, true), (rows.Length, rows.All(r => r.Length < 300)));
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

    private static string Rows(IReadOnlyList<int> pids, string arguments, ProcessFiles files)
    {
        var host = new ProcessHost
        {
            Files = files,
            Now = new DateTimeOffset(2026, 3, 1, 0, 2, 30, TimeSpan.Zero),
            Uptime = TimeSpan.FromSeconds(100),
            TotalMemory = 1 << 30,
            PageSize = 4096,
            Users = PasswdFile.Parse(""),
            Groups = GroupFile.Parse(""),
        };
        PsRequest asked = PsArguments.Read(arguments);
        IReadOnlyList<ProcessColumn> columns = asked.Columns();
        return string.Join('\n', ProcessRows.Read(pids, asked, host).Select(row => string.Join('|', columns.Select(c => c.Text(row, host)))));
    }

    // 1000 ticks after boot; 2 s of processor time; 891 pages resident.
    private void Write(int pid, string name, string command, int parent = 1, string task = "")
    {
        string directory = Directory.CreateDirectory(Path.Combine(_root, $"{pid}", task)).FullName;
        File.WriteAllText(Path.Combine(directory, "stat"),
            $"{pid} ({name}) S {parent} {pid} {pid} 34817 {pid} 4194304 128 0 3 0 150 50 0 0 20 0 1 0 1000 1028096 891 18446744073709551615 4096 8192 " +
            "0 0 0 0 0 6 0 0 0 0 17 1 0 0 0 0 0\n");
        File.WriteAllText(Path.Combine(directory, "status"), Status);
        File.WriteAllBytes(Path.Combine(directory, "cmdline"), Encoding.UTF8.GetBytes(command));
    }
}
