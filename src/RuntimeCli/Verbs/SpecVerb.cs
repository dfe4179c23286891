using System.Text;
using System.Text.Json;
using Berth.Linux;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class SpecVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        _ = global;
        ParsedOptions options = new OptionSet().Value("bundle", "b").Parse(arguments);
        string path = $"{options.Get("bundle") ?? "."}/config.json";
        if (File.Exists(path))
        {
            throw new RuntimeException("File config.json exists. Remove it first");
        }

        using Fd file = Fd.Open(path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, 0x1b6);
        file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(ExampleSpec.Value, IndentedJson.Default.Spec) + "\n"));
        return 0;
    }
}
