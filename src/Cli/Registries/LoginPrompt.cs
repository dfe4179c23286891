using System.Text;
using Berth.Cli.CommandLine;
using Berth.Cli.Credentials;
using Berth.Cli.Terminal;
using Berth.EngineApi.Registries;

namespace Berth.Cli.Registries;

/// <summary>Asks for what a login lacks.</summary>
internal static class LoginPrompt
{
    private const string HubHint =
        "Log in with your Docker ID or email address to push and pull images from Docker Hub. "
        + "If you don't have a Docker ID, head over to https://hub.docker.com/ to create one.";

    /// <param name="context">The command's context.</param>
    /// <param name="user">The name that was given; empty asks for it.</param>
    /// <param name="password">The password that was given; empty asks for it.</param>
    /// <param name="known">The name to take where none is typed.</param>
    /// <param name="key">The registry.</param>
    /// <exception cref="CommandException">Nothing was typed.</exception>
    public static AuthConfig Ask(CliContext context, string user, string password, string known, string key)
    {
        user = user.Trim();
        if (user.Length == 0)
        {
            user = AskUser(context, known.Trim(), key);
        }

        if (string.IsNullOrWhiteSpace(password))
        {
            password = AskPassword(context);
        }

        return new AuthConfig { Username = user, Password = password, ServerAddress = key };
    }

    private static string AskUser(CliContext context, string known, string key)
    {
        if (key == RegistryKey.Hub)
        {
            context.Out.WriteLine(HubHint);
        }

        var typed = Read(context, known.Length > 0 ? $"Username ({known}): " : "Username: ");
        return (typed, known) switch
        {
            ({ Length: > 0 }, _) => typed,
            (_, { Length: > 0 }) => known,
            _ => throw new CommandException("Error: Non-null Username Required"),
        };
    }

    private static string AskPassword(CliContext context)
    {
        using var hidden = HiddenInput.Begin();
        var typed = Read(context, "Password: ");
        context.Out.WriteLine();
        context.Out.Flush();
        return typed.Length > 0 ? typed : throw new CommandException("Error: Password Required");
    }

    private static string Read(CliContext context, string prompt)
    {
        context.Out.Write(prompt);
        context.Out.Flush();
        return ReadLine(context.Streams.In).Trim();
    }

    /// <summary>A line, a byte at a time: what follows it is the next answer's.</summary>
    private static string ReadLine(Stream input)
    {
        var line = new List<byte>();
        int next;
        while ((next = input.ReadByte()) >= 0 && next != '\n')
        {
            line.Add((byte)next);
        }

        return Encoding.UTF8.GetString([.. line]);
    }
}
