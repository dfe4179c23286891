using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Berth.Unit.Linux;

/// <summary>Turns our constants and structs into static assertions and lets the C compiler judge them by the real headers.</summary>
internal sealed class HeaderCheck
{
    private readonly StringBuilder _source = new("#define _GNU_SOURCE\n#include <stddef.h>\n");

    public static bool IsPossible => File.Exists("/usr/bin/cc") && File.Exists("/usr/include/linux/stat.h");

    public HeaderCheck Include(params string[] headers)
    {
        foreach (string header in headers)
        {
            _source.Append(CultureInfo.InvariantCulture, $"#include <{header}>\n");
        }

        return this;
    }

    public HeaderCheck Constant(string name, long value)
    {
        _source.Append(CultureInfo.InvariantCulture, $"_Static_assert({name} == {value}, \"{name}\");\n");
        return this;
    }

    /// <summary>The size, and the offset of every field whose name the C struct has too.</summary>
    public HeaderCheck Struct(string name, Type type, string fieldPrefix)
    {
        _source.Append(CultureInfo.InvariantCulture, $"_Static_assert(sizeof({name}) == {Marshal.SizeOf(type)}, \"{name}\");\n");
        foreach (FieldInfo field in type.GetFields().Where(f => f.Name.StartsWith(fieldPrefix, StringComparison.Ordinal)))
        {
            string offset = Marshal.OffsetOf(type, field.Name).ToString(CultureInfo.InvariantCulture);
            _source.Append(CultureInfo.InvariantCulture, $"_Static_assert(offsetof({name}, {field.Name}) == {offset}, \"{field.Name}\");\n");
        }

        return this;
    }

    /// <summary>What the compiler has to say; empty when all agrees.</summary>
    public string Complaints()
    {
        var start = new ProcessStartInfo("/usr/bin/cc", ["-std=gnu11", "-fsyntax-only", "-x", "c", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using Process compiler = Process.Start(start)!;
        compiler.StandardInput.Write(_source.ToString());
        compiler.StandardInput.Close();
        string complaints = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        return complaints;
    }
}
