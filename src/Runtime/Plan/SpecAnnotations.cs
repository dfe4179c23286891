using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

/// <summary>Annotations of a spec by which a caller asks for what the specification has no member for.</summary>
public static class SpecAnnotations
{
    /// <summary>
    /// <c>true</c>: process 1 of the container is an init of the runtime's own, which starts the program as its child, passes
    /// signals
    /// on to it, reaps what is orphaned and ends with the program's exit code.
    /// </summary>
    public const string Init = "berth.init";

    internal static bool AskForInit(Spec spec) => spec.Annotations?.GetValueOrDefault(Init) == "true";
}
