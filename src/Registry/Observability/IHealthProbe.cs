namespace Berth.Registry.Observability;

/// <summary>Touches something without which the registry cannot work.</summary>
internal interface IHealthProbe
{
    /// <summary>As <c>/healthz</c> names it.</summary>
    string Name { get; }

    /// <summary>Reads and writes it, really.</summary>
    /// <exception cref="Exception">It does not work.</exception>
    Task TouchAsync(CancellationToken cancellation);
}
