using Berth.Conformance.Api;
using Xunit;

namespace Berth.Conformance.Shapes;

/// <summary>
/// Every answer in every version from 1.24 to 1.51 has the fields, and the types, that dockerd's has: null where it says null, an empty
/// list where it has one. What the two recorded dockerds answered is in <c>dockerd-28.5.txt</c> and <c>dockerd-20.10.txt</c>, written by
/// this test with <c>BERTH_RECORD_SHAPES=FILE</c> and <c>BERTH_TEST_SOCKET=SOCKET</c>; what is different on purpose is in
/// <c>differences.txt</c>, with the reason.
/// </summary>
public sealed class ShapeTests(EngineUnderTest engine)
{
    private const int Oldest = 24;
    private const int Newest = 51;
    private const int NewestOf20 = 41;

    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Shapes");

    [Fact]
    public async Task Answers_InEveryVersion_HaveDockersShape()
    {
        var scene = new ShapeScene(engine);
        string? record = Environment.GetEnvironmentVariable("BERTH_RECORD_SHAPES");
        Assert.SkipWhen(EngineUnderTest.IsReference && record is null, "it is dockerd that is compared with");
        ShapeTable actual = await ReadAsync(scene, record?.Contains("20.10", StringComparison.Ordinal) == true ? NewestOf20 : Newest);
        if (record is not null)
        {
            actual.Write(record, "Paths and types of dockerd's answers, with the versions of the API that have them: see ShapeTests.cs.");
            return;
        }

        string[] different = [.. Different(ShapeTable.Read(Path.Combine(s_folder, "dockerd-28.5.txt")), actual), .. MissingOf20(actual)];
        Assert.True(different.Length == 0, $"{different.Length} differences\n{string.Join('\n', different)}");
    }

    private static async Task<ShapeTable> ReadAsync(ShapeScene scene, int newest)
    {
        var table = new ShapeTable();
        try
        {
            await scene.PrepareAsync();
            for (int version = Oldest; version <= newest; version++)
            {
                await scene.AddAsync(table, version);
            }
        }
        finally
        {
            await scene.RemoveAllAsync();
        }

        return table;
    }

    private static IEnumerable<string> Different(ShapeTable expected, ShapeTable actual)
    {
        HashSet<string> allowed = Allowed();
        HashSet<string> resources = [.. actual.Lines.Select(Resource)];
        IEnumerable<string> lines = expected.Lines.Where(l => resources.Contains(Resource(l))).Union(actual.Lines);
        foreach (string line in lines.Order(StringComparer.Ordinal).Where(l => !IsAllowed(l, allowed)))
        {
            int[] missing = [.. expected.Versions(line).Except(actual.Versions(line)).Order()];
            int[] more = [.. actual.Versions(line).Except(expected.Versions(line)).Order()];
            if (missing.Length > 0)
            {
                yield return $"- {line} {ShapeTable.Ranges(missing)}";
            }

            if (more.Length > 0)
            {
                yield return $"+ {line} {ShapeTable.Ranges(more)}";
            }
        }
    }

    /// <summary>Keys that clients of dockerd 20.10 knew, and that 28.5 still has.</summary>
    private static IEnumerable<string> MissingOf20(ShapeTable actual)
    {
        HashSet<string> allowed = Allowed();
        var newer = ShapeTable.Read(Path.Combine(s_folder, "dockerd-28.5.txt"));
        var older = ShapeTable.Read(Path.Combine(s_folder, "dockerd-20.10.txt"));
        HashSet<string> newerPaths = [.. newer.Lines.Select(Pathname)];
        HashSet<string> resources = [.. actual.Lines.Select(Resource)];
        HashSet<string> paths = [.. actual.Lines.Select(Pathname)];
        return older.Lines.Where(line => !IsAllowed(line, allowed)).Select(Pathname).Distinct()
            .Where(path => resources.Contains(Resource(path)) && newerPaths.Contains(path) && !paths.Contains(path)).Select(path => $"- {path} of dockerd 20.10");
    }

    private static string Resource(string line) => line[..line.IndexOf(' ', StringComparison.Ordinal)];

    private static string Pathname(string line) => line[..line.LastIndexOf(' ')];

    /// <summary>A line of the file is a resource and a path, or the beginning of one with a star at its end.</summary>
    private static bool IsAllowed(string line, HashSet<string> allowed) => allowed.Any(a =>
        a[^1] == '*' ? line.StartsWith(a[..^1], StringComparison.Ordinal) : Pathname(line) == a || line == a);

    private static HashSet<string> Allowed() =>
        [.. File.ReadLines(Path.Combine(s_folder, "differences.txt")).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('#')[0].TrimEnd())];
}
