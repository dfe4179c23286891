using System.Security.Cryptography;

namespace Berth.Engine.Names;

/// <summary>Names for containers whose owner gave none: two words of the sea, <c>steady_lighthouse</c>.</summary>
internal static class NameGenerator
{
    /// <summary>From this many taken names on, a digit is added.</summary>
    private const int PlainAttempts = 8;

    private static readonly string[] s_qualities =
    [
        "able", "adrift", "agile", "amber", "ancient", "anchored", "azure", "balmy", "bold", "boundless", "brave", "breezy", "bright",
        "brisk", "buoyant", "calm", "candid", "cheerful", "clear", "coastal", "copper", "coral", "crisp", "curious", "daring", "dawning",
        "deep", "distant", "drifting", "eager", "early", "eastern", "fair", "faithful", "fearless", "fleet", "foamy", "free", "fresh",
        "gentle", "gilded", "gleaming", "glad", "golden", "grand", "hardy", "hearty", "hidden", "humble", "ivory", "jolly", "keen",
        "kind", "late", "leeward", "level", "light", "limber", "lively", "lofty", "loyal", "lucid", "lucky", "lunar", "mellow", "merry",
        "mighty", "misty", "modest", "moonlit", "nimble", "noble", "northern", "oaken", "open", "patient", "pearly", "placid", "plucky",
        "polar", "proud", "quick", "quiet", "ready", "restless", "roaming", "rolling", "rosy", "rugged", "salty", "sandy", "serene",
        "sheltered", "shining", "silent", "silver", "smooth", "snug", "solid", "southern", "spirited", "starry", "steady", "stout",
        "sunlit", "sunny", "swift", "tidal", "tranquil", "trim", "true", "vast", "velvet", "vivid", "wandering", "warm", "western",
        "wide", "willing", "windward", "wise", "yonder", "zesty",
    ];

    private static readonly string[] s_things =
    [
        "albatross", "anchor", "anchorage", "archipelago", "atoll", "barge", "barnacle", "barque", "bay", "beacon", "binnacle", "boatswain",
        "bollard", "boom", "bosun", "bow", "breakwater", "brig", "brine", "bulwark", "buoy", "cape", "capstan", "caravel", "channel",
        "chart", "clipper", "coast", "compass", "cormorant", "coxswain", "crane", "current", "cutter", "cove", "davit", "delta", "dinghy",
        "dock", "dolphin", "dory", "dune", "eddy", "estuary", "fathom", "ferry", "fjord", "flotilla", "foghorn", "frigate", "galleon",
        "galley", "gale", "gannet", "gull", "gulf", "halyard", "harbour", "hatch", "haven", "hawser", "headland", "helm", "heron", "horizon",
        "hull", "inlet", "island", "isthmus", "jetty", "jib", "kayak", "keel", "kelp", "ketch", "knot", "lagoon", "lantern", "lighthouse",
        "lock", "longboat", "lugger", "mainsail", "marina", "mariner", "marlin", "mast", "mizzen", "mooring", "narwhal", "navigator", "oar",
        "orca", "osprey", "outrigger", "packet", "pelican", "petrel", "pier", "pilot", "plover", "porthole", "promontory", "prow", "quay",
        "reef", "regatta", "rigging", "rudder", "sail", "sandbar", "schooner", "sextant", "shoal", "shore", "skiff", "skipper", "sloop",
        "spar", "spinnaker", "spray", "starboard", "stern", "strait", "surf", "tern", "tide", "tiller", "topsail", "trawler", "tugboat",
        "turtle", "voyage", "wake", "walrus", "wave", "wharf", "whale", "winch", "yacht", "yawl",
    ];

    /// <summary>A name that <paramref name="taken"/> does not know.</summary>
    public static string Generate(Func<string, bool> taken)
    {
        for (int attempt = 0; ; attempt++)
        {
            string name = $"{Pick(s_qualities)}_{Pick(s_things)}";
            if (attempt >= PlainAttempts)
            {
                name += RandomNumberGenerator.GetInt32(10);
            }

            if (!taken(name))
            {
                return name;
            }
        }
    }

    private static string Pick(string[] words) => words[RandomNumberGenerator.GetInt32(words.Length)];
}
