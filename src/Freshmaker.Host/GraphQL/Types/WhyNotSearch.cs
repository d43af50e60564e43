using Freshmaker.Domain.Explaining;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Projections.Paging;
using Freshmaker.Projections.Rebuilds;

namespace Freshmaker.Host.GraphQL.Types;

/// <summary>Finds the rebuild that should have rebuilt something, and says why it did not.</summary>
public sealed class WhyNotSearch(RebuildQueries rebuilds, RebuildHistories histories, PublicNumbers numbers, MessageParsers parsers, RebuildHandlers handlers, RefusedMessages? refused = null)
{
    /// <summary>How many rebuilds of one advisory or search key are looked at, the newest first.</summary>
    const int MaxRebuilds = 10;

    /// <summary>The rebuild of this id; null when there is none.</summary>
    public async Task<WhyNotNode?> InAsync(string rebuild, ArtifactQuestion question, CancellationToken ct) => Best(await histories.AsOfAsync([rebuild], null, ct), question);

    public async Task<WhyNotNode?> InAsync(long number, ArtifactQuestion question, CancellationToken ct) =>
        await numbers.RebuildAsync(number, ct) is { } id ? await InAsync(id, question, ct) : null;

    public async Task<WhyNotNode> OfMessageAsync(string messageId, ArtifactQuestion question, CancellationToken ct)
    {
        if (await InAsync(RebuildId.Of(messageId), question, ct) is { } found)
            return found;
        return refused is not null && await refused.WhyAsync(messageId, ct) is { } why
            ? new(new(WhyNotKind.SetAside, null), null, question) { Refusal = why }
            : Nothing(question);
    }

    public async Task<WhyNotNode> OfAsync(RebuildFilter filter, ArtifactQuestion question, CancellationToken ct)
    {
        var found = await rebuilds.PageAsync(filter, new(MaxRebuilds), ct);
        return found.Items.Count == 0 ? Nothing(question) : Best(await histories.AsOfAsync([.. found.Items.Select(r => r.Id)], null, ct), question) ?? Nothing(question);
    }

    /// <summary>The newest that planned it, else the newest that says of it why not, else the newest.</summary>
    static WhyNotNode? Best(IReadOnlyDictionary<string, PastRebuild> found, ArtifactQuestion question) => found.Values
        .Select(r => (Rebuild: r, Answer: WhyNot.Of(r.Events, question)))
        .OrderBy(a => a.Answer.Kind is WhyNotKind.Planned or WhyNotKind.Excluded ? a.Answer.Kind : WhyNotKind.NotInAnswer).ThenByDescending(a => a.Rebuild.Rows.Rebuild.Number)
        .Select(a => new WhyNotNode(a.Answer, a.Rebuild, question)).FirstOrDefault();

    WhyNotNode Nothing(ArtifactQuestion question) => new(new(WhyNotKind.NeverReceived, null), null, question)
    {
        Topics = [.. MessageParsers.All.SelectMany(parsers.BindingKeys).Distinct()],
        SwitchedOn = handlers.Names,
    };
}
