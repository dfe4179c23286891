namespace Berth.Runtime;

/// <summary>The init plan of a container that is not made: for people, tests and bug reports.</summary>
public static class ContainerPlan
{
    /// <summary>One line an operation.</summary>
    /// <exception cref="RuntimeException">The spec is not valid.</exception>
    public static string Text(ContainerRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ContainerCreate.Plan(request).ToText();
    }
}
