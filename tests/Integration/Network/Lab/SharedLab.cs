using Xunit;

namespace Berth.Integration.Network.Lab;

/// <summary>All tests of the lab share it, one after another: captures see each other's packets otherwise.</summary>
[CollectionDefinition(nameof(MultiHostLab))]
public sealed class SharedLab : ICollectionFixture<MultiHostLab>;
