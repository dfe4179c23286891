using Berth.Cli.Formatting;
using Xunit;

namespace Berth.Unit.Cli;

/// <summary>Expected texts are those of the docker client.</summary>
public sealed class EllipsisTests
{
    [Theory]
    [InlineData("short", 45, "short")]
    [InlineData("exactly10c", 10, "exactly10c")]
    [InlineData("eleven chars", 10, "eleven ch…")]
    [InlineData("利用Dockfile 定制的LNMP镜像", 45, "利用Dockfile 定制的LNMP镜像")]
    [InlineData("利用Dockfile 定制的LNMP镜像", 10, "利用Dockf…")]
    [InlineData("一二三四五六", 10, "一二三四…")]
    [InlineData("ééééé", 4, "ééé…")]
    public void Cut_Text_FitsTheColumns(string text, int width, string expected) => Assert.Equal(expected, Ellipsis.Cut(text, width));
}
