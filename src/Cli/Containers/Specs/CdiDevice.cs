namespace Berth.Cli.Containers.Specs;

/// <summary>Names of the Container Device Interface, <c>VENDOR/CLASS=NAME</c>: what <c>--device</c> takes beside paths.</summary>
internal static class CdiDevice
{
    public static bool IsName(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal), equals = text.IndexOf('=', StringComparison.Ordinal);
        return slash > 0 && equals > slash + 1 && equals < text.Length - 1 && char.IsAsciiLetter(text[0]);
    }
}
