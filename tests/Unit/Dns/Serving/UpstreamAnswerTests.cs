using Berth.Dns.Messages;
using Berth.Dns.Names;
using Xunit;

namespace Berth.Unit.Dns.Serving;

/// <summary>
/// What other servers say is passed on as it is, under the client's ID: nothing of it is followed, kept or made anew, so that lifetimes stay right
/// and nothing in it can lead astray.
/// </summary>
public sealed class UpstreamAnswerTests : IDisposable
{
    private const ushort NameErrorFlags = 0x8183;
    private const int Many = 2000;

    /// <summary>A record of authority: the root's SOA with a lifetime of 77 s, its names the root, and five numbers.</summary>
    private static readonly byte[] s_authority =
    [
        0, 0, 6, 0, 1, 0, 0, 0, 77, 0, 22, 0, 0,
        0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5,
    ];

    private readonly ServedNames _served = new();

    public UpstreamAnswerTests() => _served.WriteContainer(new NetworkReference("front", "front"));

    public void Dispose() => _served.Dispose();

    [Fact]
    public void Ask_NameThatDoesNotExist_KeepsAuthorityAndLifetimeAndIsAskedAgain()
    {
        _served.Servers["10.9.9.9"] = static question => With(question, NameErrorFlags, authorities: 1, s_authority);

        byte[] first = AskForBytes(QuestionBytes.Of("example.org", id: 7)), second = AskForBytes(QuestionBytes.Of("example.org", id: 8));

        Assert.Equal(With(QuestionBytes.Of("example.org", id: 7), NameErrorFlags, authorities: 1, s_authority), first);
        Assert.Equal(With(QuestionBytes.Of("example.org", id: 8), NameErrorFlags, authorities: 1, s_authority), second);
        Assert.Equal(2, _served.Asked.Count);
    }

    [Fact]
    public void Ask_AnswerPointsAtItself_IsPassedOnUnfollowed()
    {
        // A record whose name is a pointer to that pointer.
        static byte[] Loop(byte[] question) => With(question, 0x8180, authorities: 1, [0xc0, (byte)question.Length, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 1, 2, 3, 4]);
        _served.Servers["10.9.9.9"] = Loop;

        Assert.Equal(Loop(QuestionBytes.Of("example.org", id: 9)), AskForBytes(QuestionBytes.Of("example.org", id: 9)));
        Assert.Equal(Loop(QuestionBytes.Of("example.net", id: 10)), AskForBytes(QuestionBytes.Of("example.net", id: 10)));
    }

    [Fact]
    public void Ask_AnswerWithOtherQuestions_IsNoAnswer()
    {
        _served.Servers["10.9.9.9"] = static _ => null;
        _served.Send(QuestionBytes.Of("example.org"));
        _served.Turn();
        byte[] question = _served.Asked[0].Question, two = QuestionBytes.Answer(question), pointing = QuestionBytes.Answer(question);
        two[5] = 2;
        pointing[MessageHeader.Size] = 0xc0;

        _served.Say("10.9.9.9", two);
        _served.Say("10.9.9.9", pointing);
        _served.Turn();
        _served.Turn();
        Assert.False(_served.HasAnswer);

        _served.Say("10.9.9.9", QuestionBytes.Answer(question));
        _served.Turn();
        Assert.Equal(["example.org 60 A 1.2.3.4"], _served.Receive().Records);
    }

    [Theory]
    [InlineData(-1, 512, false)]
    [InlineData(-1, 513, true)]
    [InlineData(1232, 1232, false)]
    [InlineData(1232, 1233, true)]
    [InlineData(100, 512, false)]
    public void Ask_AnswerOfSomeLength_IsCutWhereTheClientSaysSo(int ednsSize, int length, bool isCut)
    {
        _served.Servers["10.9.9.9"] = question => Long(question, length);

        byte[] answer = AskForBytes(QuestionBytes.Of("example.org", ednsSize: ednsSize));

        Assert.True(MessageHeader.TryRead(answer, out MessageHeader header));
        Assert.Equal(isCut, header.IsTruncated);
        Assert.Equal(isCut ? MessageHeader.Size + "example.org".Length + 6 : length, answer.Length);
    }

    [Fact]
    public void Ask_ServerCutsItsAnswer_WholeOneComesOverTcp()
    {
        byte[]? AnswerOf(byte[] question) => _served.Asked[^1].IsStream ? ManyAddresses(question) : With(question, 0x8380, authorities: 0, []);
        _served.Servers["10.9.9.9"] = AnswerOf;

        Assert.True(_served.Ask(QuestionBytes.Of("example.org")).Header.IsTruncated);

        ReadAnswer whole = _served.AskOverTcp(QuestionBytes.Of("example.org"));
        Assert.False(whole.Header.IsTruncated);
        Assert.Equal(Many, whole.Records.Count);
        Assert.Equal([false, true], _served.Asked.Select(static asked => asked.IsStream));
    }

    private byte[] AskForBytes(byte[] question)
    {
        _served.Send(question);
        for (int i = 0; i < 10 && !_served.HasAnswer; i++)
        {
            _served.Turn();
        }

        return _served.ReceiveBytes();
    }

    /// <summary>The question's first part as an answer, with bytes behind it.</summary>
    private static byte[] With(ReadOnlySpan<byte> question, ushort flags, ushort authorities, ReadOnlySpan<byte> rest)
    {
        byte[] answer = [.. question, .. rest];
        Assert.True(MessageHeader.TryRead(answer, out MessageHeader header));
        (header with { Flags = flags, Authorities = authorities }).Write(answer);
        return answer;
    }

    /// <summary>An answer of so many bytes: one record of a type nobody reads that fills it.</summary>
    private static byte[] Long(byte[] question, int length)
    {
        byte[] plain = question[..(MessageHeader.Size + "example.org".Length + 6)];
        int data = length - plain.Length - 12;
        byte[] answer = [.. plain, 0xc0, 12, 0, 28, 0, 1, 0, 0, 0, 60, (byte)(data >> 8), (byte)data, .. new byte[data]];
        new MessageHeader((ushort)((question[0] << 8) | question[1]), 0x8180, 1, 1, 0, 0).Write(answer);
        return answer;
    }

    private static byte[] ManyAddresses(ReadOnlySpan<byte> question)
    {
        byte[] record = [0xc0, 12, 0, 28, 0, 1, 0, 0, 0, 60, 0, 16, .. new byte[16]];
        byte[] answer = [.. question, .. Enumerable.Repeat(record, Many).SelectMany(static bytes => bytes)];
        Assert.True(MessageHeader.TryRead(answer, out MessageHeader header));
        (header with { Flags = 0x8180, Answers = Many }).Write(answer);
        return answer;
    }
}
