using Berth.Linux;

namespace Berth.Registry.Observability;

/// <summary>A file is written below the data directory, read back and removed. It is large enough to need space of its own.</summary>
internal sealed class DirectoryProbe(string directory) : IHealthProbe
{
    private const int Size = 64 << 10;

    public string Name => "storage";

    public Task TouchAsync(CancellationToken cancellation)
    {
        string path = Path.Combine(directory, $".health-{Environment.ProcessId}");
        byte[] bytes = new byte[Size];
        Random.Shared.NextBytes(bytes);
        try
        {
            using (Fd file = Fd.Open(path, OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_NOFOLLOW, 0x180))
            {
                file.Write(bytes);
            }

            if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
            {
                throw new IOException("what was written reads back differently");
            }
        }
        finally
        {
            File.Delete(path);
        }

        return Task.CompletedTask;
    }
}
