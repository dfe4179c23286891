namespace Berth.Engine.Containers;

/// <summary>How a container ended, or why it did not run.</summary>
/// <param name="ExitCode">The program's, or that of a failed start.</param>
/// <param name="Error">Why it could not be started; empty where it ran.</param>
public readonly record struct ContainerEnd(int ExitCode, string Error = "");
