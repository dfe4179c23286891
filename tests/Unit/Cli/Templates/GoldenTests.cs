using System.Text.Json;
using Berth.Cli.Templates;
using Berth.Unit.Architecture;
using Xunit;

namespace Berth.Unit.Cli.Templates;

/// <summary>
/// What Go's <c>text/template</c> makes of several hundred templates over one object of JSON, outputs and errors alike:
/// <c>golden.jsonl</c> was written by a Go program (docs/dev/testing.md says how), with docker's functions and its way to read JSON.
/// </summary>
public sealed class GoldenTests
{
    private const string Folder = "tests/Unit/Cli/Templates";

    public static TheoryData<int> Lines => [.. Enumerable.Range(0, Golden.Length)];

    private static string[] Golden { get; } = File.ReadAllLines(Path.Combine(Repository.Root, Folder, "golden.jsonl"));

    private static JsonElement Data { get; } =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, Folder, "data.json"))).RootElement;

    [Theory]
    [MemberData(nameof(Lines))]
    public void Execute_AsGo_WritesAndRefusesTheSame(int line)
    {
        var golden = JsonDocument.Parse(Golden[line]).RootElement;
        var mode = golden.GetProperty("mode").GetString() == "strict" ? TemplateMode.MissingKeyIsError : TemplateMode.Plain;
        var expected = (Output: golden.GetProperty("output").GetString(), Error: golden.TryGetProperty("error", out var e) ? e.GetString() : null);

        var (output, error) = Execute(golden.GetProperty("template").GetString()!, mode);

        Assert.Equal(expected, (output, error));
    }

    private static (string Output, string? Error) Execute(string template, TemplateMode mode)
    {
        try
        {
            var output = Template.Parse(template).Execute(JsonValue.Of(Data, type: null), mode, out var error);
            return (output, error?.Message);
        }
        catch (TemplateException e)
        {
            return ("", e.Message);
        }
    }
}
