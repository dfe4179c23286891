namespace Berth.Integration.Durability;

/// <summary>How often an operation was killed, and how it went.</summary>
internal sealed class KillStatistics
{
    private const double FirstGuess = 60;

    /// <summary>Kills that came before the operation's end.</summary>
    public int Interrupted { get; private set; }

    /// <summary>Operations that were through before the kill.</summary>
    public int Finished { get; private set; }

    /// <summary>Starts after a kill that freed something.</summary>
    public int Freed { get; private set; }

    /// <summary>How long the operation takes, about.</summary>
    public double Milliseconds { get; private set; } = FirstGuess;

    public void Count(bool finished, double milliseconds)
    {
        if (finished)
        {
            Finished++;
            Milliseconds = (Milliseconds * 0.7) + (milliseconds * 0.3);
        }
        else
        {
            Interrupted++;

            // Never through: give it more.
            Milliseconds *= Finished == 0 ? 1.2 : 1.02;
        }
    }

    public void CountFreed(string log) => Freed += log.Contains("freed what no record owned", StringComparison.Ordinal) ? 1 : 0;

    public override string ToString() => $"{Interrupted} interrupted, {Finished} through before the kill, {Freed} left something to free, about {Milliseconds:0} ms";
}
