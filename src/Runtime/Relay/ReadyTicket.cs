namespace Berth.Runtime.Relay;

/// <summary>A descriptor in a <see cref="ReadySet"/>: a place, and which tenant of that place.</summary>
internal readonly record struct ReadyTicket(int Place, uint Tenancy)
{
    public ulong Token => ((ulong)Tenancy << 32) | (uint)Place;

    public static ReadyTicket Of(ulong token) => new((int)(uint)token, (uint)(token >> 32));
}
