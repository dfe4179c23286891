using Berth.Engine.Errors;

namespace Berth.Engine.Processes;

/// <summary>Formats that arguments of ps(1) have asked for so far.</summary>
internal sealed class PsRequest
{
    private readonly List<ProcessColumn> _own = [];

    /// <summary>Letters of formats after a dash: f, F, l, j, y.</summary>
    public HashSet<char> Unix { get; } = [];

    /// <summary>Letters of formats without one: u, l, j, v, s.</summary>
    public HashSet<char> Bsd { get; } = [];

    /// <summary>What the rows are sorted by, the most important first; none: by number.</summary>
    public List<ProcessOrder> Order { get; } = [];

    /// <summary>There was a word without a dash.</summary>
    public bool IsBsd { get; set; }

    /// <summary>Letters that ask for threads: L, T, m after a dash, H, and M for BSD's m.</summary>
    public HashSet<char> ThreadLetters { get; } = [];

    /// <summary>How parents and children are shown.</summary>
    public ForestDisplay Forest { get; set; }

    /// <summary>How threads are shown.</summary>
    public ThreadDisplay Threads => ThreadLetters.Overlaps("mM") ? ThreadDisplay.Below : ThreadLetters.Count > 0 ? ThreadDisplay.InPlace : ThreadDisplay.None;

    /// <summary>Own columns go between the first and the last of the usual ones (<c>-O</c>).</summary>
    public bool IsWrapped { get; set; }

    public int Count => _own.Count;

    public void Add(ProcessColumn column) => _own.Add(column);

    /// <exception cref="InvalidParameterException">Formats that exclude each other.</exception>
    public IReadOnlyList<ProcessColumn> Columns()
    {
        RefuseThreadConflicts();
        int formats = (_own.Count > 0 ? 1 : 0) + (Unix.Count > 0 ? 1 : 0) + Bsd.Count;
        if (formats > 1)
        {
            throw new InvalidParameterException("ps: error: conflicting format options");
        }

        if (_own.Count > 0)
        {
            return IsWrapped ? [.. Named("pid"), .. _own, .. Named("s tname time command")] : _own;
        }

        string names = Bsd.Count > 0 ? BsdFormat(Bsd.First()) : IsBsd && Unix.Count == 0 ? "pid tname stat bsdtime args" : UnixFormat();
        return Named(WithThreads(names));
    }

    /// <exception cref="InvalidParameterException">As ps says it.</exception>
    private void RefuseThreadConflicts()
    {
        string? conflict = ThreadLetters switch
        {
            _ when Threads != ThreadDisplay.None && Forest != ForestDisplay.None => "thread display conflicts with forest display",
            _ when ThreadLetters.IsSupersetOf("LT") => "thread flags conflict; can't use both -L and -T",
            _ when ThreadLetters.IsSupersetOf("mM") => "thread flags conflict; can't use both m and -m",
            _ when ThreadLetters.Contains('H') && Threads == ThreadDisplay.Below => "thread flags conflict; can't use H with m or -m",
            _ => null,
        };
        if (conflict is not null)
        {
            throw new InvalidParameterException($"ps: error: {conflict}");
        }
    }

    // -T puts the thread after the process; -L after all that says whose it is, and the number of threads where usage is told.
    private string WithThreads(string names)
    {
        List<string> all = [.. names.Split(' ')];
        if (ThreadLetters.Contains('T'))
        {
            all.Insert(all.IndexOf("pid") + 1, "spid");
        }

        if (ThreadLetters.Contains('L'))
        {
            all.Insert(all.FindLastIndex(static n => n is "pid" or "sid" or "ppid") + 1, "lwp");
            if (Bsd.Contains('u') || Unix.Overlaps("fF"))
            {
                all.Insert(all.FindIndex(static n => n is "c" or "%cpu") + 1, "nlwp");
            }
        }

        return string.Join(' ', all);
    }

    private static string BsdFormat(char letter) => letter switch
    {
        'u' => "user pid %cpu %mem vsz rss tname stat start_time bsdtime args",
        'l' => "f uid pid ppid pri nice vsz rss wchan stat tname bsdtime args",
        'j' => "ppid pid pgid sid tname tpgid stat uid bsdtime args",
        'v' => "pid tname stat bsdtime maj_flt trs drs rss %mem args",
        _ => "uid pid pending blocked ignored caught stat tname bsdtime args",
    };

    private string UnixFormat()
    {
        bool extra = Unix.Contains('F'), full = extra || Unix.Contains('f'), jobs = Unix.Contains('j'), whole = Unix.Contains('l');
        bool resident = Unix.Contains('y');
        var names = new List<string>();
        AddIf(whole && !resident, "f");
        AddIf(whole, "s");
        AddIf(full, "UID");
        AddIf(whole && !full, "uid");
        names.Add("pid");
        AddIf(full || whole, "ppid");
        AddIf(jobs, "pgid", "sid");
        AddIf(full || whole, "c");
        AddIf(whole, "opri", "ni", resident ? "rss" : "addr", "sz", "wchan");
        AddIf(extra && !whole, "sz");
        AddIf(extra, "rss", "psr");
        AddIf(full, "stime");
        names.Add("tname");
        AddIf(IsBsd && !whole, "stat");
        names.AddRange(["time", full ? "cmd" : IsBsd && jobs ? "args" : "ucmd"]);
        return string.Join(' ', names);

        void AddIf(bool condition, params IEnumerable<string> columns)
        {
            if (condition)
            {
                names.AddRange(columns);
            }
        }
    }

    // With -f the user stands under the heading of the number.
    private static List<ProcessColumn> Named(string names) =>
        [.. names.Split(' ').Select(name => name == "UID" ? ProcessColumns.Find("user")! with { Title = "UID" } : ProcessColumns.Find(name)!)];
}
