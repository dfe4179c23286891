namespace Berth.Cli.Containers.Specs;

/// <summary>The text of <c>--security-opt</c>, with what the client does for it: read a seccomp profile, open the system paths.</summary>
internal sealed record SecuritySpec(IReadOnlyList<string> Options, bool UnconfinesSystemPaths)
{
    /// <exception cref="CommandLine.CommandException">A profile cannot be read.</exception>
    public static SecuritySpec Read(IEnumerable<string> texts)
    {
        var options = new List<string>();
        var unconfined = false;
        foreach (var text in texts)
        {
            if (text == "systempaths=unconfined")
            {
                unconfined = true;
            }
            else if (text.StartsWith("seccomp=", StringComparison.Ordinal) && text["seccomp=".Length..] is var profile
                && profile is not ("unconfined" or "builtin"))
            {
                options.Add("seccomp=" + ReadProfile(profile));
            }
            else
            {
                options.Add(text);
            }
        }

        return new SecuritySpec(options, unconfined);
    }

    private static string ReadProfile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandLine.CommandException($"opening seccomp profile ({path}) failed: open {path}: {FileError.Text(e)}");
        }
    }
}
