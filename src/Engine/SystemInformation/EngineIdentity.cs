namespace Berth.Engine.SystemInformation;

/// <summary>The engine's own identity, a UUID that stays with its data root: <c>DATA_ROOT/engine-id</c>.</summary>
internal static class EngineIdentity
{
    public static string Ensure(EnginePaths paths)
    {
        string path = Path.Combine(paths.DataRoot, "engine-id");
        if (File.Exists(path) && Guid.TryParse(File.ReadAllText(path), out Guid known))
        {
            return known.ToString();
        }

        string made = Guid.NewGuid().ToString();
        File.WriteAllText(path, made);
        return made;
    }
}
