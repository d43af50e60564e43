namespace Freshmaker.Projections.Paging;

/// <summary>A filter that can combine others of its kind. All that it asks for must hold; what is null does not filter.</summary>
public abstract record Combining<TFilter> where TFilter : Combining<TFilter>
{
    /// <summary>All of these must hold.</summary>
    public IReadOnlyList<TFilter>? And { get; init; }

    /// <summary>One of these must hold.</summary>
    public IReadOnlyList<TFilter>? Or { get; init; }

    /// <summary>This must not hold.</summary>
    public TFilter? Not { get; init; }
}
