namespace Berth.DirectJson;

/// <summary>Names as <c>JsonNamingPolicy.CamelCase</c> makes them.</summary>
internal static class JsonNames
{
    public static string Camel(string name)
    {
        char[] letters = name.ToCharArray();
        for (int i = 0; i < letters.Length && (i != 1 || char.IsUpper(letters[i])); i++)
        {
            // Of a run of capitals the last one begins the next word.
            if (i > 0 && i + 1 < letters.Length && !char.IsUpper(letters[i + 1]))
            {
                break;
            }

            letters[i] = char.ToLowerInvariant(letters[i]);
        }

        return new string(letters);
    }
}
