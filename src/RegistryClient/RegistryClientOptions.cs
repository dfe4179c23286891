using Berth.RegistryClient.Hosts;

namespace Berth.RegistryClient;

/// <summary>How <see cref="Registries"/> behaves; every property has a default.</summary>
public sealed record RegistryClientOptions
{
    /// <summary>Makes the connections. Default: the system's trust, proxies from the environment.</summary>
    public IHostTransports Transports { get => field ?? HostTransports.Default; init; }

    public TimeProvider Time { get => field ?? TimeProvider.System; init; }

    /// <summary>The <c>User-Agent</c> header. Default <c>berth</c>.</summary>
    public string UserAgent { get => field ?? "berth"; init; }

    /// <summary>How long a request without a body waits for the head of its answer. Default 60 s.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a read waits for the next byte of an answer's body. Default 60 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a mirror may take to show that it is alive before a pull begins. Default 2 s.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a registry may take to answer once it has all of a blob or manifest, which it hashes, moves and checks. Default 10 min.</summary>
    public TimeSpan UploadAnswerTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long taking back an upload that was given up may take. Default 10 s.</summary>
    public TimeSpan CancelTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a request that changes nothing is sent before its failure counts, at least 1; may change meanwhile. Default 5.</summary>
    public int Attempts { get; set; } = 5;

    /// <summary>The pause before the second attempt, doubled before each further one, up to 10 s; each is varied by half. Default 200 ms.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause that a registry may ask for (<c>Retry-After</c>); what asks for more has failed. Default 60 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(60);
}
