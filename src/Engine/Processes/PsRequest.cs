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

    /// <summary>Own columns go between the first and the last of the usual ones (<c>-O</c>).</summary>
    public bool IsWrapped { get; set; }

    public int Count => _own.Count;

    public void Add(ProcessColumn column) => _own.Add(column);

    /// <exception cref="InvalidParameterException">Formats that exclude each other.</exception>
    public IReadOnlyList<ProcessColumn> Columns()
    {
        int formats = (_own.Count > 0 ? 1 : 0) + (Unix.Count > 0 ? 1 : 0) + Bsd.Count;
        if (formats > 1)
        {
            throw new InvalidParameterException("ps: error: conflicting format options");
        }

        if (_own.Count > 0)
        {
            return IsWrapped ? [.. Named("pid"), .. _own, .. Named("s tname time command")] : _own;
        }

        return Bsd.Count > 0 ? BsdFormat(Bsd.First()) : IsBsd && Unix.Count == 0 ? Named("pid tname stat bsdtime args") : UnixFormat();
    }

    private static List<ProcessColumn> BsdFormat(char letter) => letter switch
    {
        'u' => Named("user pid %cpu %mem vsz rss tname stat start_time bsdtime args"),
        'l' => Named("f uid pid ppid pri nice vsz rss wchan stat tname bsdtime args"),
        'j' => Named("ppid pid pgid sid tname tpgid stat uid bsdtime args"),
        'v' => Named("pid tname stat bsdtime maj_flt trs drs rss %mem args"),
        _ => Named("uid pid pending blocked ignored caught stat tname bsdtime args"),
    };

    private List<ProcessColumn> UnixFormat()
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
        names.AddRange(["tname", "time", full ? "cmd" : "ucmd"]);
        return [.. names.SelectMany(Named)];

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
