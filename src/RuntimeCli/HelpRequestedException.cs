namespace Berth.RuntimeCli;

/// <summary><c>-h</c> or <c>--help</c> among a verb's options: nothing else on the line counts then.</summary>
internal sealed class HelpRequestedException : Exception;
