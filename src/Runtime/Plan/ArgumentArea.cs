namespace Berth.Runtime.Plan;

/// <summary>Where a process's command line lies in its memory: what <c>/proc/PID/cmdline</c> shows (arg_start of proc(5)).</summary>
/// <param name="Length">Bytes; 0 where it is not known.</param>
internal readonly record struct ArgumentArea(ulong Start, ulong Length);
