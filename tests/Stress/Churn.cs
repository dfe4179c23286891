using Berth.Linux;

namespace Berth.Stress;

/// <summary>Reads a file larger than the limit, again and again: whatever the others have of the page cache, code included, is taken from them.</summary>
internal static class Churn
{
    public static int Run(string file)
    {
        byte[] buffer = new byte[1 << 20];
        while (true)
        {
            using Fd opened = Fd.Open(file, OpenFlags.O_RDONLY);
            while (opened.Read(buffer) > 0)
            {
            }
        }
    }
}
