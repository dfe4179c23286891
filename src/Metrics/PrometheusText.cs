using System.Globalization;
using System.Text;

namespace Berth.Metrics;

/// <summary>The text format of Prometheus, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).</summary>
public sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new(8192);

    /// <summary>What comes before the samples of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
    /// <param name="help">One sentence.</param>
    public PrometheusText Head(string name, string type, string help)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    /// <summary>One sample.</summary>
    public PrometheusText Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(name);
        for (int i = 0; i < labels.Length; i++)
        {
            _text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"");
            Escape(labels[i].Value);
            _text.Append('"');
        }

        _text.Append(labels.Length > 0 ? "} " : " ").Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    /// <summary>A name with one sample and no labels.</summary>
    public PrometheusText Single(string name, string type, string help, double value) => Head(name, type, help).Sample(name, value);

    /// <summary>The samples of a histogram with one label.</summary>
    public PrometheusText Histogram(string name, Histogram histogram, string label, string value)
    {
        IReadOnlyList<long> counts = histogram.Cumulative();
        for (int i = 0; i < counts.Count; i++)
        {
            string bound = i < histogram.Bounds.Count ? histogram.Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            Sample($"{name}_bucket", counts[i], (label, value), ("le", bound));
        }

        return Sample($"{name}_sum", histogram.Sum.TotalSeconds, (label, value)).Sample($"{name}_count", counts[^1], (label, value));
    }

    public override string ToString() => _text.ToString();

    private void Escape(string value)
    {
        foreach (char c in value)
        {
            _ = c switch
            {
                '\\' => _text.Append("\\\\"),
                '"' => _text.Append("\\\""),
                '\n' => _text.Append("\\n"),
                _ => _text.Append(c),
            };
        }
    }
}
