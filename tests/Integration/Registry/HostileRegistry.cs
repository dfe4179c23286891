using System.Text;
using Berth.Harness;
using Berth.Integration.Hostile;
using Xunit;

namespace Berth.Integration.Registry;

/// <summary>
/// The open registry that takes all hostile requests, one after the other, and what has to hold after each:
/// <list type="number">
/// <item>It was answered as the specification says, without telling what is inside.</item>
/// <item>It is the same process still, and its memory stayed within bounds.</item>
/// <item>It has what it had before, nothing more and nothing less.</item>
/// <item>What it has can be fetched.</item>
/// </list>
/// </summary>
public sealed class HostileRegistry : IAsyncLifetime
{
    private const long MostResident = 256L << 20;

    private IRegistry? _registry;
    private HostileSite? _site;

    internal HostileSite Site => _site ?? throw new InvalidOperationException();

    internal IRegistry Registry => _registry ?? throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryUnderTest.StartAsync();
        _site = new HostileSite(_registry.Url.Port);
        _site.Fill();
    }

    public ValueTask DisposeAsync() => Registry.DisposeAsync();

    internal void Check(HostileRequest hostile)
    {
        var berth = Registry as BerthRegistry;
        string[] before = [];
        long resident = 0;
        if (berth is null)
        {
            // One that a case has broken is not to fail all others.
            Site.Fill();
        }
        else
        {
            before = RegistryState.Of(berth);
            resident = DaemonMemory.Now(berth.ProcessId);
            DaemonMemory.ResetPeak(berth.ProcessId);
        }

        // 1.
        RawAnswer answer = hostile.Send(Site);
        TestContext.Current.TestOutputHelper?.WriteLine($"{hostile.Name}: {answer.Status} {answer.Text}");
        Assert.Contains(answer.Status, hostile.Statuses);
        Assert.True(hostile.Code is null || hostile.Code == answer.Code, $"{answer.Status} with {answer.Code}, not {hostile.Code}: {answer.Text}");
        Assert.True(answer.Status < 400 || answer.Body.Length < 32 << 10, $"an error of {answer.Body.Length} bytes");
        Assert.DoesNotContain("berth-registry-test-", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);

        // 2, 3. A process that has ended has no memory to ask for.
        if (berth is not null)
        {
            long peak = DaemonMemory.Peak(berth.ProcessId);
            Assert.True(peak - resident < (long)hostile.Megabytes << 20, $"the registry took {(peak - resident) >> 20} MB, at most {hostile.Megabytes} are allowed");
            Assert.True(peak < MostResident, $"the registry has {peak >> 20} MB");
            Assert.Equal(before, RegistryState.Of(berth));
        }

        // 4.
        Assert.Equal(Encoding.UTF8.GetString(Site.Manifest), Site.Send($"GET /v2/{HostileSite.Repository}/manifests/1", null, $"Accept: {HostileSite.ManifestType}").Text);
    }
}
