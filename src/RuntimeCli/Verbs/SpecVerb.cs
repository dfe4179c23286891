using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class SpecVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        _ = global;
        ParsedOptions options = new OptionSet().Value("bundle", "b").Flag("rootless").Parse(arguments);
        string path = $"{options.Get("bundle") ?? "."}/config.json";
        if (File.Exists(path))
        {
            throw new RuntimeException("File config.json exists. Remove it first");
        }

        Spec spec = options.Has("rootless") ? RootlessSpec.Of(ExampleSpec.Value) : ExampleSpec.Value;
        using Fd file = Fd.Open(path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, 0x1b6);
        file.Write([.. SpecJson.Write(spec, indented: true), (byte)'\n']);
        return 0;
    }
}
