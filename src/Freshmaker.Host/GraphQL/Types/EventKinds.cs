using Freshmaker.Host.Rebuilding;

namespace Freshmaker.Host.GraphQL.Types;

/// <summary>Kinds of events as clients name them.</summary>
static class EventKinds
{
    public const string Argument = "Only events of these kinds (`TimelineEvent.kind`).";

    static readonly HashSet<string> Known = [.. EventNames.All.Values];

    public static IReadOnlyList<string>? Checked(IReadOnlyList<string>? kinds) => kinds?.FirstOrDefault(k => !Known.Contains(k)) is { } unknown
        ? throw Refused.Argument("kind", $"must be names of kinds of events; there is none of the name {unknown.Checked("kind")}")
        : kinds;
}
