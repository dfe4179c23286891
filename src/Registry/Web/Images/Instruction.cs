namespace Berth.Registry.Web.Images;

/// <summary>Turns what builders write into <c>created_by</c> back into the instruction it came from.</summary>
internal static class Instruction
{
    private const string Shell = "/bin/sh -c ";
    private const string NoOperation = "#(nop)";
    private const string BuildKit = "# buildkit";

    /// <returns>Empty: nothing is said.</returns>
    public static string Of(string? createdBy)
    {
        string text = (createdBy ?? "").Trim();
        if (text.EndsWith(BuildKit, StringComparison.Ordinal))
        {
            text = text[..^BuildKit.Length].TrimEnd();
        }

        // docker's old builder: "/bin/sh -c #(nop)  CMD [...]" changes the configuration, "/bin/sh -c make" ran.
        if (text.StartsWith(Shell, StringComparison.Ordinal))
        {
            string rest = text[Shell.Length..].TrimStart();
            return rest.StartsWith(NoOperation, StringComparison.Ordinal) ? rest[NoOperation.Length..].TrimStart() : $"RUN {rest}";
        }

        // BuildKit: "RUN /bin/sh -c make".
        return text.StartsWith($"RUN {Shell}", StringComparison.Ordinal) ? $"RUN {text[(4 + Shell.Length)..]}" : text;
    }
}
