namespace Freshmaker.Domain.Ports;

/// <summary>Knows what earlier rebuilds built.</summary>
public interface IEarlierRebuilds
{
    /// <summary>Images that a rebuild has built; null when there is no such rebuild.</summary>
    /// <param name="number">Its public number.</param>
    Task<IReadOnlyList<RebuiltImage>?> OfRebuildAsync(long number, CancellationToken ct);

    /// <summary>Images that any rebuild of an advisory has built.</summary>
    Task<IReadOnlyList<RebuiltImage>> OfAdvisoryAsync(long advisory, CancellationToken ct);
}

/// <summary>An image that was rebuilt and is done.</summary>
/// <param name="OriginalNvr">The build that was replaced.</param>
/// <param name="RebuiltNvr">The build that replaced it.</param>
/// <param name="DirectlyAffected">It was affected itself, not only something that is built on it.</param>
public sealed record RebuiltImage(string OriginalNvr, string RebuiltNvr, bool DirectlyAffected);
