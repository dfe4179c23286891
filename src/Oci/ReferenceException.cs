namespace Berth.Oci;

/// <summary>Text that is not an image reference, said in the words users and scripts know.</summary>
public sealed class ReferenceException(string message) : FormatException(message)
{
    internal static ReferenceException Format() => new("invalid reference format");
}
