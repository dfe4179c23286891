namespace Berth.Engine.Processes;

/// <summary>How ps(1) shows which process is whose child.</summary>
internal enum ForestDisplay
{
    None,

    /// <summary>Two spaces a generation: <c>-H</c>.</summary>
    Indented,

    /// <summary>Branches: <c>f --forest</c>.</summary>
    Drawn,
}
