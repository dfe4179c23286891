using System.Globalization;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

internal sealed partial record Operation
{
    /// <summary>
    /// Runs a program to its end in the namespaces of the child, the state of the container on its standard input. Text1: the program,
    /// Data: the state, D: how many bytes of it come before the process ID, B: its place among the hooks of its point, C: seconds after
    /// which it is killed (0 for never), A: 1 when its working directory is the root to be.
    /// </summary>
    public static Operation RunHook(string point, int number, Hook hook, byte[] state, int pidOffset, bool inRoot) =>
        new(OpCode.RunHook, string.Create(CultureInfo.InvariantCulture, $"{point} hook #{number}"))
        {
            Text1 = hook.Path,
            Data = state,
            A = inRoot ? 1 : 0,
            B = number,
            C = hook.Timeout ?? 0,
            D = pidOffset,
            Arguments = ArgumentsOf(hook),
            Environment = hook.Env ?? [],
            Detail = string.Join(' ', ArgumentsOf(hook).Skip(1).Prepend(hook.Path)) + LimitOf(hook),
        };

    private static IReadOnlyList<string> ArgumentsOf(Hook hook) => hook.Args is { Count: > 0 } given ? given : [hook.Path];

    private static string LimitOf(Hook hook) =>
        hook.Timeout is int seconds ? string.Create(CultureInfo.InvariantCulture, $" within {seconds}s") : "";
}
