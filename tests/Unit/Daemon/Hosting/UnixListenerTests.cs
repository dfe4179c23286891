using System.Globalization;
using Berth.Daemon.Hosting;
using Berth.Unit.Runtime.Logs;
using Xunit;

namespace Berth.Unit.Daemon.Hosting;

public sealed class UnixListenerTests
{
    [Theory]
    [InlineData("s")]
    [InlineData("api.sock")]
    public void RemoveLeftovers_OfKilledDaemons_TakesThoseAndNothingElse(string name)
    {
        using var directory = new TemporaryDirectory();
        string path = directory.File(name);
        string living = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        foreach (string file in new[] { name, $"{name}.{int.MaxValue}", $"{name}.{living}", $"{name}.old", $"{name}2" })
        {
            File.WriteAllText(directory.File(file), "");
        }

        UnixListener.RemoveLeftovers(path);

        Assert.Equal(
            new[] { name, $"{name}.{living}", $"{name}.old", $"{name}2" }.Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(directory.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
