using Berth.Linux;
using Berth.Registry.Observability;
using Berth.Unit.RegistryClient;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Berth.Unit.Registry.Observability;

public sealed class HealthTests
{
    private readonly ManualTime _time = new();
    private readonly Probe _first = new("database");
    private readonly Probe _second = new("storage");

    public static TheoryData<Exception, string> Errors => new()
    {
        { new LinuxException("write", "/secret/path", Errno.ENOSPC), "disk full" },
        { new LinuxException("open", "/secret/path", Errno.EROFS), "read-only" },
        { new SqliteException("full", 13), "disk full" },
        { new SqliteException("readonly", 8), "read-only" },
        { new TimeoutException(), "does not answer" },
        { new IOException("/secret/path"), "failed" },
    };

    [Fact]
    public async Task CheckAsync_AllWorks_IsHealthy()
    {
        Assert.True((await Create().CheckAsync()).IsHealthy);
        Assert.Equal((1, 1), (_first.Touched, _second.Touched));
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task CheckAsync_OneFails_SaysWhichAndWhyWithoutPaths(Exception error, string reason)
    {
        _second.Error = error;

        HealthReport report = await Create().CheckAsync();

        Assert.Equal([("storage", reason)], report.Failures);
    }

    [Fact]
    public async Task CheckAsync_AskedOften_TouchesOnceASecond()
    {
        Health health = Create();
        for (int i = 0; i < 10; i++)
        {
            await health.CheckAsync();
        }

        Assert.Equal(1, _first.Touched);
    }

    [Fact]
    public async Task DirectoryProbe_OfADirectory_LeavesNothing()
    {
        string directory = Directory.CreateTempSubdirectory("berth-unit-").FullName;
        try
        {
            await new DirectoryProbe(directory).TouchAsync(TestContext.Current.CancellationToken);

            Assert.Empty(Directory.EnumerateFileSystemEntries(directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private Health Create() => new([_first, _second], _time, NullLogger<Health>.Instance);

    private sealed class Probe(string name) : IHealthProbe
    {
        public Exception? Error { get; set; }

        public int Touched { get; private set; }

        public string Name => name;

        public Task TouchAsync(CancellationToken cancellation)
        {
            Touched++;
            return Error is null ? Task.CompletedTask : Task.FromException(Error);
        }
    }
}
