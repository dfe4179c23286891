using System.Runtime.InteropServices;

namespace Berth.Cli.Terminal;

/// <summary>Another program in place of this one: same process, same streams (execv(3)).</summary>
internal static unsafe class ProgramReplacement
{
    /// <summary>Returns only where that failed.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its own name first.</param>
    public static void Execute(string path, IReadOnlyList<string> arguments)
    {
        // Freed by nobody: there is no after.
        var pointers = (nint*)NativeMemory.Alloc((nuint)(arguments.Count + 1), (nuint)sizeof(nint));
        for (int i = 0; i < arguments.Count; i++)
        {
            pointers[i] = Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }

        pointers[arguments.Count] = 0;
        Libc.execv(path, pointers);
    }
}
