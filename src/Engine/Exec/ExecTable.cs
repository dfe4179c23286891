using System.Collections.Concurrent;

namespace Berth.Engine.Exec;

/// <summary>The execs of one container.</summary>
internal sealed class ExecTable
{
    /// <summary>Ended execs that are kept for their exit code, the oldest dropped first.</summary>
    private const int Kept = 256;

    private readonly ConcurrentQueue<ExecSession> _sessions = new();

    /// <summary>Those that have not ended.</summary>
    public IReadOnlyList<string> LiveIds => [.. _sessions.Where(s => s.State != ExecState.Ended).Select(s => s.Id)];

    public void Add(ExecSession session)
    {
        _sessions.Enqueue(session);
        if (_sessions.Count > Kept && _sessions.TryDequeue(out ExecSession? oldest) && oldest.State != ExecState.Ended)
        {
            _sessions.Enqueue(oldest);
        }
    }

    public ExecSession? Find(string id) => _sessions.FirstOrDefault(s => s.Id == id);
}
