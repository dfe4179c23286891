namespace Berth.Registry.Protocol;

/// <summary>What a <c>Range</c> header comes to.</summary>
internal enum RangeOutcome
{
    /// <summary>Everything is sent (200).</summary>
    Whole,

    /// <summary>A part is sent (206).</summary>
    Part,

    /// <summary>There is nothing of it (416).</summary>
    Unsatisfiable,
}
