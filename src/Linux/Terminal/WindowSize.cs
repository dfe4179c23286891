namespace Berth.Linux;

/// <summary>The size of a terminal, in characters.</summary>
public readonly record struct WindowSize(ushort Rows, ushort Columns);
