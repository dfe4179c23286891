namespace Berth.Images.Changes;

/// <summary>Cuts a line at blanks that are neither quoted nor escaped; quotes and backslashes stay for <see cref="WordExpansion"/>.</summary>
internal static class WordSplitter
{
    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        int start = -1;
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (start >= 0)
                {
                    words.Add(line[start..i]);
                    start = -1;
                }

                continue;
            }

            start = start < 0 ? i : start;
            if (c == '\\' && quote != '\'')
            {
                i++;
            }
            else if (quote == '\0' ? c is '"' or '\'' : c == quote)
            {
                quote = quote == '\0' ? c : '\0';
            }
        }

        if (start >= 0)
        {
            words.Add(line[start..]);
        }

        return words;
    }
}
