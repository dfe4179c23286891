using System.Collections.Frozen;
using Xunit;

namespace Berth.Integration.Registry;

/// <summary>
/// Requests that mean harm, to one registry without accounts. <c>BERTH_TEST_REGISTRY=docker-registry</c> shows which of them that one answers otherwise.
/// </summary>
public sealed class HostileRequestTests(HostileRegistry registry) : IClassFixture<HostileRegistry>
{
    private static readonly FrozenDictionary<string, HostileRequest> s_cases = ((IEnumerable<HostileRequest>)
        [.. NameRequests.All(), .. DigestRequests.All(), .. UploadRequests.All(), .. ManifestRequests.All(), .. ListRequests.All(), .. FramingRequests.All()])
        .ToFrozenDictionary(hostile => hostile.Name);

    public static TheoryData<string> Names => [.. s_cases.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Request(string name) => registry.Check(s_cases[name]);
}
