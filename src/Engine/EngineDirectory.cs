namespace Berth.Engine;

/// <summary>Directories of the engine's own, which go whole.</summary>
internal static class EngineDirectory
{
    /// <summary>Others may take parts of it away, or write their last file, while it is being removed.</summary>
    private const int Rounds = 20;

    /// <summary>Removes a directory and what is in it; one that is not there is no error.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public static void Remove(string path)
    {
        for (int round = 1; Directory.Exists(path); round++)
        {
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (IOException) when (round < Rounds)
            {
                // An exec's directory is removed by its end and with its container's, a monitor writes an exit file: once more.
            }
        }
    }
}
