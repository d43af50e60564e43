using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;

namespace Freshmaker.Domain.Ports;

/// <summary>Makes repositories for builds (ODCS; behaviour.md §7.2).</summary>
/// <remarks>Throws <see cref="OutsideFault"/> when it cannot answer.</remarks>
public interface IComposes
{
    /// <summary>Composes by ODCS's ids, in as few calls as ODCS allows. A fault of one compose is no fault of the call, as long as ODCS answers otherwise.</summary>
    Task<ComposeReport> LookAsync(IReadOnlyCollection<long> ids, CancellationToken ct);

    /// <summary>
    /// The newest compose of ours that was asked for with exactly this request after an instant and is neither failed nor removed, or null: by which a restarted
    /// process finds out whether it asked already.
    /// </summary>
    Task<ComposeProgress?> FindAsync(ComposeRequest request, DateTimeOffset askedAfter, CancellationToken ct);

    Task<ComposeAnswer> RequestAsync(ComposeRequest request, CancellationToken ct);

    /// <summary>Asks for a compose again that is removed or about to expire. The answer can be a compose of another id.</summary>
    Task<ComposeAnswer> RenewAsync(long id, CancellationToken ct);
}

/// <summary>What ODCS says of composes. One that it does not know is in neither part.</summary>
/// <param name="Composes">By id.</param>
/// <param name="Faults">By id: ODCS could not say how this one is, or said what makes no sense.</param>
public sealed record ComposeReport(IReadOnlyDictionary<long, ComposeProgress> Composes, IReadOnlyDictionary<long, OutsideFault> Faults);

/// <summary>Shorter ways to ask.</summary>
public static class ComposeSystems
{
    /// <summary>Composes by ODCS's ids, for those who need to know of each. What ODCS does not know is absent.</summary>
    /// <exception cref="OutsideFault">It cannot say how they all are.</exception>
    public static async Task<IReadOnlyDictionary<long, ComposeProgress>> GetAsync(this IComposes odcs, IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var report = await odcs.LookAsync(ids, ct);
        return report.Faults.Values.FirstOrDefault() is { } fault ? throw fault : report.Composes;
    }
}

/// <summary>How ODCS answered a request.</summary>
public abstract record ComposeAnswer
{
    ComposeAnswer() { }

    public sealed record Accepted(ComposeProgress Compose) : ComposeAnswer;

    /// <summary>4xx: ODCS does not want this compose, and will not want it next time.</summary>
    public sealed record Refused(int Status, string Text) : ComposeAnswer;
}
