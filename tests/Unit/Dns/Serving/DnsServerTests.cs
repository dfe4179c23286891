using System.Net;
using Berth.Dns.Messages;
using Berth.Dns.Names;
using Xunit;

namespace Berth.Unit.Dns.Serving;

/// <summary>The server with sockets of the machine's own instead of the network, a clock that the test moves, and servers that it plays.</summary>
public sealed class DnsServerTests : IDisposable
{
    private const int Patience = 2000;
    private const int LastPatience = 4000;

    private readonly ServedNames _served = new();

    public DnsServerTests()
    {
        _served.Write("front", new NamedEndpoint(["web", "www", "0123456789ab"], [IPAddress.Parse("10.0.0.2"), IPAddress.Parse("fd00::2")]));
        _served.WriteContainer(new NetworkReference("front", "front"));
    }

    public void Dispose() => _served.Dispose();

    [Theory]
    [InlineData("web")]
    [InlineData("WWW")]
    [InlineData("0123456789ab")]
    [InlineData("web.front")]
    [InlineData("Web.FRONT")]
    public void Ask_NameOfAContainer_IsAnswered(string name)
    {
        ReadAnswer answer = _served.Ask(QuestionBytes.Of(name));

        Assert.Equal([$"{name} 600 A 10.0.0.2"], answer.Records);
        Assert.Equal(ResponseCode.NoError, answer.Code);
        Assert.Equal(0x8180, answer.Header.Flags);
        Assert.Equal(0x1234, answer.Header.Id);
        Assert.False(answer.HasEdns);
    }

    [Fact]
    public void Ask_OtherFamily_IsAnsweredWithItsAddress() =>
        Assert.Equal(["web 600 Aaaa fd00::2"], _served.Ask(QuestionBytes.Of("web", RecordType.Aaaa)).Records);

    [Fact]
    public void Ask_WithEdns_AnswerHasItToo() => Assert.True(_served.Ask(QuestionBytes.Of("web", ednsSize: 1232)).HasEdns);

    [Theory]
    [InlineData(16)]
    [InlineData(15)]
    [InlineData(255)]
    [InlineData(12)]
    public void Ask_OtherTypeOfAKnownName_IsEmptyAndNotForwarded(int type)
    {
        ReadAnswer answer = _served.Ask(QuestionBytes.Of("web", (RecordType)type));

        Assert.Equal(ResponseCode.NoError, answer.Code);
        Assert.Empty(answer.Records);
        Assert.Empty(_served.Asked);
    }

    [Fact]
    public void Ask_KnownNameWithoutThatFamily_IsEmpty()
    {
        _served.Write("front", new NamedEndpoint(["web"], [IPAddress.Parse("10.0.0.2")]));

        ReadAnswer answer = _served.Ask(QuestionBytes.Of("web", RecordType.Aaaa));

        Assert.Equal(ResponseCode.NoError, answer.Code);
        Assert.Empty(answer.Records);
    }

    [Theory]
    [InlineData("2.0.0.10.in-addr.arpa", "web.Front")]
    [InlineData("2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa", "web.Front")]
    public void Ask_Address_IsAnsweredWithNameAndNetwork(string question, string name)
    {
        _served.WriteContainer(new NetworkReference("front", "Front"));

        Assert.Equal([$"{question} 600 Ptr {name}"], _served.Ask(QuestionBytes.Of(question, RecordType.Ptr)).Records);
    }

    [Fact]
    public void Ask_SeveralAddresses_TakeTurns()
    {
        _served.Write(
            "front",
            new NamedEndpoint(["web"], [IPAddress.Parse("10.0.0.2")]),
            new NamedEndpoint(["web"], [IPAddress.Parse("10.0.0.3")]),
            new NamedEndpoint(["web"], [IPAddress.Parse("10.0.0.4")]));

        string[] first = [.. Enumerable.Range(0, 6).Select(_ => _served.Ask(QuestionBytes.Of("web")).Records[0])];

        Assert.Equal(first[..3], first[3..]);
        Assert.Equal(3, first.Distinct().Count());
    }

    [Fact]
    public void Ask_Networks_FirstThatHasTheNameAnswers()
    {
        _served.Write("back", new NamedEndpoint(["web", "db"], [IPAddress.Parse("10.1.0.9")]));
        _served.WriteContainer(new NetworkReference("front", "front"), new NetworkReference("back", "b.net"));

        Assert.Equal(["web 600 A 10.0.0.2"], _served.Ask(QuestionBytes.Of("web")).Records);
        Assert.Equal(["web.b.net 600 A 10.1.0.9"], _served.Ask(QuestionBytes.Of("web.b.net")).Records);
        Assert.Equal(["db 600 A 10.1.0.9"], _served.Ask(QuestionBytes.Of("db")).Records);
    }

    [Fact]
    public void Ask_Link_IsTheOthersNameHere()
    {
        _served.WriteContainer(new NetworkReference("front", "front") { Links = [("db", "Web"), ("www", "nobody")] });

        Assert.Equal(["DB 600 A 10.0.0.2"], _served.Ask(QuestionBytes.Of("DB")).Records);
        Assert.Equal(["db.front 600 A 10.0.0.2"], _served.Ask(QuestionBytes.Of("db.front")).Records);
        _served.Servers["10.9.9.9"] = question => QuestionBytes.Answer(question);
        Assert.Equal(["www 60 A 1.2.3.4"], _served.Ask(QuestionBytes.Of("www")).Records);
    }

    [Fact]
    public void Ask_TablesChange_NextAnswerIsNew()
    {
        _served.Ask(QuestionBytes.Of("web"));
        _served.Write("front", new NamedEndpoint(["web"], [IPAddress.Parse("10.0.0.77")]));

        Assert.Equal(["web 600 A 10.0.0.77"], _served.Ask(QuestionBytes.Of("web")).Records);
    }

    [Fact]
    public void Ask_UnknownName_IsForwardedWithAnotherIdAndAnsweredWithItsOwn()
    {
        _served.Servers["10.9.9.9"] = question => QuestionBytes.Answer(question);

        ReadAnswer answer = _served.Ask(QuestionBytes.Of("example.org", ednsSize: 1400));

        Assert.Equal(0x1234, answer.Header.Id);
        Assert.Equal(["example.org 60 A 1.2.3.4"], answer.Records.Take(1));
        (string server, bool fromContainer, bool isStream, byte[] question) = Assert.Single(_served.Asked);
        Assert.Equal(("10.9.9.9", false, false), (server, fromContainer, isStream));
        Assert.Equal(QuestionBytes.Of("example.org", ednsSize: 1400)[2..], question[2..]);
    }

    [Fact]
    public void Ask_ContainerHasServers_TheyAreAskedFromItsNamespace()
    {
        _served.WriteContainer(names => names with { Servers = [IPAddress.Parse("1.1.1.1")] });
        _served.Servers["1.1.1.1"] = question => QuestionBytes.Answer(question);

        _served.Ask(QuestionBytes.Of("example.org"));

        Assert.Equal(("1.1.1.1", true), (_served.Asked[0].Server, _served.Asked[0].FromContainer));
    }

    [Fact]
    public void Ask_HostsServersChange_TheNewAreAsked()
    {
        _served.Servers["10.9.9.9"] = _served.Servers["10.8.8.8"] = question => QuestionBytes.Answer(question);
        _served.Ask(QuestionBytes.Of("example.org"));

        _served.WriteHost("nameserver 10.8.8.8\n");
        _served.Ask(QuestionBytes.Of("example.org"));
        _served.WriteHost("nameserver 127.0.0.53\n");
        _served.WriteResolved("nameserver 10.9.9.9\n");
        _served.Ask(QuestionBytes.Of("example.org"));

        Assert.Equal(["10.9.9.9", "10.8.8.8", "10.9.9.9"], _served.Asked.Select(asked => asked.Server));
    }

    [Theory]
    [InlineData(ResponseCode.ServerFailure)]
    [InlineData(ResponseCode.Refused)]
    public void Ask_ServerFails_NextIsAsked(ResponseCode code)
    {
        _served.WriteHost("nameserver 10.9.9.9\nnameserver 10.8.8.8\n");
        _served.Servers["10.9.9.9"] = question => QuestionBytes.Answer(question, code);
        _served.Servers["10.8.8.8"] = question => QuestionBytes.Answer(question);

        Assert.Equal(ResponseCode.NoError, _served.Ask(QuestionBytes.Of("example.org")).Code);
        Assert.Equal(2, _served.Asked.Count);
    }

    [Fact]
    public void Ask_NameDoesNotExist_IsTheAnswer()
    {
        _served.WriteHost("nameserver 10.9.9.9\nnameserver 10.8.8.8\n");
        _served.Servers["10.9.9.9"] = question => QuestionBytes.Answer(question, ResponseCode.NameError);

        Assert.Equal(ResponseCode.NameError, _served.Ask(QuestionBytes.Of("example.org")).Code);
        Assert.Single(_served.Asked);
    }

    [Fact]
    public void Ask_ServerCannotBeReached_NextIsAsked()
    {
        _served.WriteHost("nameserver 10.7.7.7\nnameserver 10.9.9.9\n");
        _served.Servers["10.9.9.9"] = question => QuestionBytes.Answer(question);

        Assert.Equal(ResponseCode.NoError, _served.Ask(QuestionBytes.Of("example.org")).Code);
    }

    [Fact]
    public void Ask_ServersAreSilent_NextIsAskedInTimeAndFailureIsTheEnd()
    {
        _served.WriteHost("nameserver 10.9.9.9\nnameserver 10.8.8.8\n");
        _served.Servers["10.9.9.9"] = _served.Servers["10.8.8.8"] = _ => null;

        _served.Send(QuestionBytes.Of("example.org"));
        _served.Turn();
        Assert.Equal(Patience, _served.TimeToWait);
        Assert.Single(_served.Asked);

        _served.Pass(Patience);
        Assert.Equal(2, _served.Asked.Count);
        Assert.Equal(LastPatience, _served.TimeToWait);

        _served.Pass(LastPatience);
        Assert.Equal(ResponseCode.ServerFailure, _served.Receive().Code);
        Assert.Equal(-1, _served.TimeToWait);
    }

    [Fact]
    public void Ask_FirstServerIsLate_ItsAnswerCounts()
    {
        _served.WriteHost("nameserver 10.9.9.9\nnameserver 10.8.8.8\n");
        _served.Servers["10.9.9.9"] = _served.Servers["10.8.8.8"] = _ => null;
        _served.Send(QuestionBytes.Of("example.org"));
        _served.Turn();
        _served.Pass(Patience);

        _served.Say("10.9.9.9", QuestionBytes.Answer(_served.Asked[0].Question));
        _served.Turn();

        Assert.Equal(ResponseCode.NoError, _served.Receive().Code);
    }

    [Fact]
    public void Ask_ForgedAnswers_AreIgnored()
    {
        _served.Servers["10.9.9.9"] = _ => null;
        _served.Send(QuestionBytes.Of("example.org"));
        _served.Turn();
        byte[] question = _served.Asked[0].Question;

        byte[] otherId = QuestionBytes.Answer(question);
        otherId[0] ^= 1;
        _served.Say("10.9.9.9", otherId);
        _served.Say("10.9.9.9", QuestionBytes.Answer([.. question[..2], .. QuestionBytes.Of("example.net")[2..]]));
        _served.Say("10.9.9.9", question);
        _served.Say("10.9.9.9", question[..5]);
        _served.Turn();
        _served.Turn();
        _served.Turn();
        _served.Turn();
        Assert.False(_served.HasAnswer);

        _served.Say("10.9.9.9", QuestionBytes.Answer(question, last: 9));
        _served.Turn();
        Assert.Equal(["example.org 60 A 1.2.3.9"], _served.Receive().Records);
    }

    [Fact]
    public void Ask_AnswerIsTooLong_IsCutAndSaysSo()
    {
        _served.Servers["10.9.9.9"] = question => [.. QuestionBytes.Answer(question), .. new byte[600]];

        ReadAnswer answer = _served.Ask(QuestionBytes.Of("example.org"));

        Assert.True(answer.Header.IsTruncated);
        Assert.Empty(answer.Records);
    }

    [Fact]
    public void Ask_ManyAddresses_AreCutOverUdpAndWholeOverTcp()
    {
        _served.Write(
            "front",
            [.. Enumerable.Range(1, 200).Select(i => new NamedEndpoint(["web"], [IPAddress.Parse($"10.0.0.{i}")]))]);

        ReadAnswer cut = _served.Ask(QuestionBytes.Of("web"));
        Assert.True(cut.Header.IsTruncated);
        Assert.InRange(cut.Records.Count, 20, 31);

        ReadAnswer whole = _served.AskOverTcp(QuestionBytes.Of("web"));
        Assert.False(whole.Header.IsTruncated);
        Assert.Equal(200, whole.Records.Count);
    }

    [Fact]
    public void AskOverTcp_UnknownName_IsForwardedOverTcp()
    {
        _served.Servers["10.9.9.9"] = question => QuestionBytes.Answer(question);

        Assert.Equal(["example.org 60 A 1.2.3.4"], _served.AskOverTcp(QuestionBytes.Of("example.org")).Records);
        Assert.True(_served.Asked[0].IsStream);
    }

    [Fact]
    public void AskOverTcp_SilentConnection_IsClosedAfterItsTime()
    {
        using System.Net.Sockets.Socket client = _served.Connect();
        _served.Turn();
        Assert.Equal(10_000, _served.TimeToWait);

        _served.Pass(10_000);

        Assert.Equal(0, client.Receive(new byte[1]));
        Assert.Equal(-1, _served.TimeToWait);
    }

    [Fact]
    public void AskOverTcp_LengthBeyondReason_IsClosed()
    {
        using System.Net.Sockets.Socket client = _served.Connect();
        client.Send([0xff, 0xff, 1, 2, 3]);
        _served.Turn();
        _served.Turn();

        Assert.Equal(0, client.Receive(new byte[1]));
    }

    [Fact]
    public void Ask_OnInternalNetworksOnly_NothingIsForwarded()
    {
        _served.WriteContainer(names => names with { IsInternal = true });
        _served.Servers["10.9.9.9"] = question => QuestionBytes.Answer(question);

        Assert.Equal(ResponseCode.ServerFailure, _served.Ask(QuestionBytes.Of("example.org")).Code);
        Assert.Equal(ResponseCode.ServerFailure, _served.Ask(QuestionBytes.Of("4.3.2.1.in-addr.arpa", RecordType.Ptr)).Code);
        Assert.Single(_served.Ask(QuestionBytes.Of("web")).Records);
        Assert.Empty(_served.Asked);
    }

    [Fact]
    public void Ask_OwnDotsOption_NameWithoutADotIsNotForwarded()
    {
        _served.WriteContainer(names => names with { HasDotsOption = true });
        _served.Servers["10.9.9.9"] = question => QuestionBytes.Answer(question);

        Assert.Empty(_served.Ask(QuestionBytes.Of("unknown")).Records);
        Assert.Empty(_served.Asked);
        Assert.Single(_served.Ask(QuestionBytes.Of("unknown.org")).Records);
    }

    [Fact]
    public void Ask_MoreThanMayBeOnTheirWay_FailAtOnce()
    {
        _served.Servers["10.9.9.9"] = _ => null;
        for (int i = 0; i < 256; i++)
        {
            _served.Send(QuestionBytes.Of("example.org", id: (ushort)i));
            _served.Turn();
        }

        Assert.False(_served.HasAnswer);
        Assert.Equal(ResponseCode.ServerFailure, _served.Ask(QuestionBytes.Of("example.org")).Code);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("123481800000000000000000")]
    public void Ask_NoQuestion_IsNotAnswered(string hex)
    {
        _served.Send(Convert.FromHexString(hex));
        _served.Turn();

        Assert.False(_served.HasAnswer);
    }

    [Theory]
    [InlineData("123401000000000000000000", ResponseCode.FormatError)]
    [InlineData("123401000002000000000000000001000100000100" + "01", ResponseCode.FormatError)]
    [InlineData("123401000001000000000000c00c00010001", ResponseCode.FormatError)]
    [InlineData("123428000001000000000000000001" + "0001", ResponseCode.NotImplemented)]
    public void Ask_MessageThatIsNoQuestion_IsRefused(string hex, ResponseCode code)
    {
        _served.Send(Convert.FromHexString(hex));
        _served.Turn();

        Assert.Equal(code, _served.Receive().Code);
    }

    [Fact]
    public void Ask_RandomMessages_ServerGoesOn()
    {
        var random = new Random(11);
        _served.Servers["10.9.9.9"] = _ => null;
        for (int i = 0; i < 2000; i++)
        {
            byte[] message = QuestionBytes.Of("web.front", ednsSize: 600);
            for (int change = random.Next(1, 12); change > 0; change--)
            {
                message[random.Next(message.Length)] = (byte)random.Next(256);
            }

            _served.Send(message[..random.Next(message.Length + 1)]);
            _served.Turn();
            _served.Drain();
        }

        Assert.Equal(["web 600 A 10.0.0.2"], _served.Ask(QuestionBytes.Of("web")).Records);
    }
}
