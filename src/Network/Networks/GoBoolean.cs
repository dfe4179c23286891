namespace Berth.Network.Networks;

/// <summary>A yes or no as Go's <c>strconv.ParseBool</c> reads it, which clients write.</summary>
internal static class GoBoolean
{
    public static bool TryParse(string text, out bool value)
    {
        value = text is "1" or "t" or "T" or "TRUE" or "true" or "True";
        return value || text is "0" or "f" or "F" or "FALSE" or "false" or "False";
    }
}
