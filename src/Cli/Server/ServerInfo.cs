using System.Text;
using System.Text.Json;
using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.Cli.Inspection;
using Berth.Cli.Templates;
using Berth.EngineApi;
using Berth.EngineApi.Http;
using Berth.EngineApi.System;

namespace Berth.Cli.Server;

/// <summary><c>info</c>: shows the daemon's state and what it can do.</summary>
internal static class ServerInfo
{
    public static Command Define()
    {
        var format = InspectFlags.Format();
        return new Command("info", "Show the state of the daemon and its host")
        {
            Forms = ["system info", "info"],
            Flags = [format],
            Run = (context, _) => format.Value.Length > 0 ? WriteTemplate(context, format.Value) : WriteText(context),
        };
    }

    private static int WriteTemplate(CliContext context, string format)
    {
        var template = ObjectFormat.Parse(format);
        var json = JsonSerializer.SerializeToUtf8Bytes(context.Client.GetInfo(), EngineApiJson.Wire.InfoResponse);
        using var document = JsonDocument.Parse(json);
        return ObjectFormat.Write(context, template, JsonValue.Of(document.RootElement, EngineApiJson.Wire.InfoResponse));
    }

    private static int WriteText(CliContext context)
    {
        context.Out.Write($"Client:\n Version:    {ProgramVersion.Number}\n Context:    {context.ContextName}\n Debug Mode: {Flag(context.Options.Debug.Value)}\n\nServer:\n");
        InfoResponse info;
        try
        {
            info = context.Client.GetInfo();
        }
        catch (EngineConnectionException e)
        {
            context.Out.Flush();
            throw new CommandException(context.Describe(e));
        }

        context.Out.Write(Text(info));
        context.Out.Write('\n');
        context.Out.Flush();
        foreach (var warning in info.Warnings ?? [])
        {
            context.Error.WriteLine(warning);
        }

        return 0;
    }

    private static StringBuilder Text(InfoResponse info)
    {
        var text = new StringBuilder();
        text.Append($" Containers: {info.Containers}\n  Running: {info.ContainersRunning}\n  Paused: {info.ContainersPaused}\n");
        text.Append($"  Stopped: {info.ContainersStopped}\n Images: {info.Images}\n");
        Line(text, "Server Version", info.ServerVersion);
        Line(text, "Storage Driver", info.Driver);
        foreach (var pair in info.DriverStatus.Where(pair => pair.Count == 2))
        {
            text.Append($"  {pair[0]}: {pair[1]}\n");
        }

        Line(text, "Logging Driver", info.LoggingDriver);
        Line(text, "Cgroup Driver", info.CgroupDriver);
        Line(text, "Cgroup Version", info.CgroupVersion ?? "");
        text.Append(" Plugins:\n");
        text.Append($"  Volume: {string.Join(' ', info.Plugins.Volume)}\n  Network: {string.Join(' ', info.Plugins.Network)}\n");
        text.Append($"  Log: {string.Join(' ', info.Plugins.Log)}\n");
        Line(text, "Swarm", info.Swarm.LocalNodeState);
        Line(text, "Runtimes", string.Join(' ', info.Runtimes.Keys.Order(StringComparer.Ordinal)));
        Line(text, "Default Runtime", info.DefaultRuntime);
        Line(text, "Init Binary", info.InitBinary);
        AppendSecurity(text, info);
        AppendHost(text, info);
        AppendRegistries(text, info);
        text.Append($" Live Restore Enabled: {Flag(info.LiveRestoreEnabled)}\n");
        return text;
    }

    private static void AppendSecurity(StringBuilder text, InfoResponse info)
    {
        if (info.SecurityOptions.Count == 0)
        {
            return;
        }

        // Each option is name=NAME followed by further pairs: name=seccomp,profile=builtin.
        text.Append(" Security Options:\n");
        foreach (var option in info.SecurityOptions)
        {
            foreach (var (pair, index) in option.Split(',').Select((pair, index) => (pair.Split('=', 2), index)))
            {
                text.Append(index == 0 ? $"  {pair[^1]}\n" : $"   {char.ToUpperInvariant(pair[0][0])}{pair[0][1..]}: {pair[^1]}\n");
            }
        }
    }

    private static void AppendHost(StringBuilder text, InfoResponse info)
    {
        Line(text, "Kernel Version", info.KernelVersion);
        Line(text, "Operating System", info.OperatingSystem);
        Line(text, "OSType", info.OSType);
        Line(text, "Architecture", info.Architecture);
        text.Append($" CPUs: {info.NCPU}\n Total Memory: {HumanSize.Binary(info.MemTotal)}\n");
        Line(text, "Name", info.Name);
        Line(text, "ID", info.ID);
        Line(text, "Docker Root Dir", info.DockerRootDir);
        text.Append($" Debug Mode: {Flag(info.Debug)}\n");
        Line(text, "HTTP Proxy", info.HttpProxy);
        Line(text, "HTTPS Proxy", info.HttpsProxy);
        Line(text, "No Proxy", info.NoProxy);
        foreach (var label in info.Labels.Prepend(info.Labels.Count > 0 ? " Labels:" : ""))
        {
            text.Append(label.Length == 0 ? "" : label[0] == ' ' ? label + "\n" : $"  {label}\n");
        }

        text.Append($" Experimental: {Flag(info.ExperimentalBuild)}\n");
    }

    private static void AppendRegistries(StringBuilder text, InfoResponse info)
    {
        if (info.RegistryConfig is not { } registries)
        {
            return;
        }

        var insecure = registries.IndexConfigs.Values.Where(index => !index.Secure).Select(index => index.Name)
            .Order(StringComparer.Ordinal).Concat(registries.InsecureRegistryCIDRs).ToList();
        if (insecure.Count > 0)
        {
            text.Append(" Insecure Registries:\n").AppendJoin("", insecure.Select(name => $"  {name}\n"));
        }

        IReadOnlyList<MirrorState> mirrors = registries.MirrorStates ?? [.. registries.Mirrors.Select(m => new MirrorState { Mirror = m })];
        if (mirrors.Count > 0)
        {
            text.Append(" Registry Mirrors:\n").AppendJoin("", mirrors.Select(Mirror));
        }
    }

    /// <summary>The line that docker has, and below it what it does not know.</summary>
    internal static string Mirror(MirrorState mirror)
    {
        string registry = mirror.Registry is "" or "docker.io" ? "" : $"   Registry: {(mirror.Registry == "*" ? "all others" : mirror.Registry)}\n";
        string since = mirror.State == "unreachable" ? $" since {mirror.Since} ({mirror.Error})" : "";
        return $"  {mirror.Mirror}\n{registry}{(mirror.State.Length == 0 ? "" : $"   Status: {mirror.State}{since}\n")}";
    }

    private static void Line(StringBuilder text, string name, string value)
    {
        if (value.Length > 0)
        {
            text.Append($" {name}: {value}\n");
        }
    }

    private static string Flag(bool value) => value ? "true" : "false";
}
