using System.Globalization;
using System.Text.Json;
using Berth.Cli.CommandLine;
using Berth.Cli.Inspection;
using Berth.Cli.Templates;
using Berth.EngineApi;
using Berth.EngineApi.Http;
using Berth.EngineApi.System;

namespace Berth.Cli.Server;

/// <summary><c>version</c>: shows the versions of client and daemon.</summary>
internal static class ServerVersion
{
    public static Command Define()
    {
        var format = InspectFlags.Format();
        return new Command("version", "Show the versions of client and daemon")
        {
            Flags = [format],
            Run = (context, _) => Run(context, format.Value),
        };
    }

    private static int Run(CliContext context, string format)
    {
        var template = format.Length == 0 ? null : ObjectFormat.Parse(format, "version");
        VersionResponse? server = null;
        string? failure = null;
        try
        {
            server = context.Client.GetVersion();
        }
        catch (EngineConnectionException e)
        {
            failure = context.Describe(e);
        }

        if (template is not null)
        {
            ObjectFormat.Write(context, template, Value(context, server));
        }
        else
        {
            WriteText(context, server);
        }

        return failure is null ? 0 : throw new CommandException(failure);
    }

    private static void WriteText(CliContext context, VersionResponse? server)
    {
        var negotiated = context.Client.Version == EngineClient.LatestVersion ? "" : $" (downgraded from {EngineClient.LatestVersion})";
        context.Out.Write($"""
            Client:
             Version:           {ProgramVersion.Number}
             API version:       {context.Client.Version}{negotiated}
             Runtime:           .NET {Environment.Version}
             Git commit:        {ProgramVersion.Commit}
             OS/Arch:           linux/{ClientPlatform.Architecture}

            """);
        if (server is not null)
        {
            context.Out.Write("\nServer:");
            context.Out.Write(server.Platform.Name.Length > 0 ? $" {server.Platform.Name}\n" : "\n");
            foreach (var component in Components(server))
            {
                WriteComponent(context.Out, component, server);
            }
        }

        context.Out.Flush();
    }

    private static IReadOnlyList<VersionComponent> Components(VersionResponse server) =>
        server.Components.Count > 0 ? server.Components : [new VersionComponent { Name = "Engine", Version = server.Version }];

    private static void WriteComponent(TextWriter output, VersionComponent component, VersionResponse server)
    {
        output.Write($" {component.Name}:\n");
        Line(output, "Version", component.Version);
        if (component.Name == "Engine")
        {
            Line(output, "API version", $"{server.ApiVersion} (minimum version {server.MinAPIVersion})");
            Line(output, "Runtime", server.GoVersion);
            Line(output, "Git commit", server.GitCommit);
            Line(output, "Built", BuildTime(server.BuildTime));
            Line(output, "OS/Arch", $"{server.Os}/{server.Arch}");
            Line(output, "Experimental", server.Experimental ? "true" : "false");
        }
        else if (component.Details?.TryGetValue("GitCommit", out var commit) == true)
        {
            Line(output, "GitCommit", commit);
        }
    }

    private static void Line(TextWriter output, string name, string value)
    {
        if (value.Length > 0)
        {
            output.Write($"  {name + ":",-18}{value}\n");
        }
    }

    private static string BuildTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time)
            ? string.Create(CultureInfo.InvariantCulture, $"{time:ddd MMM} {time.Day,2} {time:HH:mm:ss yyyy}")
            : text;

    private static TemplateRecord Value(CliContext context, VersionResponse? server) => new("system.versionInfo",
    [
        new("Client", "Client", new TemplateRecord("system.clientVersion",
        [
            new("Version", "Version", ProgramVersion.Number),
            new("APIVersion", "ApiVersion", context.Client.Version),
            new("DefaultAPIVersion", "DefaultAPIVersion", EngineClient.LatestVersion),
            new("GitCommit", "GitCommit", ProgramVersion.Commit),
            new("GoVersion", "GoVersion", ""),
            new("Os", "Os", "linux"),
            new("Arch", "Arch", ClientPlatform.Architecture),
            new("BuildTime", "BuildTime", ""),
            new("Context", "Context", context.ContextName),
        ])),
        new("Server", "Server", server is null
            ? Nil.Pointer("*types.Version")
            : JsonValue.Of(
                JsonSerializer.SerializeToElement(WithReadableTimes(server), EngineApiJson.Wire.VersionResponse),
                EngineApiJson.Wire.VersionResponse)),
    ]);

    /// <summary>The engine's component says when it was built in words for people.</summary>
    private static VersionResponse WithReadableTimes(VersionResponse server) => server with
    {
        Components = [.. server.Components.Select(component => component with
        {
            Details = component.Details is { Count: > 0 } details
                ? details.ToDictionary(pair => pair.Key, pair => pair.Key == "BuildTime" ? BuildTime(pair.Value) : pair.Value)
                : null,
        })],
    };
}
