using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Policies;

/// <summary>A rule of a policy as it is written.</summary>
/// <param name="Allows">It allows; else it blocks.</param>
/// <param name="Handler">For whose plans; null for those of every handler that has no rule of its own for the kind in the same list.</param>
/// <param name="Kind">Of what kind of artifact; null for every kind.</param>
/// <param name="Rule">The rule, with its place.</param>
public sealed record StatedRule(bool Allows, string? Handler, ArtifactKind? Kind, PolicyNode Rule)
{
    /// <summary>The rule in words.</summary>
    public string Text =>
        $"{(Allows ? "Allowed" : "Blocked")} {(Handler is null ? "" : $"for {Handler} ")}is {(Kind is { } kind ? Question.NameOf(kind) : "whatever")} where {Words(Rule)}.";

    static string Words(PolicyNode node) => node switch
    {
        PolicyValue value => value.Text,
        PolicyList list => string.Join(" or ", list.Items.Select(Words)),
        PolicyMap { Entries: [("any" or "all", PolicyList rules)] } map => $"{map.Entries[0].Key} of ({string.Join("; ", rules.Items.Select(Words))})",
        PolicyMap { Entries.Count: 0 } => "nothing",
        PolicyMap map => string.Join(" and ", map.Entries.Select(e => $"{e.Key} is {Words(e.Value)}")),
        _ => "",
    };

    /// <summary>The rules of a policy that was accepted, in the order in which they are written, those that allow first.</summary>
    internal static IReadOnlyList<StatedRule> Of(PolicyMap document) => [.. In(document, "allow"), .. In(document, "block")];

    static IEnumerable<StatedRule> In(PolicyMap document, string list) => document.Entries.Where(e => e.Key == list).SelectMany(e => e.Value switch
    {
        PolicyList rules => rules.Items.Select(rule => new StatedRule(list == "allow", null, KindOf(rule), rule)),
        PolicyMap sections => from section in sections.Entries
                              from kind in (section.Value as PolicyMap)?.Entries ?? []
                              select new StatedRule(
                                  list == "allow", section.Key == PolicyParser.Everywhere ? null : section.Key, PolicyParser.Kinds.First(k => Question.NameOf(k) == kind.Key), kind.Value),
        _ => [],
    });

    /// <summary>In the short form the kind is a criterion like any other, and as a pattern it may fit several.</summary>
    static ArtifactKind? KindOf(PolicyNode rule) => rule is PolicyMap map && map.Entries.FirstOrDefault(e => e.Key == PolicyCriteria.Kind.Name).Value is PolicyValue named
        ? PolicyParser.Kinds.Where(k => Question.NameOf(k) == named.Text).Select(k => (ArtifactKind?)k).FirstOrDefault()
        : null;
}
