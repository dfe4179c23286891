namespace Berth.Cli.Registries;

/// <summary>Remarks beside a command's output, on standard error; in colour on a terminal.</summary>
internal static class Note
{
    private const string Bold = "\e[1m";
    private const string Italic = "\e[3m";
    private const string BlackOnCyan = "\e[106m\e[30m";
    private const string Cyan = "\e[96m";
    private const string BlackOnYellow = "\e[103m\e[30m";
    private const string Yellow = "\e[93m";
    private const string Reset = "\e[0m";

    public static void Info(CliContext context, string text) =>
        Print(context, " Info -> ", $"{Bold}{BlackOnCyan}i{Reset} {Cyan}Info → {Reset}", text);

    public static void Warning(CliContext context, string text) =>
        Print(context, " Warn -> ", $"{Bold}{BlackOnYellow}w{Reset} {Yellow}Warn → {Reset}", text);

    private static void Print(CliContext context, string plain, string coloured, string text)
    {
        var isColoured = context.Terminal.IsError && string.IsNullOrEmpty(context.Environment("NO_COLOR"));
        var indent = new string(' ', plain.Length);
        var lines = text.Split('\n').Select(line => isColoured ? $"{Italic}{line}{Reset}" : line);
        context.Error.WriteLine("\n" + (isColoured ? coloured : plain) + string.Join("\n" + indent, lines));
    }
}
