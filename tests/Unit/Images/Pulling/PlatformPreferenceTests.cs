using Berth.Images.Pulling;
using Berth.Oci;
using Xunit;

namespace Berth.Unit.Images.Pulling;

public sealed class PlatformPreferenceTests
{
    [Theory]
    [InlineData("linux/amd64", "linux/arm64 linux/amd64 linux/386", "linux/amd64 linux/386")]
    [InlineData("linux/amd64/v3", "linux/amd64 linux/amd64/v2 linux/amd64/v4 linux/amd64/v3", "linux/amd64/v3 linux/amd64/v2 linux/amd64")]
    [InlineData("linux/amd64", "linux/amd64/v2 linux/amd64/v1", "linux/amd64/v1")]
    [InlineData("linux/arm64", "linux/arm/v7 linux/arm64/v8 linux/arm/v5", "linux/arm64/v8 linux/arm/v7 linux/arm/v5")]
    [InlineData("linux/arm64/v8", "linux/arm64 linux/arm/v6", "linux/arm64 linux/arm/v6")]
    [InlineData("linux/arm64/v9.2", "linux/arm64/v9.3 linux/arm64/v8.7 linux/arm64/v8.8 linux/arm64/v9.1", "linux/arm64/v9.1 linux/arm64/v8.7")]
    [InlineData("linux/arm/v7", "linux/arm/v8 linux/arm/v6 linux/arm linux/arm/v5", "linux/arm linux/arm/v6 linux/arm/v5")]
    [InlineData("linux/arm/v6", "linux/arm/v7 linux/arm/v5", "linux/arm/v5")]
    [InlineData("linux/s390x", "linux/amd64 unknown/unknown linux/s390x", "linux/s390x")]
    [InlineData("windows/amd64", "linux/amd64", "")]
    public void Choose_AnIndex_TakesWhatRunsBestFirst(string wanted, string entries, string expected)
    {
        var chosen = new PlatformPreference(Platform.Parse(wanted)).Choose(entries.Split(' ').Select(Entry));

        Assert.Equal(expected, string.Join(' ', chosen.Select(static e => e.Platform!.ToString())));
    }

    [Fact]
    public void Choose_AnEntryWithoutAPlatform_ComesLast()
    {
        Descriptor[] entries = [Entry("") with { Platform = null }, Entry("linux/386"), Entry("linux/amd64")];

        var chosen = new PlatformPreference(Platform.Parse("linux/amd64")).Choose(entries);

        Assert.Equal(["linux/amd64", "linux/386", null], chosen.Select(static e => e.Platform?.ToString()));
    }

    [Fact]
    public void Choose_EntriesEquallyGood_KeepTheirOrder()
    {
        Descriptor[] entries = [Entry("linux/amd64") with { Size = 1 }, Entry("linux/amd64") with { Size = 2 }];

        Assert.Equal([1L, 2L], new PlatformPreference(Platform.Parse("linux/amd64")).Choose(entries).Select(static e => e.Size));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("flags\t\t: fpu sse sse2", 1)]
    [InlineData("processor: 0\nflags\t\t: cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3", 2)]
    [InlineData("flags : cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3 avx avx2 bmi1 bmi2 f16c fma abm movbe xsave", 3)]
    [InlineData("flags : cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3 avx avx2 bmi1 bmi2 f16c fma abm movbe xsave avx512f avx512bw avx512cd avx512dq avx512vl", 4)]
    [InlineData("flags : cx16 lahf_lm popcnt pni sse4_1 sse4_2 avx avx2 bmi1 bmi2 f16c fma abm movbe xsave", 1)]
    public void Read_FlagsOfAProcessor_AreItsLevel(string processors, int level) => Assert.Equal(level, ProcessorLevel.Read(processors));

    private static Descriptor Entry(string platform)
    {
        string[] parts = platform.Split('/');
        return new Descriptor
        {
            Digest = Digest.Of([]),
            Platform = new Platform
            {
                Os = parts[0],
                Architecture = parts.Length > 1 ? parts[1] : "",
                Variant = parts.Length > 2 ? parts[2] : null,
            },
        };
    }
}
