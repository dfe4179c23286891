using Berth.Registry.Metadata.Sqlite;

namespace Berth.Registry.Observability;

/// <summary>What the registry holds. Counted at most every <see cref="s_age"/>: whoever asks more often gets the same figures.</summary>
internal sealed class ContentFigures(RegistryDatabase database, TimeProvider time)
{
    private static readonly TimeSpan s_age = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private ContentCount? _last;
    private long _counted;

    public ContentCount Count()
    {
        lock (_lock)
        {
            if (_last is null || time.GetElapsedTime(_counted) > s_age)
            {
                _last = database.Read(static session => session.First(
                    """
                    SELECT (SELECT count(*) FROM repositories), (SELECT count(*) FROM manifests), (SELECT count(*) FROM tags),
                           (SELECT count(*) FROM blobs), (SELECT coalesce(sum(size), 0) FROM blobs), (SELECT count(*) FROM uploads)
                    """,
                    static row => new ContentCount(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5))));
                _counted = time.GetTimestamp();
            }

            return _last!;
        }
    }
}
