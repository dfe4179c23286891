namespace Berth.Registry.Hosting;

/// <summary>Marks the connections of an address that is only for figures and health.</summary>
internal sealed class OperationListener
{
    public static OperationListener Instance { get; } = new();
}
