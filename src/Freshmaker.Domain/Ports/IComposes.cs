using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;

namespace Freshmaker.Domain.Ports;

/// <summary>Makes repositories for builds (ODCS; behaviour.md §7.2).</summary>
/// <remarks>Throws <see cref="OutsideFault"/> when it cannot answer.</remarks>
public interface IComposes
{
    /// <summary>Composes by ODCS's ids, in as few calls as ODCS allows. What ODCS does not know is absent.</summary>
    Task<IReadOnlyDictionary<long, ComposeProgress>> GetAsync(IReadOnlyCollection<long> ids, CancellationToken ct);

    /// <summary>
    /// The newest compose of ours that was asked for with exactly this request after an instant and is neither failed nor removed, or null: by which a restarted
    /// process finds out whether it asked already.
    /// </summary>
    Task<ComposeProgress?> FindAsync(ComposeRequest request, DateTimeOffset askedAfter, CancellationToken ct);

    Task<ComposeAnswer> RequestAsync(ComposeRequest request, CancellationToken ct);

    /// <summary>Asks for a compose again that is removed or about to expire. The answer can be a compose of another id.</summary>
    Task<ComposeAnswer> RenewAsync(long id, CancellationToken ct);
}

/// <summary>How ODCS answered a request.</summary>
public abstract record ComposeAnswer
{
    ComposeAnswer() { }

    public sealed record Accepted(ComposeProgress Compose) : ComposeAnswer;

    /// <summary>4xx: ODCS does not want this compose, and will not want it next time.</summary>
    public sealed record Refused(int Status, string Text) : ComposeAnswer;
}
