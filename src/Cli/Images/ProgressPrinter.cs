using System.Text.Json;
using Berth.Cli.CommandLine;
using Berth.EngineApi;
using Berth.EngineApi.Images;

namespace Berth.Cli.Images;

/// <summary>
/// Prints a progress stream as docker does (moby, pkg/jsonmessage). On a terminal each layer keeps a line that is rewritten in place: the
/// cursor goes up to it and down again. Elsewhere a line is printed for each step, and none for the bytes in between.
/// </summary>
internal sealed class ProgressPrinter
{
    private readonly TextWriter _output;
    private readonly int? _width;

    // Lines by what they are about, from the uppermost on. Only as long as nothing else is printed: then they cannot be counted any more.
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    private ProgressPrinter(TextWriter output, int? width)
    {
        _output = output;
        _width = width;
    }

    /// <param name="body">JSON objects, one a line.</param>
    /// <param name="width">Columns of the terminal that is printed to; null: it is none.</param>
    /// <param name="each">Sees every message.</param>
    /// <exception cref="CommandException">The stream ends with an error.</exception>
    public static void Print(Stream body, TextWriter output, int? width, Action<ProgressMessage>? each = null)
    {
        var printer = new ProgressPrinter(output, width);
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
                output.Flush();
                throw new CommandException(detail, message.ErrorDetail.Code is > 0 and < 256 ? message.ErrorDetail.Code : 1);
            }

            if (message.Error is { Length: > 0 } error)
            {
                output.Flush();
                throw new CommandException(error);
            }

            each?.Invoke(message);
            if (message.Aux is null)
            {
                printer.Print(message);
            }
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
            _lines.Clear();
            _output.Write(text);
        }
        else if (message.Status is not null)
        {
            PrintStatus(message);
        }
    }

    private void PrintStatus(ProgressMessage message)
    {
        string bar = message.ProgressDetail is { } detail ? ProgressBar.Text(detail, _width ?? ProgressBar.DefaultWidth) : "";
        if (_width is null)
        {
            if (bar.Length == 0)
            {
                _output.WriteLine(Line(message));
            }
        }
        else if (message is { Id.Length: > 0, ProgressDetail: not null })
        {
            Rewrite(message.Id, $"{Line(message)} {bar}");
        }
        else
        {
            _lines.Clear();
            _output.WriteLine(Line(message));
        }

        _output.Flush();
    }

    private void Rewrite(string id, string text)
    {
        if (!_lines.TryGetValue(id, out int line))
        {
            line = _lines.Count;
            _lines.Add(id, line);
            _output.Write('\n');
        }

        int up = _lines.Count - line;
        _output.Write($"\e[{up}A\e[2K\r{text}\r\e[{up}B");
    }

    private static string Line(ProgressMessage message) => message.Id is { Length: > 0 } id ? $"{id}: {message.Status}" : message.Status ?? "";
}
