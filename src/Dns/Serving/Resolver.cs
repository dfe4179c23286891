using Berth.Dns.Messages;
using Berth.Dns.Names;

namespace Berth.Dns.Serving;

/// <summary>
/// Decides about one message: no sockets, no time. The rules are docker's, with one addition: of a name that a container has, questions of
/// any other type get an empty answer and are not forwarded, so that no server outside hears of containers.
/// </summary>
internal sealed class Resolver(KnownNames names)
{
    private readonly AddressList _addresses = new();

    /// <summary>Which address is first next time, when a name has several.</summary>
    private uint _turn;

    /// <param name="message">As it was received.</param>
    /// <param name="overTcp">The answer may have 65,535 bytes, whatever the client says of UDP.</param>
    /// <param name="answer">Room for it.</param>
    /// <param name="length">Bytes of the answer.</param>
    public Verdict Decide(ReadOnlySpan<byte> message, bool overTcp, Span<byte> answer, out int length)
    {
        length = 0;
        if (!MessageHeader.TryRead(message, out MessageHeader header) || header.IsResponse)
        {
            return Verdict.Drop;
        }

        Span<byte> text = stackalloc byte[DomainName.MaxLength];
        if (!header.IsStandardQuery || !Query.TryRead(message, text, out Query query))
        {
            ResponseCode code = header.IsStandardQuery ? ResponseCode.FormatError : ResponseCode.NotImplemented;
            length = ResponseWriter.Refuse(header, code, answer);
            return Verdict.Answer;
        }

        var writer = new ResponseWriter(message, query, answer, overTcp ? answer.Length : query.MaxSize);
        if (query.IsInternet && query.IsPlain && IsOurs(query, ref writer))
        {
            length = writer.Finish(ResponseCode.NoError);
            return Verdict.Answer;
        }

        if (names.Container.IsInternal)
        {
            length = writer.Finish(ResponseCode.ServerFailure);
            return Verdict.Answer;
        }

        return Verdict.Forward;
    }

    private bool IsOurs(in Query query, ref ResponseWriter writer)
    {
        if (query.Type == RecordType.Ptr && AnswerReverse(query, ref writer))
        {
            return true;
        }

        _addresses.Reset(query.Type switch { RecordType.A => 4, RecordType.Aaaa => 16, _ => 0 });
        if (names.Find(query.Name, _addresses))
        {
            uint first = _turn++;
            for (int i = 0; i < _addresses.Count; i++)
            {
                writer.AddAddress(_addresses.Rotated(first, i));
            }

            return true;
        }

        // The container tries its search domains itself.
        return names.Container.HasDotsOption && (query.Type is RecordType.A or RecordType.Aaaa) && !query.Name.Contains((byte)'.');
    }

    private bool AnswerReverse(in Query query, ref ResponseWriter writer)
    {
        Span<byte> address = stackalloc byte[16];
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        int size = ReverseName.Read(query.Name, address);
        int length = size == 0 ? 0 : names.NameOf(address[..size], name);
        if (length > 0)
        {
            writer.AddName(name[..length]);
        }

        return length > 0;
    }
}
