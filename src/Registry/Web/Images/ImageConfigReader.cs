using System.Text.Json;
using Berth.Oci;
using Berth.Registry.Web.Html;

namespace Berth.Registry.Web.Images;

/// <summary>Reads an image's configuration for pages; it is whatever somebody pushed.</summary>
internal static class ImageConfigReader
{
    /// <summary>Bytes; the configurations of real images have some tens of thousands.</summary>
    public const int Largest = 1024 * 1024;

    private const int MostEntries = 200;
    private const int MostSteps = 500;
    private const int LongestText = 512;
    private const int LongestInstruction = 4096;

    /// <returns>Null: too large, or none.</returns>
    public static ImageFacts? Read(ReadOnlySpan<byte> content)
    {
        if (content.Length > Largest)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(content, OciJson.Default.ImageConfig) is { } config ? Facts(config) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ImageFacts Facts(ImageConfig config)
    {
        ExecutionConfig run = config.Config ?? new ExecutionConfig();
        return new ImageFacts
        {
            Platform = PlatformText(config),
            CreatedAt = config.CreatedAt,
            Author = config.Author.To(LongestText),
            Entrypoint = Texts(run.Entrypoint),
            Command = Texts(run.Cmd),
            User = run.User.To(LongestText),
            WorkingDirectory = run.WorkingDir.To(LongestText),
            StopSignal = run.StopSignal.To(LongestText),
            EnvironmentNames = [.. Texts(run.Env).Select(static entry => entry.Split('=', 2)[0])],
            Ports = Texts(run.ExposedPorts?.Keys),
            Volumes = Texts(run.Volumes?.Keys),
            Labels = [.. (run.Labels ?? new Dictionary<string, string>()).Take(MostEntries)
                .Select(static label => KeyValuePair.Create(label.Key.To(LongestText), label.Value.To(LongestText)))],
            History = [.. (config.History ?? []).OfType<HistoryEntry>().Take(MostSteps)
                .Select(static entry => new HistoryStep(Instruction.Of(entry.CreatedBy ?? entry.Comment).To(LongestInstruction), !entry.EmptyLayer))],
        };
    }

    private static string PlatformText(ImageConfig config)
    {
        string platform = $"{config.Os.To(32)}/{config.Architecture.To(32)}";
        return string.IsNullOrEmpty(config.Variant) ? platform : $"{platform}/{config.Variant.To(32)}";
    }

    private static List<string> Texts(IEnumerable<string>? texts) =>
        [.. (texts ?? []).OfType<string>().Take(MostEntries).Select(static text => text.To(LongestText))];
}
