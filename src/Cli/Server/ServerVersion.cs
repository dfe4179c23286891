using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
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

        if (format.Length > 0)
        {
            WriteTemplate(context, format, server);
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
        output.Write($" {component.Name}:\n  {"Version:",-18}{component.Version}\n");
        if (component.Name == "Engine")
        {
            output.Write($"  {"API version:",-18}{server.ApiVersion} (minimum version {server.MinAPIVersion})\n");
            output.Write($"  {"Runtime:",-18}{server.GoVersion}\n");
            output.Write($"  {"Git commit:",-18}{server.GitCommit}\n");
            output.Write($"  {"Built:",-18}{BuildTime(server.BuildTime)}\n");
            output.Write($"  {"OS/Arch:",-18}{server.Os}/{server.Arch}\n");
            output.Write($"  {"Experimental:",-18}{(server.Experimental ? "true" : "false")}\n");
        }
        else if (component.Details?.TryGetValue("GitCommit", out var commit) == true)
        {
            output.Write($"  {"GitCommit:",-18}{commit}\n");
        }
    }

    private static string BuildTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time)
            ? time.ToString("ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture)
            : text;

    private static void WriteTemplate(CliContext context, string format, VersionResponse? server)
    {
        try
        {
            using var document = JsonDocument.Parse(ToJson(context, server));
            var template = Template.Parse(format == "json" ? "{{json .}}" : format);
            context.Out.WriteLine(template.Execute(JsonValue.Of(document.RootElement, type: null)));
            context.Out.Flush();
        }
        catch (TemplateException e)
        {
            throw new CommandException("template parsing error: " + e.Message);
        }
    }

    private static ReadOnlyMemory<byte> ToJson(CliContext context, VersionResponse? server)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteStartObject("Client");
        writer.WriteString("Version", ProgramVersion.Number);
        writer.WriteString("ApiVersion", context.Client.Version);
        writer.WriteString("DefaultAPIVersion", EngineClient.LatestVersion);
        writer.WriteString("GitCommit", ProgramVersion.Commit);
        writer.WriteString("GoVersion", "");
        writer.WriteString("Os", "linux");
        writer.WriteString("Arch", ClientPlatform.Architecture);
        writer.WriteString("BuildTime", "");
        writer.WriteString("Context", "default");
        writer.WriteEndObject();
        writer.WritePropertyName("Server");
        if (server is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            JsonSerializer.Serialize(writer, server, EngineApiJson.Wire.VersionResponse);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
