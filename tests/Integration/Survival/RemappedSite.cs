using Berth.Harness;
using Berth.Integration.Security;

namespace Berth.Integration.Survival;

/// <summary>The same with a daemon whose containers' users are nobody on the host.</summary>
public sealed class RemappedSite : SurvivalSite
{
    private SubordinateRanges? _ranges;

    protected override IReadOnlyList<string> Arguments => ["--userns-remap", SubordinateRanges.User];

    public override async ValueTask InitializeAsync()
    {
        _ranges = Target.IsDockerd ? null : new SubordinateRanges();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _ranges?.Dispose();
    }
}
