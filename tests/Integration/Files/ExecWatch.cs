using System.Globalization;

namespace Berth.Integration.Files;

/// <summary>Counts the programs that a process has started since: children of any of its threads, those that have ended among them.</summary>
internal sealed class ExecWatch : IDisposable
{
    private readonly int _process;
    private readonly HashSet<string> _before;
    private readonly HashSet<string> _seen = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    public ExecWatch(int process)
    {
        _process = process;
        _before = Now();
        _watching = Task.Run(Watch);
    }

    public int Children()
    {
        _stop.Cancel();
        _watching.Wait();
        return _seen.Except(_before).Count();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _watching.Wait();
        _stop.Dispose();
    }

    private void Watch()
    {
        do
        {
            _seen.UnionWith(Now());
        }
        while (!_stop.IsCancellationRequested);
    }

    private HashSet<string> Now()
    {
        var children = new HashSet<string>();
        foreach (string task in Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process}/task")))
        {
            try
            {
                children.UnionWith(File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
            catch (IOException)
            {
                // A thread that has ended.
            }
        }

        return children;
    }
}
