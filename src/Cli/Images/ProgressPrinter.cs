using System.Text.Json;
using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.EngineApi;
using Berth.EngineApi.Images;

namespace Berth.Cli.Images;

/// <summary>
/// Prints a progress stream. On a terminal each layer keeps a line that is rewritten in place; elsewhere a line is printed for each
/// step, and none for the bytes in between.
/// </summary>
internal sealed class ProgressPrinter
{
    private const int BarWidth = 50;

    private readonly TextWriter _output;
    private readonly bool _isTerminal;
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    private ProgressPrinter(TextWriter output, bool isTerminal)
    {
        _output = output;
        _isTerminal = isTerminal;
    }

    /// <exception cref="CommandException">The stream ends with an error.</exception>
    public static void Print(Stream body, TextWriter output, bool isTerminal, Action<ProgressMessage>? each = null)
    {
        var printer = new ProgressPrinter(output, isTerminal);
        using var reader = new StreamReader(body);
        while (reader.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var message = Read(line);
            if (message.ErrorDetail?.Message is { Length: > 0 } detail)
            {
                throw new CommandException(detail, message.ErrorDetail.Code is > 0 and < 256 ? message.ErrorDetail.Code : 1);
            }

            if (message.Error is { Length: > 0 } error)
            {
                throw new CommandException(error);
            }

            each?.Invoke(message);
            printer.Print(message);
        }

        output.Flush();
    }

    private static ProgressMessage Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, EngineApiJson.Wire.ProgressMessage) ?? new ProgressMessage();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("malformed progress from the daemon: " + e.Message, e);
        }
    }

    private void Print(ProgressMessage message)
    {
        if (message.Stream is { } text)
        {
            _output.Write(text);
            return;
        }

        if (message.Status is null)
        {
            return;
        }

        var isProgress = message.ProgressDetail is { Current: > 0 } or { Total: > 0 };
        if (!_isTerminal)
        {
            if (!isProgress)
            {
                _output.WriteLine(Line(message));
            }

            return;
        }

        if (message.Id is not { Length: > 0 } id || (!isProgress && !_lines.ContainsKey(id) && message.ProgressDetail is null))
        {
            _lines.Clear();
            _output.WriteLine(Line(message));
            return;
        }

        Rewrite(id, Line(message) + (isProgress ? " " + Bar(message.ProgressDetail!) : ""));
    }

    private void Rewrite(string id, string text)
    {
        if (!_lines.TryGetValue(id, out var index))
        {
            _lines.Add(id, _lines.Count);
            _output.WriteLine(text);
            _output.Flush();
            return;
        }

        var up = _lines.Count - index;
        _output.Write($"\e[{up}A\e[2K\r{text}\e[{up}B\r");
        _output.Flush();
    }

    private static string Line(ProgressMessage message) =>
        message.Id is { Length: > 0 } id ? $"{id}: {message.Status}" : message.Status ?? "";

    private static string Bar(ProgressDetail detail)
    {
        var current = HumanSize.Decimal(detail.Current, 4);
        if (detail.Total <= 0)
        {
            return current;
        }

        var filled = (int)Math.Clamp(detail.Current * BarWidth / detail.Total, 0, BarWidth);
        var bar = (new string('=', filled) + (filled < BarWidth ? ">" : "")).PadRight(BarWidth);
        return $"[{bar}]  {current}/{HumanSize.Decimal(detail.Total, 4)}";
    }
}
